"""The rows read, tick after tick -> a value or an ending for every mailbox that it concerns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic

from session_status.type_variables import K, V
from session_status.watching.watch import Ending, Mailbox


@dataclass(slots=True)
class _Row(Generic[V]):
    latest: V | None = None
    told: set[Mailbox[V]] = field(default_factory=set[Mailbox[V]])
    fresh: set[Mailbox[V]] = field(default_factory=set[Mailbox[V]])


class Board(Generic[K, V]):
    """Who waits for which row. It knows neither time nor database, and is used from one thread.

    Args:
        is_last: Tells a value after which a row never changes.
    """

    def __init__(self, is_last: Callable[[V], bool]) -> None:
        self._is_last = is_last
        self._rows: dict[K, _Row[V]] = {}
        self._joined: dict[Mailbox[V], K] = {}

    def __bool__(self) -> bool:
        """Tell whether anybody waits."""
        return bool(self._rows or self._joined)

    def __len__(self) -> int:
        """Count the rows that are waited for."""
        return len(self._rows.keys() | set(self._joined.values()))

    def join(self, key: K, mailbox: Mailbox[V]) -> None:
        """Let a mailbox wait for the first read that begins after now: an earlier one may be out of date."""
        self._joined[mailbox] = key

    def leave(self, key: K, mailbox: Mailbox[V]) -> None:
        """Forget a mailbox; harmless where it is forgotten already."""
        self._joined.pop(mailbox, None)
        row = self._rows.get(key)
        if row is None:
            return
        row.told.discard(mailbox)
        row.fresh.discard(mailbox)
        if not row.told and not row.fresh:
            del self._rows[key]

    def asked(self) -> list[K]:
        """List the keys that a read which begins now has to answer."""
        for mailbox, key in self._joined.items():
            self._rows.setdefault(key, _Row()).fresh.add(mailbox)
        self._joined.clear()
        return list(self._rows)

    def hurried(self, named: Iterable[K]) -> list[K]:
        """List the keys that a read of a few rows has to answer: of those named what is watched, and what is new.

        Args:
            named: Keys of rows that may have changed.
        """
        keys = {key: None for key in named if key in self._rows}
        for mailbox, key in self._joined.items():
            self._rows.setdefault(key, _Row()).fresh.add(mailbox)
            keys[key] = None
        self._joined.clear()
        return list(keys)

    def deliver(self, asked: Iterable[K], found: Mapping[K, V | Exception]) -> None:
        """Tell every mailbox what a read found.

        Args:
            asked: The keys of the read; one that is not found is a row that does not exist.
            found: A value, or the error that stands for it.
        """
        for key in asked:
            row = self._rows.get(key)
            if row is not None:
                self._tell(key, row, found.get(key))

    def end(self, ending: Ending, error: Exception | None = None) -> None:
        """End every mailbox."""
        for mailbox in self._joined:
            mailbox.end(ending, error)
        self._joined.clear()
        for key, row in list(self._rows.items()):
            self._end(key, row, ending, error)

    def _tell(self, key: K, row: _Row[V], value: V | Exception | None) -> None:
        match value:
            case None:
                self._end(key, row, "deleted")
            case Exception():
                self._end(key, row, "closed", value)
            case _ if value != row.latest or row.fresh:
                last = self._is_last(value)  # first: it refuses what is no status of the lifecycle
                self._offer(row, value)
                if last:
                    self._end(key, row, "terminal")
            case _:  # nobody there to whom it is news
                return

    def _offer(self, row: _Row[V], value: V) -> None:
        if value != row.latest:
            row.latest = value
            for mailbox in row.told:
                mailbox.offer(value)
        for mailbox in row.fresh:
            mailbox.offer(value)
        if row.fresh:
            row.told |= row.fresh
            row.fresh.clear()

    def _end(self, key: K, row: _Row[V], ending: Ending, error: Exception | None = None) -> None:
        del self._rows[key]
        for mailbox in row.told | row.fresh:
            mailbox.end(ending, error)

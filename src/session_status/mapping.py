"""An Enum and the words for its members on the wire -> a total, injective, typed mapping between them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, Protocol, Self, TypeVar

from sqlalchemy import SQLColumnExpression

from session_status.errors import ArgumentError, MappingError, UnknownStatusError
from session_status.members import domain_faults, label, listed, members_of, strangers, typed
from session_status.spelling import Stored, spelling_of

E = TypeVar("E", bound=Enum)
W = TypeVar("W", bound=str)
V = TypeVar("V", bound=Enum)
X = TypeVar("X", bound=str)


D = TypeVar("D")
W_co = TypeVar("W_co", bound=str, covariant=True)


class Words(Protocol[D, W_co]):
    """What reading statuses asks of a mapping: a word for every member of its Enum."""

    def stored(self, column: SQLColumnExpression[Any], *, spelled: Stored | None) -> Mapping[str, tuple[D, W_co]]:
        """Give status and word for every text that a column may hold."""
        ...

    def __getitem__(self, status: D) -> W_co:
        """Give the word for a status."""
        ...


class StatusMapping(Generic[E, W]):
    """Which word stands for which status: every member has one, and no two share one.

    There is no default, and asking for something that is not in the mapping is an error: a status that the
    mapping does not know can never be shown as another one.

    Args:
        domain: The Enum of statuses.
        wires: The word for every member.

    Raises:
        MappingError: A member is missing, a word is repeated or no string, a key is no member, a member has an
            alias, or `domain` is a Flag, empty or no Enum. One error names all faults.

    Example:
        >>> import enum
        >>> class Light(enum.Enum):
        ...     RED = 1
        ...     GREEN = 2
        >>> LIGHTS = StatusMapping(Light, {Light.RED: "stop", Light.GREEN: "go"})
        >>> LIGHTS[Light.RED]
        'stop'
        >>> LIGHTS.parse("go")
        <Light.GREEN: 2>
    """

    __slots__ = ("_members", "_wires", "domain")

    domain: type[E]
    _wires: dict[E, W]
    _members: dict[str, E]

    def __init__(self, domain: type[E], wires: Mapping[E, W]) -> None:
        _check(type(self).__name__, domain, wires)
        self.domain = domain
        self._wires = {member: wires[member] for member in domain}
        self._members = {wire: member for member, wire in self._wires.items()}

    @classmethod
    def proved(cls, domain: type[V], to_wire: Callable[[V], X]) -> "StatusMapping[V, X]":
        """Build the mapping from a function whose exhaustiveness the type checker proves (`match`, `assert_never`).

        Args:
            domain: The Enum of statuses.
            to_wire: Called once for every member, now.

        Returns:
            A mapping whose wire type is the function's return type.

        Raises:
            MappingError: As for the constructor; a member for which `to_wire` raises is missing.
        """
        wires, raised = _called(domain, to_wire)
        _check(cls.__name__, domain, wires, raised)
        return StatusMapping(domain, wires)

    @classmethod
    def by_value(cls, domain: type[V]) -> "StatusMapping[V, str]":
        """Build the mapping in which each member's own value, a string, is its word.

        Args:
            domain: The Enum of statuses.

        Returns:
            A mapping whose wire type is `str`; `proved` gives a `Literal` of the words.

        Raises:
            MappingError: As for the constructor; a value that is no string is a fault.
        """
        return StatusMapping(domain, {member: member.value for member in members_of(domain)})

    @property
    def known(self) -> tuple[W, ...]:
        """Every word, in the order of the Enum's members."""
        return tuple(self._wires.values())

    def __getitem__(self, status: E) -> W:
        """Give the word for a status.

        Raises:
            ArgumentError: `status` is no member of the mapping's Enum. An equal string or a member of another
                Enum is refused: `(str, Enum)` members compare equal to both.
        """
        if type(status) is not self.domain:
            raise ArgumentError(f"{self!r} maps members of {self.domain.__name__}, not {status!r} ({typed(status)})")
        return self._wires[status]

    def parse(self, wire: str, *, where: str = "input") -> E:
        """Give the status for a word.

        Args:
            wire: The word, exactly as on the wire.
            where: What the error message calls the place it came from.

        Raises:
            UnknownStatusError: `wire` is none of the mapping's words.
        """
        if type(wire) is str and wire in self._members:
            return self._members[wire]
        raise UnknownStatusError(wire, self.known, where)

    def stored(self, column: SQLColumnExpression[Any], *, spelled: Stored | None = None) -> dict[str, tuple[E, W]]:
        """Give status and word for every text that a column may hold.

        Args:
            column: The status column.
            spelled: How a text column spells a status; other columns' types say it themselves.

        Raises:
            ColumnError: The column's type does not fit the mapping's Enum.
        """
        texts = spelling_of(column, self.domain, stored=spelled).text
        return {text: (member, self._wires[member]) for member, text in texts.items()}

    def __iter__(self) -> Iterator[E]:
        """Iterate over the statuses, in the order of the Enum."""
        return iter(self._wires)

    def __len__(self) -> int:
        """Count the statuses."""
        return len(self._wires)

    def __contains__(self, status: object) -> bool:
        """Tell whether this is a member of the mapping's Enum; an equal string is not."""
        return type(status) is self.domain

    def __repr__(self) -> str:
        """Name the mapping by its Enum."""
        return f"{type(self).__name__}({self.domain.__name__})"

    def __copy__(self) -> Self:
        """Give the mapping itself: it never changes."""
        return self


def _called(domain: type[V], to_wire: Callable[[V], X]) -> tuple[dict[V, X], list[str]]:
    """Ask the function for every member; what it raises is one fault among others."""
    wires: dict[V, X] = {}
    raised: list[str] = []
    for member in members_of(domain):
        try:
            wires[member] = to_wire(member)
        except Exception as error:  # noqa: BLE001 -- it is the consumer's code, and every member is to be reported
            raised.append(f"{_named(to_wire)} raised {type(error).__name__} for {label(member)}")
    return wires, raised


def _check(kind: str, domain: type[V], wires: Mapping[V, X], found: Sequence[str] = ()) -> None:
    faults = [*domain_faults(domain), *found, *_pair_faults(domain, wires)]
    if faults:
        name = getattr(domain, "__name__", repr(domain))
        lines = "".join(f"\n  {fault}" for fault in faults)
        raise MappingError(f"{kind}({name}): every member needs exactly one word of its own{lines}")


def _pair_faults(domain: type[V], wires: Mapping[V, X]) -> list[str]:
    """List what is wrong between members and words; a wrong domain is reported alone."""
    members = members_of(domain)
    given = {key: wire for key, wire in wires.items() if type(key) is domain}
    faults = strangers(domain, wires)
    missing = [member for member in members if member not in given]
    faults += [f"missing: {listed(missing)}"] if missing else []
    faults += [f"no word: {label(key)} has {wire!r} ({typed(wire)})" for key, wire in given.items() if not _word(wire)]
    return faults + _repeated(given)


def _repeated(given: Mapping[V, X]) -> list[str]:
    sharers: dict[str, list[str]] = {}
    for member, wire in given.items():
        if _word(wire):
            sharers.setdefault(wire, []).append(label(member))
    return [f"{wire!r} stands for {', '.join(names)}" for wire, names in sharers.items() if len(names) > 1]


def _word(wire: object) -> bool:
    """Tell a plain, non-empty string from anything else: a `(str, Enum)` member is another type's value."""
    return type(wire) is str and wire != ""


def _named(function: object) -> str:
    return getattr(function, "__name__", repr(function))

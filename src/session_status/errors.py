"""Every error of the library: one tree under SessionStatusError -> messages that name place and remedy.

    SessionStatusError
    ├── MappingError (ValueError)              a StatusMapping or MergedMapping that is not total and injective
    ├── LifecycleError (ValueError)            a Lifecycle whose graph contradicts itself or its Enum
    ├── TransitionError (ValueError)           a status that no lifecycle step may write
    ├── ColumnError (TypeError)                columns that do not fit the mapping or each other
    ├── ArgumentError (TypeError)              an argument of a call that cannot be right, found before any SQL
    │   └── CursorError (ValueError)           a page cursor that this query did not make
    ├── HubError (RuntimeError)                a StatusHub that is closed, or that serves another event loop
    └── UnknownStatusError (ValueError)        a value that is no status; `value`, `known`, `where`
        └── UnknownStoredStatusError           the same, read from the database; `column`, `row_id`
            └── UndeclaredWordError            its word was read, but the mapping declares none (AttributeError)

The first group is raised while a program starts, the others while it serves. An UnknownStatusError that is not an
UnknownStoredStatusError came from the caller (a client's filter, for example); the stored one is the server's own data.
"""


class SessionStatusError(Exception):
    """The root: catch it to catch whatever this library raises on purpose.

    Example:
        >>> try:
        ...     sessions.get("no session", key)
        ... except SessionStatusError as error:
        ...     print(type(error).__name__)
        ArgumentError
    """


class MappingError(SessionStatusError, ValueError):
    """A mapping between an Enum and its wire values is wrong; the message lists every fault.

    Example:
        >>> from session_status import StatusMapping
        >>> StatusMapping(OtherStatus, {OtherStatus.PENDING: "pending"})
        Traceback (most recent call last):
        session_status.errors.MappingError: StatusMapping(OtherStatus): ...
          missing: OtherStatus.DONE
    """


class LifecycleError(SessionStatusError, ValueError):
    """A lifecycle's graph is wrong; the message lists every fault.

    Example:
        >>> from session_status import Lifecycle
        >>> Lifecycle(OtherStatus, {}, initial=[OtherStatus.PENDING])
        Traceback (most recent call last):
        session_status.errors.LifecycleError: Lifecycle(OtherStatus):
          no step leads there from OtherStatus.PENDING: OtherStatus.DONE
    """


class TransitionError(SessionStatusError, ValueError):
    """The lifecycle has no step that leads to this status, or the status is reserved.

    Example:
        >>> LIFE.advance(TranscriptionSession.status, SessionStatus.UPLOADING, TranscriptionSession.id == key)
        Traceback (most recent call last):
        session_status.errors.TransitionError: no step leads to SessionStatus.UPLOADING; it begins a lifecycle
    """


class ColumnError(SessionStatusError, TypeError):
    """The columns given to a query do not fit the mapping, or each other.

    Example:
        >>> STATUS.where(TranscriptSegment.session_id, "failed")
        Traceback (most recent call last):
        session_status.errors.ColumnError: transcript_segment.session_id ...
    """


class ArgumentError(SessionStatusError, TypeError):
    """An argument of a call cannot be right; nothing was sent to the database.

    Example:
        >>> sessions.get(db, 7)
        Traceback (most recent call last):
        session_status.errors.ArgumentError: transcription_session.id is a UUID, not 7 (int)
    """


class CursorError(ArgumentError, ValueError):
    """A cursor was truncated, altered, or made by another query.

    Example:
        >>> pages = sessions.pages(
        ...     select(CoachingSession.client),
        ...     on=CoachingSession.transcription_session_id,
        ...     order_by=[CoachingSession.client],
        ...     into=lambda client, session: client,
        ... )
        >>> pages.fetch(db, limit=1, after="forged")
        Traceback (most recent call last):
        session_status.errors.CursorError: cursor 'forged': ...
    """


class HubError(SessionStatusError, RuntimeError):
    """The hub is closed, or it serves another event loop.

    Example:
        >>> import asyncio
        >>> from session_status import StatusHub
        >>> from sqlalchemy.orm import sessionmaker
        >>> hub = StatusHub(sessionmaker(engine), sessions, LIFE)
        >>> asyncio.run(hub.aclose())
        >>> hub.watch(key)
        Traceback (most recent call last):
        session_status.errors.HubError: ...
    """


class UnknownStatusError(SessionStatusError, ValueError):
    """A value that is no status of its mapping.

    Attributes:
        value: What was found, unchanged.
        known: The values that would have been right, in the order of the Enum.
        where: The place it was found, as the message names it.

    Example:
        >>> STATUS.parse("checking", where="query parameter 'status'")
        Traceback (most recent call last):
        session_status.errors.UnknownStatusError: query parameter 'status': unknown status 'checking'; known: ...
    """

    def __init__(self, value: object, known: tuple[str, ...], where: str) -> None:
        super().__init__(value, known, where)
        self.value = value
        self.known = known
        self.where = where

    def __str__(self) -> str:
        """Name the place, the value and the values that are known there."""
        return f"{self.where}: unknown status {self.value!r}; known: {', '.join(self.known)}"


class UnknownStoredStatusError(UnknownStatusError):
    """A row of the database holds a status that the program does not know.

    Attributes:
        column: The column, as `table.column`.
        row_id: The identity of the row.

    Example:
        >>> from sqlalchemy import text
        >>> _ = db.execute(text("UPDATE transcription_session SET status = 'CHECKING'"))
        >>> sessions.many(db, [key])
        Traceback (most recent call last):
        session_status.errors.UnknownStoredStatusError: transcription_session.status of row UUID(...): unknown status
        'CHECKING'; known: ...
        >>> db.rollback()
    """

    def __init__(
        self, value: object, known: tuple[str, ...], column: str, row_id: object, remedy: str | None = None
    ) -> None:
        where = f"{column} of row {row_id!r}"
        super().__init__(value, known, where if remedy is None else f"{where} {remedy}")
        self.args = (value, known, column, row_id, remedy)
        self.column = column
        self.row_id = row_id


class UndeclaredWordError(UnknownStoredStatusError, AttributeError):
    """The word of a status that is Unrecognized was read, and the mapping declares none.

    It is an AttributeError, too: such a row has no word, so `hasattr` says so, and the row can be copied and pickled.

    Example:
        >>> from session_status import Summary, Unrecognized
        >>> row = Summary(key, Unrecognized("ARCHIVED"), "", None, 0)
        >>> del row.wire
        >>> row.wire
        Traceback (most recent call last):
        session_status.errors.UndeclaredWordError: ...
    """

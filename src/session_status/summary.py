"""A row type and its key -> rows of true statuses, each answer one statement, for both kinds of session."""

from collections.abc import Callable
from typing import Any, Literal, Unpack, overload

from sqlalchemy import SQLColumnExpression

from session_status.errors import UnknownStoredStatusError
from session_status.loading.rows import Summary
from session_status.loading.selection import selection_of
from session_status.loading.short_form import Options, RowOptions, short_form
from session_status.paging.paged import PagedReader
from session_status.rows.annotations import fields_of
from session_status.rows.fields import Field
from session_status.rows.row import RowType
from session_status.rows.schema.owner import as_columns, make_owner
from session_status.statuses.spelling import Stored
from session_status.statuses.unrecognized import Unrecognized
from session_status.statuses.words import Words
from session_status.type_variables import (
    IntE,
    K,
    OtherA,
    OtherB,
    OtherC,
    OtherD,
    OtherK,
    OtherR,
    OtherS,
    OtherT,
    OtherW,
    R_co,
)

Col = SQLColumnExpression


class SummaryQuery(PagedReader[K, R_co]):
    """Reads rows by their keys, for lists and pages: statuses, columns, counts and the like, each answer one statement.

    Build it once, at import: its statements are built then and reused. Every method takes a Session, and returns
    the answer, or an AsyncSession, and returns an awaitable of it.

    It has two forms. `SummaryQuery(JobRow, key=Job.id)` reads rows of a SummaryRow; its key is one column, or a tuple
    of two to four. `SummaryQuery(STATUS, id=..., status=..., title=..., segments=...)` reads a Summary of four fields.

    Args:
        row: A SummaryRow, or a mapping: the statuses and their words.
        key: The rows' key: the primary key, or NOT NULL columns with a unique constraint; a tuple of up to four.
        unique: Say True where the database keeps a key unique that the program does not know to be so.
        id: The sessions' key, in the short form.
        status: Their status column: an Enum (stored by name or by value), a native enum, text, or whole numbers.
        title: A column, or any expression over them.
        segments: The child's column that refers to `id`; children are counted, never loaded.
        counter: Instead of `segments`: a column of the sessions that holds the number.
        stored: How a text column spells a status, "value" (the default) or "name". An Enum column says it itself.
        on_unknown: What a stored status that the mapping does not know does to an answer: "raise", or "row", which
            puts Unrecognized into that row alone.
        hook: Called for each such row, with the error that was not raised; for a log or a counter.

    Raises:
        ColumnError: The columns do not fit the mapping or each other, or the key is not known to be unique.
        ArgumentError: `row` is neither, an annotation is wider than its column, or `on_unknown` and `hook` contradict
            each other.

    Example:
        >>> sessions = SummaryQuery(
        ...     STATUS,
        ...     id=TranscriptionSession.id,
        ...     status=TranscriptionSession.status,
        ...     title=TranscriptionSession.title,
        ...     segments=TranscriptSegment.session_id,
        ... )
        >>> sessions.get(db, key).wire  # with an AsyncSession: (await sessions.get(db, key)).wire
        'completed'
        >>> rows = select(CoachingSession.client, sessions.optional).outerjoin(TranscriptionSession)
        >>> [(client, summary and summary.wire) for client, summary in db.execute(rows)]
        [('Ada', 'completed'), ('Grace', None)]
    """

    @overload
    def __init__(self, row: type[R_co], /, *, key: Col[K], unique: bool = False) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB, OtherC], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB], Col[OtherC]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[tuple[OtherA, OtherB, OtherC, OtherD], OtherR]",
        row: type[OtherR],
        /,
        *,
        key: tuple[Col[OtherA], Col[OtherB], Col[OtherC], Col[OtherD]],
        unique: bool = False,
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS] | Col[str],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS] | Col[str],
        title: Col[OtherT],
        counter: Col[int],
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS] | Col[str],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized, OtherW, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS] | Col[str],
        title: Col[OtherT],
        counter: Col[int],
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | None, OtherW | None, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | None, OtherW | None, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        counter: Col[int],
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized | None, OtherW | None, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        segments: Col[OtherK | None],
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, OtherS | Unrecognized | None, OtherW | None, OtherT]]",
        mapping: Words[OtherS, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[OtherS | None] | Col[str | None],
        title: Col[OtherT],
        counter: Col[int],
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, IntE, OtherW, OtherT]]",
        mapping: Words[IntE, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[int],
        title: Col[OtherT],
        segments: Col[OtherK | None] | None = None,
        counter: Col[int] | None = None,
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, IntE | Unrecognized, OtherW, OtherT]]",
        mapping: Words[IntE, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[int],
        title: Col[OtherT],
        segments: Col[OtherK | None] | None = None,
        counter: Col[int] | None = None,
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, IntE | None, OtherW | None, OtherT]]",
        mapping: Words[IntE, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[int | None],
        title: Col[OtherT],
        segments: Col[OtherK | None] | None = None,
        counter: Col[int] | None = None,
        on_unknown: Literal["raise"] = "raise",
        **options: Unpack[Options],
    ) -> None: ...
    @overload
    def __init__(
        self: "SummaryQuery[OtherK, Summary[OtherK, IntE | Unrecognized | None, OtherW | None, OtherT]]",
        mapping: Words[IntE, OtherW],
        /,
        *,
        id: Col[OtherK],
        status: Col[int | None],
        title: Col[OtherT],
        segments: Col[OtherK | None] | None = None,
        counter: Col[int] | None = None,
        on_unknown: Literal["row"],
        **options: Unpack[RowOptions],
    ) -> None: ...
    def __init__(  # noqa: PLR0913 -- keyword-only: what a row is made of, and what may be chosen
        self,
        row: Any,
        /,
        *,
        key: Any = None,
        unique: bool = False,
        id: Any = None,  # noqa: A002 -- the field's name, as in the rows
        status: Any = None,
        title: Any = None,
        segments: Any = None,
        counter: Any = None,
        stored: Stored | None = None,
        on_unknown: Literal["raise", "row"] = "raise",
        hook: Callable[[UnknownStoredStatusError], None] | None = None,
    ) -> None:
        make: Any = row
        columns = {"id": id, "status": status, "title": title, "segments": segments, "counter": counter}
        fields: dict[str, Field]
        if isinstance(row, RowType):
            option, fields = "key", fields_of(row, key, columns)
        else:
            fields = short_form(row, columns, key, stored=stored, on_unknown=on_unknown, hook=hook)
            option, key, make = "id", id, Summary
        owner = make_owner(option, as_columns(option, key), unique=unique)
        self._name = f"{row.__name__ if isinstance(row, RowType) else repr(row)}, {option}={owner.name}"
        super().__init__(selection_of(owner, fields, make))

    def __repr__(self) -> str:
        """Name the query by what it reads and its key."""
        return f"SummaryQuery({self._name})"

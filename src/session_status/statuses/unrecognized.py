"""A stored text that is no status -> a value of its own, which equals no status and belongs to no set of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unrecognized:
    """What stands in a row for a status that this program does not know, where a query was told to go on.

    It is neither terminal nor active, and it has a word on the wire only if the mapping declares one.

    Attributes:
        raw: What the database holds; None for NULL.
        known: What the column's known texts are.
        column: The column, as `table.column`.
        row_id: The identity of the row.

    Example:
        >>> newer = Unrecognized("ARCHIVED")
        >>> newer
        Unrecognized(raw='ARCHIVED')
        >>> newer in LIFE.terminal or newer in LIFE.active
        False
    """

    raw: object
    known: tuple[str, ...] = field(default=(), compare=False, repr=False)
    column: str = field(default="a column", compare=False, repr=False)
    row_id: object = field(default=None, compare=False, repr=False)

"""A mapped class with a version counter -> what a step of a row adds to it, as a flush would."""

from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Mapper

from session_status.errors import ColumnError


def version_column(mapper: Mapper[Any] | None) -> Column[Any] | None:
    """Find the counter that the program itself advances; None where there is none, or the database does it.

    Args:
        mapper: The mapper of the rows.
    """
    if mapper is None or mapper.version_id_col is None or mapper.version_id_generator is False:
        return None
    counter: Any = mapper.version_id_col
    found: Column[Any] = next(iter(counter.base_columns))
    return found


def next_version(mapper: Mapper[Any], column: Column[Any]) -> Any:
    """Make the expression, or the value, of the next version.

    Args:
        mapper: The mapper of the rows.
        column: Its counter.

    Raises:
        ColumnError: The versions come from a function that makes them of the row's old one.
    """
    generate: Any = mapper.version_id_generator
    first = generate(None)
    if first == 1 and generate(1) == 2 and generate(41) == 42:  # noqa: PLR2004 -- it counts, as it does by default
        return column + 1
    if first == generate(None):
        raise ColumnError(
            f"{column}: a version that is made of the row's old one cannot be made in an UPDATE: "
            "let it count, make it unique (uuid4), or let the database make it"
        )
    return first  # unique: one value for all rows of the statement differs from each row's old one

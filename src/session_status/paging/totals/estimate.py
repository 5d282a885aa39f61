"""A select -> the statement that asks the planner how many rows it has, and the number that the plan says."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Dialect, Select, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import NullType

from session_status.errors import ArgumentError
from session_status.execution.dialects import LIKE_MYSQL, POSTGRESQL

_WORDS: Final = {POSTGRESQL: "EXPLAIN (FORMAT JSON) ", **dict.fromkeys(LIKE_MYSQL, "EXPLAIN FORMAT=JSON ")}


class _Explained(Select[Any]):
    """A select of which the plan is asked, with whatever a session adds to its selects."""

    inherit_cache = True


@compiles(_Explained)
def _compile_explained(element: Any, compiler: Any, **options: Any) -> str:
    words = _WORDS[compiler.dialect.name]
    return words + str(compiler.visit_select(element, **options))


def check_estimates(dialect: Dialect) -> None:
    """Refuse a database whose planner says no number of rows.

    Args:
        dialect: The database.

    Raises:
        ArgumentError: It is none of PostgreSQL, MariaDB and MySQL.
    """
    if dialect.name not in _WORDS:
        raise ArgumentError(
            f"total=Estimated(): the planner of {dialect.name} says no number of rows; it is for PostgreSQL, MariaDB and "
            "MySQL. Use Capped(10_000), which costs the same for any number of rows"
        )


def explained(rows: Any) -> Any:
    """Make the statement that asks for a plan.

    Args:
        rows: A select of the rows; its columns do not matter.
    """
    one = rows.with_only_columns(literal_column("1", NullType()).label("page_plan"), maintain_column_froms=True)
    asked = _Explained.__new__(_Explained)
    asked.__dict__ = dict(one.__dict__)
    return asked


def estimate_of(answer: Any, dialect: Dialect) -> int:
    """Read the number of rows from a plan.

    Args:
        answer: What the database gave.
        dialect: The database.

    Raises:
        ArgumentError: The plan has a form that is not known.
    """
    plan: Any = answer.all()[0][0]
    whole = json.loads(plan) if isinstance(plan, str | bytes) else plan
    if dialect.name == POSTGRESQL:
        return int(whole[0]["Plan"]["Plan Rows"])
    return _joined(whole, dialect)


def _joined(plan: Any, dialect: Dialect) -> int:
    """Multiply what each table of a join gives for one row of those before it, as MariaDB and MySQL tell it."""
    block = plan.get("query_block", {})
    if "message" in block.get("table", {}) or "message" in block:
        return 0  # "Impossible WHERE", "no matching row in const table"
    tables = list(_tables(block))
    if not tables:
        raise ArgumentError(
            f"total=Estimated(): a plan of {dialect.name} of this form is not known; use Capped(10_000)"
        )
    rows = 1.0
    for table in tables:
        if "rows_produced_per_join" in table:  # MySQL has multiplied already
            rows = float(table["rows_produced_per_join"])
        else:
            rows *= float(table.get("rows", 1)) * float(table.get("filtered", 100)) / 100
    return round(rows)


_ASIDE = {"subqueries", "materialized", "attached_subqueries", "select_list_subqueries"}
"""Parts of a plan that give no rows of their own."""


def _tables(part: Any) -> Iterator[dict[str, Any]]:
    for name, below in _below(part):
        if name == "table":
            yield below
        elif name not in _ASIDE:
            yield from _tables(below)


# Its parts are of any type on purpose: a type checker would narrow them to types it cannot name.
def _below(part: Any) -> Iterable[tuple[str, Any]]:
    kind = type(part).__name__
    if kind == "dict":
        yield from part.items()
    elif kind == "list":
        yield from (("", below) for below in part)

"""A select -> the tables that it reads, which of them a row may lack, and the conditions that join them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BooleanClauseList, ColumnElement, FromClause, Join
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import operators

from session_status.errors import ColumnError
from session_status.rows.nodes import is_kind


@dataclass(frozen=True, slots=True)
class Leaf:
    """A table, alias or subquery that a select reads.

    Attributes:
        table: The element of FROM.
        optional: Whether a row may have nothing of it: it stands on the outer side of a join.
    """

    table: Any
    optional: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions that all hold.

    Attributes:
        clause: The condition.
        bound: Hashes of the tables whose rows it chooses; None for all: an outer join chooses on one side only.
    """

    clause: Any
    bound: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a select reads.

    Attributes:
        leaves: Its tables, by hash: within a select a table may be a copy, which has the original's hash.
        conditions: What holds for every row, of joins and of WHERE.
    """

    leaves: dict[int, Leaf]
    conditions: Sequence[Condition]


def reading_of(statement: Any) -> Reading:
    """Take the FROM clause of a select apart.

    Args:
        statement: The select.

    Raises:
        ColumnError: SQLAlchemy cannot tell how its tables are joined.
    """
    leaves: list[Leaf] = []
    conditions = [Condition(clause, None) for clause in conjuncts(statement.whereclause)]
    for table in froms_of(statement):
        _take_apart(table, leaves, conditions, optional=False, bound=None)
    return Reading({hash(leaf.table): leaf for leaf in leaves}, conditions)


def froms_of(statement: Any) -> list[Any]:
    """List the elements of a select's FROM clause, its joins written out.

    Raises:
        ColumnError: SQLAlchemy cannot tell how its tables are joined.
    """
    try:
        return list(statement.get_final_froms())
    except SQLAlchemyError as error:
        raise ColumnError(f"the select cannot be compiled: {error}") from error


def tables_of(froms: Sequence[Any]) -> frozenset[int]:
    """Give the hashes of all tables behind elements of FROM, through their joins."""
    leaves: list[Leaf] = []
    for table in froms:
        _take_apart(table, leaves, [], optional=False, bound=None)
    return frozenset(hash(leaf.table) for leaf in leaves)


def _take_apart(
    part: Any, leaves: list[Leaf], conditions: list[Condition], *, optional: bool, bound: frozenset[int] | None
) -> None:
    if not _is_join(part):
        leaves.append(Leaf(part, optional))
        return
    right = tables_of([part.right])
    # An outer join's condition chooses among the rows of its right side only, a full join's among none.
    chosen = (frozenset[int]() if part.full else right) if part.isouter or part.full else bound
    conditions += [Condition(clause, chosen) for clause in conjuncts(part.onclause)]
    _take_apart(part.left, leaves, conditions, optional=optional or part.full, bound=bound)
    outer = part.isouter or part.full
    _take_apart(part.right, leaves, conditions, optional=optional or outer, bound=right if outer else bound)


def conjuncts(clause: Any) -> Iterator[Any]:
    """Give the conditions that `clause` joins by AND."""
    if clause is None:
        return
    if is_kind(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from conjuncts(part)
    else:
        yield clause


def tables_read(expression: Any) -> frozenset[int]:
    """Give the hashes of the tables that an expression reads in its own scope; a subquery's tables are its own.

    Args:
        expression: A column expression; a mapped attribute stands for its column.
    """
    element = getattr(expression, "expression", expression)
    return tables_of(element._from_objects)  # noqa: SLF001 -- it has no public name


def _is_join(part: object) -> bool:
    return is_kind(part, Join)


def is_from(node: object) -> bool:
    """Tell whether something can stand in FROM."""
    return is_kind(node, FromClause) and not is_kind(node, ColumnElement)

"""A select in the making -> what its clauses are built of: entities by name, and values that differ from run to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, and_
from tests.session_status.oracle.worlds import World


def columns_of(root: Any) -> Any:
    """Give what has the columns of a class, alias or table by name."""
    return root.c if _is_table(root) else root


def _is_table(root: object) -> bool:
    return isinstance(root, Table)


@dataclass(slots=True)
class Scope:
    """One select while it is built.

    Attributes:
        world: What it reads.
        turn: Decides every value that clauses compare with: a select that is built again has others.
        root: The class, alias or table of the rows.
        statement: The select so far; joins are done to it when all of them are known.
        joined: What was joined, by name.
        drawn: How many values were drawn.
        steps: What joins do to the select, in their order.
    """

    world: World
    turn: int
    root: Any = None
    statement: Any = None
    joined: dict[str, Any] = field(default_factory=dict[str, Any])
    drawn: int = 0
    steps: list[Callable[[Any], Any]] = field(default_factory=list[Callable[[Any], Any]])

    def number(self, least: int = 1, most: int = 3) -> int:
        """Draw a whole number."""
        self.drawn += 1
        return least + (self.turn + self.drawn) % (most - least + 1)

    def choice(self, pool: Sequence[Any]) -> Any:
        """Draw one of several values."""
        return pool[self.number(0, len(pool) - 1)]

    def column(self, name: str) -> Any:
        """Give a column of the rows."""
        return getattr(columns_of(self.root), name)

    @property
    def keys(self) -> tuple[Any, ...]:
        """The primary key of the rows."""
        return tuple(self.column(name) for name in self.world.keys)

    @property
    def on(self) -> tuple[Any, ...]:
        """The columns that refer to the sessions."""
        return tuple(self.column(name) for name in self.world.on)

    def refers(self, work: Any) -> Any:
        """Make the condition that a row refers to a session."""
        return and_(*(getattr(work, key) == own for key, own in zip(self.world.work_keys, self.on, strict=True)))

    def owned(self, child: Any, root: Any = None) -> Any:
        """Make the condition that a child belongs to a row."""
        columns = columns_of(self.root if root is None else root)
        return and_(*(getattr(child, f"owner_{name}") == getattr(columns, name) for name in self.world.keys))


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to make one part of a select.

    Attributes:
        build: Makes it.
        needs: What the world, the root or a join must offer.
    """

    build: Callable[[Scope], Any]
    needs: frozenset[str] = frozenset()


def clause(build: Callable[[Scope], Any], *needs: str) -> Clause:
    """Make a Clause.

    Args:
        build: Makes the part.
        needs: What must be there.
    """
    return Clause(build, frozenset(needs))


Clauses = dict[str, Clause]

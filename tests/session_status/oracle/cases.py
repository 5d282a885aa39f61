"""A menu -> one example: which rows, which select, which order, all by name, so that it can be built twice and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st
from tests.session_status.oracle.clauses import joins
from tests.session_status.oracle.clauses.columns import COLUMNS
from tests.session_status.oracle.clauses.filters import FILTERS
from tests.session_status.oracle.clauses.joins import JOINS
from tests.session_status.oracle.clauses.options import OPTIONS
from tests.session_status.oracle.clauses.orders import BARE, DIRECTIONS, ORDERS
from tests.session_status.oracle.clauses.roots import POLYMORPHIC, ROOTS, SUBCLASSES, UNMAPPED
from tests.session_status.oracle.clauses.scope import Clauses
from tests.session_status.oracle.clauses.shapes import SHAPES
from tests.session_status.oracle.fields import FIELDS, REFUSED
from tests.session_status.oracle.rows import LARGEST, Numbers
from tests.session_status.oracle.worlds import COUNTS, TITLES, WORLDS, World

TENANCIES = ("rows", "works", "works without aliases", "schema")
"""What a session may add to every statement: a criterion on the rows, or on the sessions, or the schema it reads."""


@dataclass(frozen=True, slots=True)
class Case:
    """One example, by the names of its clauses.

    Attributes:
        world: Which tables.
        root: What the select reads.
        columns: What it shows.
        order: What its rows are sorted by, each with a direction.
        joins: What it joins.
        filters: What it compares.
        options: What it loads beside.
        shape: What else is done to it, if anything.
        title: What summaries show as their title.
        count: What they show as their number of children.
        fields: What they show instead, as a SummaryRow.
        tenancy: What the session adds to every statement, if anything.
        sorts_itself: Whether the order is the select's own; its pages have no cursors.
        chooses_last: Whether its columns are chosen when it has joins and options already.
        limit: Rows of a page.
        turns: The values of the first run, and of the second.
        numbers: What the rows are made of.
    """

    world: World
    root: str
    columns: tuple[str, ...]
    order: tuple[tuple[str, str], ...]
    joins: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    shape: str | None = None
    title: str = "column"
    count: str = "segments"
    fields: tuple[str, ...] = ()
    tenancy: str | None = None
    sorts_itself: bool = False
    chooses_last: bool = False
    limit: int = 2
    turns: tuple[int, int] = (0, 1)
    numbers: Numbers = field(default_factory=Numbers)

    def clauses(self) -> dict[str, tuple[str, ...]]:
        """List what the case is made of, by kind."""
        return {
            "root": (self.root,),
            "column": self.columns,
            "join": self.joins,
            "filter": self.filters,
            "option": self.options,
            "shape": () if self.shape is None else (self.shape,),
            "order": tuple(name for name, _ in self.order),
            "title": (self.title,),
            "count": (self.count,),
            "field": self.fields,
            "tenancy": () if self.tenancy is None else (self.tenancy,),
        }


KINDS: Mapping[str, Iterable[str]] = {
    "world": [world.name for world in WORLDS],
    "root": ROOTS,
    "column": COLUMNS,
    "join": JOINS,
    "filter": FILTERS,
    "option": OPTIONS,
    "shape": SHAPES,
    "order": ORDERS,
    "direction": DIRECTIONS,
    "title": TITLES,
    "count": COUNTS,
    "field": [name for name in FIELDS if name not in REFUSED],
    "tenancy": TENANCIES,
}


@dataclass(frozen=True, slots=True)
class Menu:
    """What examples may be made of.

    Attributes:
        names: The names to choose from, by kind.
        least: How many of a kind there must be.
        unusual: What a page may have to refuse, by kind: a case has something of one kind at most, and often nothing.
    """

    names: Mapping[str, tuple[str, ...]]
    least: Mapping[str, int] = field(default_factory=dict[str, int])
    unusual: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def with_(self, **names: Iterable[str]) -> Menu:
        """Give the same menu with other names of some kinds, at least one of each.

        Args:
            names: The names, by kind; `shape`, `tenancy` and `join` are chosen from nothing otherwise.
        """
        chosen = {kind: tuple(some) for kind, some in names.items()}
        return replace(self, names={**self.names, **chosen}, least={**self.least, **dict.fromkeys(chosen, 1)})

    def excluding(self, **names: Iterable[str]) -> Menu:
        """Give the same menu without some names.

        Args:
            names: The names, by kind.
        """

        def rest(held: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
            left = {kind: tuple(name for name in held[kind] if name not in names.get(kind, ())) for kind in held}
            return {kind: some for kind, some in left.items() if some}

        return replace(self, names=rest(self.names), unusual=rest(self.unusual))

    def without(self, kind: str) -> tuple[str, ...]:
        """List the usual names of a kind."""
        return tuple(name for name in self.names.get(kind, ()) if name not in self.unusual.get(kind, ()))

    def of_one_case(self, kind: str | None) -> Menu:
        """Give the menu of a case that has something unusual of one kind, or nothing.

        Args:
            kind: The kind.
        """
        names = {name: self.without(name) for name in self.names}
        return replace(self, names=names, unusual={} if kind is None else {kind: self.unusual[kind]})


@st.composite
def cases(draw: st.DrawFn, menu: Menu, offers: frozenset[str]) -> Case:
    """Draw an example.

    Args:
        draw: Hypothesis's.
        menu: What to choose from.
        offers: What the database has: `laterals`, `tuples` and so on.
    """
    menu = menu.of_one_case(draw(st.none() | st.sampled_from(sorted(menu.unusual))) if menu.unusual else None)
    world = draw(st.sampled_from([world for world in WORLDS if world.name in menu.names["world"]]))
    has = offers | _offers_of(world)
    root = draw(_names(ROOTS, menu, "root", has))
    has |= _offers_of_root(root)
    chosen = _joins(draw, menu, has)
    has |= {joins.NAMES[name] for name in chosen}
    shown = draw(_some(COLUMNS, menu, "column", has, least=1, most=3))
    has |= {needed for name, needed in (("entity", "entity"), ("label", "named column")) if name in shown}
    first = draw(st.integers(0, 11))
    return Case(
        world=world,
        root=root,
        columns=tuple(shown),
        joins=tuple(chosen),
        filters=tuple(draw(_some(FILTERS, menu, "filter", has, most=2))),
        options=tuple(draw(_some(OPTIONS, menu, "option", has, most=2))),
        shape=draw(_maybe(menu, "shape", has)),
        order=tuple(_order(draw, menu, has)),
        title=draw(st.sampled_from(menu.names["title"])),
        count=draw(st.sampled_from(menu.names["count"])),
        fields=tuple(draw(_fields(menu, world))),
        tenancy=draw(_maybe(menu, "tenancy", has)),
        sorts_itself=draw(st.integers(0, 19)) == 19,
        chooses_last=draw(st.booleans()),
        limit=draw(st.integers(1, 4)),
        turns=(first, first + draw(st.integers(1, 5))),
        numbers=_numbers(draw, world),
    )


def _offers_of(world: World) -> frozenset[str]:
    has = set[str]()
    has |= {"inherits"} if world.joined else set()
    has |= {"tenants"} if world.tenants else set()
    has |= {"sessions"} if world.row is world.work else {"refers"}
    return frozenset(has)


def _offers_of_root(root: str) -> frozenset[str]:
    has = set[str]()
    has |= set() if root in UNMAPPED else {"mapped"}
    has |= {"class"} if root == "class" else set()
    has |= {"named"} if root in {"class", "table"} else set()
    has |= {"polymorphic"} if root in POLYMORPHIC else set()
    has |= {"extra"} if root in SUBCLASSES else set()
    return frozenset(has)


def _possible(clauses: Clauses, menu: Menu, kind: str, has: frozenset[str]) -> list[str]:
    return [name for name in menu.names.get(kind, ()) if clauses[name].needs <= has]


def _names(clauses: Clauses, menu: Menu, kind: str, has: frozenset[str]) -> st.SearchStrategy[str]:
    unusual = [name for name in menu.unusual.get(kind, ()) if clauses[name].needs <= has]
    return st.sampled_from(unusual or _possible(clauses, menu, kind, has) or [next(iter(clauses))])


def _some(
    clauses: Clauses, menu: Menu, kind: str, has: frozenset[str], *, least: int = 0, most: int
) -> st.SearchStrategy[list[str]]:
    possible = _possible(clauses, menu, kind, has)
    if not possible:
        return st.just([next(iter(clauses))] if least else [])
    least = max(least, menu.least.get(kind, 0))
    some = st.lists(st.sampled_from(possible), min_size=min(least, len(possible)), max_size=most, unique=True)
    unusual = [name for name in menu.unusual.get(kind, ()) if clauses[name].needs <= has]
    return some.flatmap(lambda names: st.sampled_from(unusual).map(lambda name: [*names, name])) if unusual else some


def _maybe(menu: Menu, kind: str, has: frozenset[str]) -> st.SearchStrategy[str | None]:
    if kind in menu.unusual:
        return st.sampled_from(menu.unusual[kind])
    names = [name for name in menu.names.get(kind, ()) if name != "schema" or "tenants" in has]
    if not names:
        return st.none()
    return st.sampled_from(names) if menu.least.get(kind) else st.none() | st.sampled_from(names)


def _fields(menu: Menu, world: World) -> st.SearchStrategy[list[str]]:
    """Choose the fields of a row; a key of several columns has no short form."""
    names = menu.names.get("field", ())
    possible = [name for name in names if hasattr(world.work, FIELDS[name].needs)] or ["name"]
    least = 1 if menu.least.get("field") or len(world.work_keys) > 1 else 0
    some = st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True)
    nothing: list[str] = []
    return some if least else st.just(nothing) | some if names else st.just(nothing)


def _joins(draw: st.DrawFn, menu: Menu, has: frozenset[str]) -> list[str]:
    names = draw(_some(JOINS, menu, "join", has, most=2))
    kept = {joins.NAMES[name]: name for name in reversed(names)}
    return [name for name in names if kept[joins.NAMES[name]] == name]


def _order(draw: st.DrawFn, menu: Menu, has: frozenset[str]) -> Sequence[tuple[str, str]]:
    names = draw(_some(ORDERS, menu, "order", has, least=1, most=4))
    directions = [name for name in menu.names["direction"] if "nulls" not in name or "words for nulls" in has]
    return [(name, "" if name in BARE else draw(st.sampled_from(directions))) for name in names]


def _numbers(draw: st.DrawFn, world: World) -> Numbers:
    def some(most: int, least: int = 0) -> Any:
        return tuple(draw(st.lists(st.integers(0, LARGEST), min_size=least, max_size=most)))

    rows = some(8, draw(st.sampled_from((0, 3, 5))))
    works = rows if world.row is world.work else some(4)
    return Numbers(works=works, pieces=some(5), buyers=some(3), rows=rows, snacks=some(5))

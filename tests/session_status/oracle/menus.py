"""The rules of "right or refused" -> for each, a menu of selects that are wrong, or refused, where it is missing."""

from __future__ import annotations

from tests.session_status.oracle.cases import KINDS, Menu
from tests.session_status.oracle.clauses import columns, joins, options, orders, roots, shapes
from tests.session_status.oracle.clauses.filters import FILTERS
from tests.session_status.oracle.clauses.orders import EXACT, INEXACT
from tests.session_status.oracle.clauses.shapes import SHAPES
from tests.session_status.oracle.fields import REFUSED
from tests.session_status.oracle.worlds import COUNTS, TITLES

OF_THE_APPLICATION = ("moment", "negated", "secret", "span", "data", "note")
"""Columns whose types have more to them than a plain one."""
PLAIN = Menu(
    {
        "world": ("tickets", "parts", "vehicles"),
        "root": ("class", "alias", "named alias", "table"),
        "column": ("entity", "keys", "seat", "price", "mood", "moment", "label"),
        "filter": ("equal", "at least", "among", "not among", "null or", "enum", "moment"),
        "order": tuple(name for name in EXACT if name not in OF_THE_APPLICATION),
        "direction": ("", "asc", "desc", "nulls first", "nulls last", "desc nulls first", "desc nulls last"),
        "title": ("column",),
        "count": ("segments", "counter"),
    }
)
"""What every version must accept: columns of one table, compared with values, sorted by what it holds exactly."""

EVERYTHING = Menu(
    {kind: tuple(names) for kind, names in KINDS.items()},
    unusual={
        "root": roots.UNUSUAL,
        "column": columns.UNUSUAL,
        "join": joins.UNUSUAL,
        "option": options.UNUSUAL,
        "shape": shapes.UNUSUAL,
        "order": orders.UNUSUAL,
    },
)
"""Whatever the clauses offer, in a mixture that is accepted more often than not."""

RULES: dict[str, Menu] = {
    "plain selects are accepted": PLAIN,
    "values are those of the call": PLAIN.with_(filter=tuple(FILTERS)),
    "values that are worked out are sent": PLAIN.with_(
        filter=("equal", "callable"), world=("tickets",), root=("class",), column=("entity",), count=("segments",)
    ),
    "what is loaded by criteria is refused where no statement is cached": PLAIN.with_(
        option=("selectin chosen snacks", "subquery chosen snacks"),
        order=("secret", "seat"),
        world=("tickets",),
        root=("class",),
        column=("entity",),
    ),
    "columns of every kind are read": PLAIN.with_(column=EVERYTHING.without("column"), root=EVERYTHING.without("root")),
    "windows and aggregates are refused or right": PLAIN.with_(
        column=(
            *("window", "window count", "window in expression", "aggregate", "distinct"),
            *("several in text", "star", "aggregate in text", "subquery in text"),
        )
    ),
    "bundles are refused or right": PLAIN.with_(column=("bundle",), root=("class", "alias")),
    "joins of many rows are refused": PLAIN.with_(join=("inner snacks", "outer snacks", "outer chosen snacks")),
    "products are refused": PLAIN.with_(join=("product",)),
    "rows behind an outer join are refused or right": PLAIN.with_(join=("behind", "full buyer")),
    "joins of one row are accepted": PLAIN.with_(join=EVERYTHING.without("join")),
    "subqueries are joined right": PLAIN.with_(
        join=("outer join within", "outer subquery", "groups", "inner groups", "latest", "cte", "lateral", "values")
    ),
    "NULLs are judged by the path": PLAIN.with_(
        join=("outer buyer", "outer subquery", "outer join within", "outer above"),
        order=("derived", "buyer's name", "buyer's level", "above's day"),
    ),
    "subclasses keep their rows": PLAIN.with_(
        world=("vehicles", "films"),
        root=("polymorphic", "polymorphic alias", "subclass", "subclass alias", "flat subclass alias"),
        order=("polymorphic subclass's", "polymorphic single's", "subclass's"),
    ),
    "sorting by a subclass's column drops no row": PLAIN.with_(
        world=("vehicles", "films"),
        root=("class",),
        order=("single subclass's", "joined subclass's"),
    ),
    "roots of every kind are read": PLAIN.with_(
        world=tuple(world for world in EVERYTHING.names["world"] if world != "lots"), root=EVERYTHING.names["root"]
    ),
    "inexact numbers repeat no row": PLAIN.with_(order=INEXACT),
    "long values fit into cursors": PLAIN.with_(order=("note",)),
    "types of an application's own sort like any other": PLAIN.with_(order=OF_THE_APPLICATION[:-1]),
    "expressions sort like columns": PLAIN.with_(
        order=tuple(name for name in EVERYTHING.without("order") if name not in EXACT), root=("class", "alias")
    ),
    "an order that no cursor can hold is refused": PLAIN.with_(
        order=(
            *("window", "constant", "truth", "text", "relationship", "unjoined", "entity"),
            *("tuple", "two directions", "distinct"),
        ),
        root=("class", "alias"),
    ),
    "sorting by a status meets unknown ones": PLAIN.with_(
        world=("parts",), join=("inner work", "outer work"), order=("work's status",)
    ),
    "a tenant's criterion of the session holds": PLAIN.with_(
        world=("tickets", "parts", "vehicles", "films"), tenancy=("rows", "works", "works without aliases")
    ),
    "a tenant's criterion of an option holds": PLAIN.with_(
        option=("rows' tenant", "rows' tenant by lambda", "works' tenant", "buyers' tenant", "snacks' tenant"),
        join=("outer buyer", "inner above", "outer work"),
        column=("entity", "keys", "property"),
    ),
    "criteria that read what is joined hold": PLAIN.with_(
        option=("rows by joined buyers", "rows by joined works", "rows by joined subqueries"),
        join=("inner buyer", "outer buyer", "outer alias of buyer", "outer work", "outer alias of work", "groups"),
        column=("entity", "keys", "seat"),
        root=("class",),
    ),
    "an order of tables that are not read is refused": PLAIN.with_(
        order=("unjoined",), root=("class", "alias", "table")
    ),
    "a tenant's schema holds": PLAIN.with_(world=("lots",), tenancy=("schema",)),
    "a statement's schema holds": PLAIN.with_(world=("lots",)),
    "summaries are those of many": PLAIN.with_(
        title=tuple(TITLES), count=tuple(COUNTS), world=EVERYTHING.names["world"]
    ),
    "rows of fields are those of many": PLAIN.with_(
        field=EVERYTHING.names["field"], world=EVERYTHING.names["world"], order=("seat", "day", "code")
    ),
    "sums of what is worked out are refused": PLAIN.with_(field=REFUSED),
    "counts are those of the select": PLAIN.with_(
        world=("films",), root=("class", "subclass", "polymorphic"), filter=tuple(FILTERS), order=("seat", "day")
    ),
    "keys of several columns lead to their rows": PLAIN.with_(world=("shelves",), field=EVERYTHING.names["field"]),
    "options load the same": PLAIN.with_(
        root=EVERYTHING.without("root"), column=("entity",), option=EVERYTHING.without("option")
    ),
    "eagerly joined collections are refused or right": PLAIN.with_(
        column=("entity",), option=("joined snacks",), root=("class", "alias")
    ),
    "rows that an eager inner join drops are refused or right": PLAIN.with_(
        column=("entity",), option=("inner joined buyer",), root=("class", "alias")
    ),
    "what merges rows is refused": PLAIN.with_(shape=tuple(SHAPES)),
    "everything together": EVERYTHING,
}
"""A menu for each rule: PLAIN, but for what the rule is about."""
ACCEPTED = frozenset(
    {
        "plain selects are accepted",
        "values are those of the call",
        "values that are worked out are sent",
        "columns of every kind are read",
        "joins of one row are accepted",
        "types of an application's own sort like any other",
        "expressions sort like columns",
        "a tenant's criterion of the session holds",
        "a tenant's criterion of an option holds",
        "a tenant's schema holds",
        "a statement's schema holds",
        "summaries are those of many",
        "rows of fields are those of many",
        "keys of several columns lead to their rows",
        "options load the same",
    }
)
"""The rules that are kept by no refusal."""

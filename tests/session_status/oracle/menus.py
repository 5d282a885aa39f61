"""The rules of "right or refused" -> for each, a menu of selects that are wrong, or refused, where it is missing."""

from __future__ import annotations

from tests.session_status.oracle.cases import KINDS, Menu
from tests.session_status.oracle.clauses import columns, joins, options, orders, shapes
from tests.session_status.oracle.clauses.orders import EXACT

PLAIN = Menu(
    {
        "world": ("tickets", "parts", "vehicles"),
        "root": ("class", "alias", "named alias", "table"),
        "column": ("entity", "keys", "seat", "price", "mood", "moment", "label"),
        "filter": ("equal", "at least", "among", "not among", "null or", "enum", "moment"),
        "order": tuple(name for name in EXACT if name not in {"secret", "note"}),
        "direction": ("", "asc", "desc", "nulls first", "nulls last", "desc nulls first", "desc nulls last"),
        "title": ("column",),
        "count": ("segments", "counter"),
    }
)
"""What every version must accept: columns of one table, compared with values, sorted by what it holds exactly."""

EVERYTHING = Menu(
    {kind: tuple(names) for kind, names in KINDS.items()},
    unusual={
        "column": columns.UNUSUAL,
        "join": joins.UNUSUAL,
        "option": options.UNUSUAL,
        "shape": shapes.UNUSUAL,
        "order": orders.UNUSUAL,
    },
)
"""Whatever the clauses offer, in a mixture that is accepted more often than not."""

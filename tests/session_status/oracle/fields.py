"""The fields of a SummaryRow -> each by its specifier, and once more as the simplest SQL that gives the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, and_, func, select, type_coerce
from tests.session_status.oracle.tables import Buyer
from tests.session_status.oracle.types import Mood, State

from session_status import StatusMapping, Unrecognized, column_of, count_of, latest_of, status_of, total_of

WORDS = {State.DRAFT: "draft", State.CUT: "cut", State.DONE: "done"}
STATUS = StatusMapping(State, WORDS, unrecognized="?")
MOODS = StatusMapping.by_value(Mood)


@dataclass(frozen=True, slots=True)
class Parents:
    """The sessions that a field is of.

    Attributes:
        work: Their class.
        piece: The class of their children.
        keys: Their key, by attribute; a child refers to each by `owner_` before its name.
    """

    work: Any
    piece: Any
    keys: tuple[str, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        """The key's columns."""
        return tuple(getattr(self.work, name) for name in self.keys)

    @property
    def references(self) -> tuple[Any, ...]:
        """The children's columns that refer to the key."""
        return tuple(getattr(self.piece, f"owner_{name}") for name in self.keys)

    def of(self) -> Any:
        """Give the reference as specifiers take it: a column, or a tuple where the key has several."""
        return self.references if len(self.keys) > 1 else self.references[0]

    def children(self, what: Any, *criteria: Any) -> Any:
        """Select something of the children of one session."""
        owned = and_(*(reference == key for reference, key in zip(self.references, self.key, strict=True)))
        # SQLAlchemy 2.0 applies a tenant's criterion only where a class is what is selected or selected from.
        return select(what).select_from(self.piece).where(owned, *criteria).correlate(self.work)

    def child(self, what: Any, *criteria: Any) -> Any:
        """Select one value of the children of one session."""
        return self.children(what, *criteria).scalar_subquery()

    def latest(self, what: Any, *order: Any) -> Any:
        """Select something of the child that comes first."""
        return self.children(what).order_by(*order, self.piece.id.desc()).limit(1).scalar_subquery()


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One kind of field.

    Attributes:
        kind: Its type, as the row annotates it.
        specified: Its specifier.
        plain: What it must equal.
        needs: The attribute that the sessions must have.
    """

    kind: Any
    specified: Callable[[Parents], Any]
    plain: Callable[[Parents], Any]
    needs: str = "name"


def _buyer(of: Parents) -> Any:
    return select(Buyer.name).where(Buyer.id == of.work.buyer_id).correlate(of.work).scalar_subquery()


FIELDS: dict[str, FieldKind] = {
    "name": FieldKind(str | None, lambda of: column_of(of.work.name), lambda of: of.work.name),
    "hybrid": FieldKind(str | None, lambda of: column_of(of.work.label), lambda of: of.work.label),
    "property": FieldKind(int | None, lambda of: column_of(of.work.snack_total), lambda of: of.work.snack_total),
    "correlated": FieldKind(
        int | None,
        lambda of: column_of(of.child(func.max(of.piece.size))),
        lambda of: of.child(func.max(of.piece.size)),
    ),
    "through": FieldKind(str | None, lambda of: column_of(Buyer.name, through=of.work.buyer_id), _buyer, "buyer_id"),
    "count": FieldKind(int, lambda of: count_of(of.of()), lambda of: of.child(func.count())),
    "chosen count": FieldKind(
        int, lambda of: count_of(of.of(), where=of.piece.size > 1), lambda of: of.child(func.count(), of.piece.size > 1)
    ),
    "total": FieldKind(
        int | None, lambda of: total_of(of.piece.size, of=of.of()), lambda of: of.child(func.sum(of.piece.size))
    ),
    "chosen total": FieldKind(
        int | None,
        lambda of: total_of(of.piece.size, of=of.of(), where=of.piece.size > 1),
        lambda of: of.child(func.sum(of.piece.size), of.piece.size > 1),
    ),
    "total of what is stored": FieldKind(
        int | None,
        lambda of: total_of(type_coerce(of.piece.shifted, Integer), of=of.of()),
        lambda of: of.child(func.sum(type_coerce(of.piece.shifted, Integer))),
    ),
    "total of what is shifted": FieldKind(
        int | None,
        lambda of: total_of(of.piece.shifted, of=of.of()),
        lambda of: of.child(func.sum(type_coerce(of.piece.shifted, Integer) - 100)),
    ),
    "latest of what is shifted": FieldKind(
        int | None,
        lambda of: latest_of(of.piece.shifted, of=of.of(), by=of.piece.size),
        lambda of: of.latest(of.piece.shifted, of.piece.size.desc()),
    ),
    "latest": FieldKind(
        str | None,
        lambda of: latest_of(of.piece.name, of=of.of(), by=of.piece.size),
        lambda of: of.latest(of.piece.name, of.piece.size.desc()),
    ),
    "latest by a column of NULLs": FieldKind(
        int | None,
        lambda of: latest_of(of.piece.size, of=of.of(), by=of.piece.name),
        lambda of: of.latest(of.piece.size, of.piece.name.is_(None), of.piece.name.desc()),
    ),
    "status": FieldKind(
        State | Unrecognized,
        lambda of: status_of(of.work.state, STATUS, on_unknown="row"),
        lambda of: type_coerce(of.work.state, String),
    ),
    "nullable status": FieldKind(
        Mood | None, lambda of: status_of(of.work.mood, MOODS), lambda of: type_coerce(of.work.mood, String), "mood"
    ),
}
"""Each kind of field."""
REFUSED = ("total of what is shifted",)
"""What a row has to refuse: it is offered by the rule about it alone."""

"""Flask-SQLAlchemy: a print shop's jobs, whose status is a text column, with a list, badges and a step."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from session_status import (
    ArgumentError,
    Lifecycle,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    UnknownStatusError,
    column_of,
    count_of,
    latest_of,
    status_of,
    stored_by,
)


class State(enum.Enum):
    QUEUED = "queued"
    PRINTING = "printing"
    READY = "ready"


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Print(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), info=stored_by("name"))


class Sheet(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    print_id: Mapped[int] = mapped_column(ForeignKey("print.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(80))


STATES = StatusMapping.by_value(State)
LIFE = Lifecycle(
    State, {State.QUEUED: [State.PRINTING], State.PRINTING: [State.READY, State.QUEUED]}, initial=[State.QUEUED]
)


class PrintRow(SummaryRow):
    id: int = column_of(Print.id)
    title: str = column_of(Print.title)
    state: State = status_of(Print.state, STATES)
    sheets: int = count_of(Sheet.print_id)
    note: str | None = latest_of(Sheet.note, of=Sheet.print_id, by=Sheet.id)


PRINTS = SummaryQuery(PrintRow, key=Print.id)


def create_app(address: str) -> Flask:
    """Make the application.

    Args:
        address: Its database.
    """
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(app)
    app.register_error_handler(UnknownStatusError, lambda error: ({"error": str(error)}, 422))
    app.register_error_handler(ArgumentError, lambda error: ({"error": str(error)}, 422))
    app.add_url_rule("/prints", view_func=prints)
    app.add_url_rule("/prints/counts", view_func=counts)
    app.add_url_rule("/prints/<int:key>/<word>", view_func=step, methods=["POST"])
    return app


def prints() -> dict[str, Any]:
    rows = select(Print.id)
    if "state" in request.args:
        rows = rows.where(STATES.where(Print.state, *request.args.getlist("state")))
    after, before = request.args.get("after"), request.args.get("before")
    page = PRINTS.page(db.session, rows, on=Print.id, order_by=[Print.title], limit=2, after=after, before=before)
    items = [row.as_json() for _, row in page.items]
    return {"items": items, "next": page.next, "previous": page.previous}


def counts() -> dict[str, int]:
    return PRINTS.counts(db.session, select(Print)).as_json()


def step(key: int, word: str) -> dict[str, Any]:
    if not LIFE.move(db.session, Print.state, STATES.parse(word), Print.id == key):
        abort(409 if PRINTS.get(db.session, key) else 404)
    db.session.commit()
    row = PRINTS.get(db.session, key)
    return row.as_json() if row else abort(404)

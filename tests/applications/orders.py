"""FastAPI on PostgreSQL: a shop's orders, shipments and parcels, with two statuses and many tenants."""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, ForeignKey, Numeric, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from session_status import (
    Lifecycle,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    column_of,
    count_of,
    latest_of,
    status_of,
    total_of,
)
from session_status.fastapi import PageOut, PageParams, add_exception_handlers, page_params, status_filter


class State(enum.Enum):
    OPEN = 1
    PACKED = 2
    SENT = 3


class Payment(enum.Enum):
    DUE = 1
    PAID = 2


class Base(DeclarativeBase):
    pass


class Tenanted:
    tenant: Mapped[int] = mapped_column(index=True)


class Order(Tenanted, Base):
    __tablename__ = "shop_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    state: Mapped[State]
    payment: Mapped[Payment | None]


class Shipment(Tenanted, Base):
    __tablename__ = "shipment"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop_order.id"), index=True)
    carrier: Mapped[str]


class Parcel(Base):
    __tablename__ = "parcel"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    weight: Mapped[Decimal] = mapped_column(Numeric(8, 3))
    place: Mapped[str]


class Tenant(Session):
    """A session of one tenant; its number stands in `info`."""


@event.listens_for(Tenant, "do_orm_execute")
def of_the_tenant(state: ORMExecuteState) -> None:
    tenant = state.session.info["tenant"]
    option = with_loader_criteria(Tenanted, lambda cls: cls.tenant == tenant, include_aliases=True)
    state.statement = state.statement.options(option)


STATES = StatusMapping(State, {State.OPEN: "open", State.PACKED: "packed", State.SENT: "sent"})
PAYMENTS = StatusMapping(Payment, {Payment.DUE: "due", Payment.PAID: "paid"})
LIFE = Lifecycle(State, {State.OPEN: [State.PACKED], State.PACKED: [State.SENT]}, initial=[State.OPEN])


class OrderRow(SummaryRow):
    id: int = column_of(Order.id)
    number: str = column_of(Order.number)
    state: State = status_of(Order.state, STATES)
    payment: Payment | None = status_of(Order.payment, PAYMENTS)
    shipments: int = count_of(Shipment.order_id)


class ShipmentRow(SummaryRow):
    id: int = column_of(Shipment.id)
    order: str = column_of(Order.number, through=Shipment.order_id)
    parcels: int = count_of(Parcel.shipment_id)
    weight: Decimal | None = total_of(Parcel.weight, of=Parcel.shipment_id)
    place: str | None = latest_of(Parcel.place, of=Parcel.shipment_id, by=Parcel.id)


ORDERS = SummaryQuery(OrderRow, key=Order.id)
SHIPMENTS = SummaryQuery(ShipmentRow, key=Shipment.id)


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    number: str
    state: Annotated[State, STATES]
    payment: Annotated[Payment | None, PAYMENTS]
    shipments: int


async def session(request: Request, tenant: Annotated[int, Header()]) -> AsyncIterator[AsyncSession]:
    make: async_sessionmaker[AsyncSession] = request.app.state.sessions
    async with make(info={"tenant": tenant}) as db, db.begin():
        yield db


Db = Annotated[AsyncSession, Depends(session)]
Chosen = Annotated[ColumnElement[bool], Depends(status_filter(STATES, Order.state))]
app = FastAPI()
add_exception_handlers(app)


@app.get("/orders")
async def orders(
    db: Db, chosen: Chosen, page: Annotated[PageParams, Depends(page_params(limit=2, total=True))]
) -> PageOut[OrderOut]:
    rows = select(Order.id).where(chosen)
    found = await ORDERS.page(db, rows, on=Order.id, order_by=[Order.number.desc()], **page.arguments)
    return PageOut[OrderOut].model_validate(found.map(lambda row: row[-1]))


@app.get("/orders/counts")
async def counts(db: Db) -> dict[str, int]:
    return (await ORDERS.counts(db, select(Order), by=Order.state)).as_json()


@app.get("/orders/{key}/shipments")
async def shipments(db: Db, key: int) -> list[dict[str, Any]]:
    rows = select(Shipment.id).where(Shipment.order_id == key)
    found = await SHIPMENTS.page(db, rows, on=Shipment.id, order_by=[Shipment.id], limit=100)
    return [row.as_json() for _, row in found.items]


@app.post("/orders/{key}/{word}")
async def step(db: Db, key: int, word: str) -> OrderOut:
    await LIFE.move(db, Order.state, STATES.parse(word), Order.id == key)
    row = await ORDERS.get(db, key)
    if row is None:
        raise HTTPException(404)
    return OrderOut.model_validate(row)

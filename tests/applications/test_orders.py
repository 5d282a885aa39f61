"""The shop: each tenant sees and changes its own orders alone, in pages, counts and steps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import NullPool, create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session
from tests.applications.orders import Base, Order, Parcel, Payment, Shipment, State, Tenant, app


@pytest.fixture
def shop(postgres_url: str) -> Iterator[str]:
    engine = create_engine(postgres_url.replace("postgresql", "postgresql+psycopg"))
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as db, db.begin():
        db.add_all(
            Order(id=key, tenant=1 + key // 4, number=f"N{key}", state=State.OPEN, payment=None) for key in range(1, 6)
        )
        db.add(Order(id=6, tenant=1, number="N6", state=State.SENT, payment=Payment.PAID))
        db.flush()
        db.add_all(
            [Shipment(id=1, tenant=1, order_id=1, carrier="a"), Shipment(id=2, tenant=2, order_id=4, carrier="b")]
        )
        db.flush()
        weights = [Decimal("1.250"), Decimal("0.750")]
        db.add_all(Parcel(id=key, shipment_id=1, weight=weight, place=f"p{key}") for key, weight in enumerate(weights))
    yield postgres_url
    Base.metadata.drop_all(engine)
    engine.dispose()


def asked(url: str, *questions: tuple[str, str]) -> list[Response]:
    async def whole() -> list[Response]:
        engine = create_async_engine(url.replace("postgresql", "postgresql+asyncpg"), poolclass=NullPool)
        app.state.sessions = async_sessionmaker(engine, sync_session_class=Tenant)
        async with AsyncClient(transport=ASGITransport(app), base_url="http://shop", headers={"tenant": "1"}) as client:
            answers = [await client.request(method, path) for method, path in questions]
        await engine.dispose()
        return answers

    return asyncio.run(whole())


def numbers(answer: Response) -> list[str]:
    return [item["number"] for item in answer.json()["items"]]


def test_pages_lead_both_ways_through_the_tenants_own_orders(shop: str) -> None:
    (first,) = asked(shop, ("GET", "/orders"))
    assert (numbers(first), first.json()["total"]) == (["N6", "N3"], 4)
    (second,) = asked(shop, ("GET", f"/orders?after={first.json()['next']}"))
    assert second.json()["items"][-1] == {"id": 1, "number": "N1", "state": "open", "payment": None, "shipments": 1}
    (back,) = asked(shop, ("GET", f"/orders?before={second.json()['previous']}"))
    assert back.json()["items"] == first.json()["items"]


def test_a_filter_counts_and_shipments_are_the_tenants_own(shop: str) -> None:
    chosen, counts, own, others = asked(
        shop,
        ("GET", "/orders?status=sent"),
        ("GET", "/orders/counts"),
        ("GET", "/orders/1/shipments"),
        ("GET", "/orders/4/shipments"),
    )
    assert numbers(chosen) == ["N6"]
    assert counts.json() == {"open": 3, "packed": 0, "sent": 1}
    assert own.json() == [{"id": 1, "order": "N1", "parcels": 2, "weight": "2.000", "place": "p1"}]
    assert others.json() == []


def test_a_step_is_taken_by_the_tenants_own_orders_alone_and_only_where_there_is_one(shop: str) -> None:
    steps: list[tuple[str, str]] = [
        ("POST", path) for path in ("/orders/1/packed", "/orders/4/packed", "/orders/1/open", "/orders/1/nope")
    ]
    taken, others, none, unknown = asked(shop, *steps)
    assert taken.json()["state"] == "packed"
    assert [others.status_code, none.status_code, unknown.status_code] == [404, 409, 422]
    engine: Any = create_engine(shop.replace("postgresql", "postgresql+psycopg"))
    with Session(engine) as db:
        assert [db.get_one(Order, key).state for key in (1, 4)] == [State.PACKED, State.OPEN]
    engine.dispose()


def test_nonsense_is_answered_with_422(shop: str) -> None:
    paths = ("/orders?status=nope", "/orders?limit=0", "/orders?after=forged")
    assert {answer.status_code for answer in asked(shop, *(("GET", path) for path in paths))} == {422}

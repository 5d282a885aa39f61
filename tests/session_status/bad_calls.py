"""Every public call of the library's, with arguments that are right."""

# The library is called as a program without types would call it.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import FastAPI
from sqlalchemy import (
    create_engine,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool
from tests.session_status.bad_values import (
    ANY,
    JOBS,
    LIFE,
    MAP,
    MERGED,
    ROW,
    Attempt,
    Job,
    JobRow,
    St,
    last,
)

from session_status import (
    Capped,
    Lease,
    Lifecycle,
    MergedMapping,
    StatusHub,
    StatusMapping,
    SummaryQuery,
    SummaryRow,
    column_of,
    count_of,
    latest_of,
    status_of,
    stored_by,
    total_of,
)
from session_status.fastapi import add_exception_handlers, as_json, page_params, sse, sse_all, status_filter
from session_status.statements import ExpectedStatements
from session_status.testing import check_lifecycle, check_pages, rows, statuses, unknown_values, walks, wire_values

L: Any = {
    "pages": JOBS.pages(select(Job.id), on=Job.id, order_by=[Job.id], into=last),
    "jobs": JOBS,
    "life": LIFE,
}
WORDS = {St.NEW: "a", St.RUN: "b", St.DONE: "c"}
STEPS = {St.NEW: [St.RUN], St.RUN: [St.DONE]}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the library's that is right.

    Attributes:
        made: Takes a session, and the arguments by name.
        arguments: What is right for each.
        known_as: What messages may call them instead.
    """

    made: Callable[..., Any]
    arguments: dict[str, Any]
    known_as: tuple[str, ...] = ()


def field(specifier: Callable[..., Any]) -> Callable[..., Any]:
    """Make a query of a row of one field."""

    def made(_: Any, first: Any, **others: Any) -> Any:
        body = {"__annotations__": {"f": ANY}, "f": specifier(first, **others), "__module__": __name__}
        return SummaryQuery(ROW("Row", (SummaryRow,), body), key=Job.id)

    return made


async def with_hub(use: Callable[[Any], Any], **changed: Any) -> Any:
    """Give a hub to a function, and close it."""
    made: Any = StatusHub
    hub: Any = made(**{"factory": sessionmaker(), "sessions": JOBS, "life": LIFE} | changed)
    try:
        return use(hub)
    finally:
        await hub.aclose()


def hub(use: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _, **given: asyncio.run(with_hub(lambda made: use(made, **given)))


@cache
def asynchronous_engine(database: str) -> AsyncEngine:
    return create_async_engine(f"sqlite+aiosqlite:///{database}", poolclass=NullPool)


def asynchronous(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Ask with an AsyncSession of the same database."""

    def made(db: Session, **given: Any) -> Any:
        async def asked() -> Any:
            async with AsyncSession(asynchronous_engine(str(db.connection().engine.url.database))) as session:
                return await ask(session, **given)

        return asyncio.run(asked())

    return made


def drawn(strategy: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _, **given: strategy(*given.values()).validate()


def get(db: Any, key: Any) -> Any:
    return L["jobs"].get(db, key)


def many(db: Any, keys: Any) -> Any:
    return L["jobs"].many(db, keys)


def page(db: Any, statement: Any, **given: Any) -> Any:
    return L["jobs"].page(db, statement, **given)


def counts(db: Any, statement: Any, by: Any) -> Any:
    return L["jobs"].counts(db, statement, by=by)


def fetch(db: Any, **given: Any) -> Any:
    return L["pages"].fetch(db, **given)


def move(db: Any, column: Any, target: Any, criterion: Any, stored: Any) -> Any:
    return L["life"].move(db, column, target, criterion, stored=stored)


def claim(db: Any, column: Any, target: Any, criterion: Any, **given: Any) -> Any:
    return L["life"].claim(db, column, target, criterion, **given)


def leased(db: Any, leased: Any, held: Any, value: Any, **given: Any) -> Any:
    holder: Any = {held if isinstance(held, Hashable) else None: value}
    lease = Lease(leased, holder=holder, **given)
    return L["life"].claim(db, Job.status, St.RUN, order_by=Job.id, lease=lease)


def held(db: Any, holder: Any) -> Any:
    lease = Lease(Job.lease, now=1, until=2, holder=holder)
    return L["life"].claim(db, Job.status, St.RUN, order_by=Job.id, lease=lease)


STEP = {"column": Job.status, "target": St.RUN, "criterion": Job.id == 1, "stored": None}
WHICH = {"limit": 2, "offset": 0, "after": None, "before": None, "total": False}
PAGED = {"statement": select(Job.id), "on": Job.id, "order_by": [Job.id]}
FAULTS = ("every member needs", "not a member", "no step leads", "missing", "raised", "no Enum", "self_steps")
"""How the one error of a mapping or lifecycle begins the line of each fault."""
MADE = {"reserved": (), "unrecognized": None}
SHORT: dict[str, Any] = {"row": MAP, "id": Job.id, "status": Job.status, "title": Job.name, "segments": Attempt.job_id}
CALLS: dict[str, Call] = {
    "StatusMapping": Call(lambda _, **given: StatusMapping(**given), {"domain": St, "wires": WORDS, **MADE}, FAULTS),
    "MergedMapping": Call(lambda _, **given: MergedMapping(**given), {"domain": St, "wires": WORDS, **MADE}, FAULTS),
    "a word": Call(lambda _, word: StatusMapping(St, {**WORDS, St.NEW: word}), {"word": "a"}),
    "by_value": Call(lambda _, **given: StatusMapping.by_value(**given), {"domain": St, **MADE}, FAULTS),
    "proved": Call(
        lambda _, **given: StatusMapping.proved(**given), {"domain": St, "to_wire": lambda s: s.value, **MADE}, FAULTS
    ),
    "a status's word": Call(lambda _, status: MAP[status], {"status": St.NEW}),
    "parse": Call(lambda _, wire: MAP.parse(wire), {"wire": "waiting"}),
    "statuses of": Call(lambda _, wire: MERGED.statuses(wire), {"wire": "waiting"}),
    "stored": Call(lambda _, **given: MAP.stored(**given), {"column": Job.status, "spelled": None}),
    "where": Call(
        lambda _, column, wire, stored: MAP.where(column, wire, stored=stored),
        {"column": Job.status, "wire": "waiting", "stored": None},
    ),
    "writable": Call(lambda _, status: MAP.writable(status), {"status": St.NEW}),
    "stored_by": Call(lambda _, spelling: stored_by(spelling), {"spelling": "value"}, ("stored",)),
    "Lifecycle": Call(
        lambda _, **given: Lifecycle(**given),
        {"domain": St, "steps": STEPS, "initial": [St.NEW], "reserved": (), "self_steps": False, "endless": False},
        FAULTS,
    ),
    "steps": Call(
        lambda _, steps: Lifecycle(St, {**STEPS, St.NEW: steps}, initial=[St.NEW]), {"steps": [St.RUN]}, FAULTS
    ),
    "allows": Call(lambda _, old, new: LIFE.allows(old, new), {"old": St.NEW, "new": St.RUN}),
    "after": Call(lambda _, status: (LIFE.after(status), LIFE.before(status)), {"status": St.RUN}),
    "advance": Call(
        lambda _, column, target, criterion, stored: LIFE.advance(column, target, criterion, stored=stored), STEP
    ),
    "order": Call(lambda _, **given: LIFE.order(**given), {"column": Job.status, "stored": None}),
    "guard": Call(lambda _, **given: LIFE.guard(**given), {"attribute": Job.word, "stored": None}),
    "move": Call(move, STEP),
    "move, asynchronous": Call(asynchronous(move), STEP),
    "claim": Call(claim, {**STEP, "order_by": Job.id, "limit": 1, "returning": (), "lease": None}),
    "a lease": Call(
        leased, {"leased": Job.lease, "held": Job.worker, "value": "w", "now": 1, "until": 2}, ("lease", "holder")
    ),
    "a holder": Call(held, {"holder": {Job.worker: "w"}}),
    "SummaryQuery": Call(
        lambda _, row, **given: SummaryQuery(row, **given), {"row": JobRow, "key": Job.id, "unique": False}, ("key=",)
    ),
    "a mapping's query": Call(
        lambda _, row, **given: SummaryQuery(row, **given),
        {
            **SHORT,
            **dict.fromkeys(("counter", "stored", "hook", "key")),
            "on_unknown": "raise",
            "unique": False,
        },
        ("key=", "title, segments", "segments=", "counter="),
    ),
    "column_of": Call(field(column_of), {"first": Job.name, "through": None}, ("column_of",)),
    "status_of": Call(
        field(lambda first, **given: status_of(first, MAP, **given)),
        {"first": Job.status, "stored": None, "on_unknown": "raise", "hook": None},
        ("status", "on_unknown"),
    ),
    "count_of": Call(field(count_of), {"first": Attempt.job_id, "where": None}, ("count_of",)),
    "total_of": Call(field(total_of), {"first": Attempt.cost, "of": Attempt.job_id, "where": None}, ("total_of",)),
    "latest_of": Call(
        field(latest_of),
        {"first": Attempt.error, "of": Attempt.job_id, "by": Attempt.at, "where": None},
        ("latest_of", "of="),
    ),
    "a field": Call(
        lambda _, value: ROW("Row", (SummaryRow,), {"__annotations__": {"f": ANY}, "f": value, "__module__": __name__}),
        {"value": column_of(Job.id)},
        ("Row.f",),
    ),
    "get": Call(get, {"key": 1}, ("job.id",)),
    "get, asynchronous": Call(asynchronous(get), {"key": 1}, ("job.id",)),
    "a session": Call(lambda _, db: L["jobs"].get(db, 1), {"db": None}, ("Session", "session")),
    "many": Call(many, {"keys": [1]}, ("job.id",)),
    "page": Call(page, {**PAGED, **WHICH}, ("a select(...) is needed", "shows", "the select")),
    "page, asynchronous": Call(asynchronous(page), {**PAGED, **WHICH}, ("a select(...) is needed", "shows")),
    "a sort": Call(
        lambda db, sort: page(db, **{**PAGED, **WHICH, "order_by": [sort]}), {"sort": Job.id}, ("order_by",)
    ),
    "counts": Call(counts, {"statement": select(Job), "by": None}, ("a select(...) is needed", "the select")),
    "pages": Call(
        lambda _, statement, **given: JOBS.pages(statement, **given),
        {**PAGED, "into": last},
        ("a select(...) is needed", "the select"),
    ),
    "fetch": Call(fetch, {**WHICH, "parameters": None}),
    "fetch, asynchronous": Call(asynchronous(fetch), {**WHICH, "parameters": None}),
    "check": Call(lambda _, bind: L["jobs"].check(bind), {"bind": create_engine("sqlite://")}, ("Engine",)),
    "Capped": Call(lambda _, most: Capped(most), {"most": 3}, ("Capped",)),
    "StatusHub": Call(
        lambda _, **given: asyncio.run(with_hub(str, **given)),
        {
            "factory": sessionmaker(),
            "sessions": JOBS,
            "life": LIFE,
            "by": None,
            "interval": 0.5,
            "timeout": 30.0,
            "sweep": None,
        },
        ("a hub",),
    ),
    "watch": Call(hub(lambda made, key: made.watch(key)), {"key": 1}, ("job.id",)),
    "watch_all": Call(hub(lambda made, keys: made.watch_all(keys)), {"keys": [1]}, ("job.id",)),
    "wake": Call(hub(lambda made, keys: made.wake(keys)), {"keys": None}),
    "sse": Call(hub(sse), {"key": 1, "encode": as_json, "heartbeat": 15.0}, ("job.id",)),
    "sse_all": Call(hub(sse_all), {"keys": [1], "encode": as_json, "heartbeat": 15.0}, ("job.id",)),
    "page_params": Call(lambda _, **given: page_params(**given), {"limit": 50, "largest": 200, "total": False}),
    "status_filter": Call(
        lambda _, **given: status_filter(**given), {"mapping": MAP, "column": Job.status, "alias": "s", "stored": None}
    ),
    "add_exception_handlers": Call(lambda _, app: add_exception_handlers(app), {"app": FastAPI()}),
    "as_json": Call(lambda _, change: as_json(change), {"change": ROW.__call__(JobRow, 1, St.NEW, 0)}),
    "check_lifecycle": Call(lambda _, life: check_lifecycle(life), {"life": LIFE}),
    "check_pages": Call(
        lambda db, query, statement, **given: check_pages(query, db, statement, on=Job.id, **given),
        {"query": JOBS, "statement": select(Job.id), "order_by": [Job.id], "limits": (1,), "most": 200},
        ("a select(...) is needed", "the select", "limit="),
    ),
    "rows": Call(lambda _, **given: rows(*given.values()), {"kind": JobRow, "mapping": None}),
    "statuses": Call(drawn(statuses), {"of": MAP}),
    "unknown_values": Call(drawn(unknown_values), {"mapping": MAP}),
    "wire_values": Call(drawn(wire_values), {"mapping": MAP}),
    "walks": Call(lambda _, **given: walks(**given), {"life": LIFE, "finished": False, "most": 5}),
    "ExpectedStatements": Call(
        lambda _, **given: ExpectedStatements(**given),
        {"target": create_engine("sqlite://"), "exactly": 1},
        ("assert_statements",),
    ),
}

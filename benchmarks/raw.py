"""A driver's own connection -> pages as dictionaries, with SQL written by hand: what nothing above it can beat."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any
from uuid import UUID

from benchmarks.desk import Status
from benchmarks.meter import Request, Way

PAGE = """
SELECT c.id, c.client, r.id AS recording_id, r.status, r.title,
       (SELECT count(*) FROM segment s WHERE s.recording_id = r.id) AS segments_count
FROM (SELECT id, client, recording_id FROM coaching {where} ORDER BY id DESC LIMIT :size OFFSET :offset) c
LEFT JOIN recording r ON r.id = c.recording_id
ORDER BY c.id DESC
"""
TOTAL = "SELECT count(*) AS total FROM coaching {where}"


class Asked:
    """Statements of one driver, with its own marks for parameters, counted as they are sent."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._known: dict[tuple[str, bool, bool], tuple[str, list[str]]] = {}
        self.sent = 0

    def statement(self, template: str, request: Request) -> tuple[str, list[Any]]:
        """Give the text and the values in order; texts are made once."""
        self.sent += 1
        form = (template, request.coach is not None, request.after is not None)
        if form not in self._known:
            self._known[form] = self._spelled(template, request)
        text, names = self._known[form]
        return text, [getattr(request, name) for name in names]

    def call(self, template: str, request: Request) -> tuple[str, tuple[Any, ...]]:
        """Give the text and the values as one pair."""
        text, values = self.statement(template, request)
        return text, tuple(values)

    def _spelled(self, template: str, request: Request) -> tuple[str, list[str]]:
        wanted = ["coach_id = :coach"] * (request.coach is not None) + ["id < :after"] * (request.after is not None)
        text = template.format(where=f"WHERE {' AND '.join(wanted)}" if wanted else "")
        names = re.findall(r":(\w+)", text)
        for number, name in enumerate(names, start=1):
            text = text.replace(f":{name}", self._mark.format(number), 1)
        return text, names


def asyncpg_way(connection: Any) -> Way:
    """Ask by asyncpg, which prepares and keeps every statement."""
    asked = Asked("${}")

    async def ask(request: Request) -> Any:
        text, values = asked.statement(PAGE, request)
        rows = [dict(row) for row in await connection.fetch(text, *values)]
        if not request.total:
            return rows, None
        text, values = asked.statement(TOTAL, request)
        return rows, await connection.fetchval(text, *values)

    return Way("raw driver", ask, _read, lambda: asked.sent)


def blocking_way(connection: Any, *, mark: str, page: str = PAGE) -> Way:
    """Ask by psycopg or sqlite3, whose connections have one interface.

    Args:
        connection: The driver's own.
        mark: How the driver marks a parameter.
        page: The statement.
    """
    asked = Asked(mark)

    def fetch(template: str, request: Request) -> list[dict[str, Any]]:
        text, values = asked.statement(template, request)
        cursor = connection.execute(text, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def ask(request: Request) -> Any:
        rows = fetch(page, request)
        return rows, fetch(TOTAL, request)[0]["total"] if request.total else None

    return Way("raw driver", ask, _read, lambda: asked.sent)


def by_hand_way(db: Any, sent: Callable[[], int], *, mark: str, waits: bool) -> Way:
    """Ask by `exec_driver_sql`, the least that SQLAlchemy does between a session's connection and its driver.

    Args:
        db: A Session or an AsyncSession.
        sent: Says how many statements its engine sent.
        mark: How the dialect's driver marks a parameter.
        waits: Whether it is an AsyncSession.
    """
    asked = Asked(mark)

    def ask(request: Request) -> Any:
        connection = db.connection()
        rows = connection.exec_driver_sql(*asked.call(PAGE, request)).all()
        return rows, connection.exec_driver_sql(*asked.call(TOTAL, request)).scalar_one() if request.total else None

    async def ask_waiting(request: Request) -> Any:
        connection = await db.connection()
        rows = (await connection.exec_driver_sql(*asked.call(PAGE, request))).all()
        if not request.total:
            return rows, None
        return rows, (await connection.exec_driver_sql(*asked.call(TOTAL, request))).scalar_one()

    def read(answer: Any) -> tuple[list[tuple[int, str | None, int]], int | None]:
        return _read(([row._mapping for row in answer[0]], answer[1]))  # noqa: SLF001 -- SQLAlchemy's public name

    return Way("driver by SQLAlchemy", ask_waiting if waits else ask, read, sent)


def sqlite_way(path: str) -> Way:
    """Ask by sqlite3, which is told to make keys of texts; the drivers of PostgreSQL do that by themselves."""
    sqlite3.register_converter("uuid", lambda text: UUID(text.decode()))
    connection = sqlite3.connect(path, detect_types=sqlite3.PARSE_COLNAMES)
    return blocking_way(connection, mark="?", page=PAGE.replace("AS recording_id", 'AS "recording_id [uuid]"'))


def _read(answer: Any) -> tuple[list[tuple[int, str | None, int]], int | None]:
    rows, total = answer
    read = [(row["id"], row["status"] and Status[row["status"]].value, row["segments_count"]) for row in rows]
    return read, total

"""The OpenAPI document, the migrations and the checkers agree with the application, on every database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks
from sqlalchemy import Connection, inspect
from tests.coaching.desk import Desk, S, with_own_database

from coaching.domain.segment import Segment
from coaching.infrastructure import queue
from coaching.infrastructure.attaching import segments_of
from coaching.infrastructure.database import open_engine, sessions_on
from coaching.infrastructure.migrating import configuration, migrate
from coaching.infrastructure.models import Base
from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.infrastructure.summaries import SESSIONS
from coaching.sample import add_user

ROOT = Path(__file__).parents[2]
APPLICATION = ROOT / "examples" / "coaching"
BIN = Path(sys.executable).parent
UNTOLD: dict[str, list[Any]] = {
    # A schema cannot tell which texts are transcripts, which bytes a recording, and which words a cursor.
    label: [vars(checks)["positive_data_acceptance"]]
    for label in (
        "POST /api/v1/coaching-sessions/{key}/transcript",
        "POST /api/v1/coaching-sessions/{key}/recording",
        "GET /api/v1/coaching-sessions",
    )
}
DATABASES = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    match request.param:
        case "sqlite":
            return f"sqlite:///{tmp_path / 'desk.db'}"
        case "postgres":
            url: str = request.getfixturevalue("postgres_url")
            return url
        case _:
            return f"mariadb{request.getfixturevalue('mariadb_address')}"


def test_the_migrations_make_the_tables_that_the_classes_describe_and_take_them_back(address: str) -> None:
    engine = open_engine(with_own_database(address))
    migrate(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        assert primary_keys(connection) == {
            name: [*table.primary_key.columns.keys()] for name, table in Base.metadata.tables.items()
        }
        assert SESSIONS.check(connection) == []
        command.downgrade(configuration(connection), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def primary_keys(connection: Connection) -> dict[str, list[str]]:
    there = inspect(connection)
    tables = [name for name in there.get_table_names() if name != "alembic_version"]
    return {name: there.get_pk_constraint(name)["constrained_columns"] for name in tables}


def test_a_transcript_outlives_the_change_of_its_key_and_back(address: str) -> None:
    engine = open_engine(with_own_database(address))
    migrate(engine)
    said = [Segment(number * 1_000, number * 1_000 + 1, None, f"line {number}") for number in range(3)]
    with sessions_on(engine).begin() as db:
        user, _ = add_user(db, "Coach")
        session = TranscriptionSession(user_id=user.id, title="Monday", status=S.COMPLETED)
        db.add(session)
        db.flush()
        queue.add_segments(db, session.id, said)
        key = session.id
    for revision, go in (("0002", command.downgrade), ("0003", command.upgrade)):
        with engine.begin() as connection:
            go(configuration(connection), revision)
            assert primary_keys(connection)["transcript_segment"] == (
                ["id"] if revision == "0002" else ["session_id", "number"]
            )
        with sessions_on(engine)() as db:
            assert segments_of(db, key) == said
    engine.dispose()


def test_the_checker_finds_nothing_in_the_application() -> None:
    done = subprocess.run(
        [BIN / "session-lint", "check", "."], cwd=APPLICATION, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_layers_are_kept() -> None:
    done = subprocess.run([BIN / "lint-imports"], cwd=APPLICATION, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_clients_types_are_those_of_the_mapping() -> None:
    reference = "coaching.domain.status:STATUS"
    check = [str(BIN / "session-status"), "typescript", reference, "--check", "-o", "clients/status.ts"]
    done = subprocess.run(check, cwd=APPLICATION, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_every_operation_answers_as_its_document_says(desk: Desk) -> None:
    desk.add(S.COMPLETED, segments=2)
    schema: Any = schemathesis.openapi.from_asgi("/openapi.json", desk.app)
    headers = {"Authorization": f"Bearer {desk.coach.token}"}
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        _probe(operation, headers)
    assert len(operations) == 15


def _probe(operation: Any, headers: dict[str, str]) -> None:
    """Send a few requests that the document allows; the answers must be those that it lists."""

    @settings(
        max_examples=3,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(case=operation.as_strategy())
    def probe(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=UNTOLD.get(operation.label, []))

    probe()

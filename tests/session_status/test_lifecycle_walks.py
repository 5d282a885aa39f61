"""Workers that take steps at random, all at once, never leave the lifecycle and never touch another row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.walks import Report, many_writers, walk
from sqlalchemy import Engine, create_engine

DATABASES = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give each database in turn, with a connection for every worker."""
    match request.param:
        case "sqlite":
            made = create_engine(f"sqlite:///{tmp_path}/walks.db", pool_size=16, connect_args={"timeout": 120})
        case "postgres":
            url: str = request.getfixturevalue("postgres_url")
            made = create_engine(url.replace("postgresql", "postgresql+psycopg"), pool_size=16)
        case _:
            made = create_engine(f"mariadb+pymysql{request.getfixturevalue('mariadb_address')}", pool_size=16)
    with many_writers(made) as prepared:
        yield prepared


def assert_right(report: Report, moves: int) -> None:
    assert report.right, report.faults
    assert report.moves == moves
    assert report.steps > moves / 10
    assert report.told > 0


def test_eight_workers_at_random_stay_within_the_lifecycle_and_the_criteria(engine: Engine) -> None:
    assert_right(walk(engine, seed="few", moves=200), 200)


@pytest.mark.slow
def test_eight_workers_stay_within_them_for_long(engine: Engine) -> None:
    assert_right(walk(engine, seed="many", moves=3000), 3000)

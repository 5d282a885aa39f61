"""A page on PostgreSQL and MariaDB with 200 000 rows -> how each plans it: `python -m benchmarks.explain [--jobs 200000]`.

A page reads its summaries through a subquery of their table. No plan may work that subquery out for all its rows first.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, ForeignKey, create_engine, event, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column
from tests.session_status.mariadb import mariadb

from benchmarks.any_row import JOBS, Base, Job, fill
from benchmarks.backends import postgres, with_driver

SIZE = 50


class Ticket(Base):
    """What refers to a job, or to none."""

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id), index=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill both databases, and print plans.

    Args:
        arguments: What follows the command's name; the process's own by default.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=200_000)
    jobs = parser.parse_args(arguments).jobs
    with postgres() as address:
        _explain(create_engine(with_driver(address, "psycopg")), jobs)
    with mariadb() as address:
        _explain(create_engine(f"mariadb+pymysql{address}"), jobs)


def _explain(engine: Engine, jobs: int) -> None:
    fill(engine, jobs, each=2)
    with engine.begin() as connection:
        connection.execute(insert(Ticket), [{"id": n, "job_id": n if n % 9 else None} for n in range(1, jobs + 1)])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE TABLE ticket"))
    word = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)" if engine.dialect.name == "postgresql" else "ANALYZE"
    for name, sql, values in _statements(engine):
        print(f"\n{engine.dialect.name}, {name}")
        with engine.connect() as connection:
            for row in connection.exec_driver_sql(f"{word} {sql}", values):
                print("  ", *row)
    engine.dispose()


def _statements(engine: Engine) -> Iterator[tuple[str, str, Any]]:
    sent: list[tuple[str, Any]] = []

    def keep(*arguments: Any) -> None:
        sent.append((arguments[2], arguments[3]))

    event.listen(engine, "before_cursor_execute", keep)
    rows: dict[str, Any] = {
        "columns of the page's own table": select(Ticket.id),
        "with a join": select(Ticket.id, Job.name).outerjoin(Job, Job.id == Ticket.job_id).where(Ticket.id > SIZE),
        "an entity": select(Ticket),
    }
    with Session(engine) as db:
        for name, statement in rows.items():
            sent.clear()
            JOBS.page(db, statement, on=Ticket.job_id, order_by=[Ticket.id.desc()], limit=SIZE)
            yield name, *sent[0]


if __name__ == "__main__":
    main()

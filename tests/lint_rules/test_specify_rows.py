"""The codemod that gives a query of four columns a row of its own: what it writes runs, and reads the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import libcst
import pytest
from libcst.codemod import CodemodContext, SkipFile

from lint_rules.codemod import Disambiguate, SpecifyRows

MODELS = """\
import enum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(enum.Enum):
    OPEN = "open"
    DONE = "done"


class Base(DeclarativeBase):
    pass


class Keyed:
    id: Mapped[UUID] = mapped_column(primary_key=True)


class Job(Keyed, Base):
    __tablename__ = "job"
    state: Mapped[State]
    plain: Mapped[str | None]
    name: Mapped[str | None]
    parts: Mapped[int]


class Part(Keyed, Base):
    __tablename__ = "part"
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"))
"""
STATUSES = """\
from session_status import StatusMapping
from .models import State

STATES = StatusMapping.by_value(State)
"""
QUERIES = """\
from session_status import SummaryQuery
from shop.models import Job, Part
from shop.statuses import STATES

# The list.
JOBS = SummaryQuery(STATES, id=Job.id, status=Job.state, title=Job.name, segments=Part.job_id)
PLAIN_JOBS = SummaryQuery(
    STATES, id=Job.id, status=Job.plain, title=Job.name, counter=Job.parts, stored="name", on_unknown="row", hook=print
)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    for name, text in {"__init__": "", "models": MODELS, "statuses": STATUSES, "queries": QUERIES}.items():
        (tmp_path / "shop" / f"{name}.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def specified(shop: Path, text: str) -> tuple[str, list[str]]:
    context = CodemodContext(filename=str(shop / "shop" / "queries.py"))
    return SpecifyRows(context).transform_module(libcst.parse_module(text)).code, context.warnings


def test_a_query_of_four_columns_becomes_a_row_with_the_types_that_its_classes_say(shop: Path) -> None:
    text, warnings = specified(shop, QUERIES)
    assert (
        """# The list.
class JobsRow(SummaryRow):
    id: UUID = column_of(Job.id)
    status: State = status_of(Job.state, STATES)
    title: str | None = column_of(Job.name)
    segments_count: int = count_of(Part.job_id)


JOBS = SummaryQuery(JobsRow, key=Job.id)
"""
        in text
    )
    assert "status: State | None | Unrecognized = status_of(" in text
    assert "column_of(Job.parts)" in text
    assert [warning for warning in warnings if "JOBS" in warning] == [
        "line 6: where rows of JOBS are read, row.wire becomes STATES[row.status]",
        "line 7: where rows of PLAIN_JOBS are read, row.wire becomes STATES[row.status]",
    ]


def test_what_it_writes_is_made_of_the_same_columns(shop: Path) -> None:
    text, _ = specified(shop, QUERIES)
    (shop / "shop" / "queries.py").write_text(text)
    program = "from shop.queries import JOBS, PLAIN_JOBS; print(JOBS, PLAIN_JOBS)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=shop)
    assert done.stdout == "SummaryQuery(JobsRow, key=job.id) SummaryQuery(PlainJobsRow, key=job.id)\n", done.stderr


def test_it_changes_nothing_a_second_time(shop: Path) -> None:
    once, _ = specified(shop, QUERIES)
    assert specified(shop, once) == (once, [])


def test_a_column_whose_type_nobody_says_is_left_and_told(shop: Path) -> None:
    text = QUERIES.replace("title=Job.name, segments", "title=func.upper(Job.name), segments")
    left, warnings = specified(shop, text)
    assert "JOBS = SummaryQuery(STATES, id=Job.id, status=Job.state, title=func.upper(Job.name)" in left
    assert warnings[0] == "line 6: JOBS is left: no class of this project says the type of title=func.upper(Job.name)"


@pytest.mark.parametrize("command", [Disambiguate, SpecifyRows])
def test_a_module_without_a_file_is_skipped(command: type[Disambiguate | SpecifyRows]) -> None:
    with pytest.raises(SkipFile, match="the module needs a file name"):
        command(CodemodContext()).transform_module(libcst.parse_module("x = 1"))


def test_names_are_told_apart_in_process_as_well(shop: Path) -> None:
    (shop / "pyproject.toml").write_text("")
    page = "from sqlalchemy.orm import Session\nfrom shop.models import Job as Session\n\n\ndef f(db: Session):\n    return db.query(Session)\n"
    context = CodemodContext(filename=str(shop / "shop" / "page.py"))
    (shop / "shop" / "page.py").write_text(page)
    done = Disambiguate(context, unsafe_fixes=True).transform_module(libcst.parse_module(page)).code
    assert done != page
    assert "db.query(Session)" not in done

"""The bug that the checker is there for, in both import orders, and the one that came after it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.diagnostic import Diagnostic
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

RULES = (
    "ambiguous-import",
    "model-as-session",
    "shadowed-import",
    "syntax-error",
    "unmapped-query-column",
    "unmapped-query-entity",
    "untyped-session",
    "unused-suppression",
)

_BASE = """\
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...
"""
_MAPPED = """\
import enum
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from clinic.database import Base

class Phase(enum.Enum):
    WAITING = "waiting"
    READY = "ready"

class Session(Base):
    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    phase: Mapped[Phase]

class Passage(Base):
    __tablename__ = "passages"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    text: Mapped[str]
"""
CLINIC = {
    "pyproject.toml": "",
    "clinic/__init__.py": "",
    "clinic/database.py": _BASE,
    "clinic/tables/__init__.py": "from .recorded import Passage, Phase, Session\n",
    "clinic/tables/recorded.py": _MAPPED,
    "clinic/web/__init__.py": "",
    "clinic/web/v1/__init__.py": "",
}
ENDPOINTS = """\

router = APIRouter()

@router.get("/sessions/{key}")
def show(key: int, db: Session = Depends(connect)):
    found = db.query(Session).filter(Session.id == key).first()
    if found is None:
        raise HTTPException(404)
    return found

@router.get("/sessions")
def overview(phase: Phase, db: Session = Depends(connect)):
    total = db.query(Session).count()
    page = db.query(Session, Passage).join(Passage, Passage.session_id == Session.id)
    return total, page.filter(Session.phase == phase).order_by(Session.id.desc()).all()

def rename(db: Session, key: int, title: str) -> None:
    db.query(Session).filter(Session.id == key).update({"title": title})
    db.commit()
"""
COMMON = "from fastapi import APIRouter, Depends, HTTPException\nfrom clinic.connections import connect\n"
FRAMEWORKS = "from sqlalchemy.orm import Session\n"
MODELS = "from ...tables.recorded import Passage, Phase, Session\n"


def found(root: Path, sources: Mapping[str, str], *, rules: tuple[str, ...] = RULES) -> list[Diagnostic]:
    for path, source in sources.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source))
    report = lint([root], RunOptions(root=root, settings=Settings(select=rules), rules=registered()))
    assert report.crashes == ()
    return list(report.diagnostics)


def story(*imports: str) -> dict[str, str]:
    return CLINIC | {"clinic/web/v1/sessions.py": COMMON + "".join(imports) + ENDPOINTS}


def told(root: Path, diagnostics: list[Diagnostic]) -> str:
    """The diagnostics in full, as lines."""
    lines: list[str] = []
    for one in diagnostics:
        place = one.path.relative_to(root).as_posix()
        lines += [f"{place}:{one.at.start.row}:{one.at.start.column} {one.rule}", f"    {one.message}"]
        for related in one.related:
            at = related.span.start
            lines.append(f"    - {related.path.relative_to(root).as_posix()}:{at.row}:{at.column} {related.message}")
    return "\n".join(lines)


def counted(diagnostics: list[Diagnostic]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for one in diagnostics:
        rows.setdefault(one.rule, []).append(one.at.start.row)
    return rows


def rows_of(text: str, source: str) -> list[int]:
    return [row for row, line in enumerate(source.splitlines(), 1) for _ in range(line.count(text))]


def test_with_the_model_imported_last_the_annotations_are_wrong_and_the_queries_right(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    sources = story(FRAMEWORKS, MODELS)
    source = sources["clinic/web/v1/sessions.py"]
    diagnostics = found(tmp_path, sources)
    rows = counted(diagnostics)
    assert rows["shadowed-import"] == rows_of(MODELS.strip(), source)
    assert rows["model-as-session"] == rows_of("db: Session", source)
    assert not {"unmapped-query-entity", "unmapped-query-column"} & rows.keys()
    assert told(tmp_path, diagnostics) == snapshot


def test_with_the_framework_imported_last_every_query_is_wrong_and_the_annotations_right(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    sources = story(MODELS, FRAMEWORKS)
    source = sources["clinic/web/v1/sessions.py"]
    diagnostics = found(tmp_path, sources)
    rows = counted(diagnostics)
    assert rows["shadowed-import"] == rows_of(FRAMEWORKS.strip(), source)
    assert rows["unmapped-query-entity"] == rows_of("db.query(Session", source)
    columns = [*rows_of("Session.id", source), *rows_of("Session.phase", source)]
    assert rows["unmapped-query-column"] == sorted(columns)
    assert "model-as-session" not in rows
    assert told(tmp_path, diagnostics) == snapshot


def test_once_the_model_has_an_alias_nothing_is_found(tmp_path: Path) -> None:
    aliased = ENDPOINTS.replace("db.query(Session", "db.query(TableSession").replace("Session.", "TableSession.")
    for imports in (
        (FRAMEWORKS, MODELS.replace("Session", "Session as TableSession")),
        (MODELS.replace("Session", "Session as TableSession"), FRAMEWORKS),
    ):
        sources = CLINIC | {"clinic/web/v1/sessions.py": COMMON + "".join(imports) + aliased}
        assert told(tmp_path, found(tmp_path, sources)) == ""


DOMAIN = {
    "clinic/domain/__init__.py": "from .records import Passage, Session\n",
    "clinic/domain/records/__init__.py": "from .session import Passage, Session\n",
    "clinic/domain/records/session.py": """\
from dataclasses import dataclass

@dataclass
class Session:
    id: int
    title: str = ""

@dataclass
class Passage:
    id: int
    session_id: int
    text: str = ""
""",
}
REFACTORED = """\
from sqlalchemy import select
from sqlalchemy.orm import Session as SQLSession
from clinic.domain import Passage, Session

class Sessions:
    def __init__(self, db: SQLSession) -> None:
        self.db = db

    def one(self, key: int) -> Session | None:
        return self.db.get(Session, key)

    def titled(self, title: str) -> list[Session]:
        return self.db.query(Session).filter(Session.title == title).all()

    def texts(self, key: int) -> list[str]:
        statement = select(Passage).join(Session, Session.id == Passage.session_id).where(Session.id == key)
        return [passage.text for passage in self.db.scalars(statement)]
"""


def test_dataclasses_named_like_mapped_classes_are_found_wherever_a_query_takes_them(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    diagnostics = found(tmp_path, CLINIC | DOMAIN | {"clinic/store.py": REFACTORED})
    rows = counted(diagnostics)
    calls = ["db.get(Session", "db.query(Session", "select(Passage", "join(Session"]
    assert rows["unmapped-query-entity"] == sorted(row for call in calls for row in rows_of(call, REFACTORED))
    assert rows["unmapped-query-column"] == [
        *rows_of("Session.title", REFACTORED),
        *rows_of("Session.id", REFACTORED),
        *rows_of("Passage.session_id", REFACTORED),
    ]
    for one in diagnostics:
        name = "Passage" if "Passage" in one.message else "Session"
        assert f"`clinic.domain.records.session.{name}` (a dataclass)" in one.message
        assert f"clinic.tables.recorded.{name}" in one.message
    assert told(tmp_path, diagnostics) == snapshot


def test_the_same_code_on_the_mapped_classes_is_clean(tmp_path: Path) -> None:
    mended = REFACTORED.replace("clinic.domain", "clinic.tables")
    assert told(tmp_path, found(tmp_path, CLINIC | DOMAIN | {"clinic/store.py": mended})) == ""


@pytest.mark.parametrize("source", [ENDPOINTS, REFACTORED])
def test_a_file_on_its_own_says_nothing_of_classes_that_it_cannot_follow(source: str, tmp_path: Path) -> None:
    alone = {"pyproject.toml": "", "sessions.py": "from elsewhere import Passage, Phase, Session\n" + source}
    alone["sessions.py"] = alone["sessions.py"].replace("from clinic.domain", "from elsewhere")
    assert told(tmp_path, found(tmp_path, alone)) == ""

"""What lies beside the checked code and decides a finding is noticed when it comes, changes or goes: fixtures, configuration, requirements."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lint_rules.cache.test_cache import Runs

from lint_rules.settings.config import Settings

_MODEL = """\
from sqlalchemy.orm import DeclarativeBase, Mapped

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = 'a'
    title: Mapped[str]
"""
_FIXTURE = """\
import pytest
from sqlalchemy.orm import sessionmaker

@pytest.fixture
def store():
    with sessionmaker()() as opened:
        yield opened
"""
_TEST = """\
from sqlalchemy.orm import Session
from app.models import Session

def test_page(store: Session, lesson: Session):
    print(store, lesson.title)
"""


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    runs = Runs(tmp_path / "project")
    runs.write("app/models.py", _MODEL)
    runs.write("tests/unit/test_page.py", _TEST)
    return runs


def _fixes(runs: Runs, name: str) -> list[str]:
    """Return the titles of the fixes in a file, of a run with a cache, which finds what one without it finds."""
    report = runs.cached()
    assert report == runs.plain()
    return [found.fix.title for found in report.diagnostics if found.fix is not None and found.path.name == name]


@pytest.mark.parametrize("place", ["tests/conftest.py", "conftest.py", "tests/unit/conftest.py"])
def test_a_conftest_that_comes_or_goes_is_noticed(place: str, runs: Runs) -> None:
    assert not _fixes(runs, "test_page.py")
    runs.write(place, _FIXTURE)
    assert _fixes(runs, "test_page.py") == ["Import it as ModelSession"]
    (runs.root / place).unlink()
    assert not _fixes(runs, "test_page.py")


@pytest.mark.parametrize(
    "place", ["setup.cfg", "logging.yaml", "app/kinds.ini", "config/worker/celery.json", "app/deep/er/x.toml"]
)
def test_configuration_that_comes_changes_or_goes_is_noticed(place: str, runs: Runs) -> None:
    (runs.root / "tests/unit/test_page.py").unlink()
    runs.write("app/deep/er/target.py", "from app.models import Session\n\ndef add(row: Session): ...\n")
    runs.write("app/deep/er/more.py", "from sqlalchemy.orm import Session\n\ndef f(db: Session): ...\n")
    assert _fixes(runs, "target.py") == ["Import it as ModelSession"]
    runs.write(place, "x = app.deep.er.target:Session\n")
    assert not _fixes(runs, "target.py")
    runs.write(place, "x = app.deep.er.another:Session\n")
    assert _fixes(runs, "target.py") == ["Import it as ModelSession"]
    runs.write(place, "x = app.deep.er.target:Session\n")
    assert not _fixes(runs, "target.py")
    (runs.root / place).unlink()
    assert _fixes(runs, "target.py") == ["Import it as ModelSession"]


_COLUMNS = """\
from sqlalchemy import Column, Integer
from app.models import Base

class Invoice(Base):
    __tablename__ = "invoice"
    id = Column(Integer)
"""


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("pyproject.toml", "[project]\ndependencies = ['sqlalchemy{}']\n"),
        ("setup.cfg", "[options]\ninstall_requires = sqlalchemy{}\n"),
        ("setup.py", "setup(install_requires=['sqlalchemy{}'])\n"),
        ("requirements.txt", "sqlalchemy{}\n"),
        ("app/deep/requirements-db.in", "sqlalchemy{}\n"),
        ("app/requirements/base.txt", "sqlalchemy{}\n"),
        ("app/pyproject.toml", "[project]\nrequires-python = '>3.{}'\n"),
        ("setup.cfg", "[options]\npython_requires = >=3.{}\n"),
    ],
)
def test_a_requirement_that_comes_changes_or_goes_is_noticed(place: str, text: str, runs: Runs) -> None:
    runs.settings = Settings(extend_select=("untyped-model-column",))
    runs.write("app/deep/columns.py", _COLUMNS)
    written = ["Declare the attribute with Mapped"]
    assert _fixes(runs, "columns.py") == written
    older, newer = ("9", "11") if "python" in text else ("<2", ">=2")
    runs.write(place, text.format(older))
    assert _fixes(runs, "columns.py") == []
    runs.write(place, text.format(newer))
    assert _fixes(runs, "columns.py") == written
    runs.write(place, text.format(older))
    assert _fixes(runs, "columns.py") == []
    (runs.root / place).unlink()
    assert _fixes(runs, "columns.py") == written

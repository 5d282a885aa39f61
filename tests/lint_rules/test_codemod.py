"""The codemod, by LibCST's own runner, on a project in a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Session(Base):
    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
PAGE = """\
from sqlalchemy.orm import Session  # the database's
from shop.models import Session


def ids(db: Session):
    return [one.id for one in db.query(Session)]
"""


def files(folder: Path, **held: str) -> None:
    for name, text in {"models": MODELS, "page": PAGE, **held}.items():
        (folder / "shop").mkdir(exist_ok=True)
        (folder / "shop" / f"{name}.py").write_text(text)


def codemod(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "libcst.tool", "codemod", "-x", "lint_rules.codemod.Disambiguate"]
    return subprocess.run(
        [*command, "--no-format", "--jobs", "1", "--hide-progress", *options, "shop"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_each_class_gets_a_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    files(tmp_path)
    done = codemod(tmp_path, "--unsafe-fixes")
    assert done.returncode == 0, done.stderr
    mended = PAGE.replace("models import Session", "models import Session as ModelSession")
    assert (tmp_path / "shop/page.py").read_text() == mended.replace("query(Session)", "query(ModelSession)")
    assert (tmp_path / "shop/models.py").read_text() == MODELS


def test_what_may_change_the_program_is_left_unless_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    files(tmp_path)
    assert codemod(tmp_path).returncode == 0
    assert (tmp_path / "shop/page.py").read_text() == PAGE


def test_wrong_settings_change_nothing_and_are_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.session-lint]\nselct = []\n")
    files(tmp_path)
    done = codemod(tmp_path, "--unsafe-fixes")
    assert 'unknown key "selct"; did you mean "select"?' in done.stdout + done.stderr
    assert (tmp_path / "shop/page.py").read_text() == PAGE

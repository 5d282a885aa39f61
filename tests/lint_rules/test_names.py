from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.cli import main

_MODELS = """\
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...

class Session(Base):
    __tablename__ = "session"

class Alone(Base):
    __tablename__ = "alone"
"""
_FILES = {
    "pyproject.toml": "",
    "app/models.py": _MODELS,
    "app/domain.py": "from dataclasses import dataclass\n\n@dataclass\nclass Session:\n    id: int\n",
    "app/db.py": "from sqlalchemy.orm import Session\n",
    "app/api.py": "from app.models import Alone, Session as TranscriptionSession\nfrom sqlalchemy.orm.session import Session\n",
    "app/job.py": "def run():\n    from app.domain import Session\n",
    "app/web.py": "from requests import Session\n",
}
_CHROMIUM = shutil.which("chromium")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in _FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["names", *arguments]) == 0
    return capsys.readouterr().out


def test_names_lists_each_class_of_a_name_and_each_import_with_its_alias(
    project: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert project.exists()
    assert _printed(capsys) == snapshot


def test_a_name_of_one_class_is_not_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.exists()
    assert "Alone" not in _printed(capsys)


def test_another_librarys_class_of_that_name_is_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.exists()
    assert "requests" not in _printed(capsys)


def test_json_holds_absolute_file_names_and_rows(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (name,) = json.loads(_printed(capsys, "--output-format", "json"))
    by_class = {one["class"]: one for one in name["classes"]}
    assert set(by_class) == {"app.models.Session", "app.domain.Session", "sqlalchemy.orm.Session"}
    assert by_class["app.models.Session"]["imports"] == [
        {"filename": str(project / "app/api.py"), "row": 1, "alias": "TranscriptionSession"}
    ]
    assert by_class["sqlalchemy.orm.Session"]["filename"] is None


def test_a_project_without_ambiguous_names_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _printed(capsys) == "No name denotes several classes.\n"


def test_the_page_asks_for_nothing_from_the_network(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.exists()
    page = _printed(capsys, "--output-format", "html")
    assert "http" not in page
    assert "src=" not in page


def test_a_file_name_cannot_break_the_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app/<b>.py").write_text("from app.domain import Session\n")
    assert "<b>.py" not in _printed(capsys, "--output-format", "html")


@pytest.mark.browser
@pytest.mark.skipif(_CHROMIUM is None, reason="Debian's chromium is not installed")
def test_a_browser_shows_a_line_for_every_import(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = project / "names.html"
    _printed(capsys, "--output-format", "html", "--output-file", str(page))
    shown = subprocess.run(
        [
            str(_CHROMIUM),
            *("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split()),
            "--disable-background-networking",
            "--disable-component-update",
            f"--user-data-dir={project / 'browser'}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    assert shown.count("<path ") == 4
    assert shown.count("renamed") >= 1
    assert "TranscriptionSession" in shown

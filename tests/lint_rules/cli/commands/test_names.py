from __future__ import annotations

import gc
import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.cli.main import main
from lint_rules.semantic import trees
from lint_rules.semantic.scopes.builder import bind
from lint_rules.semantic.scopes.file import File

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


def test_what_is_listed_is_the_same_where_no_tree_is_kept_between_two_files(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for copy in range(3):
        shutil.copytree(project / "app", project / f"app_{copy}")
    kept = _printed(capsys)
    for room in ("CHECKED", "ROOM", "SURVEYED"):
        monkeypatch.setattr(trees, room, 0)
    assert _printed(capsys) == kept


def test_no_more_trees_are_kept_than_there_is_room_for(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        (project / "app" / f"more_{number}.py").write_text(f"from app.models import Session\nX = {number}\n")
    most = 0
    bound: Callable[..., Any] = bind

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal most
        gc.collect()
        most = max(most, sum(isinstance(one, File) for one in gc.get_objects()))
        return bound(*args, **kwargs)

    for room in ("CHECKED", "ROOM"):
        monkeypatch.setattr(trees, room, 500)
    monkeypatch.setattr(trees, "bind", counted)
    assert _printed(capsys).count("more_") == 60
    assert 0 < most < 30


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


def _pictures(page: str) -> dict[str, str]:
    return dict(re.findall(r'<svg class="(wide|narrow)"(.*?)</svg>', page, re.DOTALL))


def test_both_pictures_have_a_line_for_every_import(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.exists()
    for picture in _pictures(_printed(capsys, "--output-format", "html")).values():
        assert picture.count('<path class="import ') == 4
        assert picture.count("<circle ") == 3


def test_a_name_of_two_classes_is_marked_and_one_of_one_class_is_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.exists()
    picture = _pictures(_printed(capsys, "--output-format", "html"))["wide"]
    marked = re.findall(r'<rect class="pill( shared)?".*?<text class="alias".*?>(.*?)</text>', picture)
    assert sorted(marked) == [("", "TranscriptionSession"), (" shared", "Session"), (" shared", "Session")]


def test_a_class_that_nobody_imports_is_shown_as_such(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app/job.py").unlink()
    picture = _pictures(_printed(capsys, "--output-format", "html"))["narrow"]
    assert "a dataclass, domain.py:4; imported nowhere" in picture
    assert picture.count("unused") == 1


def test_many_files_of_a_folder_are_one_line_of_the_picture_and_all_in_the_table(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "app/jobs").mkdir()
    for number in range(40):
        (project / f"app/jobs/job{number}.py").write_text("from app.domain import Session\n")
    page = _printed(capsys, "--output-format", "html")
    assert "jobs/ (40 imports)" in _pictures(page)["wide"]
    assert "job17.py" not in _pictures(page)["wide"]
    assert "<td>jobs/job17.py:1</td>" in page


def test_what_no_picture_could_show_is_counted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(40):
        (project / f"app/jobs{number}").mkdir()
        (project / f"app/jobs{number}/job.py").write_text("from app.domain import Session\n")
    assert "and 18 more, see the table" in _pictures(_printed(capsys, "--output-format", "html"))["wide"]


def test_what_a_migration_defines_for_itself_is_nobodys_namesake(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migration = 'revision = "b"\ndown_revision = "a"\n' + _MODELS
    (project / "app/b_migration.py").write_text(migration)
    assert "b_migration" not in _printed(capsys)


_OVERFLOWS = """
<script>
const cut = [...document.querySelectorAll("svg")].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const view = svg.viewBox.baseVal;
  return [...svg.querySelectorAll("text, rect, circle, path")].filter(one => {
    const box = one.getBBox();
    return box.x < 0 || box.y < 0 || box.x + box.width > view.width || box.y + box.height > view.height;
  }).map(one => one.outerHTML);
});
const shown = [...document.querySelectorAll("svg")].filter(svg => svg.getClientRects().length).map(svg => svg.classList[0]);
const wide = document.documentElement.scrollWidth > innerWidth;
document.body.dataset.seen = JSON.stringify({cut, shown, wide});
</script>
"""


@pytest.mark.browser
@pytest.mark.skipif(_CHROMIUM is None, reason="Debian's chromium is not installed")
@pytest.mark.parametrize(("width", "picture"), [(1200, "wide"), (520, "narrow")])
def test_a_browser_shows_the_picture_that_fits_and_cuts_nothing_off(
    project: Path, capsys: pytest.CaptureFixture[str], width: int, picture: str
) -> None:
    deep = project / "app" / "/".join(f"a_rather_long_folder_{number}" for number in range(4))
    deep.mkdir(parents=True)
    (deep / "module.py").write_text(f"from app.domain import Session as {'VeryLong' * 6}\n")
    page = project / "names.html"
    _printed(capsys, "--output-format", "html", "--output-file", str(page))
    page.write_text(page.read_text() + _OVERFLOWS)
    shown = subprocess.run(
        [
            str(_CHROMIUM),
            *("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split()),
            "--disable-background-networking",
            "--disable-component-update",
            f"--user-data-dir={project / 'browser'}",
            f"--window-size={width},900",
            "--virtual-time-budget=2000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    seen = re.search(r'data-seen="([^"]*)"', shown)
    assert seen is not None
    assert json.loads(html.unescape(seen[1])) == {"cut": [], "shown": [picture], "wide": False}
    assert "TranscriptionSession" in shown

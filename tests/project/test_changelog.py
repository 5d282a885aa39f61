"""The fragments in changelog.d -> lines of the changelog, or a reason why one of them is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "changelog.d"
FRAGMENTS = sorted(path for path in FOLDER.iterdir() if path.name != "README.md")


def built(project: Path) -> subprocess.CompletedProcess[str]:
    """Let towncrier show what it would write."""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9", "--date", "2030-01-01"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project's changelog and settings, with no fragment."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "changelog.d").mkdir()
    shutil.copy(FOLDER / "README.md", tmp_path / "changelog.d")
    return tmp_path


def test_the_fragments_become_lines_of_a_version() -> None:
    done = built(ROOT)
    assert done.returncode == 0, done.stderr
    assert "## 9.9.9 (2030-01-01)" in done.stdout


def sentence_faults(text: str) -> list[str]:
    """What keeps a fragment from being one sentence on one line."""
    faults = {
        "it has several lines, or no line end": text.count("\n") != 1,
        "it begins with neither a capital nor code": not (text[:1].isupper() or text[:1] == "`"),
        "it does not end with a full stop": not text.endswith(".\n"),
    }
    return [fault for fault, is_there in faults.items() if is_there]


def test_each_fragment_is_one_sentence_on_one_line() -> None:
    assert {path.name: faults for path in FRAGMENTS if (faults := sentence_faults(path.read_text()))} == {}
    assert sentence_faults("faster\n\n") == [
        "it has several lines, or no line end",
        "it begins with neither a capital nor code",
        "it does not end with a full stop",
    ]


def test_a_fragment_comes_under_its_kind(project: Path) -> None:
    (project / "changelog.d" / "+rows.added.md").write_text("Rows have fields of your own.\n")
    (project / "changelog.d" / "12.fixed.md").write_text("A page behind the last row is empty.\n")
    shown = built(project).stdout
    assert "### Added\n\n- Rows have fields of your own.\n" in shown
    assert "### Fixed\n\n- A page behind the last row is empty. (#12)\n" in shown


@pytest.mark.parametrize("name", ["+rows.better.md", "rows.md", "notes.txt"])
def test_a_fragment_of_no_kind_is_refused(name: str, project: Path) -> None:
    (project / "changelog.d" / name).write_text("Something.\n")
    done = built(project)
    assert done.returncode == 1
    assert name in done.stdout + done.stderr

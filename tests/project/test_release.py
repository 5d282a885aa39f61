"""`.ci/release.py` on a small project -> every reason against a release, the notes of one, and nothing built before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = "https://github.com/owner/tool"
PROJECT = '[project]\nname = "tool"\nversion = "1.2.0"\nurls = { Source = "%s/tree", Docs = "https://owner.github.io/tool/" }\n'
CHANGELOG = "# Changelog\n\n## 1.2.0 (2026-01-31)\n\n### Fixed\n\n- A thing.\n\n## 1.1.0 (2025-01-31)\n\n- Older.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that may be released."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "release.py", tmp_path / ".ci")
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d" / "README.md").write_text("How to write a fragment.\n")
    (tmp_path / "pyproject.toml").write_text(PROJECT % HOME)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def release(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project / ".ci" / "release.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refused(project: Path, tag: str = "v1.2.0") -> str:
    done = release(project, "check", tag, "owner/tool")
    assert done.returncode == 1
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    return line


def test_a_project_whose_version_changelog_and_addresses_agree_may_be_released(project: Path) -> None:
    done = release(project, "check", "v1.2.0", "owner/tool")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_tag_of_another_version_is_refused(project: Path) -> None:
    assert refused(project, "v1.2.1") == (
        "the tag is v1.2.1, and pyproject.toml says 1.2.0: tag v1.2.0, or change the version first"
    )


def test_a_version_without_a_date_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text(CHANGELOG.replace("2026-01-31", "unreleased"))
    assert refused(project).startswith("CHANGELOG.md has no line `## 1.2.0 (YYYY-MM-DD)`")


def test_a_fragment_that_is_not_in_the_changelog_is_refused(project: Path) -> None:
    (project / "changelog.d" / "+speed.changed.md").write_text("It is faster.\n")
    assert refused(project) == "changelog.d still holds +speed.changed.md: run `towncrier build`"


def test_an_address_of_another_repository_is_refused(project: Path) -> None:
    (project / "pyproject.toml").write_text(PROJECT % "https://github.com/other/tool")
    assert refused(project).startswith("[project.urls] Source is https://github.com/other/tool/tree: write an address")


def test_the_notes_are_the_lines_of_the_version_alone(project: Path) -> None:
    assert release(project, "notes").stdout == "### Fixed\n\n- A thing.\n"


def test_a_command_that_is_none_shows_those_that_are(project: Path) -> None:
    done = release(project, "publish")
    assert (done.returncode, done.stdout) == (2, "")
    assert ".ci/release.py check TAG OWNER/REPOSITORY" in done.stderr


def test_this_project_is_not_released_before_it_has_a_home() -> None:
    done = release(ROOT, "check", "v0.1.0", "owner/session-status")
    assert done.returncode == 1
    assert "[project.urls] Homepage is https://example.org/session-status" in done.stdout

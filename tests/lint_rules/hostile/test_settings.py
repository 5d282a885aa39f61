"""Settings, ignore files and caches of a repository -> they delete nothing, stop nothing, and nothing in them is believed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.lint_rules.hostile.observed import observed
from tests.lint_rules.hostile.tree import COLLISION, MODELS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has links, pipes and names that Windows does not have")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "app").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "p"\n')
    (root / "app/models.py").write_text(MODELS)
    (root / "app/api.py").write_text(COLLISION)
    return root


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("setting", [".", "app", "../other", "/", "~", "app/../..", ".git"])
def test_a_cache_folder_that_settings_name_costs_no_file_and_hides_none(root: Path, home: Path, setting: str) -> None:
    (root / "pyproject.toml").write_text(f'[tool.session-lint]\ncache-dir = "{setting}"\n')
    other = root.parent / "other"
    for folder in (root, root / "app", other, root / ".git"):
        folder.mkdir(exist_ok=True)
        for number in range(12):
            (folder / f"mine{number}.cache").write_text("mine")
    before, beside = held(root), held(other)
    assert b"shadowed-import" in observed(root, "check", ".", home=home).out
    again = observed(root, "check", ".", home=home)
    assert again.code == 1
    assert b"shadowed-import" in again.out
    observed(root, "clean", home=home)
    assert (held(root), held(other)) == (before, beside)


def test_a_committed_link_in_the_place_of_a_cache_is_not_followed(root: Path, home: Path) -> None:
    other = root.parent / "other"
    other.mkdir()
    for number in range(12):
        (other / f"mine{number}.cache").write_text("mine")
    (root / "pyproject.toml").write_text('[tool.session-lint]\ncache-dir = ".session_lint_cache"\n')
    (root / ".session_lint_cache").symlink_to("../other", target_is_directory=True)
    before = held(other)
    for command in (["check", "."], ["check", "."], ["clean"]):
        observed(root, *command, home=home)
    assert held(other) == before


def test_a_cache_that_another_user_has_made_of_the_same_files_is_not_believed(root: Path, home: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.session-lint]\ncache-dir = "own"\n')
    attacker = root.parent / "attacker"
    attacker.mkdir()
    (root / "app/api.py").write_text("x = 1\n".ljust(len(COLLISION), "#"))
    past = 1_700_000_000
    for _ in range(2):
        os.utime(root / "app/api.py", (past, past))
        assert observed(root, "check", ".", home=attacker).code == 0
    (root / "app/api.py").write_text(COLLISION)
    os.utime(root / "app/api.py", (past, past))
    planted = held(root / "own") if (root / "own").exists() else {}
    assert observed(root, "check", ".", home=home).code == 1
    assert observed(root, "check", ".", home=home).code == 1
    assert (held(root / "own") if (root / "own").exists() else {}) == planted


@pytest.mark.parametrize(
    "line", [b"!", b"[z-a]", b"*" * 30 + b"x", b"a/**/" * 40 + b"z", b"\\", b"[", b"\xff\xfe", b"[[:alpha:]", b"(" * 500, b"{a,b}" * 50]
)  # fmt: skip
@pytest.mark.parametrize("file", [".gitignore", "settings"])
def test_a_pattern_of_any_form_ends_no_run_and_hides_no_file(root: Path, home: Path, line: bytes, file: str) -> None:
    (root / ("a" * 200 + ".py")).write_text("x = 1\n")
    if file == "settings":
        text = line.decode("latin-1").replace("\\", "\\\\")
        (root / "pyproject.toml").write_text(f'[tool.session-lint]\nexclude = ["{text}"]\n', encoding="utf-8")
    else:
        (root / ".gitignore").write_bytes(line + b"\n")
    seen = observed(root, "check", ".", "-q", home=home)
    assert b"Traceback" not in seen.err
    assert (seen.code, b"shadowed-import" in seen.out) == (1, True) or (
        seen.code == 2 and b"pyproject.toml" in seen.err
    )


@pytest.mark.parametrize("file", [".gitignore", "pyproject.toml", "app/.gitignore", "app/x.py"])
@pytest.mark.parametrize("kind", ["pipe", "zero", "huge", "folder", "itself", "deep"])
def test_a_small_file_that_is_something_else_ends_no_run_without_words(
    root: Path, home: Path, file: str, kind: str
) -> None:
    path = root / file
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    elif kind == "huge":
        with path.open("wb") as stream:
            stream.truncate(3_000_000_000)
    elif kind == "folder":
        path.mkdir()
    elif kind == "itself":
        path.symlink_to(path.name)
    else:
        path.write_text("a = " + "[" * 100_000)
    seen = observed(root, "check", ".", "-q", home=home)
    assert b"Traceback" not in seen.err
    assert b"internal error" not in seen.err
    assert seen.code == 1 or (seen.code == 2 and seen.err.startswith(b"session-lint: "))
    assert seen.code == 2 or b"app/api.py" in seen.out


@pytest.mark.parametrize(
    "cookie", "unicode_escape raw_unicode_escape idna punycode undefined utf-7 utf-16 rot13 hex zlib mbcs utf-8-sig x".split()
)  # fmt: skip
def test_a_codec_that_no_source_can_be_in_is_reported_and_its_file_is_never_written(
    root: Path, home: Path, cookie: str
) -> None:
    odd = root / "app/odd.py"
    odd.write_text(f"# coding: {cookie}\n{COLLISION}")
    before = odd.read_bytes()
    seen = observed(root, "check", "--fix", "--unsafe-fixes", ".", "--output-format", "concise", home=home)
    assert b"Traceback" not in seen.err
    assert b"internal error" not in seen.err
    assert odd.read_bytes() == before or cookie == "utf-8-sig"
    assert "ModelSession" in (root / "app/api.py").read_text()

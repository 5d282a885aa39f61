"""A cache serves the program that wrote it and no other: whatever changes in the package, the key is another one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import lint_rules
from lint_rules.cache import key
from lint_rules.settings.config import Settings

PACKAGE = Path(lint_rules.__path__[0])


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program that may be changed."""
    copy = tmp_path / "lint_rules"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(key, "PACKAGE", str(copy))
    return copy


def files(package: Path) -> list[Path]:
    return [path for path in package.rglob("*") if path.is_file()]


def test_the_key_is_made_of_the_whole_package_and_not_of_one_room() -> None:
    assert Path(key.PACKAGE) == PACKAGE


def test_a_change_of_any_file_of_the_package_changes_the_key(package: Path) -> None:
    before = key.key_of(Settings())
    rooms = {path.relative_to(package).parts[0] for path in files(package)}
    assert {"cache", "cli", "fixes", "linter", "mypy_checks", "rules", "semantic", "settings", "source"} <= rooms
    assert {path.suffix for path in files(package)} >= {".py", ".md"}
    unnoticed: list[Path] = []
    for path in files(package):
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        if key.key_of(Settings()) == before:
            unnoticed.append(path)
        path.write_bytes(content)
    assert unnoticed == []
    assert key.key_of(Settings()) == before


def test_a_file_that_comes_goes_or_moves_changes_the_key(package: Path) -> None:
    before = key.key_of(Settings())
    (package / "rules" / "another.py").write_text("")
    with_another = key.key_of(Settings())
    (package / "rules" / "another.py").rename(package / "linter" / "another.py")
    assert len({before, with_another, key.key_of(Settings())}) == 3


def test_what_python_compiles_does_not_count(package: Path) -> None:
    before = key.key_of(Settings())
    (package / "rules" / "__pycache__").mkdir()
    (package / "rules" / "__pycache__" / "ambiguous_import.cpython-311.pyc").write_bytes(b"\0")
    assert key.key_of(Settings()) == before

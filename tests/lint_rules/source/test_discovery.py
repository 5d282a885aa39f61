"""Paths become files: by the rules that users of git and ruff know."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from lint_rules.cli.main import main
from lint_rules.source import limits
from lint_rules.source.discovery import Unreadable, find, read
from lint_rules.source.file import SourceFile


def tree(root: Path, files: Iterable[str], **contents: str) -> Path:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(contents.get(name, ""), encoding="utf-8")
    return root


def found(root: Path, *paths: str, exclude: Sequence[str] = ()) -> list[str]:
    results = find([root / path for path in paths or (".",)], root=root, exclude=exclude)
    return [one.relative_to(root).as_posix() for one in results if isinstance(one, Path)]


def test_python_files_below_a_folder_are_found_in_a_stable_order(tmp_path: Path) -> None:
    tree(tmp_path, ["b.py", "a/z.pyi", "a/a.py", "a/readme.md", "c.pyc", "c/d/e.py"])
    assert found(tmp_path) == ["b.py", "a/a.py", "a/z.pyi", "c/d/e.py"]


def test_folders_that_never_hold_the_projects_code_are_passed_over(tmp_path: Path) -> None:
    tree(
        tmp_path,
        [".venv/x.py", "node_modules/x.py", "a/__pycache__/x.py", "build/x.py", "lib/site-packages/x.py", "a.py"],
    )
    assert found(tmp_path) == ["a.py"]


def test_a_file_that_is_named_is_found_whatever_leaves_it_out(tmp_path: Path) -> None:
    tree(tmp_path, ["build/x.py", "script"])
    assert found(tmp_path, "build/x.py", "script", exclude=["*"]) == ["build/x.py", "script"]


def test_a_folder_that_is_named_is_walked_whatever_leaves_it_out(tmp_path: Path) -> None:
    tree(tmp_path, [".git/config", "build/x.py"])
    (tmp_path / ".gitignore").write_text("build/\n")
    assert found(tmp_path, "build") == ["build/x.py"]


def test_a_file_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path, ["a/x.py"])
    assert found(tmp_path, "a/x.py", ".", "a") == ["a/x.py"]


def test_gitignore_files_hold_below_their_folders_and_the_inner_one_wins(tmp_path: Path) -> None:
    tree(tmp_path, ["a/gen.py", "a/keep.py", "b/gen.py", "b/c/gen.py", "d/out/x.py", "top.py", "b/top.py"])
    (tmp_path / ".gitignore").write_text("# generated\ngen.py\nout/\n/top.py\n")
    (tmp_path / "b/.gitignore").write_text("!gen.py\n")
    assert found(tmp_path) == ["a/keep.py", "b/gen.py", "b/top.py", "b/c/gen.py"]


def test_gitignore_files_above_hold_up_to_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, ["repository/.git/config", "repository/a/gen.py", "repository/a/x.py"])
    (tmp_path / ".gitignore").write_text("x.py\n")
    (tmp_path / "repository/.gitignore").write_text("gen.py\n")
    assert found(tmp_path, "repository/a") == ["repository/a/x.py"]


def test_exclude_is_gitignore_syntax_and_has_the_last_word(tmp_path: Path) -> None:
    tree(tmp_path, ["a/x.py", "a/y.py", "migrations/x.py", "b/migrations/x.py"])
    (tmp_path / ".gitignore").write_text("!x.py\n")
    assert found(tmp_path, exclude=["/a/x.py", "migrations/"]) == ["a/y.py"]


def test_too_many_files_and_folders_end_a_run_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(tmp_path, ["a.py", "b/c.txt", "b/d/e.py"])
    monkeypatch.setattr(limits, "MOST_ENTRIES", 5)
    assert found(tmp_path) == ["a.py", "b/d/e.py"]
    monkeypatch.setattr(limits, "MOST_ENTRIES", 4)
    monkeypatch.chdir(tmp_path)
    assert main(["check", ".", "--no-cache"]) == 2
    out, err = capsys.readouterr()
    most = f"more than 4 files and folders below {str(tmp_path)!r}: name fewer, or use `exclude`"
    assert (out, err) == ("", f"session-lint: {most}\n")


def test_loops_of_links_are_not_entered_and_dangling_ones_are_passed_over(tmp_path: Path) -> None:
    tree(tmp_path, ["a/x.py"])
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "a/.#x.py").symlink_to("nowhere")
    assert found(tmp_path) == ["a/x.py"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, ["a/x.py"])
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert found(tmp_path, "b") == ["b/x.py"]


def test_what_cannot_be_read_is_a_value_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tree(tmp_path, ["x.py"]) / "x.py"

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert read(file) == Unreadable(file, "cannot be read: permission denied")


def test_a_folder_that_cannot_be_listed_is_a_value_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, ["closed/x.py", "open/x.py"])
    listing = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    results = list(find([tmp_path], root=tmp_path))
    assert results == [Unreadable(tmp_path / "closed", "cannot be read: permission denied"), tmp_path / "open/x.py"]


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path) == []
    assert read(tmp_path / "pipe.py") == Unreadable(tmp_path / "pipe.py", "is not a regular file")


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(b"\xff\r\n")
    assert read(tmp_path / "x.py") == SourceFile(tmp_path / "x.py", b"\xff\r\n")

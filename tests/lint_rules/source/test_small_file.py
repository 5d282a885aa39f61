"""Nothing that lies where a small file is looked for makes a run wait, and each refusal is one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lint_rules.settings.config import Misconfigured, load
from lint_rules.source.discovery import find
from lint_rules.source.small_file import LARGEST_SMALL, Refusal, read_small
from lint_rules.source.toml import read_toml


def put(place: Path, kind: str) -> str:
    """Put something that is no small file at a place; return what is said of it."""
    match kind:
        case "pipe":
            os.mkfifo(place)
        case "endless device":
            place.symlink_to("/dev/zero")
        case "terminal":
            place.symlink_to("/dev/tty")
        case "folder":
            place.mkdir()
        case _:
            place.write_bytes(b"#" * (LARGEST_SMALL + 1))
            return "has more than 1 000 000 bytes, and was not read; shorten it"
    return "is not a regular file"


KINDS = ("pipe", "endless device", "folder", "large")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_small_file_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    reason = put(tmp_path / "it", kind)
    assert read_small(tmp_path / "it") == Refusal(reason)


@pytest.mark.parametrize("name", ["none", "a" * 5000, "a\0b"])
def test_a_name_that_no_file_has_is_refused(tmp_path: Path, name: str) -> None:
    assert isinstance(read_small(tmp_path / name), Refusal)


@pytest.mark.parametrize("kind", KINDS)
def test_settings_that_are_no_small_file_are_one_line(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "pyproject.toml"
    reason = put(file, kind)
    assert load(file, rules=()) == Misconfigured(f"{file}: {reason}")


@pytest.mark.parametrize("kind", KINDS)
def test_an_ignore_file_that_is_no_small_file_is_a_warning_and_leaves_nothing_out(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.py").touch()
    reason = put(tmp_path / ".gitignore", kind)
    warnings: list[str] = []
    assert list(find([tmp_path], root=tmp_path, warn=warnings.append)) == [tmp_path / "a.py"]
    assert warnings == [f"{tmp_path}/.gitignore: {reason}; it leaves nothing out"]


def test_a_bad_line_of_an_ignore_file_is_a_warning_and_the_others_count(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    (tmp_path / ".gitignore").write_text("!\n[z-a]\nb.py\n")
    warnings: list[str] = []
    assert list(find([tmp_path], root=tmp_path, warn=warnings.append)) == [tmp_path / "a.py"]
    assert warnings == [
        f"{tmp_path}/.gitignore:1: pattern '!' names nothing",
        f"{tmp_path}/.gitignore:2: pattern '[z-a]' has a range that runs backwards",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = " + "[" * 400_000, "nests too deeply in line 1"),
        ("x = 1\na = " + "{a=" * 51, "nests too deeply in line 2"),
        (".".join("a" * 400_000) + " = 1", "nests too deeply in line 1"),
        ('[a."b".' + ".".join(["'c.d'"] * 40) + "]", "nests too deeply in line 1"),
        ("a = " + "9" * 5000, "is not TOML: "),
        ("a = 1\na = 2", "is not TOML: Cannot overwrite"),
    ],
)
def test_toml_that_no_reader_should_try_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "it.toml").write_text(text)
    refusal = read_toml(tmp_path / "it.toml")
    assert isinstance(refusal, Refusal)
    assert reason in refusal.reason


def test_dots_and_brackets_that_nest_nothing_are_read(tmp_path: Path) -> None:
    text = "a = '" + "." * 99 + "' # " + "[" * 99 + '\nb = """\n' + "{." * 99 + '"""\nc = [' + "[1.5], " * 99 + "]\n"
    (tmp_path / "it.toml").write_text(text)
    document = read_toml(tmp_path / "it.toml")
    assert isinstance(document, dict)
    assert document["c"] == [[1.5]] * 99


@pytest.mark.parametrize("key", ['exclude = ["a", "[z-a]"]', 'per-file-ignores = { "[z-a]" = [] }'])
def test_a_bad_pattern_of_the_settings_is_an_error_with_its_key(tmp_path: Path, key: str) -> None:
    file = tmp_path / "session.toml"
    file.write_text(key)
    name = key.partition(" ")[0]
    assert load(file, rules=()) == Misconfigured(f'{file}.{name}: pattern "[z-a]" has a range that runs backwards')

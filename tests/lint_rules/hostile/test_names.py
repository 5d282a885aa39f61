"""Names and texts of a repository -> no report lets them steer a terminal, a log or a build server."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from tests.lint_rules.hostile.observed import observed
from tests.lint_rules.hostile.tree import Place, hostile, with_odd_names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has names that Windows does not have")
FORMATS = "full concise github gitlab json json-lines junit rdjson sarif".split()
STEERING = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""Control characters but tab and line end, in UTF-8 those of the second set too, and what turns the order of letters."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = hostile(tmp_path)
    try:
        with_odd_names(place.root)
    except OSError as error:
        pytest.skip(f"this file system refuses such names: {error}")
    return place


@pytest.mark.parametrize("output", FORMATS)
def test_no_report_lets_a_name_steer_a_terminal_or_a_build(place: Place, output: str) -> None:
    for more in ([], ["--no-cache"]):
        seen = observed(place.root, "check", "app", "--output-format", output, *more, home=place.home)
        assert seen.code == 1
        for stream in (seen.out, seen.err):
            assert not STEERING.search(stream)
            commands = [line for line in stream.splitlines() if line.lstrip().startswith(b"::")]
            assert all(line.startswith((b"::error ", b"::warning ", b"::notice ")) for line in commands)
            assert b"\n::error::owned" not in stream


@pytest.mark.parametrize(
    "command", [["check", "--diff", "--unsafe-fixes", "."], ["names", "."], ["check", "--fix", "--unsafe-fixes", "."]]
)
def test_no_other_command_lets_a_name_steer_a_terminal_either(place: Place, command: list[str]) -> None:
    seen = observed(place.root, *command, home=place.home)
    assert b"Traceback" not in seen.err
    for stream in (seen.out, seen.err):
        assert not STEERING.search(stream)


def test_an_error_about_a_repository_shows_no_control_character_either(place: Place) -> None:
    (place.root / "pyproject.toml").write_bytes(
        b'[tool.session-lint]\n"\\u001b[2J" = 1\nselect = ["\\u001b]0;x\\u0007"]\n'
    )
    seen = observed(place.root, "check", ".", home=place.home)
    assert seen.code == 2
    assert not STEERING.search(seen.out + seen.err)


def test_a_name_of_thousands_of_letters_does_not_end_the_server(place: Place) -> None:
    from tests.lint_rules.hostile.observed import session  # noqa: PLC0415  only here

    talk = session(place.root, ("x" * 5_000 + ".py", "x = 1\n"), ("app/api.py", "x = 1\n"))
    seen = observed(place.root, "server", home=place.home, talk=talk)
    assert seen.code == 0
    assert os.fsencode("app/api.py") in seen.out

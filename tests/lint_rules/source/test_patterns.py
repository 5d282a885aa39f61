"""Patterns leave out what git leaves out, say what is wrong with them, and cost no more than their length."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lint_rules.source.gitignore.patterns import LONGEST, MOST, Patterns, patterns_in

NAMES = st.text("ab.-]!\\[", min_size=1, max_size=4).filter(lambda name: name not in {".", ".."})
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(
    "a b ab * ** *** ? / // /**/ **/ /** [a] [!a] [^a] [ab] [a-b] [b-a] []a] [[:alpha:]] [[:punct:]] [[:x:]] [a [ ] ! !! # \\ \\* \\/"
    " \\  [a-] [-a] [\\]] [a\\-b] . .a \\! \\# a* *a".split(" ")
)
LINES = st.lists(st.lists(PIECES, min_size=1, max_size=6).map("".join), min_size=1, max_size=4)


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=given, env=environment, capture_output=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and its verdicts are what is compared with")
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "--quiet")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="paths there have other separators and no odd letters")
@pytest.mark.no_cover  # drawn in numbers
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, paths=st.lists(PATHS, min_size=1, max_size=12, unique=True))
@example(lines=["a**/b", "!"], paths=["ab", "a/b", "aa/a/b", "aab"])
@example(lines=["[b-a]", "\\", "a/**/b", "**"], paths=["a", "b", "a/b", "a/a/b"])
@example(lines=["*", "!*/", "!a"], paths=["a", "b", "b/a", "b/b"])
def test_the_verdicts_are_gits(repository: Path, lines: list[str], paths: list[str]) -> None:
    data = "\n".join(lines).encode() + b"\n"
    (repository / ".gitignore").write_bytes(data)
    asked = "\0".join(paths).encode()
    ignored = {
        name
        for name in git(repository, "check-ignore", "--no-index", "-z", "--stdin", given=asked).split(b"\0")
        if name
    }
    patterns = patterns_in(data)
    assert {path for path in asked.split(b"\0") if patterns.leave_out(path, is_folder=False)} == ignored


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!", "names nothing"),
        ("[z-a]", "has a range that runs backwards"),
        ("a\\", "ends in a backslash"),
        ("[ab", "has a bracket that is not closed"),
        ("[[:b:]]", "names an unknown class of signs 'b'"),
        ("a" * (LONGEST + 1), f"has more than {LONGEST} bytes"),
    ],
)
def test_a_line_that_does_not_do_what_it_says_is_told_with_its_row_and_the_others_count(line: str, reason: str) -> None:
    patterns = patterns_in(f"a.py\r\n{line}\nb.py\n".encode())
    assert [(bad.row, bad.reason) for bad in patterns.bad] == [(2, reason)]
    assert all(patterns.leave_out(name, is_folder=False) for name in (b"a.py", b"b.py"))


def test_of_too_many_patterns_the_first_ones_count() -> None:
    patterns = Patterns(f"{number}.py".encode() for number in range(MOST + 2))
    assert [bad.row for bad in patterns.bad] == [MOST + 1]
    assert patterns.leave_out(f"{MOST - 1}.py".encode(), is_folder=False)


@pytest.mark.parametrize("piece", ["*a", "a*", "[a-z]*", "**/a/", "a*/**/", "?*", "**/*a/"])
def test_no_pattern_takes_more_than_the_product_of_itself_and_the_path(piece: str) -> None:
    """Without the groups that try no place twice, each of these takes longer than the universe is old."""
    patterns = Patterns([(piece * 60 + "b").encode()])
    assert not patterns.leave_out(b"a/" * 100 + b"a" * 250, is_folder=False)
    assert not patterns.leave_out(b"a" * 250, is_folder=False)

"""Reports show places as people and programs read them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from syrupy.assertion import SnapshotAssertion

from lint_rules.cli.output.json import as_json
from lint_rules.cli.output.text.report import concise, full, summary
from lint_rules.cli.output.view import Terminal
from lint_rules.diagnostic import Diagnostic, Fix, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, LineIndex, Position, Span

SOURCE = """\
from sqlalchemy.orm import Session

from app.models import Session
\tnaïve = "日本", Session, "\x1b[31m"
"""
FILE, OTHER = Path("/elsewhere/app/api.py"), Path("/elsewhere/app/models.py")


def span(row: int, start: int, end: int) -> Span:
    return Span(Position(row, start), Position(row, end))


FOUND = [
    Diagnostic(
        rule="shadowed-import",
        path=FILE,
        at=span(3, 24, 31),
        message="`Session` hides another",
        related=(Related(FILE, span(1, 28, 35), "hidden here"), Related(OTHER, span(9, 7, 14), "the class")),
        fix=Fix("import it under an alias", (Edit(span(3, 31, 31), " as Model"),), Safety.UNSAFE),
        url="rules/shadowed-import/",
        severity=Severity.WARNING,
    ),
    Diagnostic("wide", FILE, span(4, 16, 23), "after wide letters and a tab", (), None, "rules/wide/", Severity.NOTE),
    Diagnostic(
        "syntax-error",
        FILE,
        Span(Position(1, 1), Position(1, 1)),
        "nothing wide",
        (),
        None,
        "rules/syntax-error/",
        Severity.ERROR,
    ),
]


def texts(path: Path) -> LineIndex | None:
    return LineIndex(SOURCE) if path == FILE else None


def test_full_shows_frames_with_marks_below_what_they_mean(snapshot: SnapshotAssertion) -> None:
    assert full(FOUND, texts=texts) == snapshot


def test_colours_change_nothing_but_colours() -> None:
    coloured = full(FOUND[:1], texts=texts, terminal=Terminal(colour=True))
    assert "\x1b[1;33mwarning[shadowed-import]\x1b[0m" in coloured
    for code in ("1;31", "1;33", "1;34", "1", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == full(FOUND[:1], texts=texts)


def test_concise_is_one_line_each(snapshot: SnapshotAssertion) -> None:
    assert concise(FOUND) == snapshot


def test_json_has_ruffs_shape(snapshot: SnapshotAssertion) -> None:
    assert json.loads(as_json(FOUND)) == snapshot


def test_paths_below_the_working_folder_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = Diagnostic("x", tmp_path / "a/b.py", span(1, 1, 2), "m", (), None, "", Severity.ERROR)
    assert concise([here]) == "a/b.py:1:1: error[x] m\n"


def test_a_line_of_a_million_letters_is_shown_around_its_mark() -> None:
    line = "a" * 500_000 + "Session" + "b" * 500_000
    one = Diagnostic("x", FILE, span(1, 500_001, 500_008), "m", (), None, "", Severity.ERROR)
    shown = full([one], texts=lambda _: LineIndex(line))
    assert len(shown) < 600
    code, marks = shown.split("\n")[3:5]
    assert code[marks.index("^") : marks.rindex("^") + 1] == "Session"


def test_many_places_are_cut_short() -> None:
    related = tuple(Related(FILE, span(1, 1, 2), f"use {number}") for number in range(9))
    shown = full([Diagnostic("x", FILE, span(1, 1, 2), "m", related, None, "", Severity.ERROR)], texts=texts)
    assert "use 5" in shown
    assert "use 6" not in shown
    assert "and 3 more" in shown


def test_a_place_past_the_end_of_the_text_is_no_failure() -> None:
    one = Diagnostic("x", FILE, span(99, 5, 9), "m", (), None, "", Severity.ERROR)
    assert "99 |" in full([one], texts=texts)


def test_the_summary_counts() -> None:
    assert summary([], files=1) == "Nothing found in 1 file."
    assert summary(FOUND, files=7) == "3 findings in 1 of 7 files: 1 error, 1 warning, 1 note."
    assert summary(FOUND[:1] * 2, files=7) == "2 findings in 1 of 7 files: 2 warnings."


@pytest.mark.parametrize("width", [20, 40, 80])
def test_frames_fit_the_terminal(width: int) -> None:
    shown = full(FOUND, texts=texts, terminal=Terminal(width=width))
    frames = [line for line in shown.splitlines() if line[:5].strip(" 0123456789") == "|"]
    cells = [sum(2 if east_asian_width(char) in "WF" else 1 for char in line) for line in frames]
    assert len(frames) > 8
    assert max(cells) <= width
    code, marks = next(pair for pair in pairwise(frames) if "^" in pair[1])
    assert code[marks.index("^") : marks.rindex("^") + 1] == "Session"


LONG = "x = [" + ", ".join(f"Session{number}" for number in range(20)) + "]\n"
LONG_FOUND = [
    Diagnostic(
        rule="model-as-session",
        path=OTHER,
        at=span(1, at, at + 8),
        message="`db` is used as a database session, but `Session` denotes `coachdesk.models.session.Session` (a mapped class) "
        "here, imported on line 9; annotate it with `sqlalchemy.orm.Session`",
        related=(
            Related(OTHER, span(1, 6, 14), "`coachdesk.models.session.Session` (a mapped class) is defined here"),
        ),
        fix=Fix("Annotate", (), safety),
        url="",
        severity=Severity.ERROR,
    )
    for at, safety in (
        (LONG.index("Session0") + 1, Safety.SAFE),
        (LONG.index("Session10") + 1, Safety.UNSAFE),
        (LONG.index("Session19") + 1, Safety.UNSAFE),
    )
]


def long_texts(_: Path) -> LineIndex:
    return LineIndex(LONG)


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_finding_is_read_at_each_width_with_and_without_colour(
    width: int, *, colour: bool, snapshot: SnapshotAssertion
) -> None:
    assert full(LONG_FOUND, texts=long_texts, terminal=Terminal(width=width, colour=colour)) == snapshot


@pytest.mark.parametrize("width", range(20, 130, 3))
def test_lines_break_between_words_and_only_a_long_word_stands_out(width: int) -> None:
    shown = full(LONG_FOUND, texts=long_texts, terminal=Terminal(width=width))
    for line in shown.splitlines():
        words = re.sub(r"^  -->|^  info:|^error.* \[.\]", "", line).split()
        assert len(line) <= width or len(words) < 2, line
    assert " ".join(shown.split()).count(LONG_FOUND[0].message) == len(LONG_FOUND)


@pytest.mark.parametrize("width", [20, 40, 80, 160])
def test_what_is_cut_of_a_line_is_shown_as_cut_and_its_mark_is_seen(width: int) -> None:
    shown = full(LONG_FOUND, texts=long_texts, terminal=Terminal(width=width))
    codes = [(code[6:], marks[6:]) for code, marks in pairwise(shown.splitlines()) if "^" in marks]
    assert [code[marks.index("^") :][:7] for code, marks in codes] == ["Session"] * 3
    for code, _ in codes:
        assert code.startswith(("x = [", "…"))
        assert code.endswith(("]", "…"))
        assert code.strip("…") in LONG


def test_a_note_stands_right_above_the_place_that_it_explains_and_apart_from_the_one_before() -> None:
    lines = full(FOUND[:1], texts=texts).splitlines()
    for message, place in (("hidden here", "api.py:1:28"), ("the class", "models.py:9:7")):
        row = lines.index(f"  info: {message}")
        assert lines[row - 1] == ""
        assert lines[row + 1].endswith(place)

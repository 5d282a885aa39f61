"""Comments silence rules; strings do not."""

from __future__ import annotations

import pytest

from lint_rules.source.spans import LineIndex, Position, Span
from lint_rules.suppression.comments import Suppressions
from lint_rules.suppression.directives import Reach


def silenced(text: str, row: int, rule: str = "a-rule", end: int | None = None) -> bool:
    at = Span(Position(row, 1), Position(end or row, 2))
    return bool(Suppressions.in_text(LineIndex(text)).silencing(rule, at))


@pytest.mark.parametrize(
    "comment",
    [
        "# session-lint: ignore[a-rule]",
        "#session-lint:ignore[ other , a-rule ]",
        "# session-lint: ignore",
        "# why  # session-lint: ignore[a-rule]",
        "# type: ignore[x]  # session-lint: ignore[a-rule]  # noqa: E501",
        "# noqa",
        "# NOQA: a-rule",
        "# noqa: E501, a-rule",
        "# noqa:E501 a-rule",
    ],
)
def test_a_comment_silences_its_line_and_no_other(comment: str) -> None:
    text = f"x = 1\ny = 2  {comment}\nz = 3\n"
    assert [silenced(text, row) for row in (1, 2, 3)] == [False, True, False]


@pytest.mark.parametrize(
    "comment",
    [
        "# session-lint: ignore[other]",
        "# noqa: E501",
        "# noqa: a-rule-too",
        "# ignore[a-rule]",
        "# session-lint: ignroe[a-rule]",
        "# noqaa",
    ],
)
def test_other_comments_silence_nothing(comment: str) -> None:
    assert not silenced(f"x = 1  {comment}\n", 1)


@pytest.mark.parametrize(
    "text", ['x = "# noqa"\n', 'x = """\n# session-lint: ignore-file\n"""\n', "x = f'{y} # noqa'\n"]
)
def test_what_looks_like_a_comment_in_a_string_silences_nothing(text: str) -> None:
    assert not silenced(text, 1)
    assert not silenced(text, 2)


def test_a_comment_on_the_first_or_last_line_of_a_finding_counts() -> None:
    text = "f(  # noqa: a-rule\n    x,  # noqa: b-rule\n)  # noqa: c-rule\n"
    assert silenced(text, 1, "a-rule", end=3)
    assert silenced(text, 1, "c-rule", end=3)
    assert not silenced(text, 1, "b-rule", end=3)
    assert not silenced(text, 1, "c-rule", end=2)


def test_a_line_that_cannot_hold_a_comment_is_silenced_from_where_it_ends() -> None:
    text = 'x = db.query(A) \\\n    .filter("""\n    """)  # noqa\n'
    assert [silenced(text, row) for row in (1, 2, 3)] == [True, True, True]


def test_a_file_comment_silences_every_line() -> None:
    text = "x = 1\n# session-lint: ignore-file[a-rule]\ny = 2\n"
    assert silenced(text, 1)
    assert silenced(text, 3)
    assert not silenced(text, 1, "b-rule")


def test_a_comment_about_every_rule_is_not_about_itself() -> None:
    assert not silenced("x = 1  # session-lint: ignore\n", 1, "unused-suppression")
    assert silenced("x = 1  # session-lint: ignore[unused-suppression]\n", 1, "unused-suppression")


def test_comments_are_read_in_newer_syntax_too() -> None:
    assert silenced('x = f"{a["# noqa"]}"  # noqa\n', 1)
    assert not silenced('x = f"{a["# noqa"]}"\n', 1)


def test_a_comment_knows_its_place_in_characters() -> None:
    (one,) = Suppressions.in_text(LineIndex("é = 1  # session-lint: ignore-file[a, b, a]\n")).suppressions
    assert one.reach is Reach.FILE
    assert one.rules == ("a", "b")
    assert one.at == Span(Position(1, 8), Position(1, 44))

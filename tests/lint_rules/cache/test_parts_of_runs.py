"""What is kept of a run whose parts saw different things: all but what rests on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules.cache.dependencies import Dependencies, question_node
from lint_rules.cache.fingerprint import digest_at, stamp_of
from lint_rules.cache.key import cache_for
from lint_rules.semantic.index.queries import Asks, Question
from lint_rules.settings.config import Settings

_FILES = "abcde"
_QUESTION = Question(Asks.ALL, ("two",))
ASKED = question_node(_QUESTION.text)


class Parts:
    """A run over files of one word, whose parts say what they are told to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in _FILES:
            self.write(name, "one")
        self.begin()

    def begin(self) -> None:
        self.cache = cache_for(self.root, Settings(), lambda: sorted(self.root.glob("*.py")))

    def path(self, name: str) -> Path:
        return self.root / f"{name}.py"

    def write(self, name: str, text: str) -> None:
        self.path(name).write_text(text)

    def learn(
        self, name: str, leads: str = "", *, read: str = "", answer: str | None = None, changed: str = ""
    ) -> None:
        """Learn what was found in a file, which leads to others, or to the question if that is what `leads` is."""
        files = {f"{one}.py": (stamp_of(str(self.path(one))), digest_at(str(self.path(one)))) for one in read or name}
        led = {f"f{name}.py": {ASKED} if leads == ASKED else {f"f{one}.py" for one in leads}}
        answers = {} if answer is None else {ASKED: [f"{one}.py" for one in answer]}
        dependencies = Dependencies(files, {}, led, answers, {f"f{one}.py" for one in changed})
        self.cache.learn({self.path(name): (False, [])}, dependencies)

    def kept(self) -> str:
        """Return the files that the next run recalls."""
        assert self.cache.save() is None
        self.begin()
        return "".join(sorted(path.stem for path in self.cache.recall([(self.path(name), False) for name in _FILES])))


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


def test_what_rests_on_a_file_that_parts_saw_differently_is_not_kept(parts: Parts) -> None:
    parts.learn("a", "c", read="ac")
    parts.learn("e")
    parts.write("c", "other")
    parts.learn("b", "c", read="bc")
    parts.learn("d", "c")
    assert parts.kept() == "e"


def test_what_rests_on_a_file_that_one_part_saw_twice_is_not_kept(parts: Parts) -> None:
    parts.learn("a", "c", read="ac", changed="c")
    parts.learn("d", "c")
    parts.learn("e")
    assert parts.kept() == "e"


def test_a_file_that_changed_while_all_were_asked_is_asked_again(parts: Parts) -> None:
    parts.learn("a", ASKED, read=_FILES, answer="c", changed="c")  # it held the word when it was asked
    parts.learn("b")
    assert parts.kept() == "b"


def test_an_answer_stands_that_a_changed_file_is_no_part_of(parts: Parts) -> None:
    parts.learn("a", ASKED, read=_FILES, answer="", changed="c")
    parts.learn("b", "c")
    assert parts.kept() == "a"


def test_a_file_that_came_after_all_were_asked_is_asked_later(parts: Parts) -> None:
    parts.write("e", "two")
    parts.learn("a", ASKED, read="abcd", answer="")
    parts.learn("b")
    assert parts.kept() == "b"


def test_a_file_that_went_after_all_were_asked_is_no_answer_later(parts: Parts) -> None:
    parts.path("e").unlink()
    parts.learn("a", ASKED, read="abcd", answer="e")
    parts.learn("b")
    assert parts.kept() == "b"


def test_what_rests_on_an_answer_that_parts_found_differently_is_not_kept(parts: Parts) -> None:
    parts.learn("a", ASKED, read=_FILES, answer="")
    parts.learn("b", ASKED, answer="c")
    parts.learn("d")
    assert parts.kept() == "d"


def test_what_rests_on_an_answer_that_nobody_told_is_not_kept(parts: Parts) -> None:
    parts.learn("a", ASKED)
    parts.learn("b")
    assert parts.kept() == "b"


def test_a_change_that_is_seen_on_asking_counts_for_later_parts(parts: Parts) -> None:
    parts.learn("a", ASKED, read=_FILES, answer="")
    assert parts.kept() == "a"
    parts.begin()
    parts.learn("b", "c", read="bc")
    parts.write("c", "other")
    assert parts.cache.answer(_QUESTION) == []
    parts.learn("d", "c")
    assert parts.kept() == "a"


def test_parts_in_one_say_what_they_saw_differently() -> None:
    first = Dependencies({"a": (None, "1"), "b": (None, "1")}, {"f": (1, "1")}, {}, {"q": ["a"], "r": []}, {"fz"})
    then = Dependencies({"a": (None, "2"), "c": (None, "1")}, {"f": (1, "2")}, {}, {"q": [], "r": []}, {"fy"})
    assert first.with_more(then).changed == {"fa", "df", "q", "fz", "fy"}

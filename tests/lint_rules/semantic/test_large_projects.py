"""What answers for many files without looking at all of them says the same as what does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.semantic.cross_file.proximity import Proximity
from lint_rules.semantic.index import queries
from lint_rules.semantic.index.queries import Asks, FileQueries, Question
from lint_rules.semantic.index.words import holds_word
from lint_rules.source.file import SourceFile

pytestmark = pytest.mark.no_cover  # drawn in numbers, over lines that the tests of single cases count

_PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(lambda parts: Path("/", *parts, "m.py"))


def _itself(path: Path) -> Path:
    return path


@given(paths=st.lists(_PATHS, max_size=12), path=_PATHS)
def test_the_nearest_come_first_and_equally_near_ones_stay_in_order(paths: list[Path], path: Path) -> None:
    def apart(other: Path) -> int:
        same = [mine == theirs for mine, theirs in zip(path.parts, other.parts, strict=False)]
        return -([*same, False].index(False))

    assert [*Proximity(paths, _itself).around(path)] == sorted(paths, key=apart)


_TEXTS = st.lists(
    st.sampled_from(["Session", "SessionX", "models", ".", "'", '"', " ", "\\n", "class ", ">>> ", ":", "é", "=", "("]),
    max_size=8,
).map("".join)
_QUESTIONS = st.one_of(
    st.sampled_from(["Session", "models", "é"]).map(lambda name: Question(Asks.REFERRED, (name, "models"))),
    st.sampled_from(["Session", "models"]).map(lambda name: Question(Asks.REFERRED, (name,))),
    st.sampled_from(["class ", ".Session", "models", "é"]).map(lambda word: Question(Asks.ALL, ("Session", word))),
    st.just(Question(Asks.ANY, ("'Session'", '"Session"'))),
)


@given(texts=st.lists(_TEXTS, max_size=6), question=_QUESTIONS)
def test_the_index_of_words_answers_as_reading_all_files_does(texts: list[str], question: Question) -> None:
    files = {Path(f"/m{number}.py"): text.encode() for number, text in enumerate(texts)}
    sources = {path: SourceFile(path, data) for path, data in files.items()}
    asked = FileQueries(sources.values, sources.get)
    read = asked.answer(question)
    assert [asked.answer(question) for _ in range(queries.PAYS)] == [read] * queries.PAYS


def test_a_word_is_held_as_a_whole() -> None:
    assert holds_word("Session", b"a.Session()")
    assert not holds_word("Session", b"a.SessionLocal()")
    assert not holds_word("Session", b"MySession")
    assert holds_word("class ", b"class A")
    assert not holds_word("class ", b"subclass A")

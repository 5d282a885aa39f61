"""StatusMapping: total and injective when it is made, without a fallback ever after."""

from __future__ import annotations

import enum
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.session_status.models import LIFE, STATUS, OtherStatus, SessionStatus, to_wire

from session_status import (
    ArgumentError,
    MappingError,
    MergedMapping,
    StatusMapping,
    TransitionError,
    UnknownStatusError,
    UnknownStoredStatusError,
    Unrecognized,
)


class Word(str, enum.Enum):  # noqa: UP042 -- the mixin is what older programs use, and its members equal strings
    PENDING = "pending"
    DONE = "done"


class Renamed(enum.Enum):
    OLD = "done"
    NEW = "done"  # noqa: PIE796 -- an alias is the point
    FAILED = "failed"


class Rights(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Nothing(enum.Enum):
    pass


class Numbered(enum.IntEnum):
    ONE = 1
    TWO = 2


ENDS = (SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.CANCELLED)
WORDS = {status: to_wire(status) for status in SessionStatus}


def test_each_member_has_its_word() -> None:
    assert [STATUS[status] for status in SessionStatus] == list(WORDS.values())


def test_each_word_has_its_member() -> None:
    assert [STATUS.parse(word) for word in WORDS.values()] == list(SessionStatus)


def test_the_three_ways_to_make_a_mapping_agree() -> None:
    from_values = StatusMapping.by_value(Word)
    from_words = StatusMapping(Word, {Word.PENDING: "pending", Word.DONE: "done"})
    from_function = StatusMapping.proved(Word, lambda word: word.value)
    assert from_values.known == from_words.known == from_function.known == ("pending", "done")


def test_the_order_of_the_words_is_the_order_of_the_enum() -> None:
    backwards = dict(reversed(WORDS.items()))
    assert StatusMapping(SessionStatus, backwards).known == tuple(WORDS.values())


def test_a_changed_dictionary_does_not_change_the_mapping() -> None:
    words: dict[SessionStatus, str] = dict(WORDS)
    mapping = StatusMapping(SessionStatus, words)
    words[SessionStatus.FAILED] = "completed"
    assert mapping[SessionStatus.FAILED] == "failed"


def raise_for_some(status: SessionStatus) -> str:
    if status in {SessionStatus.FAILED, SessionStatus.CANCELLED}:
        raise KeyError(status)
    return "same"


unchecked: Any = StatusMapping  # what the type checker refuses, a program without one still does
FAULTY: dict[str, Any] = {
    "a missing member": lambda: unchecked(SessionStatus, {SessionStatus.PENDING: "pending"}),
    "a repeated word": lambda: unchecked(SessionStatus, {**WORDS, SessionStatus.FAILED: "completed"}),
    "an alias": lambda: unchecked(Renamed, {Renamed.OLD: "done", Renamed.FAILED: "failed"}),
    "every fault at once": lambda: unchecked(
        Renamed,
        {Renamed.OLD: 1, "failed": "failed", OtherStatus.DONE: "done", Rights.READ: ""},
    ),
    "missing and repeated at once": lambda: unchecked(
        SessionStatus, {SessionStatus.PENDING: "a", SessionStatus.FAILED: "a", SessionStatus.COMPLETED: "a"}
    ),
    "a string that equals its member": lambda: unchecked(Word, {"pending": "pending", "done": "done"}),
    "a word that is a member": lambda: unchecked(Word, {Word.PENDING: Word.PENDING, Word.DONE: "done"}),
    "an empty word": lambda: unchecked(Word, {Word.PENDING: "", Word.DONE: "done"}),
    "a flag": lambda: unchecked(Rights, {Rights.READ: "read", Rights.WRITE: "write"}),
    "an empty enum": lambda: unchecked(Nothing, {}),
    "no enum": lambda: unchecked(str, {}),
    "a value that is no string": lambda: unchecked.by_value(Numbered),
    "an alias by value": lambda: unchecked.by_value(Renamed),
    "a function that raises": lambda: unchecked.proved(SessionStatus, raise_for_some),
    "a function that forgets": lambda: unchecked.proved(Word, {Word.PENDING: "p"}.get),
    "a word for the unrecognized that is a status's": lambda: unchecked(SessionStatus, WORDS, unrecognized="failed"),
    "no word for the unrecognized": lambda: unchecked(SessionStatus, WORDS, unrecognized=""),
    "a reserved stranger": lambda: unchecked(SessionStatus, WORDS, reserved=[OtherStatus.DONE]),
    "a merged mapping with faults": lambda: MergedMapping(Word, {Word.PENDING: ""}),
    "a merged function that raises": lambda: MergedMapping.proved(SessionStatus, raise_for_some),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_mapping_is_one_error_that_names_every_fault(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(MappingError) as caught:
        FAULTY[name]()
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("stranger", ["pending", OtherStatus.PENDING, Word.PENDING, None, 1, SessionStatus])
def test_only_a_member_has_a_word(stranger: Any) -> None:
    with pytest.raises(ArgumentError, match=r"StatusMapping\(SessionStatus\) maps members of SessionStatus, not "):
        _ = STATUS[stranger]
    assert stranger not in STATUS


def test_a_member_of_a_string_enum_is_no_key_for_an_equal_member_of_another() -> None:
    class Twin(str, enum.Enum):  # noqa: UP042
        PENDING = "pending"
        DONE = "done"

    twin: Any = Twin.PENDING
    assert twin == Word.PENDING
    with pytest.raises(ArgumentError):
        _ = StatusMapping.by_value(Word)[twin]


def test_a_member_is_no_word_even_where_it_equals_one() -> None:
    with pytest.raises(UnknownStatusError):
        StatusMapping.by_value(Word).parse(Word.PENDING)


def test_an_unknown_word_names_place_value_and_known_words(snapshot: SnapshotAssertion) -> None:
    with pytest.raises(UnknownStatusError) as caught:
        STATUS.parse("checking", where="query parameter 'status'")
    assert (caught.value.value, caught.value.known) == ("checking", tuple(WORDS.values()))
    assert str(caught.value) == snapshot


def test_there_is_no_way_to_ask_for_a_default() -> None:
    assert not hasattr(STATUS, "get")
    assert not hasattr(STATUS, "setdefault")


def test_merged_words_stand_for_all_that_share_them() -> None:
    merged = MergedMapping.proved(SessionStatus, lambda status: "done" if status in ENDS else "open")
    assert merged.known == ("open", "done")
    assert merged[SessionStatus.FAILED] == "done"
    assert merged.statuses("done") == ENDS
    assert not hasattr(merged, "parse")
    with pytest.raises(UnknownStatusError, match="query: unknown status 'shut'; known: open, done"):
        merged.statuses("shut", where="query")


def test_a_reserved_status_is_read_but_not_written() -> None:
    mapping = StatusMapping.proved(SessionStatus, to_wire, reserved=[SessionStatus.CANCELLED])
    assert mapping.parse("cancelled") is SessionStatus.CANCELLED
    assert mapping.writable(SessionStatus.FAILED) is SessionStatus.FAILED
    with pytest.raises(
        TransitionError, match=r"^SessionStatus\.CANCELLED is reserved: it is read, but not written yet$"
    ):
        mapping.writable(SessionStatus.CANCELLED)


def test_the_unrecognized_has_a_word_only_where_one_is_declared(snapshot: SnapshotAssertion) -> None:
    stored = Unrecognized("ARCHIVED", ("PENDING", "DONE"), "job.status", 7)
    assert StatusMapping.by_value(Word, unrecognized="unknown")[stored] == "unknown"
    with pytest.raises(UnknownStoredStatusError) as caught:
        _ = StatusMapping.by_value(Word)[stored]
    assert (caught.value.column, caught.value.row_id) == ("job.status", 7)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value) == snapshot  # noqa: S301 -- our own bytes


def test_the_word_for_the_unrecognized_is_no_status() -> None:
    with pytest.raises(UnknownStatusError):
        StatusMapping.by_value(Word, unrecognized="unknown").parse("unknown")


def test_the_unrecognized_is_in_no_set_of_statuses() -> None:
    strange: Any = Unrecognized("failed")
    assert strange not in set(SessionStatus)
    assert strange not in LIFE.terminal | LIFE.active
    assert strange not in STATUS


@given(st.text() | st.none() | st.integers() | st.sampled_from(SessionStatus))
def test_whatever_is_parsed_is_a_known_word_or_an_error(value: Any) -> None:
    if value in WORDS.values():
        assert STATUS[STATUS.parse(value)] == value
    else:
        with pytest.raises(UnknownStatusError):
            STATUS.parse(value)


@given(st.data())
def test_any_injective_choice_of_words_goes_there_and_back(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text(min_size=1), min_size=6, max_size=6, unique=True))
    mapping = StatusMapping(SessionStatus, dict(zip(SessionStatus, words, strict=True)))
    assert [mapping.parse(mapping[status]) for status in mapping] == list(SessionStatus)


@given(st.dictionaries(st.sampled_from(SessionStatus), st.sampled_from("abcdefg")))
def test_a_mapping_exists_exactly_where_it_is_total_and_injective(words: dict[SessionStatus, str]) -> None:
    good = len(words) == len(SessionStatus) == len(set(words.values()))
    if good:
        assert len(StatusMapping(SessionStatus, words)) == len(SessionStatus)
    else:
        with pytest.raises(MappingError):
            StatusMapping(SessionStatus, words)

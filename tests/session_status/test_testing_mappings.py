"""check_mapping: each planted mistake is found and named, and a right mapping has none."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Enum, MetaData, String, Table
from tests.session_status.models import STATUS, OtherStatus, SessionStatus, TranscriptionSession, Wire, to_wire

from session_status import MergedMapping, StatusMapping, UnknownStatusError
from session_status.testing import check_mapping, statuses, unknown_values, wire_values

WORDS: dict[Any, str] = {status: to_wire(status) for status in SessionStatus}


class Word(str, enum.Enum):  # noqa: UP042 -- the mixin is what older programs use, and its members equal strings
    PENDING = "pending"
    DONE = "done"


class Renamed(enum.Enum):
    OLD = "done"
    NEW = "done"  # noqa: PIE796 -- an alias is the point


class ByHand:
    """A mapping as somebody would write it: right until a test plants a mistake."""

    def __init__(self, words: dict[Any, Any] | None = None, domain: type[enum.Enum] = SessionStatus) -> None:
        self.domain = domain
        self.words: dict[Any, Any] = dict(WORDS if words is None else words)

    @property
    def known(self) -> tuple[Any, ...]:
        return tuple(self.words.values())

    def __getitem__(self, status: Any) -> Any:
        return self.words[status]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, status: object) -> bool:
        return status in self.words

    def parse(self, wire: Any) -> Any:
        for status, word in self.words.items():
            if word == wire:
                return status
        raise UnknownStatusError(wire, self.known, "input")

    def stored(self, _column: object) -> dict[str, tuple[Any, Any]]:
        return {status.name: (status, word) for status, word in self.words.items()}


Method = Callable[[Any], Any] | Callable[[Any, Any], Any] | property


def planted(**methods: Method) -> Any:
    """A mapping by hand with some of its methods replaced."""
    return type("Planted", (ByHand,), methods)()


def without(mapping: Any, word: str) -> dict[Any, Any]:
    return {status: known for status, known in mapping.words.items() if known != word}


def fallback(self: Any, wire: Any) -> Any:
    return next((status for status, word in self.words.items() if word == wire), SessionStatus.PENDING)


def forgiving(self: Any, wire: Any) -> Any:
    return ByHand.parse(self, wire.strip().lower() if isinstance(wire, str) else wire)


def key_error(self: Any, wire: Any) -> Any:
    return {word: status for status, word in self.words.items()}[wire]


def blames_another(self: Any, wire: Any) -> Any:
    try:
        return ByHand.parse(self, wire)
    except UnknownStatusError as error:
        raise UnknownStatusError("something", error.known, error.where) from None


def forgets_known(self: Any, wire: Any) -> Any:
    try:
        return ByHand.parse(self, wire)
    except UnknownStatusError as error:
        raise UnknownStatusError(wire, error.known[:2], error.where) from None


def null_is_pending(self: Any, wire: Any) -> Any:
    return SessionStatus.PENDING if wire is None else ByHand.parse(self, wire)


def alternating() -> Callable[[Any, Any], str]:
    turns = iter(range(10_000))

    def word(self: Any, status: Any) -> str:
        return str(self.words[status]) + "!" * (next(turns) % 2)

    return word


def all_but_the_first(self: Any) -> tuple[Any, ...]:
    return tuple(self.words.values())[1:]


def backwards(self: Any) -> tuple[Any, ...]:
    return tuple(reversed(self.words.values()))


not_an_enum: Any = int
PLANTS: dict[str, tuple[str, Any]] = {
    "a member without a word": ("not total: SessionStatus.FAILED", lambda: ByHand(without(ByHand(), "failed"))),
    "a word for two members": (
        "not injective: 'failed' stands for SessionStatus.FAILED, SessionStatus.CANCELLED",
        lambda: ByHand({**WORDS, SessionStatus.CANCELLED: "failed"}),
    ),
    "a placeholder for the unknown": ("accepts the unknown: parse(", lambda: planted(parse=fallback)),
    "a reader that forgives case and spaces": ("accepts the unknown: parse(", lambda: planted(parse=forgiving)),
    "NULL read as a status": ("accepts the unknown: parse(None)", lambda: planted(parse=null_is_pending)),
    "a KeyError for the unknown": ("raised KeyError, not UnknownStatusError", lambda: planted(parse=key_error)),
    "an error that blames another value": ("wrong error: parse(", lambda: planted(parse=blames_another)),
    "an error that forgets known words": ("wrong error: it calls", lambda: planted(parse=forgets_known)),
    "two words exchanged on the way back": (
        "wrong way back: parse('failed') gave <SessionStatus.CANCELLED",
        lambda: planted(
            parse=lambda self, wire: ByHand.parse(self, {"failed": "cancelled", "cancelled": "failed"}.get(wire, wire))
        ),
    ),
    "a word that does not lead back": (
        "no way back: parse('failed') raised UnknownStatusError, not SessionStatus.FAILED",
        lambda: planted(parse=lambda self, wire: ByHand(without(self, "failed")).parse(wire)),
    ),
    "a word that is no text": (
        "not text: SessionStatus.FAILED has 5",
        lambda: ByHand({**WORDS, SessionStatus.FAILED: 5}),
    ),
    "a word that is a member": ("not text: Word.DONE has", lambda: ByHand({word: word for word in Word}, Word)),
    "an empty word": ("not a word: SessionStatus.FAILED has ''", lambda: ByHand({**WORDS, SessionStatus.FAILED: ""})),
    "a word with a line feed": (
        "not a word: SessionStatus.FAILED has 'failed\\n'",
        lambda: ByHand({**WORDS, SessionStatus.FAILED: "failed\n"}),
    ),
    "a word that changes": ("not stable: SessionStatus.UPLOADING", lambda: planted(__getitem__=alternating())),
    "a default for a stranger": (
        "answers a stranger: ",
        lambda: planted(__getitem__=lambda self, status: self.words.get(status, "pending")),
    ),
    "an equal string taken for a member": (
        "answers a stranger: <Twin.PENDING: 'pending'> (Twin) has 'pending'",
        lambda: ByHand({word: word.value for word in Word}, Word),
    ),
    "a known word missing from the list": (
        "wrong known: ",
        lambda: planted(known=property(all_but_the_first)),
    ),
    "known words in another order": (
        "wrong order: ",
        lambda: planted(known=property(backwards)),
    ),
    "a member left out of iteration": (
        "wrong iteration: ",
        lambda: planted(__iter__=lambda self: iter(list(self.words)[1:])),
    ),
    "a wrong length": ("wrong length: 5 for 6 members", lambda: planted(__len__=lambda _: 5)),
    "a member that is not in it": (
        "wrong membership: SessionStatus.UPLOADING",
        lambda: planted(__contains__=lambda _, status: status is not SessionStatus.UPLOADING),
    ),
    "an enum with an alias": ("wrong domain: alias: Renamed.NEW", lambda: ByHand({Renamed.OLD: "done"}, Renamed)),
    "an enum that is none": ("wrong domain: no Enum", lambda: ByHand({}, not_an_enum)),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_mistake_is_found_and_named(name: str) -> None:
    fault, plant = PLANTS[name]
    with pytest.raises(AssertionError) as caught:
        check_mapping(plant())
    assert f"\n  {fault}" in str(caught.value) or (fault.startswith("raised") and fault in str(caught.value))


def test_a_mistake_is_found_alike_in_every_run() -> None:
    messages: set[str] = set()
    for _ in range(3):
        with pytest.raises(AssertionError) as caught:
            check_mapping(planted(parse=forgiving))
        messages.add(str(caught.value).partition(":")[2])
    assert len(messages) == 1


def test_a_mapping_by_hand_without_a_mistake_passes() -> None:
    check_mapping(ByHand())


@pytest.mark.parametrize(
    "mapping",
    [
        STATUS,
        StatusMapping.by_value(Word),
        StatusMapping(OtherStatus, {OtherStatus.PENDING: "p", OtherStatus.DONE: "d"}),
    ],
)
def test_a_mapping_of_the_library_passes(mapping: Any) -> None:
    check_mapping(mapping)


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(AssertionError) as caught:
        check_mapping(ByHand({**without(ByHand(), "failed"), SessionStatus.CANCELLED: ""}))
    faults = [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]]
    assert {"not total", "not a word", "wrong length", "wrong membership", "wrong iteration"} <= set(faults)


MERGED = MergedMapping(OtherStatus, {OtherStatus.PENDING: "seen", OtherStatus.DONE: "seen"}, unrecognized="newer")


def test_a_mapping_that_merges_may_give_one_word_to_two_members() -> None:
    check_mapping(MERGED, words=["seen", "newer"])


def test_the_word_for_what_is_unrecognized_must_be_declared() -> None:
    with pytest.raises(AssertionError, match="word not declared: 'newer' of what is unrecognized"):
        check_mapping(MERGED, words=["seen"])


def test_a_declared_word_that_no_status_has_is_a_fault() -> None:
    check_mapping(STATUS, words=get_args(Wire))
    with pytest.raises(AssertionError, match="word without a status: 'checking'"):
        check_mapping(STATUS, words=[*get_args(Wire), "checking"])


def test_a_word_that_is_not_declared_is_a_fault() -> None:
    with pytest.raises(AssertionError, match=r"word not declared: 'failed' of SessionStatus\.FAILED"):
        check_mapping(STATUS, words=[word for word in get_args(Wire) if word != "failed"])


STORE = Table("store", MetaData(), Column("other", Enum(OtherStatus)), Column("text", String))


def test_a_column_that_is_read_through_the_mapping_must_fit() -> None:
    check_mapping(STATUS, columns=[TranscriptionSession.status, STORE.c.text])
    with pytest.raises(AssertionError, match=r"wrong column: ColumnError: store\.other stores OtherStatus"):
        check_mapping(STATUS, columns=[STORE.c.other])


def test_a_column_that_is_read_as_another_status_is_a_fault() -> None:
    crossed = planted(stored=lambda self, _: {word: (SessionStatus.FAILED, word) for word in self.words.values()})
    with pytest.raises(AssertionError, match=r"wrong column: store\.text is read as"):
        check_mapping(crossed, columns=[STORE.c.text])


@given(statuses(STATUS))
def test_statuses_are_members(status: SessionStatus) -> None:
    assert status in STATUS


@given(wire_values(STATUS))
def test_wire_values_are_words(word: Wire) -> None:
    assert STATUS[STATUS.parse(word)] == word


@given(unknown_values(STATUS))
def test_unknown_values_are_refused(value: str) -> None:
    with pytest.raises(UnknownStatusError):
        STATUS.parse(value)


def test_unknown_values_hold_what_is_almost_a_word() -> None:
    seen: set[str] = set()

    @given(unknown_values(STATUS))
    def collect(value: str) -> None:
        seen.add(value)

    collect()
    assert seen & {"FAILED", "Failed", " failed", "failed ", "faile", "faileds", "'failed'", "failed\n", "failed\0"}


@given(st.data())
def test_a_mapping_whose_words_have_no_case_still_has_unknown_values(data: st.DataObject) -> None:
    mapping = StatusMapping(OtherStatus, {OtherStatus.PENDING: "1", OtherStatus.DONE: "2"})
    assert data.draw(unknown_values(mapping)) not in {"1", "2"}

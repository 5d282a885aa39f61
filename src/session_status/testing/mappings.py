"""Anything that should be a mapping -> nothing, or one AssertionError that lists every fault it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from hypothesis import given, settings
from sqlalchemy import SQLColumnExpression

from session_status.errors import UnknownStatusError
from session_status.statuses.members import domain_faults, label, listed
from session_status.statuses.spelling import column_name
from session_status.testing.strategies import OfEnum, unknown_values

# The same examples in every run: a check that fails by chance is no check.
STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=300, report_multiple_bugs=False)


def check_mapping(
    mapping: OfEnum[Any],
    *,
    words: Iterable[str] | None = None,
    columns: Iterable[SQLColumnExpression[Any]] = (),
) -> None:
    """Find everything that is wrong with a mapping: one that is wrapped, inherited from, or written by hand.

    Its Enum, that every member has one word of its own and comes back from it, that whatever is no word is refused by
    UnknownStatusError, and whatever is no member too. A mapping without `parse` may give one word to two members.

    Args:
        mapping: What is used as a StatusMapping or MergedMapping.
        words: What the other side knows, such as `typing.get_args(Wire)`: a word that no status has is a fault, too.
        columns: Status columns that are read through the mapping.

    Raises:
        AssertionError: It has faults; each is one line with its name.

    Example:
        >>> import enum, session_status
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> LIGHTS = session_status.StatusMapping.by_value(Light)
        >>> check_mapping(LIGHTS)
        >>> check_mapping(LIGHTS, words=["stop", "go", "wait"])
        Traceback (most recent call last):
        AssertionError: StatusMapping(Light):
          word without a status: 'wait'
    """
    faults = list(_faults(mapping, words, columns))
    if faults:
        raise AssertionError(f"{mapping!r}:" + "".join(f"\n  {fault}" for fault in faults))


def _faults(mapping: Any, words: Iterable[str] | None, columns: Iterable[SQLColumnExpression[Any]]) -> Iterator[str]:
    broken = [f"wrong domain: {fault}" for fault in domain_faults(mapping.domain)]
    yield from broken
    if broken and not issubclass(mapping.domain, Enum):
        return
    answers, unanswered = _asked(mapping)
    yield from unanswered
    yield from _word_faults(answers)
    yield from _view_faults(mapping, answers)
    yield from _stranger_faults(mapping)
    if hasattr(mapping, "parse"):
        yield from _injective_faults(answers)
        yield from _return_faults(mapping, answers)
        if all(isinstance(word, str) for word in mapping.known):  # else there is no telling what is almost a word
            yield from _unknown_faults(mapping)
    yield from _agreement_faults(answers, words, spare=getattr(mapping, "unrecognized", None))
    for column in columns:
        yield from _column_faults(mapping, answers, column)


def _asked(mapping: Any) -> tuple[dict[Any, Any], list[str]]:
    """Ask twice for the word of every member."""
    answers: dict[Any, Any] = {}
    faults: list[str] = []
    for member in mapping.domain:
        try:
            answers[member], again = mapping[member], mapping[member]
        except Exception as error:  # noqa: BLE001 -- whatever it raises, the member has no word
            faults.append(f"not total: {label(member)} has no word ({type(error).__name__})")
        else:
            faults += [f"not stable: {label(member)} is {answers[member]!r}, then {again!r}"] * (
                answers[member] != again
            )
    return answers, faults


def _word_faults(answers: Mapping[Any, Any]) -> Iterator[str]:
    for member, word in answers.items():
        if type(word) is not str:
            yield f"not text: {label(member)} has {word!r} ({type(word).__name__})"
        elif not word.strip() or word != word.strip() or not word.isprintable():
            yield f"not a word: {label(member)} has {word!r}"


def _injective_faults(answers: Mapping[Any, Any]) -> Iterator[str]:
    sharers: dict[str, list[Any]] = {}
    for member, word in answers.items():
        sharers.setdefault(str(word), []).append(member)
    for word, members in sharers.items():
        if len(members) > 1:
            yield f"not injective: {word!r} stands for {listed(members)}"


def _view_faults(mapping: Any, answers: Mapping[Any, Any]) -> Iterator[str]:
    """Compare what the mapping says of itself with what it answers."""
    members, words = list(mapping.domain), tuple(dict.fromkeys(answers.values()))
    if set(mapping.known) != set(words):
        yield f"wrong known: {mapping.known!r}, but the words are {words!r}"
    elif tuple(mapping.known) != words:
        yield f"wrong order: known is {mapping.known!r}, by the Enum it is {words!r}"
    if list(mapping) != members:
        yield f"wrong iteration: {list(mapping)!r}, not every member once in the order of the Enum"
    if len(mapping) != len(members):
        yield f"wrong length: {len(mapping)} for {len(members)} members"
    absent = [member for member in members if member not in mapping]
    if absent:
        yield f"wrong membership: {listed(absent)} not in the mapping"


def _stranger_faults(mapping: Any) -> Iterator[str]:
    """Ask for what is no member, above all for what equals one."""
    for stranger in [*_twins(mapping.domain), *mapping.known, *mapping.domain.__members__, None]:
        try:
            word = mapping[stranger]
        except Exception:  # noqa: BLE001, S112 -- refused, in whatever way
            continue
        yield f"answers a stranger: {stranger!r} ({type(stranger).__name__}) has {word!r}"
        return


def _twins(domain: type[Enum]) -> list[Enum]:
    """Make members of another Enum; with texts as values they equal the texts, and each other."""
    values = {member.name: member.value for member in domain}
    mixed = all(isinstance(value, str) for value in values.values())
    make: Any = Enum
    return [*make("Twin", values, type=str if mixed else None)]


def _return_faults(mapping: Any, answers: Mapping[Any, Any]) -> Iterator[str]:
    for member, word in answers.items():
        try:
            back = mapping.parse(word)
        except Exception as error:  # noqa: BLE001 -- whatever it raises, the word does not lead back
            yield f"no way back: parse({word!r}) raised {type(error).__name__}, not {label(member)}"
        else:
            if back is not member:
                yield f"wrong way back: parse({word!r}) gave {back!r}, not {label(member)}"


def _unknown_faults(mapping: Any) -> Iterator[str]:
    @STEADY
    @given(unknown_values(mapping))
    def every_unknown_value_is_refused(value: str) -> None:
        problem = _not_refused(mapping, value)
        assert problem is None, problem  # noqa: S101 -- how hypothesis is told to look for the simplest example

    try:
        every_unknown_value_is_refused()
    except AssertionError as error:
        yield str(error).partition("\n")[0]
    problem = _not_refused(mapping, None)
    if problem:
        yield problem


def _not_refused(mapping: Any, value: object) -> str | None:
    try:
        found = mapping.parse(value)
    except UnknownStatusError as error:
        if error.value != value:
            return f"wrong error: parse({value!r}) blames {error.value!r}"
        known = tuple(error.known)
        return None if known == tuple(mapping.known) else f"wrong error: it calls {known!r} known"
    except Exception as error:  # noqa: BLE001 -- only the one error tells a caller what happened
        return f"wrong error: parse({value!r}) raised {type(error).__name__}, not UnknownStatusError"
    return f"accepts the unknown: parse({value!r}) gave {found!r}"


def _agreement_faults(answers: Mapping[Any, Any], words: Iterable[str] | None, spare: str | None) -> Iterator[str]:
    if words is None:
        return
    declared = list(words)
    used = {*answers.values(), spare}
    yield from (f"word without a status: {word!r}" for word in declared if word not in used)
    if spare is not None and spare not in declared:
        yield f"word not declared: {spare!r} of what is unrecognized"
    for member, word in answers.items():
        if word not in declared:
            yield f"word not declared: {word!r} of {label(member)}"


def _column_faults(mapping: Any, answers: Mapping[Any, Any], column: SQLColumnExpression[Any]) -> Iterator[str]:
    try:
        read = dict(mapping.stored(column).values())
    except Exception as error:  # noqa: BLE001 -- the column's own fault is one among others
        yield f"wrong column: {type(error).__name__}: {error}"
        return
    if read != dict(answers):
        yield f"wrong column: {column_name(column)} is read as {read!r}, but the words are {dict(answers)!r}"

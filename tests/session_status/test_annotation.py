"""A mapping in an annotation: Pydantic reads words, writes words and lists them, and never a member's own value."""

from __future__ import annotations

import enum
import json
import operator
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Literal, Optional, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PydanticUserError, TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema
from tests.session_status.models import STATUS, OtherStatus, SessionStatus

from session_status import ArgumentError, MergedMapping, StatusMapping, Unrecognized

Mode = Literal["validation", "serialization"]
MODES: tuple[Mode, ...] = ("validation", "serialization")


class Gear(str, enum.Enum):  # noqa: UP042 -- the kind of Enum whose members equal strings
    """Each member's value is the other one's word."""

    LOW = "high"
    HIGH = "low"


GEARS = StatusMapping(Gear, {Gear.LOW: "low", Gear.HIGH: "high"})
MERGED = MergedMapping(OtherStatus, {OtherStatus.PENDING: "busy", OtherStatus.DONE: "busy"})
OPEN = StatusMapping.by_value(OtherStatus, unrecognized="unknown")
G = TypeVar("G", bound=Gear)


def annotated(kind: Any, *annotations: object) -> Any:
    return operator.getitem(cast("Any", Annotated), (kind, *annotations))


class Job(BaseModel):
    gear: Annotated[Gear, GEARS] = Gear.LOW
    maybe: Annotated[Gear | None, GEARS] = Gear.HIGH
    outside: Optional[Annotated[Gear, GEARS]] = Gear.LOW  # noqa: UP045 -- another spelling than the next one's
    either: Annotated[Gear, GEARS] | None = None
    many: list[Annotated[Gear, GEARS]] = [Gear.LOW, Gear.HIGH]
    plain: Gear = Gear.LOW


def test_a_word_is_never_taken_for_a_members_value() -> None:
    job = Job.model_validate({"gear": "low", "maybe": "high", "outside": "high", "many": ["low"]})
    assert (job.gear, job.maybe, job.outside, job.many) == (Gear.LOW, Gear.HIGH, Gear.HIGH, [Gear.LOW])
    assert Job.model_validate({"gear": Gear.LOW}).gear is Gear.LOW


def test_a_model_gives_the_member_to_the_program_and_the_word_to_json() -> None:
    job = Job(gear=Gear.HIGH)
    assert job.model_dump()["gear"] is Gear.HIGH
    assert job.model_dump(mode="json")["gear"] == "high"
    assert json.loads(job.model_dump_json())["many"] == ["low", "high"]
    assert Job.model_validate_json(job.model_dump_json()) == job


@pytest.mark.parametrize("mode", MODES)
def test_the_schema_lists_the_words_and_shows_defaults_as_words(mode: Mode) -> None:
    shown = Job.model_json_schema(mode=mode)["properties"]
    assert shown["gear"] == {"type": "string", "enum": ["low", "high"], "default": "low", "title": "Gear"}
    defaults = {name: described["default"] for name, described in shown.items()}
    assert defaults == {
        "gear": "low",
        "maybe": "high",
        "outside": "low",
        "either": None,
        "many": ["low", "high"],
        "plain": "high",  # the Enum alone: Pydantic's own way, which the mapping leaves as it is
    }
    assert shown["maybe"]["anyOf"] == [{"type": "string", "enum": ["low", "high"]}, {"type": "null"}]


def test_a_default_that_is_no_status_is_shown_as_pydantic_shows_it() -> None:
    class Sloppy(BaseModel):
        gear: Annotated[Gear, GEARS] = cast("Any", None)

    assert Sloppy.model_json_schema()["properties"]["gear"]["default"] is None


def test_a_plain_default_before_any_word_is_pydantics_own() -> None:
    class Mixed(BaseModel):
        word: Annotated[Gear, GEARS]
        plain: Gear = Gear.LOW

    assert Mixed.model_json_schema()["properties"]["plain"]["default"] == "high"


@pytest.mark.parametrize("wrong", ["LOW", "Low", "low ", "", None, 1, OtherStatus.DONE, "neutral"])
def test_what_is_no_word_is_refused_with_those_that_are(wrong: Any) -> None:
    with pytest.raises(ValidationError, match="Input should be 'low' or 'high'"):
        Job.model_validate({"gear": wrong})


def test_an_equal_member_of_another_enum_is_refused() -> None:
    class Twin(str, enum.Enum):  # noqa: UP042 -- its member equals the word
        SLOW = "low"

    with pytest.raises(ValidationError, match="Input should be 'low' or 'high'"):
        Job.model_validate({"gear": Twin.SLOW})


def test_a_part_of_the_statuses_is_all_that_is_read_and_listed() -> None:
    some: TypeAdapter[Any] = TypeAdapter(annotated(Literal[SessionStatus.FAILED, SessionStatus.CANCELLED], STATUS))
    assert some.validate_python("failed") is SessionStatus.FAILED
    for refused in ("completed", SessionStatus.COMPLETED):
        with pytest.raises(ValidationError, match="Input should be 'failed' or 'cancelled'"):
            some.validate_python(refused)
    assert some.json_schema() == {"type": "string", "enum": ["failed", "cancelled"]}


def test_what_else_is_annotated_is_kept() -> None:
    stripped = BeforeValidator(lambda value: value.strip() if type(value) is str else value)

    class Trimmed(BaseModel):
        inside: Annotated[Gear, stripped, GEARS]
        outside: Annotated[Gear, GEARS, stripped, Field(description="How fast.")]

    read = Trimmed.model_validate({"inside": " low ", "outside": " high "})
    assert (read.inside, read.outside) == (Gear.LOW, Gear.HIGH)
    assert Trimmed.model_json_schema()["properties"]["outside"]["description"] == "How fast."


def test_words_are_keys_of_an_object_too() -> None:
    counts = TypeAdapter(dict[Annotated[Gear, GEARS], int])
    assert counts.validate_json('{"low": 3}') == {Gear.LOW: 3}
    assert counts.dump_json({Gear.LOW: 3, Gear.HIGH: 0}) == b'{"low":3,"high":0}'


def test_what_is_unrecognized_is_written_as_the_word_that_the_mapping_declares_and_read_from_it() -> None:
    status: TypeAdapter[Any] = TypeAdapter(annotated(OtherStatus | Unrecognized | None, OPEN))
    assert status.validate_python(Unrecognized("ARCHIVED")) == Unrecognized("ARCHIVED")
    assert status.dump_python(Unrecognized("ARCHIVED"), mode="json") == "unknown"
    assert status.validate_python("unknown") == Unrecognized("unknown")
    assert status.json_schema()["anyOf"][0]["enum"] == ["pending", "done", "unknown"]
    alone: TypeAdapter[Any] = TypeAdapter(annotated(OtherStatus, OPEN))
    for refused in ("unknown", Unrecognized("ARCHIVED")):
        with pytest.raises(ValidationError, match="Input should be 'pending' or 'done'"):
            alone.validate_python(refused)


def test_a_merged_mapping_writes_and_does_not_read() -> None:
    status: TypeAdapter[Any] = TypeAdapter(annotated(OtherStatus | None, MERGED))
    assert status.validate_python(OtherStatus.DONE) is OtherStatus.DONE
    assert [status.dump_python(value, mode="json") for value in (*OtherStatus, None)] == ["busy", "busy", None]
    assert status.json_schema(mode="serialization")["anyOf"][0] == {"type": "string", "enum": ["busy"]}
    with pytest.raises(ValidationError, match="several statuses share a word"):
        status.validate_json('"busy"')
    with pytest.raises(PydanticInvalidForJsonSchema, match="written and not read"):
        status.json_schema()


@pytest.mark.parametrize(
    "source",
    [
        str,
        OtherStatus,
        list[SessionStatus],
        SessionStatus | int,
        None,
        Literal["waiting"],
        Literal[OtherStatus.DONE],
        annotated(SessionStatus, "deep") | None,
        TypeVar("AnyStatus"),
    ],
    ids=str,
)
def test_a_mapping_that_annotates_something_else_is_refused_with_the_remedy(source: Any) -> None:
    with pytest.raises(ArgumentError, match="what it annotates is SessionStatus, a Literal of its members"):
        TypeAdapter(annotated(source, STATUS))


def test_a_string_beside_its_equal_member_is_refused() -> None:
    with pytest.raises(ArgumentError, match="what it annotates is Gear"):
        TypeAdapter(annotated(Literal[Gear.LOW, "high"], GEARS))


def test_unrecognized_without_a_word_is_refused_before_any_row_is_read() -> None:
    with pytest.raises(ArgumentError, match="declare one with unrecognized="):
        TypeAdapter(annotated(SessionStatus | Unrecognized, STATUS))


def test_a_bounded_variable_stands_for_its_bound() -> None:
    assert TypeAdapter(annotated(G, GEARS)).validate_python("low") is Gear.LOW


def test_a_value_that_is_no_status_is_not_written() -> None:
    with pytest.raises(ValueError, match="maps members of Gear, not 'low'"):
        Job.model_construct(gear=cast("Any", "low")).model_dump_json()


def test_a_mapping_may_be_the_value_of_a_field() -> None:
    """The class is no annotation: Pydantic treats it like any other one."""

    class Settings(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        mapping: StatusMapping[Any, Any]

    assert Settings(mapping=GEARS).mapping is GEARS
    with pytest.raises(PydanticUserError, match="arbitrary_types_allowed"):
        TypeAdapter(cast("Any", StatusMapping))


def test_dataclasses_and_typed_dictionaries_read_words_too() -> None:
    @dataclass
    class Shift:
        gear: Annotated[Gear, GEARS]

    shift: TypeAdapter[Any] = TypeAdapter(cast("Any", dataclass(type("Shift", (Shift,), {}))))
    assert shift.validate_python({"gear": "low"}).gear is Gear.LOW


def test_importing_the_library_loads_no_pydantic() -> None:
    program = "import sys, session_status; print('pydantic' in sys.modules, 'pydantic_core' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


# Few letters, so that words, values and names cross.
TEXTS = st.text("ab", min_size=1, max_size=2)
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "plain": (None, TEXTS | st.integers(0, 9) | st.booleans().map(lambda value: (value, "x"))),
    "str": (str, TEXTS),
    "int": (int, st.integers(0, 9)),
}


@st.composite
def mappings(draw: st.DrawFn) -> StatusMapping[Any, str]:
    """An Enum of any kind, and words that may be other members' values and names."""
    base, values = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    drawn = draw(st.lists(values, min_size=1, max_size=4, unique_by=repr))
    drawn = [value for number, value in enumerate(drawn) if value not in drawn[:number]]
    names = draw(st.lists(TEXTS, min_size=len(drawn), max_size=len(drawn), unique=True))
    make: Any = enum.Enum
    domain = make("Drawn", list(zip(names, drawn, strict=True)), type=base)
    words = draw(st.lists(TEXTS, min_size=len(drawn), max_size=len(drawn), unique=True))
    spare = draw(st.none() | TEXTS.filter(lambda word: word not in words))
    return StatusMapping(domain, dict(zip(domain, words, strict=True)), unrecognized=spare)


@st.composite
def sources(draw: st.DrawFn, mapping: StatusMapping[Any, str]) -> Any:
    """What the mapping may annotate: all statuses or some, with None and Unrecognized or without."""
    some = draw(st.none() | st.lists(st.sampled_from(list(mapping)), min_size=1, unique=True))
    source: Any = mapping.domain if some is None else operator.getitem(cast("Any", Literal), tuple(some))
    if mapping.unrecognized is not None and draw(st.booleans()):
        source = source | Unrecognized
    return source | None if draw(st.booleans()) else source


def _held(mapping: StatusMapping[Any, str], source: Any) -> dict[Any, Any]:
    """Say independently what a field may hold, and what stands for it in JSON."""
    named = repr(source)
    held: dict[Any, Any] = {
        status: mapping[status] for status in mapping if "Literal" not in named or f".{status.name}:" in named
    }
    if "Unrecognized" in named and mapping.unrecognized is not None:
        held[Unrecognized(mapping.unrecognized)] = mapping.unrecognized
    if "None" in named or "Optional" in named:
        held[None] = None
    return held


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_mapping_reads_back_what_it_writes_and_its_schema_accepts_exactly_the_words(data: st.DataObject) -> None:
    mapping = data.draw(mappings())
    source = data.draw(sources(mapping))
    held = _held(mapping, source)
    field: TypeAdapter[Any] = TypeAdapter(annotated(source, mapping))
    for value, written in held.items():
        assert field.dump_python(value) is value
        assert json.loads(field.dump_json(value)) == written
        assert [type(field.validate_python(given_)) for given_ in (value, written)] == [type(value)] * 2
        assert field.validate_python(value) == field.validate_python(written) == value
        assert field.validate_json(field.dump_json(value)) == value
    near = [status.value for status in mapping] + [status.name for status in mapping] + ["", "c", 0, None, True]
    for mode in MODES:
        judge: Any = import_module("jsonschema").Draft202012Validator(field.json_schema(mode=mode))
        for candidate in [*held.values(), *mapping.known, *(one for one in near if not isinstance(one, tuple))]:
            text = json.dumps(candidate.value if isinstance(candidate, enum.Enum) else candidate)
            accepted = any(json.loads(text) == word and type(word) is type(json.loads(text)) for word in held.values())
            assert judge.is_valid(json.loads(text)) == accepted
            assert _reads(field, text) == accepted


def _reads(field: TypeAdapter[Any], text: str) -> bool:
    try:
        field.validate_json(text)
    except ValidationError:
        return False
    return True


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_default_is_shown_as_it_is_written(data: st.DataObject) -> None:
    mapping = data.draw(mappings())
    default = data.draw(st.sampled_from(list(mapping)))
    kind = annotated(mapping.domain, mapping)
    shapes = {
        "one": (kind, default),
        "maybe": (kind | None, default),
        "many": (list.__class_getitem__(kind), [default]),
    }
    chosen = data.draw(st.permutations(sorted(shapes)))
    model: Any = type(
        "Drawn",
        (BaseModel,),
        {"__annotations__": {name: shapes[name][0] for name in chosen}, **{name: shapes[name][1] for name in chosen}},
    )
    for mode in MODES:
        shown = model.model_json_schema(mode=mode)["properties"]
        written = model().model_dump(mode="json")
        assert {name: shown[name]["default"] for name in chosen} == written

"""How a status is stored is read from the column's own type, on every database."""

from __future__ import annotations

import enum
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    insert,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.models import TEXT, OtherStatus, SessionStatus

from session_status import ColumnError, StatusMapping, Summary, SummaryQuery
from session_status.statuses.spelling import spelling_of


class Mood(enum.Enum):
    GOOD = "fine"
    BAD = "sad"


class Numbered(enum.Enum):
    ONE = 1
    TWO = 2


def values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


class Reversed(TypeDecorator[Mood]):
    """Stores the value backwards, as a program's own type may."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Mood | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else value.value[::-1]

    def process_result_value(self, value: str | None, dialect: Any) -> Mood | None:  # noqa: ARG002
        return None if value is None else Mood(value[::-1])


MOODS = StatusMapping.by_value(Mood)
TYPES: dict[str, tuple[Any, list[str]]] = {
    "enum by name": (Enum(Mood), ["GOOD", "BAD"]),
    "enum by value": (Enum(Mood, values_callable=values, name="mood_values"), ["fine", "sad"]),
    "enum that is text": (Enum(Mood, native_enum=False), ["GOOD", "BAD"]),
    "enum that is text, by value": (Enum(Mood, native_enum=False, values_callable=values), ["fine", "sad"]),
    "native enum": (postgresql.ENUM(Mood, name="native_mood"), ["GOOD", "BAD"]),
    "labels that are values": (Enum("fine", "sad", "odd", name="labels"), ["fine", "sad"]),
    "labels that are names": (Enum("GOOD", "BAD", name="name_labels"), ["GOOD", "BAD"]),
    "string": (String(20), ["fine", "sad"]),
    "text": (Text(), ["fine", "sad"]),
    "own type": (Reversed(), ["enif", "das"]),
    "own type over an enum": (
        type("OwnEnum", (TypeDecorator,), {"impl": Enum(Mood), "cache_ok": True})(),
        ["GOOD", "BAD"],
    ),
}


@pytest.mark.parametrize("name", TYPES)
def test_the_type_tells_the_spelling(name: str) -> None:
    type_, stored = TYPES[name]
    assert list(spelling_of(mood(type_), Mood).raw.values()) == stored


def test_a_text_column_by_name_says_so() -> None:
    assert list(spelling_of(mood(String), Mood, stored="name").raw.values()) == ["GOOD", "BAD"]


def test_an_expression_without_a_type_may_say_so() -> None:
    assert list(spelling_of(literal_column("mood"), Mood, stored="value").raw.values()) == ["fine", "sad"]


def mood_tables(type_: Any) -> tuple[MetaData, Table, Table]:
    metadata = MetaData()
    person = Table(
        "person",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("mood", type_, nullable=True),
        Column("name", TEXT, nullable=False),
    )
    note = Table(
        "note",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("person_id", Integer, ForeignKey("person.id"), index=True),
    )
    return metadata, person, note


@pytest.mark.parametrize("name", [name for name in TYPES if name != "native enum"])
def test_what_the_type_writes_is_what_the_query_reads(backend: Backend, name: str) -> None:
    type_, stored = TYPES[name]
    metadata, person, note = mood_tables(type_)
    backend.create(metadata)
    written: list[Any] = stored if "labels" in name or name in {"string", "text"} else list(Mood)
    with backend.fill() as db:
        db.execute(
            insert(person), [{"id": key, "mood": mood, "name": "x"} for key, mood in enumerate(written, start=1)]
        )
        db.execute(insert(note), [{"id": 1, "person_id": 2}])
    people = SummaryQuery[int, Summary[int, Mood, str, str]](
        MOODS, id=person.c.id, status=person.c.mood, title=person.c.name, segments=note.c.person_id
    )
    found = backend.ask(lambda db: people.many(db, [1, 2, 3]))
    metadata.drop_all(backend.writer)
    assert [(row.status, row.segments_count) for row in (found[1], found[2])] == [(Mood.GOOD, 0), (Mood.BAD, 1)]


def test_null_is_no_status_and_not_an_unknown_one(sqlite: Backend) -> None:
    metadata, person, note = mood_tables(String())
    sqlite.create(metadata)
    with sqlite.fill() as db:
        db.execute(text("INSERT INTO person (id, name) VALUES (7, 'x')"))
    people = SummaryQuery[int, Summary[int, Any, Any, str]](
        MOODS, id=person.c.id, status=person.c.mood, title=person.c.name, segments=note.c.person_id
    )
    row: Any = sqlite.ask(lambda db: people.get(db, 7))
    assert row is not None
    assert (row.status, row.wire) == (None, None)


class Broken(TypeDecorator[Any]):
    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:  # noqa: ARG002
        return "same"


unchecked: Any = spelling_of  # what the type checker refuses, a program without one still does


def mood(type_: Any) -> Column[Any]:
    return Column("mood", type_)


FAULTY: dict[str, Any] = {
    "another enum": lambda: unchecked(mood(Enum(OtherStatus)), Mood),
    "a number": lambda: unchecked(mood(Integer), Mood),
    "no type": lambda: unchecked(literal_column("mood"), Mood),
    "labels of something else": lambda: unchecked(mood(Enum("a", "b", name="x")), Mood),
    "labels against the given spelling": lambda: unchecked(mood(Enum("a", name="x")), Mood, stored="name"),
    "values that are no text": lambda: unchecked(mood(String), Numbered),
    "a spelling that there is not": lambda: unchecked(mood(String), Mood, stored="upper"),
    "a spelling that the type tells": lambda: unchecked(mood(Enum(Mood)), Mood, stored="value"),
    "one spelling for two": lambda: unchecked(mood(Broken()), Mood),
    "an enum whose values leave one out": lambda: unchecked(
        mood(type("OwnEnum", (TypeDecorator,), {"impl": Enum(OtherStatus), "cache_ok": True})()), Mood
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_column_that_cannot_hold_the_statuses_is_an_error(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ColumnError) as caught:
        FAULTY[name]()
    assert str(caught.value) == snapshot


def test_the_table_is_named_where_there_is_one() -> None:
    _, person, _ = mood_tables(Enum(OtherStatus))
    with pytest.raises(ColumnError, match=r"^person\.mood stores OtherStatus, the mapping is for SessionStatus$"):
        spelling_of(person.c.mood, SessionStatus)

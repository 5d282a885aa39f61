"""A status is read, filtered, moved and sorted in whatever way a column stores it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import (
    CHAR,
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    Uuid,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel, col
from syrupy.assertion import SnapshotAssertion
from tests.session_status.backends import Backend
from tests.session_status.conftest import open_backend

from session_status import (
    ColumnError,
    Lifecycle,
    StatusMapping,
    Summary,
    SummaryQuery,
    SummaryRow,
    Unrecognized,
    status_of,
    stored_by,
)
from session_status.statuses.spelling import spelling_of

unchecked: Any = spelling_of


class Word(enum.Enum):
    FIRST = "one"
    SECOND = "two"
    THIRD = "three"


class Number(enum.Enum):
    FIRST = 1
    SECOND = 20
    THIRD = -3


class Level(enum.IntEnum):
    FIRST = 1
    SECOND = 20
    THIRD = 300


class TextWord(str, enum.Enum):  # noqa: UP042 -- the mixin is what older programs use, and its members equal strings
    FIRST = "one"
    SECOND = "two"
    THIRD = "three"


class Halved(TypeDecorator[Level]):
    """Stores a level in a way of its own, as a number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Level | None, dialect: Any) -> int | None:  # noqa: ARG002
        return None if value is None else Level(value).value * 2

    def process_result_value(self, value: int | None, dialect: Any) -> Level | None:  # noqa: ARG002
        return None if value is None else Level(value // 2)


class Auto(TypeDecorator[str]):
    """Text that knows nothing of statuses, like SQLModel's."""

    impl = String
    cache_ok = True


class Marked(TypeDecorator[str]):
    """Text that is stored in a way of its own."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else f"<{value.strip()}>"

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else value[1:-1]


@dataclass(frozen=True)
class Way:
    """A way to store a status: what is written for each member, and for one that is none."""

    domain: type[enum.Enum]
    type: Any
    written: list[Any]
    unknown: Any
    raw: Any
    read: Callable[[Any], Any] | None = None
    info: Any = None

    def status(self, table: Table) -> Any:
        return self.read(table.c.status) if self.read else table.c.status


def document(*values: Any) -> list[Any]:
    return [{"status": value, "other": [1]} for value in values]


WAYS = {
    "whole numbers": Way(Number, Integer, [1, 20, -3], 7, 7),
    "an IntEnum": Way(Level, SmallInteger, [1, 20, 300], 7, 7),
    "an own type over numbers": Way(Level, Halved(), list(Level), None, None),
    "text of a type that knows no statuses": Way(Word, Auto(20), ["one", "two", "three"], "four", "four"),
    "text that is stored in a way of its own": Way(Word, Marked(20), ["one", "two", "three"], "four", "<four>"),
    "text of a mixed Enum": Way(TextWord, Auto(20), ["one", "two", "three"], "four", "four"),
    "names, as the column says": Way(
        Word, String(20), ["FIRST", "SECOND", "THIRD"], "one", "one", info=stored_by("name")
    ),
    "text of a fixed length": Way(Word, CHAR(10), ["one", "two", "three"], "four", "four"),
    "a key of a document": Way(
        Word, JSON, document("one", "two", "three"), document("four")[0], "four", lambda c: c["status"].as_string()
    ),
    "a number in a document": Way(
        Level, JSON, document(1, 20, 300), document("x")[0], "x", lambda c: c["status"].as_integer()
    ),
    "a key within a key": Way(
        Word,
        JSON().with_variant(postgresql.JSONB, "postgresql"),
        [{"a": {"b c": word}} for word in ("one", "two", "three")],
        {"a": {"b c": "four"}},
        "four",
        lambda c: c[("a", "b c")].as_string(),
    ),
}
SERVERS = [
    "sqlite-memory",
    pytest.param("psycopg", marks=pytest.mark.postgres),
    pytest.param("mariadb+pymysql", marks=pytest.mark.mariadb),
]


@pytest.fixture(params=SERVERS)
def database(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Backend]:
    opened = open_backend(request.param, tmp_path, request)
    yield opened
    opened.writer.dispose()


def tables(way: Way) -> tuple[Table, Table]:
    metadata = MetaData()
    job = Table(
        "job_of_a_way",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("status", way.type, nullable=True, info=way.info or {}),
        Column("title", String(20)),
    )
    part = Table(
        "part_of_a_way", metadata, Column("id", Integer, primary_key=True), Column("job", Integer, ForeignKey(job.c.id))
    )
    return job, part


@pytest.mark.parametrize("name", WAYS)
def test_what_is_written_is_read_filtered_moved_and_sorted(database: Backend, name: str) -> None:
    way = WAYS[name]
    first, second, third = way.domain
    words = {first: "a", second: "b", third: "c"}
    mapping: StatusMapping[Any, Any] = StatusMapping(way.domain, words, unrecognized="?")
    life: Lifecycle[Any] = Lifecycle(way.domain, {third: [first], first: [second]}, initial=[third])
    job, part = tables(way)
    status = way.status(job)
    database.create(job.metadata)
    with database.fill() as db:
        rows = enumerate([*way.written, None, way.unknown], start=1)
        db.execute(
            insert(job), [{"id": key, "status": value, "title": "t"} for key, value in rows if value is not None]
        )
        db.execute(insert(job), [{"id": 4, "title": "t"}])
    jobs: SummaryQuery[int, Summary[int, Any, Any, Any]] = SummaryQuery(
        mapping, id=job.c.id, status=status, title=job.c.title, segments=part.c.job, on_unknown="row"
    )
    with database.fill() as db:
        read = jobs.many(db, [1, 2, 3, 4, 5])
        filtered = {word: set(db.scalars(select(job.c.id).where(mapping.where(status, word)))) for word in "abc?"}
        ordered = list(db.scalars(select(job.c.id).order_by(life.order(status), job.c.id)))
        moved = [life.move(db, status, second, job.c.id == key) for key in (1, 2, 3, 4, 5)]
        again = life.move_returning(db, status, first, job.c.id > 0)
        after = {key: row.status for key, row in jobs.many(db, [1, 2, 3, 4, 5]).items()}
    job.metadata.drop_all(database.writer)
    known = way.unknown is not None
    unknown = {5: Unrecognized(way.raw)} if known else {}
    assert {key: row.status for key, row in read.items()} == {1: first, 2: second, 3: third, 4: None} | unknown
    assert (read[1].wire, read[4].wire) == ("a", None)
    assert filtered == {"a": {1}, "b": {2}, "c": {3}, "?": {5} if known else set()}
    assert ordered == [3, 1, 2, 4] + ([5] if known else [])
    assert moved == [1, 0, 0, 0, 0]
    assert [(step.key, step.old, step.new) for step in again] == [(3, third, first)]
    assert after == {1: second, 2: second, 3: first, 4: None} | unknown


class Plain(SQLModel, table=True):
    id: int = Field(primary_key=True)
    status: str = Field(max_length=20)
    number: int
    title: str = Field(max_length=20)
    parts: int = 0


def test_a_model_of_sqlmodel_holds_a_status_as_plain_text_or_number(database: Backend) -> None:
    words, levels = StatusMapping.by_value(Word), StatusMapping(Level, {level: level.name for level in Level})
    texts = SummaryQuery(
        words, id=col(Plain.id), status=col(Plain.status), title=col(Plain.title), counter=col(Plain.parts)
    )

    class PlainRow(SummaryRow):
        status: Level = status_of(col(Plain.number), levels)

    numbers = SummaryQuery(PlainRow, key=col(Plain.id))
    life = Lifecycle(Word, {Word.FIRST: [Word.SECOND], Word.SECOND: [Word.THIRD]}, initial=[Word.FIRST])
    metadata = MetaData()
    SQLModel.metadata.tables["plain"].to_metadata(metadata)
    database.create(metadata)
    with database.fill() as db:
        db.add(Plain(id=1, status="one", number=20, title="t"))
        db.flush()
        assert life.move(db, col(Plain.status), Word.SECOND, col(Plain.id) == 1) == 1
        row, number = texts.get(db, 1), numbers.get(db, 1)
    metadata.drop_all(database.writer)
    assert row is not None
    assert number is not None
    assert (row.status, row.wire, number.status) == (Word.SECOND, "two", Level.SECOND)


class InSql(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def bind_expression(self, bindparam: Any) -> Any:
        return func.lower(bindparam)


class OfBytes(TypeDecorator[Any]):
    impl = LargeBinary
    cache_ok = True


class Shaky(TypeDecorator[Any]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        return value if value is Word.FIRST else value.name


class Numbered(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        return len(value)


def column(type_: Any, **options: Any) -> Column[Any]:
    return Column("mood", type_, **options)


FAULTY: dict[str, Any] = {
    "numbers for an Enum of texts": lambda: unchecked(column(Integer), Word),
    "numbers by name": lambda: unchecked(column(Integer), Level, stored="name"),
    "numbers for truths": lambda: unchecked(column(Integer), enum.Enum("Truth", {"YES": True, "NO": False})),
    "texts for an Enum of numbers": lambda: unchecked(column(String), Level),
    "a truth": lambda: unchecked(column(Boolean), Word),
    "a key": lambda: unchecked(column(Uuid), Word),
    "a whole document": lambda: unchecked(column(JSON), Word),
    "a key that is read as a document": lambda: unchecked(column(JSON)["a"], Word),
    "a key that is read as a truth": lambda: unchecked(column(JSON)["a"].as_boolean(), Word),
    "a key that a path cannot have": lambda: unchecked(column(JSON)['say "a"'].as_string(), Word),
    "an own type that translates in SQL": lambda: unchecked(column(InSql), Word),
    "an own type over bytes": lambda: unchecked(column(OfBytes), Word),
    "an own type that knows one member": lambda: unchecked(column(Shaky), Word),
    "an own type that writes text as numbers": lambda: unchecked(column(Numbered), Word),
    "a spelling that there is not": lambda: stored_by("upper"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    "a column that says one that there is not": lambda: unchecked(
        column(String, info={"session_status.stored": "upper"}), Word
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_column_that_cannot_hold_the_statuses_is_refused(name: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ColumnError) as caught:
        FAULTY[name]()
    assert str(caught.value) == snapshot


def test_a_spelling_is_said_once_for_all_who_read_or_write_the_column() -> None:
    table = Table("said", MetaData(), Column("id", Integer, primary_key=True), Column("status", String))
    words = StatusMapping.by_value(Word)
    words.where(table.c.status, "one", stored="name")
    assert list(spelling_of(table.c.status, Word).raw.values()) == ["FIRST", "SECOND", "THIRD"]
    life = Lifecycle(Word, {Word.FIRST: [Word.SECOND], Word.SECOND: [Word.THIRD]}, initial=[Word.FIRST])
    statement = life.advance(table.c.status, Word.SECOND, table.c.id == 1)
    assert "SECOND" in statement.compile().params.values()
    with pytest.raises(ColumnError, match=r"said\.status: stored='value', but it is read by 'name' in another place"):
        words.where(table.c.status, "one", stored="value")


def test_a_spelling_that_comes_too_late_is_refused_instead_of_finding_nothing() -> None:
    table = Table("late", MetaData(), Column("status", String), Column("notes", JSON))
    words = StatusMapping.by_value(Word)
    for status in (table.c.status, table.c.notes["status"].as_string()):
        words.where(status, "one")
        with pytest.raises(ColumnError, match=r"say it once, at the column, by info=stored_by\('name'\)"):
            words.where(status, "one", stored="name")


def test_a_spelling_that_was_refused_is_not_held() -> None:
    table = Table("wrong", MetaData(), Column("status", String))
    with pytest.raises(ColumnError, match="say stored='name'"):
        spelling_of(table.c.status, Level)
    assert list(spelling_of(table.c.status, Level, stored="name").raw.values()) == ["FIRST", "SECOND", "THIRD"]


def test_keys_of_one_document_are_spelled_each_for_itself() -> None:
    notes = Table("keys", MetaData(), Column("notes", JSON)).c.notes
    spelling_of(notes["a"].as_string(), Word, stored="name")
    assert list(spelling_of(notes["b"].as_string(), Word).raw.values()) == ["one", "two", "three"]
    assert list(spelling_of(notes["a"].as_string(), Word).raw.values()) == ["FIRST", "SECOND", "THIRD"]

"""What a call returns of a query is what SQLAlchemy returns: one row, one or None, a list."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Row, create_engine, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.queries.results import Shape

HEAD = """\
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
class Base(DeclarativeBase): ...
class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


class Base(DeclarativeBase): ...


class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)


STATEMENTS = (
    "select(Job)",
    "select(Job.id)",
    "select(func.max(Job.id))",
    "select(func.count(Job.id))",
    "select(Job, Job.id)",
)
QUERIES = ("db.query(Job)", "db.query(Job.id)", "db.query(func.max(Job.id))", "db.query(Job, Job.id)")
STEPS = ("", ".where(Job.id > 0)", ".order_by(Job.id)", ".group_by(Job.id)")
EXECUTED = ("db.execute({})", "db.scalars({})", "db.execute({}).scalars()", "db.execute({}).unique()")
ENDS = (
    "first()",
    "one()",
    "one_or_none()",
    "all()",
    "fetchall()",
    "fetchone()",
    "scalar()",
    "scalar_one()",
    "scalar_one_or_none()",
)


def expressions() -> Iterator[str]:
    """Every way to an end that SQLAlchemy has."""
    statements = [statement + step for statement, step in itertools.product(STATEMENTS, STEPS)]
    executed = [way.format(statement) for way, statement in itertools.product(EXECUTED, statements)]
    queries = [query + step for query, step in itertools.product(QUERIES, STEPS)]
    yield from (f"{chain}.{end}" for chain, end in itertools.product((*executed, *queries), ENDS))
    yield from (f"db.scalar({statement})" for statement in statements)
    yield from ("db.get(Job, 1)", "db.get_one(Job, 1)", "db.query(Job).get(1)")


def returned(expression: str, db: Session) -> Shape | None:
    """What an empty database gives: an error where one row has to be there; None where SQLAlchemy has no such method."""
    try:
        value: Any = eval(expression, {"db": db, "Job": Job, "func": func, "select": select})  # noqa: S307  (from above)
    except NoResultFound:
        return Shape.ONE
    except AttributeError:
        return None
    if value is None:  # the one row of an aggregate may hold it
        return Shape.ONE if expression.endswith((".one()", ".scalar_one()")) else Shape.OPTIONAL
    return Shape.LIST if isinstance(value, Sequence) and not isinstance(value, Row | str) else Shape.ONE


@pytest.fixture
def empty() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        yield db
    engine.dispose()


LISTS = {Shape.LIST, Shape.SEQUENCE}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning", "ignore::sqlalchemy.exc.SAWarning")
def test_every_result_that_is_known_is_what_sqlalchemy_returns(project_of: ProjectOf, empty: Session) -> None:
    every = list(expressions())
    lines = [f"    x{number} = {expression}" for number, expression in enumerate(every)]
    parts = project_of(f"{HEAD}def f(db: Session):\n" + "\n".join(lines) + "\n").parts("main.py")
    values = {ast.unparse(node.targets[0]): node.value for node in parts.file.bindings.nodes(ast.Assign)}
    wrong: list[str] = []
    known = 0
    for number, expression in enumerate(every):
        result = parts.results.of(values[f"x{number}"])
        if result is None:
            continue
        known += 1
        real = returned(expression, empty)
        is_right = result.shape is real or (result.shape in LISTS and real in LISTS)
        if real is not None and not is_right:
            wrong.append(f"{expression}: {result.shape.value}, really {real.value}")
    assert not wrong, "\n".join(wrong)
    assert known > len(every) // 2


@pytest.mark.parametrize(
    ("expression", "shape", "model"),
    [
        ("db.query(Job).first()", Shape.OPTIONAL, "Job"),
        ("db.query(Job).all()", Shape.LIST, "Job"),
        ("db.scalars(select(Job)).all()", Shape.SEQUENCE, "Job"),
        ("db.execute(select(Job)).all()", Shape.SEQUENCE, None),
        ("db.execute(select(Job)).scalar_one()", Shape.ONE, "Job"),
        ("db.query(Job.id).first()", Shape.OPTIONAL, None),
        ("db.get(Job, 1)", Shape.OPTIONAL, "Job"),
        ("db.get_one(Job, 1)", Shape.ONE, "Job"),
        ("db.scalar(select(Job))", Shape.OPTIONAL, "Job"),
        ("db.scalar(select(func.max(Job.id)))", Shape.OPTIONAL, None),
    ],
)
def test_objects_of_a_class_are_told_from_rows(
    expression: str, shape: Shape, model: str | None, project_of: ProjectOf
) -> None:
    parts = project_of(f"{HEAD}def f(db: Session):\n    x = {expression}\n").parts("main.py")
    result = parts.results.of(parts.last("x"))
    assert result is not None
    assert (result.shape, result.model.name if result.model is not None else None) == (shape, model)
    assert expression.split("(")[-2].endswith(result.method) or expression.startswith(f"db.{result.method}")


@pytest.mark.parametrize(
    "expression",
    [
        "cache.get(key, 1)",
        "requests.get(url, 1).first()",
        "db.query(func.max(Job.id)).first()",
        "db.execute(select(func.count())).scalar()",
        "db.query(Job).get(1, 2, 3).all()",
        "words.all()",
        "db.query(Job).delete()",
    ],
)
def test_nothing_is_known_of(expression: str, project_of: ProjectOf) -> None:
    parts = project_of(f"{HEAD}def f(db: Session):\n    x = {expression}\n").parts("main.py")
    assert parts.results.of(parts.last("x")) is None


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("y = db.query(Job).all()\n    x = y", Shape.LIST),
        ("y = db.query(Job).first()\n    x = y", None),
        ("y = db.query(Job).one()\n    x = y", Shape.ONE),
        ("y = db.query(Job).all()\n    if a:\n        y = []\n    x = y", None),
        ("with db.query(Job).all() as y:\n        x = y", None),
    ],
)
def test_a_variable_holds_what_it_was_given_where_nothing_can_have_made_sure_of_it(
    body: str, shape: Shape | None, project_of: ProjectOf
) -> None:
    parts = project_of(f"{HEAD}def f(db: Session):\n    {body}\n").parts("main.py")
    result = parts.results.held(parts.last("x"))
    assert (result.shape if result is not None else None) == shape


@pytest.mark.parametrize(
    ("body", "is_possible"),
    [
        ("y = None\n    if a:\n        y = b\n    x = y", True),
        ("y = None\n    y = b\n    x = y", False),
        ("y = b\n    x = y", False),
        ("x = b.c", False),
    ],
)
def test_a_variable_may_be_none_where_a_way_to_it_sets_it_so(
    body: str, *, is_possible: bool, project_of: ProjectOf
) -> None:
    parts = project_of(f"def f(a, b):\n    {body}\n").parts("main.py")
    assert parts.results.may_be_none(parts.last("x")) is is_possible

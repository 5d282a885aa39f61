"""How far a query has come in an expression, and what it selects."""

from __future__ import annotations

import ast
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import ProjectOf, Written, write_project

from lint_rules.semantic.queries.chains import Chain, Stage

HEAD = """\
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Query, Session, mapped_column
class Base(DeclarativeBase): ...
class Job(Base):
    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
class Task(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
class Dto: ...
"""
Said = tuple[Stage, str | None, bool]


def said(chain: Chain | None) -> Said | None:
    if chain is None:
        return None
    entities = None if chain.entities is None else ", ".join(map(ast.unparse, chain.entities))
    return chain.stage, entities, chain.grouped


def chain_of(project: Written) -> Said | None:
    """What is known of the value that `main.py` gives `x` last."""
    parts = project.parts("main.py")
    return said(parts.chains.of(parts.last("x")))


def in_function(*statements: str, parameters: str = "db: Session") -> str:
    body = "\n".join(f"    {line}" for statement in statements for line in statement.splitlines())
    return f"{HEAD}def f({parameters}):\n{body}\n"


@pytest.mark.parametrize(
    ("expression", "chain"),
    [
        ("select(Job)", (Stage.STATEMENT, "Job", False)),
        ("select(Job, Task.id)", (Stage.STATEMENT, "Job, Task.id", False)),
        ("select(*columns)", (Stage.STATEMENT, None, False)),
        ("select(Job).where(Job.id == 1).group_by(Job.id)", (Stage.STATEMENT, "Job", True)),
        ("select(Job).union(select(Task))", (Stage.STATEMENT, None, False)),
        ("select(Job).with_only_columns(Job.id)", (Stage.STATEMENT, "Job.id", False)),
        ("select(Job).subquery()", None),
        ("Query(Job, db)", (Stage.QUERY, "Job, db", False)),
        ("db.query(Job)", (Stage.QUERY, "Job", False)),
        ("db.query(Job).filter(Job.id == 1).with_entities(Job.id)", (Stage.QUERY, "Job.id", False)),
        ("db.query('text')", None),
        ("db.query(Job).all()", None),
        ("db.execute(select(Job))", (Stage.ROWS, "Job", False)),
        ("db.execute(select(Job)).unique()", (Stage.ROWS, "Job", False)),
        ("db.execute(select(Job)).scalars()", (Stage.SCALARS, "Job", False)),
        ("db.execute(select(Job)).scalars(1)", (Stage.SCALARS, None, False)),
        ("db.execute(select(Job)).mappings()", None),
        ("db.scalars(select(Job))", (Stage.SCALARS, "Job", False)),
        ("db.execute(anything)", (Stage.ROWS, None, False)),
        ("db.exec(select(Job))", (Stage.SCALARS, "Job", False)),
        ("db.exec(select(Job, Task))", (Stage.ROWS, "Job, Task", False)),
        ("db.execute(select(Job), filters=1)", None),
        ("cache.execute(select(Job))", None),
        ("Job.query", (Stage.QUERY, "Job", False)),
        ("Job.query.filter_by(id=1)", (Stage.QUERY, "Job", False)),
        ("Dto.query", None),
        ("Dto.query.filter_by(id=1)", None),
    ],
)
def test_a_query_has_come_so_far(expression: str, chain: Said | None, project_of: ProjectOf) -> None:
    assert chain_of(project_of(in_function(f"x = {expression}"))) == chain


STARTS = ("db.query(Job)", "select(Job)", "Job.query")
STEPS = ("filter(Job.id == 1)", "order_by(Job.id)", "distinct()", "limit(2)", "group_by(Job.id)", "join(Task)")


@given(
    start=st.sampled_from(STARTS),
    steps=st.lists(st.sampled_from(STEPS), max_size=5),
    named=st.sets(st.integers(0, 5)),
    loops=st.booleans(),
)
def test_names_for_what_lies_between_change_nothing(
    start: str, steps: list[str], named: set[int], *, loops: bool
) -> None:
    whole = in_function(f"x = {'.'.join((start, *steps))}")
    statements = [f"part = {start}"]
    for number, step in enumerate(steps):
        statements.append(f"part = part.{step}" if number in named else f"part = (part).{step}")
    if loops and steps:
        statements.append(f"for word in words:\n    part = part.{steps[-1]}")
    parted = in_function(*statements, "x = part")
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        assert chain_of(write_project(Path(one), {"main.py": whole})) == chain_of(
            write_project(Path(other), {"main.py": parted})
        )


@given(start=st.sampled_from(STARTS), steps=st.lists(st.sampled_from(STEPS), max_size=5))
def test_a_query_is_grouped_where_a_method_groups_it_and_selects_what_it_began_with(
    start: str, steps: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        source = in_function(f"x = {'.'.join((start, *steps))}")
        chain = chain_of(write_project(Path(folder), {"main.py": source}))
    assert chain is not None
    assert chain[1:] == ("Job", any(step.startswith("group_by") for step in steps))


@pytest.mark.parametrize(
    ("other", "chain"),
    [
        ("db.query(Job).limit(1)", (Stage.QUERY, "Job", False)),
        ("db.query(Task)", (Stage.QUERY, None, False)),
        ("select(Job)", None),
        ("compute()", None),
    ],
)
def test_two_ways_to_a_name_give_what_they_have_in_common(
    other: str, chain: Said | None, project_of: ProjectOf
) -> None:
    source = in_function(f"if a:\n    part = db.query(Job)\nelse:\n    part = {other}", "x = part")
    assert chain_of(project_of(source)) == chain


@pytest.mark.parametrize(
    ("annotation", "chain"),
    [
        ("Query[Job]", (Stage.QUERY, None, False)),
        ("Query", (Stage.QUERY, None, False)),
        ("sqlalchemy.Select", (Stage.STATEMENT, None, False)),
        ("Job", None),
    ],
)
def test_an_annotation_says_what_a_parameter_is(annotation: str, chain: Said | None, project_of: ProjectOf) -> None:
    source = "import sqlalchemy\n" + in_function("x = part", parameters=f"part: {annotation}")
    assert chain_of(project_of(source)) == chain


@pytest.mark.parametrize(
    ("body", "entity"),
    [("model = Job", "self.model"), ("model = Dto", None), ("", None), ("model = compute()", None)],
)
def test_a_class_body_says_what_self_model_is(body: str, entity: str | None, project_of: ProjectOf) -> None:
    source = f"{HEAD}class Repository:\n    {body}\n    def f(self, db: Session):\n        x = db.query(self.model)\n"
    parts = project_of(source).parts("main.py")
    chain = parts.chains.of(parts.last("x"))
    assert chain is not None
    assert chain.entities is not None
    model, named = parts.chains.model(chain.entities[0])
    assert (model.name if model is not None else None) == (None if entity is None else "Job")
    assert (None if named is None else ast.unparse(named)) == (None if entity is None else "Job")


@pytest.mark.parametrize(
    ("imported", "parameters", "chain"),
    [
        ("", "db: AsyncSession", None),
        ("await ", "db: AsyncSession", (Stage.ROWS, "Job", False)),
        ("", "db: Session", (Stage.ROWS, "Job", False)),
    ],
)
def test_what_an_async_session_executes_is_to_be_awaited(
    imported: str, parameters: str, chain: Said | None, project_of: ProjectOf
) -> None:
    source = "from sqlalchemy.ext.asyncio import AsyncSession\n" + in_function(
        f"x = {imported}db.execute(select(Job))", parameters=parameters
    ).replace("def f", "async def f")
    assert chain_of(project_of(source)) == chain

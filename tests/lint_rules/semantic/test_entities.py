"""A call -> what stands in it where SQLAlchemy expects an entity, and where a column."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

PREFIX = """\
import os
import pandas as pd
from sqlalchemy import and_, delete, exists, func, insert, or_, select, update, text
from sqlalchemy.orm import DeclarativeBase, Query, Session, aliased, joinedload
from sqlmodel import select as pick
class Base(DeclarativeBase): ...
class M(Base): ...
class D:
    id: int
db: Session = Session()
q = db.query(M)
"""


@pytest.mark.parametrize(
    ("call", "entities"),
    [
        ("db.query(D, M)", ["D", "M"]),
        ("db.query(D.id, M)", ["M"]),
        ("db.query(func.count(D.id))", []),
        ("db.get(D, 1)", ["D"]),
        ("db.get(D)", []),
        ("select(D)", ["D"]),
        ("pick(D)", ["D"]),
        ("select(1, D.id)", []),
        ("update(D)", ["D"]),
        ("delete(D)", ["D"]),
        ("insert(D)", ["D"]),
        ("exists(D)", ["D"]),
        ("aliased(D, name)", ["D"]),
        ("Query(D)", ["D"]),
        ("q.join(D)", ["D"]),
        ("q.join(D, D.id == 1)", ["D"]),
        ("q.outerjoin(D)", ["D"]),
        ("q.select_from(D)", ["D"]),
        ("q.with_entities(D, M)", ["D", "M"]),
        ("select(M).where(x).join(D)", ["D"]),
        ("q.filter(x).limit(1).join(D)", ["D"]),
        ("', '.join(D)", []),
        ("os.path.join(D)", []),
        ("{}.get(D, 1)", []),
        ("pd.DataFrame().query(D)", []),
        ("q.filter(D)", []),
        ("text(D)", []),
        ("unheard.query(D)", []),
    ],
)
def test_entities_of(call: str, entities: list[str], project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}{call}\n").open("main.py")
    whole = module.nodes(ast.Expr)[-1].value
    assert isinstance(whole, ast.Call)
    assert [ast.unparse(position.expression) for position in module.queries.entities(whole)] == entities


@pytest.mark.parametrize(
    ("call", "columns"),
    [
        ("q.filter(D.id == 1)", ["D.id"]),
        ("q.filter(1 == D.id, M.id == D.id)", ["D.id", "M.id", "D.id"]),
        ("q.filter(D.id.in_([1]))", ["D.id"]),
        ("q.filter(~D.id.is_(None))", ["D.id"]),
        ("q.filter((D.id == 1) | (D.id == 2) & (M.id > 3))", ["D.id", "D.id", "M.id"]),
        ("q.order_by(D.id.desc())", ["D.id"]),
        ("q.join(M, D.id == M.id)", ["D.id", "M.id"]),
        ("q.group_by(D.id + 1)", ["D.id"]),
        ("select(D.id, M)", ["D.id"]),
        ("db.query(D.id)", ["D.id"]),
        ("func.count(D.id)", ["D.id"]),
        ("and_(D.id == 1, or_(D.id == 2))", ["D.id"]),
        ("joinedload(D.id)", ["D.id"]),
        ("q.filter(f(D.id))", []),
        ("sorted(D.id)", []),
        ("q.limit(D.id)", []),
    ],
)
def test_columns_of(call: str, columns: list[str], project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}{call}\n").open("main.py")
    whole = module.nodes(ast.Expr)[-1].value
    assert isinstance(whole, ast.Call)
    assert [ast.unparse(position.expression) for position in module.columns.of(whole)] == columns


def test_a_field_beside_a_mapped_column_may_be_a_constant(project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}q.filter(M.id == D.id, D.id == 1)\n").open("main.py")
    whole = module.nodes(ast.Expr)[-1].value
    assert isinstance(whole, ast.Call)
    beside = [(ast.unparse(one.expression), one.beside_column) for one in module.columns.of(whole)]
    assert beside == [("M.id", False), ("D.id", True), ("D.id", False)]


@pytest.mark.parametrize(("name", "sure"), [("db", True), ("session", False)])
def test_a_receiver_that_only_looks_like_a_session_is_not_sure(name: str, *, sure: bool, project_of: ProjectOf) -> None:
    module = project_of(f"{PREFIX}def f(session):\n    {name}.query(D)\n").open("main.py")
    assert [position.sure for position in module.queries.entities(module.nodes(ast.Call)[-1])] == [sure]

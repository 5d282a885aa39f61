"""How a file uses its names -> what holds a database session."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf, marks

from lint_rules.semantic.sessions.inference import IsSession

PREFIX = """\
import requests
from flask import current_app, g
from contextlib import contextmanager
from typing import Annotated, Iterator
from flask_sqlalchemy import SQLAlchemy
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker, DeclarativeBase
from elsewhere import unheard
class Base(DeclarativeBase): ...
class Model(Base): ...
class Own(Session): ...
class Wrapper:
    def query(self, text): ...
class Cache: ...
maker = sessionmaker()
flask = SQLAlchemy()
"""
YES, LIKELY, NO = IsSession.YES, IsSession.LIKELY, IsSession.NO
HOLDS = {
    "def f(x: Session): at('x', x)": YES,
    "def f(x: 'Session | None'): at('x', x)": YES,
    "def f(x: AsyncSession): at('x', x)": YES,
    "def f(x: Own): at('x', x)": YES,
    "x = Session(engine)\nat('x', x)": YES,
    "x = maker()\nat('x', x)": YES,
    "with maker() as x: at('x', x)": YES,
    "with maker.begin() as x: at('x', x)": YES,
    "with Session(engine) as x: at('x', x)": YES,
    "async def f():\n    async with async_sessionmaker()() as x: at('x', x)": YES,
    "x = scoped_session(maker)\nat('x', x)": YES,
    "at('x', flask.session)": YES,
    "at('x', current_app.appbuilder.session)": LIKELY,
    "at('x', g.db)": LIKELY,
    "at('x', g.user)": NO,
    "at('x', requests.session)": NO,
    "x = Own()\nat('x', x)": YES,
    "x = Session()\ny = x\nat('x', y)": YES,
    "class R:\n    def __init__(self, s: Session): self.s = s\n    def f(self): at('x', self.s)": YES,
    "class R:\n    s: Session\n    def f(self): at('x', self.s)": YES,
    "def f(x: Session | None = None):\n    y = x or maker()\n    at('x', y)": YES,
    "def f(x: Session, new: bool):\n    y = maker() if new else x\n    at('x', y)": YES,
    "Db = Annotated[Session, Depends(any_db)]\ndef f(x: Db): at('x', x)": YES,
    "Db = Annotated[Session, 1]\nOther = Db\ndef f(x: Other): at('x', x)": YES,
    "def any_db():\n    x = maker()\n    yield x\ndef f(x=Depends(any_db)): at('x', x)": YES,
    "def any_db() -> Iterator[Session]: ...\ndef f(*, x=Depends(any_db)): at('x', x)": YES,
    "def any_db():\n    with maker() as x: yield x\nfor y in any_db(): at('x', y)": YES,
    "def any_db():\n    yield maker()\ny = next(any_db())\nat('x', y)": YES,
    "async def any_db():\n    async with maker() as x: yield x\nasync def f():\n    async for y in any_db(): at('x', y)": YES,
    "@contextmanager\ndef scope():\n    yield maker()\nwith scope() as x: at('x', x)": YES,
    "def a():\n    return b()\ndef b():\n    return maker()\nx = a()\nat('x', x)": YES,
    "def a():\n    return b()\ndef b():\n    return a()\nx = a()\nat('x', x)": NO,
    "Db = Db2\nDb2 = Db\ndef f(x: Db): at('x', x)": NO,
    "Db = Annotated['Db', 1]\ndef f(x: Db): at('x', x)": NO,
    "@unheard\ndef rows():\n    yield maker()\nfor x in rows(): at('x', x)": NO,
    "def rows():\n    yield maker()\n    yield 1\nfor x in rows(): at('x', x)": NO,
    "def rows():\n    def inner(): return maker()\n    return 1\nx = rows()\nat('x', x)": NO,
    "def f(x=Depends(unheard)): at('x', x)": NO,
    "def f(db): at('x', db)": LIKELY,
    "def f(db_session): at('x', db_session)": LIKELY,
    "def f(self): at('x', self.session)": LIKELY,
    "def f(db: Model): at('x', db)": LIKELY,
    "def f(x: Model):\n    x.query(Model)\n    x.commit()\n    at('x', x)": LIKELY,
    "def build(): ...\nsession = build()\nat('x', session)": LIKELY,
    "class Odd(unheard): ...\nsession = Odd()\nat('x', session)": LIKELY,
    "session = unheard()\nat('x', session)": NO,
    "def f(x): at('x', x)": NO,
    "def f(db: Wrapper): at('x', db)": NO,
    "def f(db: requests.Session): at('x', db)": NO,
    "def f(x: Model):\n    x.add(1)\n    at('x', x)": NO,
    "session = requests.Session()\nat('x', session)": NO,
    "session = {}\nat('x', session)": NO,
    "session = Cache()\nat('x', session)": NO,
    "x = x.y\nat('x', x)": NO,
}


@pytest.mark.parametrize("source", HOLDS)
def test_an_expression_holds_a_session(source: str, project_of: ProjectOf) -> None:
    module = project_of(PREFIX + source + "\n").open("main.py")
    ((_, expression),) = marks(module)
    assert module.sessions.holds_session(expression) is HOLDS[source]


def test_held_tells_every_call_and_attribute_of_a_parameter(project_of: ProjectOf) -> None:
    module = project_of("def f(a):\n    a.b()\n    a.c.d()\n    a = 1\n    a.e()\n").open("main.py")
    (_, binding), *_ = module.parameters(module.nodes(ast.FunctionDef)[0])
    held = module.sessions.held(binding)
    assert ([*held.calls], held.attributes) == (["b"], frozenset({"b", "c"}))


def test_a_dict_is_not_used_as_a_session_is(project_of: ProjectOf) -> None:
    module = project_of("def f(a, b):\n    a.get(1, 2)\n    a.add(3)\n    b.add(1)\n    b.commit()\n").open("main.py")
    used = [
        module.sessions.held(binding).is_used_as_session
        for _, binding in module.parameters(module.nodes(ast.FunctionDef)[0])
    ]
    assert used == [False, True]


def test_loads_are_the_uses_that_can_mean_a_binding(project_of: ProjectOf) -> None:
    module = project_of("A = 1\nA.x\nif y:\n    A = 2\nA.y\nA = 3\nA.z\ndef f(): A.w\n").open("main.py")
    bindings = module.bindings_in(module.tree.module, "A")
    assert [[name.lineno for name in module.loads(binding)] for binding in bindings] == [[2, 5], [5], [7, 8]]

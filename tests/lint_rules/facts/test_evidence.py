"""One use of a name -> what it shows the name was meant to be."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.facts.conftest import ProjectOf

from lint_rules.facts.roles import Shown

PREFIX = "from fastapi import Depends\nfrom sqlalchemy import select\nfrom models import Session\n"
MODELS = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\nclass Session(Base): ...\n"
MODEL, SESSION, NOTHING = Shown.MODEL, Shown.SESSION, Shown.NOTHING
SHOWN = {
    "db.query(Session)": MODEL,
    "select(Session)": MODEL,
    "db.query(a).filter(Session.id == 1)": MODEL,
    "select(Session.id)": MODEL,
    "Session(id=1, title='x')": MODEL,
    "Session(bind=engine)": SESSION,
    "def f(db: Session): ...": SESSION,
    "def f(x: Session): x.commit()": SESSION,
    "def f(x: Session = Depends(get_db)): ...": SESSION,
    "def f(x: 'Session | None'): x.execute(1)": SESSION,
    "def f(x: Session): ...": NOTHING,
    "Db = Annotated[Session, Depends(get_db)]": SESSION,
    "Db = Annotated[Session, Depends(other)]": NOTHING,
    "Db = Annotated[int, Session]": NOTHING,
    "from sqlalchemy import orm\ndef other() -> orm.Session: ...\nDb = Annotated[Session, Depends(other)]": SESSION,
    "def f() -> Session:\n    return Session(bind=None)": SESSION,
    "isinstance(x, Session)": NOTHING,
    "Session()": NOTHING,
    "print(Session.id)": NOTHING,
}


@pytest.mark.parametrize("source", SHOWN)
def test_a_use_shows(source: str, project_of: ProjectOf) -> None:
    module = project_of({"models.py": MODELS, "main.py": PREFIX + source + "\n"}).open("main.py")
    use = next(name for name in module.nodes(ast.Name) if name.id == "Session")
    assert module.shown_by(use) is SHOWN[source]

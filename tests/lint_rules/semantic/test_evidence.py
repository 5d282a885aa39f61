"""One use of a name -> what it shows the name was meant to be."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.classes.kinds import Role

PREFIX = "from fastapi import Depends\nfrom sqlalchemy import select\nfrom models import Session\n"
MODELS = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\nclass Session(Base): ...\n"
MODEL, SESSION, NOTHING = Role.MODEL, Role.SESSION, Role.NOTHING
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
    "print(Session.__table__)": MODEL,
    "relationship(Session)": MODEL,
    "session.get(Session, 1)": MODEL,
    "kinds.get(Session, 1)": NOTHING,
    "db.add(Session())": MODEL,
    "row = Session()\ndb.delete(row)": MODEL,
    "def f(x: Session): db.merge(x)": MODEL,
    "def f(x: Session): sessions.add(x)": NOTHING,
    "def f(x: Session): g(x)\ndef g(y: Session): y.commit()": SESSION,
    "def f(x: Session): g(0, b=x)\ndef g(a, *, b: Session): h(b)\ndef h(c): c.commit()": SESSION,
    "def f(x: Session): g(x)\ndef g(*y): y.commit()": NOTHING,
    "def f(x: Session): g(x)\n@moved\ndef g(y, z): y.commit()": NOTHING,
    "def f(x: Session): f(x)": NOTHING,
    "class A:\n    def f(self, x: Session): self.g(x)\n    def g(self, y): y.commit()": SESSION,
    "class A:\n    def f(self, x: Session): A.g(self, x)\n    def g(self, y): y.commit()": SESSION,
    "def f(x: Session): A(x)\nclass A:\n    def __init__(self, y): self.z = y\n    def g(self): self.z.commit()": SESSION,
    "def f(x: sessionmaker[Session]): ...": SESSION,
    "def f(x: Select[tuple[Session]]): ...": MODEL,
    "def f(x: Store[Session]): x.commit()": NOTHING,
    "def f() -> Session: return db.scalar(q)": MODEL,
    "def f() -> Session: return sessions.get(q)": NOTHING,
    "def f() -> Session: return g()\ndef g() -> Session: return db.scalar(q)": MODEL,
    "def f() -> Session: return f()": NOTHING,
    "from typing import cast\nx = cast('Session', y)\nx.commit()": SESSION,
    "from typing import cast\nx = cast(Session, db.scalar(q))": MODEL,
    "from typing import cast\nx = cast(Session, y)": NOTHING,
}
WITH_MODEL = {
    "def f(x: list[Session]): ...": MODEL,
    "def f(x: list[Session]):\n    for one in x: one.commit()": SESSION,
    "def f(x: dict[int, Session]):\n    return [one.commit() for one in x.values()]": SESSION,
    "rows: dict[int, tuple[str, Session]] = {}": MODEL,
    "def f() -> list[Session]: return g()": MODEL,
    "def f(x: tuple[Session, int]): ...": NOTHING,
    "def f(x: Session): x.get(Other, 1)": SESSION,
    "Session.find(1)": MODEL,
    "count(Session, Session.title == 1)": MODEL,
    "count(Session, Other.title == 1)": NOTHING,
}


@pytest.mark.parametrize("source", SHOWN)
def test_a_use_shows(source: str, project_of: ProjectOf) -> None:
    module = project_of({"models.py": MODELS, "main.py": PREFIX + source + "\n"}).open("main.py")
    use = next(name for name in module.nodes(ast.Name) if name.id == "Session")
    assert module.shown_by(use) is SHOWN[source]


@pytest.mark.parametrize("source", WITH_MODEL)
def test_a_use_shows_where_the_model_is_known(source: str, project_of: ProjectOf) -> None:
    models = MODELS + "    __tablename__ = 'session'\n    title: str\n    def find(self): ...\n"
    module = project_of({"models.py": models.replace("): ...\n    __", "):\n    __"), "main.py": PREFIX + source}).open(
        "main.py"
    )
    use = next(name for name in module.nodes(ast.Name) if name.id == "Session")
    assert module.shown_by(use, module.resolve(use)) is WITH_MODEL[source]


def test_what_is_handed_to_another_file_is_what_its_annotation_says_there(project_of: ProjectOf) -> None:
    other = "from sqlalchemy.orm import Session\nNEW: Session = None\ndef put(row, to: Session): ...\n"
    source = "from other import NEW, put\ndef f(x: Session): put(1, x)\ndef g(y: Session = NEW): ...\n"
    module = project_of({"models.py": MODELS, "other.py": other, "main.py": PREFIX + source}).open("main.py")
    uses = [name for name in module.nodes(ast.Name) if name.id == "Session"]
    assert [module.shown_by(use) for use in uses] == [SESSION, SESSION]


def test_a_name_that_a_file_gives_two_classes_proves_nothing_elsewhere(project_of: ProjectOf) -> None:
    other = "from models import Session\nfrom sqlalchemy.orm import Session\ndef put(to: Session): ...\n"
    source = "from other import put\ndef f(x: Session): put(x)\n"
    module = project_of({"models.py": MODELS, "other.py": other, "main.py": PREFIX + source}).open("main.py")
    use = next(name for name in module.nodes(ast.Name) if name.id == "Session")
    assert module.shown_by(use) is NOTHING

"""Which expressions are statuses, of which Enum, and what a class declares an attribute as."""

from __future__ import annotations

import ast

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.classes.enums import EnumFacts
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.statuses.inference import Form

_ENUM = """\
from enum import Enum, StrEnum, auto
from sqlalchemy import Column, Enum as SQLEnum, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class JobStatus(Enum):
    WAITING = "waiting"
    DONE = "done"
    READY = DONE
    FINISHED = "done"
    _hidden = 1
    def shown(self): return self.value
class Base(DeclarativeBase): ...
class Job(Base):
    __tablename__ = "job"
    status: Mapped[JobStatus]
    old = Column(SQLEnum(JobStatus))
    text: Mapped[JobStatus] = mapped_column(String)
    parent: Mapped["Job | None"]
    @property
    def shown(self) -> JobStatus: ...
    def best(self) -> "Job": ...
"""


def enum_of(module: SemanticModel, name: str) -> EnumFacts:
    node = next(one for one in module.nodes(ast.ClassDef) if one.name == name)
    (binding,) = module.bindings_in(module.tree.module, node.name)
    facts = module.statuses.enum(module.denoted_by(binding))
    assert facts is not None
    return facts


def test_aliases_are_no_members_of_their_own(project_of: ProjectOf) -> None:
    facts = enum_of(project_of({"main.py": _ENUM}).open("main.py"), "JobStatus")
    assert [member.name for member in facts.members] == ["WAITING", "DONE"]
    assert facts.by_name["READY"] is facts.by_name["FINISHED"] is facts.by_name["DONE"]
    assert facts.without(["FINISHED"]) == (facts.by_name["WAITING"],)


def test_a_value_that_auto_makes_is_the_name_in_lower_case_where_the_class_says_so(project_of: ProjectOf) -> None:
    source = "import enum\nclass AState(enum.StrEnum):\n    ON_IT = enum.auto()\nclass BState(enum.Enum):\n    ON_IT = enum.auto()\n"
    module = project_of({"main.py": source}).open("main.py")
    assert enum_of(module, "AState").members[0].value == "on_it"
    assert enum_of(module, "BState").members[0].value is None


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("def f(job: Job): job.status.value == here", Form.VALUE),
        ("def f(job: Job | None): job.parent.status.name == here", Form.NAME),
        ("def f(job: Job): job.best().old == here", Form.MEMBER),
        ("def f(job: Job): job.shown == here", Form.MEMBER),
        ("def f(db: Session): db.query(Job).first().status == here", Form.MEMBER),
        ("def f(db: Session):\n    for job in db.query(Job).all(): job.status == here", Form.MEMBER),
        ("def f(s): JobStatus(s) == here", Form.MEMBER),
        ("def f(job: Job): str(job.status) == here", Form.TEXT),
        ("Job.old == here", Form.COLUMN),
    ],
)
def test_the_enum_of_a_status_is_known(project_of: ProjectOf, body: str, read: Form) -> None:
    module = project_of({"main.py": f"{_ENUM}\n{body}\n"}).open("main.py")
    status = module.statuses.read(module.nodes(ast.Compare)[0].left)
    assert status is not None
    assert status.enum is not None
    assert (status.enum.name, status.form) == ("JobStatus", read)


@pytest.mark.parametrize(
    "body",
    [
        "def f(job: Job): job.text == here",
        "def f(job: Job | str): job.status == here",
        "def f(job): job.status == here",
        "def f(job: Job):\n    job = other()\n    job.status == here",
        "def f(jobs: list[Job]): jobs.status == here",
    ],
)
def test_what_is_not_certain_has_no_enum(project_of: ProjectOf, body: str) -> None:
    module = project_of({"main.py": f"{_ENUM}\n{body}\n"}).open("main.py")
    status = module.statuses.read(module.nodes(ast.Compare)[0].left)
    assert status is None or status.enum is None


def test_a_circle_of_classes_ends(project_of: ProjectOf) -> None:
    source = "class A(B):\n    status: 'A'\nclass B(A): ...\ndef f(a: A): a.best().status == here\n"
    module = project_of({"main.py": source}).open("main.py")
    status = module.statuses.read(module.nodes(ast.Compare)[0].left)
    assert status is not None
    assert status.enum is None

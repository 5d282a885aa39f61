"""What a class declares an attribute as: the class of its value, and how a column spells it."""

from __future__ import annotations

import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import FileParts, ProjectOf, write_project

from lint_rules.semantic.names.symbol import DefinedClass

HEAD = """\
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Enum as SQLEnum, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Status(Enum):
    DONE = "done"
class Other(Enum):
    DONE = "done"
class Base(DeclarativeBase): ...
"""


def declared(parts: FileParts, owner: str = "Job") -> str | None:
    """The name of the class that `status` of a class is declared with; with a star where a column stores members' names."""
    resolver = parts.resolver
    (binding,) = parts.file.bindings.module_scope.bindings[owner]
    defined = resolver.of_binding(binding, parts.file)
    assert isinstance(defined, DefinedClass)
    found = parts.declared_types.declared(defined, "status")
    return None if found is None else found.type.name + ("*" if found.stores_names else "")


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("class Job:\n    status: Status", "Status"),
        ("class Job:\n    status: 'Status | None' = None", "Status"),
        ("class Job(Base):\n    status: Mapped[Status] = mapped_column()", "Status"),
        ("class Job(Base):\n    status: Mapped[Status] = mapped_column(ForeignKey('x.y'))", "Status"),
        ("class Job(Base):\n    status: Mapped[Status] = mapped_column(String)", None),
        ("class Job(Base):\n    status: Mapped[Status] = mapped_column(SQLEnum(Status))", "Status*"),
        ("class Job(Base):\n    status: Mapped[Status] = mapped_column(SQLEnum(Other))", None),
        ("class Job(Base):\n    status = Column(SQLEnum(Status))", "Status*"),
        ("class Job(Base):\n    status = Column('state', SQLEnum(Status))", "Status*"),
        ("class Job(Base):\n    status = Column(type_=SQLEnum(Status))", "Status*"),
        ("class Job(Base):\n    status = Column(SQLEnum(Status, values_callable=str))", "Status"),
        ("class Job(Base):\n    status = Column(SQLEnum(Status, **more))", "Status"),
        ("class Job(Base):\n    status = Column(String)", None),
        ("class Job:\n    status: list[Status]", None),
        ("class Job:\n    status: Status = 'done'", None),
        ("class Job:\n    @property\n    def status(self) -> Status: ...", "Status"),
        ("class Job:\n    @cached_property\n    def status(self) -> Status: ...", "Status"),
        ("class Job:\n    def status(self) -> Status: ...", None),
        ("class Job:\n    def __init__(self, status: Status):\n        self.status = status", "Status"),
        ("class Job:\n    def __init__(self, status: Status = 'done'):\n        self.status = status", None),
        ("class Job:\n    def start(self):\n        self.status = Status.DONE", "Status"),
        ("class Job:\n    def start(self):\n        self.status = Status.mro", None),
        ("class Job:\n    status: Status\n    def start(self):\n        self.status = Other.DONE", None),
        ("class Job:\n    status: Status\n    def start(self):\n        self.status = compute()", None),
        ("class Job(BaseModel):\n    model_config = ConfigDict(use_enum_values=True)\n    status: Status", None),
        ("class Job(BaseModel, use_enum_values=True):\n    status: Status", None),
        ("class Job(BaseModel):\n    class Config:\n        use_enum_values = True\n    status: Status", None),
        ("class Job: ...", None),
    ],
)
def test_an_attribute_is_declared_as(source: str, type_: str | None, project_of: ProjectOf) -> None:
    assert declared(project_of(f"{HEAD}\n{source}\n").parts("main.py")) == type_


@given(depth=st.integers(0, 6), wide=st.booleans(), declares=st.sampled_from(("Status", "Other", None)))
def test_a_class_has_what_its_bases_declare_however_far_up(depth: int, declares: str | None, *, wide: bool) -> None:
    lines = [f"class C0:\n    {'pass' if declares is None else f'status: {declares}'}", "class Mixin: ..."]
    lines += [f"class C{n + 1}({'Mixin, ' if wide else ''}C{n}): ..." for n in range(depth)]
    with TemporaryDirectory() as folder:
        parts = write_project(Path(folder), {"main.py": "\n".join((HEAD, *lines)) + "\n"}).parts("main.py")
        assert declared(parts, f"C{depth}") == declares


def test_the_nearest_declaration_counts(project_of: ProjectOf) -> None:
    source = "class A:\n    status: Other\nclass Job(A):\n    status: Status\n"
    assert declared(project_of(HEAD + source).parts("main.py")) == "Status"


def test_bases_that_inherit_from_each_other_declare_nothing(project_of: ProjectOf) -> None:
    assert declared(project_of(f"{HEAD}class Job(A): ...\nclass A(Job): ...\n").parts("main.py")) is None


@pytest.mark.parametrize(
    ("head", "returned"),
    [("def best(self) -> 'Job':", "Job"), ("@cache\n    def best(self) -> 'Job':", None), ("def best(self):", None)],
)
def test_a_method_returns_what_it_says_where_no_decorator_can_change_it(
    head: str, returned: str | None, project_of: ProjectOf
) -> None:
    source = textwrap.dedent(HEAD) + f"class A:\n    {head} ...\nclass Job(A): ...\n"
    parts = project_of(source).parts("main.py")
    (binding,) = parts.file.bindings.module_scope.bindings["Job"]
    owner = parts.resolver.of_binding(binding, parts.file)
    assert isinstance(owner, DefinedClass)
    found = parts.declared_types.returned(owner, "best")
    assert (found.name if found is not None else None) == returned

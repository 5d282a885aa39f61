"""A class of the project -> what it is to SQLAlchemy."""

from __future__ import annotations

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.options import ResolutionOptions

PREFIX = """\
import abc, enum, typing
from dataclasses import dataclass
import attrs
import pydantic
from pydantic import BaseModel
from sqlalchemy import Column, Integer
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import (
    DeclarativeBase, DeclarativeBaseNoMeta, Mapped, MappedAsDataclass, Session, as_declarative, declarative_base,
    declared_attr, mapped_column, registry,
)
from flask_sqlalchemy import SQLAlchemy
from sqlmodel import SQLModel
from advanced_alchemy.base import UUIDBase
from elsewhere import Unheard
from settings import Configured
reg = registry()
db = SQLAlchemy()
class Base(DeclarativeBase): ...
class Row(SQLModel): ...
class Abstract(Base):
    __abstract__ = True
class Mixin:
    id: Mapped[int]
"""
KINDS = {
    "class X(DeclarativeBase): ...": ClassKind.BASE,
    "class X(MappedAsDataclass, DeclarativeBase): ...": ClassKind.BASE,
    "class X(DeclarativeBaseNoMeta): ...": ClassKind.BASE,
    "@as_declarative()\nclass X: ...": ClassKind.BASE,
    "class X(Base): ...": ClassKind.MAPPED,
    "class X(Mixin, Base): ...": ClassKind.MAPPED,
    "class X(Abstract): ...": ClassKind.MAPPED,
    "class X(Abstract):\n    __abstract__ = True": ClassKind.ABSTRACT,
    "B = declarative_base()\nclass X(B): ...": ClassKind.MAPPED,
    "B = reg.generate_base()\nclass X(B): ...": ClassKind.MAPPED,
    "B = automap_base()\nclass X(B): ...": ClassKind.MAPPED,
    "@reg.mapped\nclass X: ...": ClassKind.MAPPED,
    "@reg.mapped_as_dataclass(kw_only=True)\nclass X: ...": ClassKind.MAPPED,
    "class X: ...\nreg.map_imperatively(X, table)": ClassKind.MAPPED,
    "class X(db.Model): ...": ClassKind.MAPPED,
    "class X(UUIDBase): ...": ClassKind.MAPPED,
    "class X(SQLModel, table=True): ...": ClassKind.MAPPED,
    "class X(Row, table=True): ...": ClassKind.MAPPED,
    "class X(Row): ...": ClassKind.SQLMODEL,
    "class X(Configured): ...": ClassKind.MAPPED,
    "class X(Unheard):\n    __tablename__ = 'x'": ClassKind.MAPPED,
    "class X(Unheard): ...": ClassKind.UNKNOWN,
    "class X(Unheard):\n    __tablename__: str": ClassKind.UNKNOWN,
    "class X(Unheard):\n    __tablename__: str = 'x'": ClassKind.MAPPED,
    "class X:\n    __tablename__: str\n    def __init_subclass__(cls): ...": ClassKind.UNKNOWN,
    "class X:\n    __tablename__: str": ClassKind.MIXIN,
    "class X:\n    __tablename__ = None\n    id = Column(Integer)": ClassKind.MIXIN,
    "class X:\n    __tablename__: str | None = None\n    id = Column(Integer)": ClassKind.MIXIN,
    "class Y:\n    __tablename__ = None\n    id = Column(Integer)\nclass X(Y): ...": ClassKind.MIXIN,
    "class X(Unheard):\n    __table__ = None": ClassKind.UNKNOWN,
    "class X(Base):\n    __tablename__ = None": ClassKind.MAPPED,
    "class X(Base, Unheard): ...": ClassKind.MAPPED,
    "@unheard\nclass X: ...": ClassKind.UNKNOWN,
    "class X(metaclass=Meta): ...": ClassKind.UNKNOWN,
    "class X:\n    def __init_subclass__(cls): ...": ClassKind.UNKNOWN,
    "class X(X): ...": ClassKind.UNKNOWN,
    "class X:\n    id = Column(Integer)": ClassKind.MIXIN,
    "class X:\n    id: Mapped[int] = mapped_column()": ClassKind.MIXIN,
    "class X:\n    id: 'Mapped[int]'": ClassKind.MIXIN,
    "class X:\n    @declared_attr\n    def id(cls): ...": ClassKind.MIXIN,
    "class X:\n    @declared_attr.directive\n    def id(cls): ...": ClassKind.MIXIN,
    "class X(Session): ...": ClassKind.SESSION,
    "class X(Session, Unheard): ...": ClassKind.UNKNOWN,
    "@dataclass\nclass X: ...": ClassKind.DATACLASS,
    "@dataclass(frozen=True)\nclass X(abc.ABC): ...": ClassKind.DATACLASS,
    "@attrs.define\nclass X: ...": ClassKind.DATACLASS,
    "class X(BaseModel): ...": ClassKind.PYDANTIC,
    "class Y(BaseModel): ...\nclass X(Y): ...": ClassKind.PYDANTIC,
    "class X(pydantic.BaseModel, typing.Generic[T]): ...": ClassKind.PYDANTIC,
    "class X(enum.StrEnum): ...": ClassKind.ENUM,
    "class X(str, enum.Enum): ...": ClassKind.ENUM,
    "class X(typing.Protocol): ...": ClassKind.PROTOCOL,
    "class X(typing.TypedDict): ...": ClassKind.TYPED_DICT,
    "class X(typing.NamedTuple): ...": ClassKind.NAMED_TUPLE,
    "class X: ...": ClassKind.PLAIN,
    "class X(dict): ...": ClassKind.PLAIN,
    "class X(abc.ABC, metaclass=abc.ABCMeta): ...": ClassKind.PLAIN,
}


@pytest.mark.parametrize("source", KINDS)
def test_a_class_is(source: str, project_of: ProjectOf) -> None:
    options = ResolutionOptions(mapped_bases=("settings.Configured",))
    written = project_of({"main.py": f"{PREFIX}{source}\nat('x', X)\n"}, options)
    assert written.open("main.py").classes.kind(written.marked("main.py")["x"]) is KINDS[source]


TWO_WAYS = {
    "if sys.version_info >= (3, 11):\n    from enum import StrEnum\nelse:\n    from strenum import StrEnum\n"
    "class X(StrEnum): ...": ClassKind.ENUM,
    "if sys.version_info >= (3, 11):\n    from enum import StrEnum\nelse:\n    from elsewhere import StrEnum\n"
    "class X(StrEnum): ...": ClassKind.ENUM,
    "try:\n    from enum import StrEnum\nexcept ImportError:\n    class StrEnum(str, enum.Enum): ...\n"
    "class X(StrEnum): ...": ClassKind.ENUM,
    "try:\n    StrEnum = enum.StrEnum\nexcept AttributeError:\n    class StrEnum(str, enum.Enum): ...\n"
    "class X(StrEnum): ...": ClassKind.ENUM,
    "class Old(str, enum.Enum): ...\nStrEnum = enum.StrEnum if sys.version_info >= (3, 11) else Old\n"
    "class X(StrEnum): ...": ClassKind.ENUM,
    "from compat import StrEnum\nclass X(StrEnum): ...": ClassKind.ENUM,
    "import compat\nclass X(compat.StrEnum): ...": ClassKind.ENUM,
    "try:\n    from elsewhere import StrEnum\nexcept ImportError:\n    class StrEnum(str, enum.Enum): ...\n"
    "class X(StrEnum): ...": ClassKind.UNKNOWN,
    "if old:\n    from enum import Enum as E\nelse:\n    E = object\nclass X(E): ...": ClassKind.UNKNOWN,
    "if old:\n    B = declarative_base()\nelse:\n    class B(DeclarativeBase): ...\nclass X(B): ...": ClassKind.MAPPED,
    "if old:\n    B = declarative_base()\nelse:\n    B = object\nclass X(B): ...": ClassKind.UNKNOWN,
    "if old:\n    class B(BaseModel): ...\nelse:\n    B = BaseModel\nclass X(B): ...": ClassKind.PYDANTIC,
    "if old:\n    class B(SQLModel): ...\nelse:\n    B = Row\nclass X(B): ...": ClassKind.SQLMODEL,
    "if old:\n    class B(SQLModel): ...\nelse:\n    B = Row\nclass X(B, table=True): ...": ClassKind.MAPPED,
}
"""Classes whose base comes by one of several ways, and what they are by all of them."""
COMPAT = """\
import sys
from enum import Enum
if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    class StrEnum(str, Enum): ...
"""


@pytest.mark.parametrize("source", TWO_WAYS)
def test_a_class_whose_base_comes_by_several_ways_is_what_it_is_by_each_of_them(
    source: str, project_of: ProjectOf
) -> None:
    written = project_of({"main.py": f"{PREFIX}import sys\n{source}\nat('x', X)\n", "compat.py": COMPAT})
    assert written.open("main.py").classes.kind(written.marked("main.py")["x"]) is TWO_WAYS[source]


def test_a_class_is_the_same_whichever_of_its_family_is_asked_first(project_of: ProjectOf) -> None:
    names = [f"C{i}" for i in range(6)]
    lines = [f"class {name}({base}): ..." for name, base in zip(names, ["Base", *names], strict=False)]
    for order in (names, names[::-1]):
        marks = "\n".join(f"at('{name}', {name})" for name in order)
        written = project_of(PREFIX + "\n".join(lines) + "\n" + marks)
        kinds = {written.open("main.py").classes.kind(meaning) for meaning in written.marked("main.py").values()}
        assert kinds == {ClassKind.MAPPED}


def test_facts_tell_fields_of_instances_from_attributes_of_the_class(project_of: ProjectOf) -> None:
    source = """\
    from typing import ClassVar
    class Parent:
        inherited: int
    class X(Parent):
        required: int
        optional: int = 1
        constant: ClassVar[int] = 2
        plain = 3
        def __init__(self):
            self.made = 4
        def method(self): ...
    at('x', X)
    """
    written = project_of(source)
    meaning = written.marked("main.py")["x"]
    assert isinstance(meaning, DefinedClass)
    facts = written.open("main.py").classes.facts(meaning)
    assert facts.fields == {"inherited", "required", "made"}
    assert facts.defaults == {"optional"}
    assert facts.attributes >= {"constant", "plain", "method", "made"}
    assert facts.complete


_DOMAIN = """\
from dataclasses import dataclass
from pydantic import BaseModel
class Order: ...
@dataclass
class Item: ...
class Form(BaseModel): ...
"""


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("registry().map_imperatively(domain.Order, t)", ClassKind.MAPPED),
        ("registry().map_imperatively(class_=domain.Order, local_table=t)", ClassKind.MAPPED),
        ("registry().map_imperatively(domain.Order)", ClassKind.PLAIN),
        ("for name in names: registry().map_imperatively(models[name], t)", ClassKind.UNKNOWN),
        ("orm.mapper(models['orders'], t)", ClassKind.UNKNOWN),
        ("mapper(models['orders'], t)", ClassKind.PLAIN),
        ("registry().map_imperatively(domain.Item, t)", ClassKind.PLAIN),
    ],
)
def test_a_class_is_what_a_call_in_another_file_may_map(project_of: ProjectOf, call: str, kind: ClassKind) -> None:
    sources = {
        "domain.py": _DOMAIN,
        "tables.py": f"from sqlalchemy import orm\nfrom sqlalchemy.orm import registry\nimport domain\n{call}\n",
        "main.py": "from domain import Order\nat('x', Order)\n",
    }
    written = project_of(sources)
    assert written.open("main.py").classes.kind(written.marked("main.py")["x"]) is kind


def test_a_class_whose_columns_are_annotated_is_mapped_by_a_call_too(project_of: ProjectOf) -> None:
    sources = {
        "domain.py": "from sqlalchemy.orm import Mapped\nclass Order:\n    id: Mapped[int]\n",
        "tables.py": "from sqlalchemy.orm import registry\nimport domain\n"
        "registry().map_imperatively(domain.Order, t)\n",
        "main.py": "from domain import Order\nat('x', Order)\n",
    }
    written = project_of(sources)
    assert written.open("main.py").classes.kind(written.marked("main.py")["x"]) is ClassKind.MAPPED


def test_a_dataclass_may_be_mapped_by_a_call_and_a_model_of_pydantic_not(project_of: ProjectOf) -> None:
    sources = {
        "domain.py": _DOMAIN,
        "tables.py": "from sqlalchemy.orm import registry\nregistry().map_imperatively(made(), t)\n"
        "def f(one): registry().map_imperatively(one, t)\n",
        "main.py": "from domain import Form, Item\nat('x', Item)\nat('y', Form)\n",
    }
    written = project_of(sources)
    marked = written.marked("main.py")
    assert written.open("main.py").classes.kind(marked["x"]) is ClassKind.UNKNOWN
    assert written.open("main.py").classes.kind(marked["y"]) is ClassKind.PYDANTIC

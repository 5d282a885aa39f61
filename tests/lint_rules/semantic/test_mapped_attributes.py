"""A mapped class and the name of an attribute -> what it is to the database."""

from __future__ import annotations

import pytest
from tests.lint_rules.semantic.conftest import ProjectOf

from lint_rules.semantic.classes.mapped_attributes import AttributeKind, MappedAttributes

HEAD = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship
class Base(DeclarativeBase): ...
class Counts:
    def count(cls): ...
"""


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("class X(Counts, Base):\n    a = Column(Integer)", ("COLUMN", "PLAIN")),
        ("class X(Counts, Base):\n    a: Mapped[int]", ("COLUMN", "PLAIN")),
        ("class X(Counts, Base):\n    a = relationship('Y')", ("RELATIONSHIP", "PLAIN")),
        ("class X(Counts, Base):\n    __table__ = made\n    a: Mapped[int]", ("UNKNOWN", "UNKNOWN")),
        ("class X(Counts):\n    a: Mapped[int]\nregistry().map_imperatively(X, t)", ("UNKNOWN", "UNKNOWN")),
        ("class X(Counts):\n    a: int\nregistry().map_imperatively(X, t)", ("UNKNOWN", "UNKNOWN")),
    ],
)
def test_a_table_that_is_no_part_of_the_class_may_put_columns_over_what_it_has(
    source: str, kinds: tuple[str, str], project_of: ProjectOf
) -> None:
    written = project_of(f"{HEAD}{source}\nat('x', X)\n")
    (meaning,) = written.marked("main.py").values()
    attributes = MappedAttributes(written.project.resolver, written.project.classes)
    assert (attributes.kind(meaning, "a"), attributes.kind(meaning, "count")) == tuple(
        AttributeKind[kind] for kind in kinds
    )


HYBRID = """\
class X(Base):
    @hybrid_property
    def total(self): ...
    @total.inplace.setter
    def _set_total(self, value): ...
    @total.inplace.expression
    @classmethod
    def _total_expression(cls): ...
    @classmethod
    def expression(cls): ...
"""


@pytest.mark.parametrize(
    ("name", "kind"),
    [("total", "COLUMN"), ("_set_total", "COLUMN"), ("_total_expression", "COLUMN"), ("expression", "PLAIN")],
)
def test_what_changes_a_hybrid_in_place_leaves_the_hybrid_under_its_own_name(
    name: str, kind: str, project_of: ProjectOf
) -> None:
    written = project_of(f"{HEAD}from sqlalchemy.ext.hybrid import hybrid_property\n{HYBRID}at('x', X)\n")
    (meaning,) = written.marked("main.py").values()
    attributes = MappedAttributes(written.project.resolver, written.project.classes)
    assert attributes.kind(meaning, name) is AttributeKind[kind]


STAND_INS = {
    "except ImportError:\n    def mapped_column(*given): ...": "COLUMN",
    "except (ImportError, AttributeError):\n    def mapped_column(*given): ...": "COLUMN",
    "except ModuleNotFoundError:\n    def mapped_column(*given): ...": "COLUMN",
    "except ImportError:\n    mapped_column = None": "COLUMN",
    "except ImportError:\n    from elsewhere import mapped_column": "UNKNOWN",
    "finally:\n    def mapped_column(*given): ...": "UNKNOWN",
    "except ValueError:\n    def mapped_column(*given): ...": "UNKNOWN",
}


@pytest.mark.parametrize(("handler", "kind"), STAND_INS.items())
def test_what_stands_in_for_a_name_of_a_newer_framework_makes_the_same(
    handler: str, kind: str, project_of: ProjectOf
) -> None:
    head = f"from sqlalchemy.orm import DeclarativeBase, Mapped\ntry:\n    from sqlalchemy.orm import mapped_column\n{handler}\n"
    body = "class Base(DeclarativeBase): ...\nclass X(Base):\n    a: Mapped[int] = mapped_column(1)\nat('x', X)\n"
    written = project_of(head + body)
    (meaning,) = written.marked("main.py").values()
    attributes = MappedAttributes(written.project.resolver, written.project.classes)
    assert attributes.kind(meaning, "a") is AttributeKind[kind]

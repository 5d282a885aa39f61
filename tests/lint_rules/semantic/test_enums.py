"""The members of an Enum, as its class statement spells them, are those that Python makes of it."""

from __future__ import annotations

import enum
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import ProjectOf, write_project

from lint_rules.semantic.classes.enums import EnumFacts
from lint_rules.semantic.names.symbol import DefinedClass

HEAD = "import enum\nfrom enum import Enum, Flag, StrEnum, auto\n"
BASES = ("Enum", "str, Enum", "StrEnum", "enum.IntEnum")
NAMES = ("WAITING", "RUNNING", "DONE", "FAILED")


def facts(sources: str, project_of: ProjectOf) -> EnumFacts | None:
    """What is known of the class `E` of a file."""
    parts = project_of(HEAD + textwrap.dedent(sources)).parts("main.py")
    (binding,) = parts.file.bindings.module_scope.bindings["E"]
    return parts.enums.facts(parts.resolver.of_binding(binding, parts.file))


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, str]:
    """Bases, and a class body that Python accepts below them."""
    base = draw(st.sampled_from(BASES))
    values: tuple[str, ...] = ("1", "2", "-1") if base == "enum.IntEnum" else ("'done'", "'waiting'", "'x'")
    if base in {"Enum", "StrEnum"} and draw(st.booleans()):
        values = ("auto()", "enum.auto()")  # beside literal values it may count to one of them
    lines: list[str] = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)):
        earlier = [line.partition(" ")[0] for line in lines if line[0].isupper()]
        value = draw(st.sampled_from(values if "auto()" in values else (*values, *earlier)))
        lines.append(f"{name} = {value}")
        lines += draw(st.sampled_from(((), ("def show(self): return 1",), ("'a text'",), ("def _private(self): ...",))))
    return base, "\n    ".join(lines)


def _python(base: str, body: str) -> type[enum.Enum]:
    namespace: dict[str, type[enum.Enum]] = {}
    exec(f"{HEAD}class E({base}):\n    {body}\n", namespace)  # noqa: S102  (it was written here)
    return namespace["E"]


@given(bodies())
def test_python_makes_the_same_members_and_the_same_aliases(drawn: tuple[str, str]) -> None:
    base, body = drawn
    python = _python(base, body)
    with TemporaryDirectory() as folder:
        parts = write_project(Path(folder), {"main.py": f"{HEAD}class E({base}):\n    {body}\n"}).parts("main.py")
        (binding,) = parts.file.bindings.module_scope.bindings["E"]
        known = parts.enums.facts(parts.resolver.of_binding(binding, parts.file))
    assert known is not None
    assert [member.name for member in known.members] == [member.name for member in python]
    assert {name: member.name for name, member in known.by_name.items()} == {
        name: member.name for name, member in python.__members__.items()
    }
    assert known.is_text is issubclass(python, str)
    for member in known.members:
        if member.known:
            value = python[member.name].value
            assert member.value == (value if isinstance(value, str) else None)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("class E(Flag):\n    A = 1", "members of a flag are combined"),
        ("class E(Enum):\n    for x in 'ab':\n        locals()[x] = x", "statements that run make members"),
        ("class E(Enum):\n    def f(self): ...", "there is none"),
        ("class E:\n    A = 'a'", "it is no Enum"),
        ("from gone import Base\nclass E(Base):\n    A = 'a'", "its base is not known"),
    ],
)
def test_nothing_is_known_of_a_class_where(source: str, why: str, project_of: ProjectOf) -> None:
    assert facts(source, project_of) is None, why


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("A = 'a'\n    B = 1 + 1", {"A": ("a", True), "B": (None, False)}),
        ("A = 'a'\n    def __new__(cls, x): ...", {"A": (None, False)}),
        ("A = enum.nonmember('a')\n    B = 'b'\n    _c = 'c'\n    D = lambda self: 1", {"B": ("b", True)}),
        ("A: str = 'a'\n    b: int", {"A": ("a", True)}),
    ],
)
def test_a_value_is_known_where_it_is_spelled_out(
    body: str, values: dict[str, tuple[str | None, bool]], project_of: ProjectOf
) -> None:
    known = facts(f"class E(Enum):\n    {body}\n", project_of)
    assert known is not None
    assert {member.name: (member.value, member.known) for member in known.members} == values


@pytest.mark.parametrize(
    ("text", "member"),
    [("in-work", "RUNNING"), ("RUNNING", "RUNNING"), ("In Work", "RUNNING"), ("Running", "RUNNING"), ("gone", None)],
)
def test_a_text_means_a_member_by_its_value_its_name_or_another_spelling_of_one(
    text: str, member: str | None, project_of: ProjectOf
) -> None:
    known = facts("class E(Enum):\n    WAITING = 'waiting'\n    RUNNING = 'in-work'\n", project_of)
    assert known is not None
    spelled = known.spelled(text)
    assert (spelled.name if spelled is not None else None) == member


BY_VERSION = "if sys.version_info >= (3, 11):\n    from enum import StrEnum as Base\nelse:\n    {}\n"


@pytest.mark.parametrize(
    ("other", "body", "is_text", "values", "turns_into"),
    [
        ("from strenum import StrEnum as Base", "A = 'a'", True, ["a"], None),
        ("from strenum import StrEnum as Base", "A = auto()", True, [None], None),  # `A` there, `a` here
        ("from backports.strenum import StrEnum as Base", "A = auto()", True, ["a"], None),
        ("class Base(str, Enum): ...", "A = 'a'", True, ["a"], None),
        ("class Base(str, Enum): ...", "A = auto()", True, [None], None),  # `1` there
        ("Base = Enum", "A = 'a'", False, ["a"], None),
    ],
)
def test_of_an_enum_whose_base_a_version_decides_that_is_known_which_holds_in_both(
    project_of: ProjectOf,
    other: str,
    body: str,
    *,
    is_text: bool,
    values: list[str | None],
    turns_into: str | None,
) -> None:
    known = facts(f"import sys\n{BY_VERSION.format(other)}class E(Base):\n    {body}\n", project_of)
    assert known is not None
    assert (known.is_text, known.turns_into) == (is_text, turns_into)
    assert [member.value for member in known.members] == values
    assert not known.is_plain


@given(st.sets(st.sampled_from((*NAMES, "GONE"))))
def test_members_without_some_names_and_those_names_make_up_the_enum(names: set[str]) -> None:
    with TemporaryDirectory() as folder:
        body = "\n    ".join(f"{name} = {name.lower()!r}" for name in NAMES)
        parts = write_project(Path(folder), {"main.py": f"{HEAD}class E(Enum):\n    {body}\n"}).parts("main.py")
        (binding,) = parts.file.bindings.module_scope.bindings["E"]
        known = parts.enums.facts(parts.resolver.of_binding(binding, parts.file))
    assert known is not None
    left = {member.name for member in known.without(names)}
    assert left == set(NAMES) - names


def test_members_are_those_of_the_class_statement_alone_and_comparing_is_looked_up_in_its_bases(
    project_of: ProjectOf,
) -> None:
    source = """
    class Mixin(Enum):
        def __eq__(self, other): return True
    class E(Mixin):
        A = "a"
    """
    known = facts(source, project_of)
    assert known is not None
    assert not known.compares
    assert isinstance(known.defined, DefinedClass)

"""What the project does with a dict: where it is constant, asked for any key, turned round, or handed on."""

from __future__ import annotations

import ast
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lint_rules.semantic.conftest import ProjectOf, Written, write_project

from lint_rules.semantic.statuses.dict_uses import DictUse

LOOKED_UP, ELSE, INVERTED, MAPPING = DictUse.LOOKED_UP, DictUse.ELSE, DictUse.INVERTED, DictUse.MAPPING
CONSTANT, NOTHING = DictUse.CONSTANT, DictUse.NOTHING
USES = {
    "def f(key): return LABELS[key]": LOOKED_UP,
    "def f(): return LABELS[Status.DONE]": ELSE,
    "def f(key): return LABELS.get(key)": ELSE,
    "def f(key): return key in LABELS": ELSE,
    "def f(): return LABELS": ELSE,
    "for key in LABELS: pass": ELSE,
    "BACK = {value: key for key, value in LABELS.items()}": INVERTED,
    "SAME = {key: value for key, value in LABELS.items()}": ELSE,
    "M = StatusMapping(Status, LABELS)": MAPPING,
    "M = StatusMapping(Status, table=LABELS)": MAPPING,
    "M = other(table=LABELS)": ELSE,
    "def f(key):\n    try:\n        return LABELS[key]\n    except KeyError:\n        return 1": ELSE,
    "def f(key):\n    try:\n        return LABELS[key]\n    except (TypeError, LookupError):\n        return 1": ELSE,
    "def f(key):\n    try:\n        return LABELS[key]\n    except ValueError:\n        return 1": LOOKED_UP,
    "def f(key):\n    try:\n        pass\n    except KeyError:\n        return LABELS[key]": LOOKED_UP,
    "def f(LABELS, key): return LABELS[key]": NOTHING,
}


def use_of(project: Written, path: str = "main.py") -> DictUse:
    """What is done with the first dict of a file."""
    module = project.open(path)
    return module.dict_uses.of(min(module.nodes(ast.Dict), key=lambda node: node.lineno))


@pytest.mark.parametrize(("source", "use"), USES.items())
def test_one_use_shows(source: str, use: DictUse, project_of: ProjectOf) -> None:
    assert use_of(project_of(f"LABELS = {{Status.DONE: 1}}\n{source}\n")) == use | CONSTANT


@given(st.lists(st.sampled_from(sorted(USES)), max_size=4))
def test_several_uses_show_what_each_shows(sources: list[str]) -> None:
    with TemporaryDirectory() as folder:
        text = "\n".join(("LABELS = {Status.DONE: 1}", *sources)) + "\n"
        use = use_of(write_project(Path(folder), {"main.py": text}))
    expected = CONSTANT
    for source in sources:
        expected |= USES[source]
    assert use == expected


@pytest.mark.parametrize("change", ["LABELS[key] = 1", "del LABELS[key]", "LABELS.update(x)", "LABELS |= {}"])
def test_a_dict_that_is_changed_need_not_have_every_key(change: str, project_of: ProjectOf) -> None:
    assert use_of(project_of(f"LABELS = {{Status.DONE: 1}}\ndef f(key): {change}\n")) == ELSE


@pytest.mark.parametrize("wrapper", ["MappingProxyType", "types.MappingProxyType", "dict", "frozendict"])
def test_a_wrapper_is_what_it_holds(wrapper: str, project_of: ProjectOf) -> None:
    source = f"LABELS = {wrapper}({{Status.DONE: 1}})\ndef f(key): return LABELS[key]\n"
    assert use_of(project_of(source)) == LOOKED_UP | CONSTANT


def test_a_dict_of_a_class_is_used_as_its_attribute(project_of: ProjectOf) -> None:
    source = "class Job:\n    LABELS = {Status.DONE: 1}\n    def f(self, key): return self.LABELS[key]\n"
    assert use_of(project_of(source)) == LOOKED_UP | CONSTANT


def test_a_dict_of_a_function_is_no_constant(project_of: ProjectOf) -> None:
    source = "def f(key):\n    LABELS = {Status.DONE: 1}\n    return LABELS[key]\n"
    assert use_of(project_of(source)) == LOOKED_UP


@pytest.mark.parametrize(
    ("importer", "use"),
    [
        ("from labels import LABELS\ndef f(key): return LABELS[key]\n", LOOKED_UP),
        ("from labels import LABELS\ndef f(key): return LABELS.get(key)\n", ELSE),
        ("from labels import LABELS as other\n", NOTHING),
        ("import labels\n", NOTHING),
    ],
)
def test_those_that_import_a_dict_use_it_as_well(importer: str, use: DictUse, project_of: ProjectOf) -> None:
    project = project_of({"labels.py": "LABELS = {Status.DONE: 1}\n", "main.py": importer})
    assert use_of(project, "labels.py") == use | CONSTANT

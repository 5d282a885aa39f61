"""What a rule needs is imported from one public place, which loads nothing before it is asked for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import lint_rules
from lint_rules import rules
from lint_rules.public_names import NAMES

ROOT = Path(__file__).parents[2]
FACE = Path(lint_rules.__path__[0]) / "__init__.pyi"
RULES = sorted(Path(rules.__path__[0]).glob("[!_]*.py"))
CASES = sorted((Path(__file__).parent / "rules").glob("*.py"))
PUBLIC = {"lint_rules", "lint_rules.frozen", "lint_rules.known_names", "lint_rules.testing"}
"""Where a rule, or its test, may import from; the second and the third are values that everything stands on."""


def loaded_by(statement: str) -> set[str]:
    """Modules that a fresh interpreter loads for `statement`."""
    program = f"import sys; before = {{*sys.modules}}\n{statement}\nprint(*{{*sys.modules}} - before)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def imports_in(source: str) -> Iterator[str]:
    """Yield the modules of the checker that a source imports from."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.partition(".")[0] == "lint_rules")
            case ast.ImportFrom(module=str(module), level=0) if module.partition(".")[0] == "lint_rules":
                yield module
            case _:
                continue


def private_imports(source: str) -> list[str]:
    return [module for module in imports_in(source) if module not in PUBLIC]


def test_importing_the_package_loads_nothing_else() -> None:
    assert loaded_by("import lint_rules") == {"lint_rules"}


def test_a_public_name_loads_what_it_needs_and_no_more() -> None:
    loaded = loaded_by("from lint_rules import Finding, Rule")
    assert {"lint_rules.rule", "lint_rules.diagnostic"} <= loaded
    assert not {name for name in loaded if name.startswith(("lint_rules.semantic", "lint_rules.fixes", "libcst"))}


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_known_to_type_checkers(name: str) -> None:
    assert getattr(lint_rules, name) is not None
    assert name in dir(lint_rules)
    (home,) = [home for home, names in declared() if name in names]
    assert getattr(import_module(home), name) is getattr(lint_rules, name)


def declared() -> Iterator[tuple[str, set[str]]]:
    """Yield the modules that type checkers are sent to, each with the names that they find there."""
    for node in ast.walk(ast.parse(FACE.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("lint_rules."):
            yield node.module, {alias.name for alias in node.names}


def test_type_checkers_see_the_public_names_and_no_others() -> None:
    assert sorted(name for _, names in declared() for name in names) == sorted(NAMES)


def test_what_is_not_public_is_an_error() -> None:
    misspelt = "SemanticModl"
    with pytest.raises(AttributeError, match="module 'lint_rules' has no attribute 'SemanticModl'"):
        getattr(lint_rules, misspelt)


@pytest.mark.parametrize("path", [*RULES, *CASES], ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_rule_and_its_cases_import_from_public_places(path: Path) -> None:
    assert private_imports(path.read_text()) == []


def test_the_page_on_rules_of_ones_own_imports_from_public_places() -> None:
    page = (ROOT / "docs" / "own-rules.md").read_text()
    sources = re.findall(r"^(`{3,})python\n(.*?)^\1$", page, re.MULTILINE | re.DOTALL)
    assert len(sources) >= 3
    assert [module for _, source in sources for module in private_imports(source)] == []


def test_a_private_import_is_told() -> None:
    assert private_imports("from lint_rules.semantic.project import Project\n") == ["lint_rules.semantic.project"]
    assert private_imports("import lint_rules.rule\nimport lint_rules\nimport os\n") == ["lint_rules.rule"]

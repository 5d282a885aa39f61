"""What is told by names alone holds for all that resolution finds: a hint says yes too often, never too seldom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lint_rules.rules_with_cases import RULES_WITH_CASES
from tests.lint_rules.semantic.conftest import ProjectOf, write_project

from lint_rules.linter.registry import registered
from lint_rules.rule import NamedRule
from lint_rules.semantic.classes.kinds import ClassKind, Role
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedClass, DefinedModule
from lint_rules.testing.cases import files_of, settings_of, unmarked


def opened(rule: NamedRule, folder: Path) -> Iterator[SemanticModel]:
    for number, case in enumerate(rule.rule.cases):
        files = unmarked(files_of(case.source))
        parsed = [path for path, text in files.items() if path.endswith(".py") and is_python(text)]
        project = write_project(folder / str(number), files, settings_of(case, registered()).options)
        yield from (project.open(path) for path in parsed)


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def is_class(expression: ast.expr, module: SemanticModel) -> bool:
    meaning = module.resolve(expression)
    return isinstance(meaning, DefinedClass | DefinedModule) or module.classes.kind(meaning) is ClassKind.SESSION


def unforeseen(module: SemanticModel) -> Iterator[ast.AST]:
    """Yield what proves to be a class or a database session, and was not told to be able to."""
    for node in (*module.nodes(ast.Name), *module.nodes(ast.Attribute)):
        if is_class(node, module) and not module.may_be_class(node):
            yield node
    for parameter in module.nodes(ast.arg):
        if module.annotated_uses.of(parameter) is Role.SESSION and not module.session_hints.of(parameter):
            yield parameter


@pytest.mark.parametrize("rule", RULES_WITH_CASES, ids=lambda rule: rule.name)
def test_what_proves_to_be_a_class_or_a_session_was_told_to_be_able_to(rule: NamedRule, tmp_path: Path) -> None:
    assert [ast.dump(node) for module in opened(rule, tmp_path) for node in unforeseen(module)] == []


@pytest.mark.parametrize(
    ("source", "expression", "may_be"),
    [
        ("import app.models\n", "app.models.User", True),
        ("import os\n", "os.path", False),
        ("class User: ...\nOther = User\nThird = Other\n", "Third", True),
        ("Third = Other\nOther = User\nclass User: ...\n", "Third", True),
        ("from app import make\nUser = make()\n", "User", False),
        ("def f(user): ...\n", "user.name", False),
        ("for user in users: ...\n", "user", False),
        ("from app import *\n", "User", True),
        ("from app import users\n", "users[0].name", True),
        ("", "print", False),
    ],
)
def test_only_what_is_imported_defined_or_renamed_may_be_a_class(
    source: str, expression: str, *, may_be: bool, project_of: ProjectOf
) -> None:
    module = project_of(f"{source}{expression}\n").open("main.py")
    assert module.may_be_class(module.nodes(ast.Expr)[-1].value) is may_be


@pytest.mark.parametrize(
    ("function", "may_be"),
    [
        ("def f(x): ...", False),
        ("def f(x: dict[str, int] | None = None): x.update(1)", False),
        ("def f(db): ...", True),
        ("def f(x: 'UserSession'): ...", True),
        ("def f(x: Annotated[A, B()]): ...", True),
        ("def f(x=given()): ...", True),
        ("def f(x): x.commit()", True),
        ("def f(self, x):\n    self.kept = x\n    self.kept.flush()", True),
        ("def f(self, x):\n    self.kept = x\n    self.kept.open()", False),
    ],
)
def test_a_parameter_may_be_a_session_by_its_name_its_head_and_its_uses(
    function: str, *, may_be: bool, project_of: ProjectOf
) -> None:
    module = project_of(f"{function}\n").open("main.py")
    assert module.session_hints.of(module.nodes(ast.arg)[-1]) is may_be

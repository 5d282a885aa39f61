"""A file or a function -> whether it is test code: pytest, and nobody in production, runs it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from lint_rules.semantic.scopes.dotted_names import called, last_name

_FOLDER = re.compile(r"(.*[-_])?tests?")
_MODULE = re.compile(r"conftest|tests?|test_.*|.*_tests?")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_test_file(path: Path, root: Path) -> bool:
    """Whether a file is a test by its name, or by the name of a folder between the root and the file."""
    folders = path.relative_to(root).parts[:-1] if path.is_relative_to(root) else ()
    return bool(_MODULE.fullmatch(path.stem)) or any(map(_FOLDER.fullmatch, folders))


def asks_for_fixtures(function: Function) -> bool:
    """Whether the parameters of a function are fixtures of pytest's: it is a test, or a fixture itself."""
    return function.name.startswith("test") or any(map(makes_fixture, function.decorator_list))


def makes_fixture(decorator: ast.expr) -> bool:
    """Whether a decorator makes a fixture of a function."""
    return last_name(called(decorator)) == "fixture"

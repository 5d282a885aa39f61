"""A module -> what can be observed of it: its names, signatures, type hints, classes and results, each under a key."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import doctest
import inspect
import io
import typing
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from pydantic import BaseModel
from tests.lint_rules.oracle.probe.values import Speller, failure

Observed = Iterator[tuple[str, str]]


def observed(module: ModuleType, source: str) -> Observed:
    """Yield what there is to see of an imported module.

    Args:
        module: It.
        source: Its text, whose imports for type checkers are made for the type hints alone.
    """
    names = {**_for_checkers(module, source), **vars(module)}
    speller = Speller(names)
    for name, value in sorted(vars(module).items()):
        if not (name.startswith("__") and name.endswith("__") and name != "__all__"):
            yield f"name {module.__name__} {name}", speller.spell(value)
    yield from _star(module, speller)
    for value in _own(module, vars(module), set()):
        yield from _described(value, f"{module.__name__} {value.__qualname__}", names, speller)


def results(module: ModuleType) -> Observed:
    """Run a module's doctests, and call every `run_…`: what it prints, and what it returns or raises."""
    yield from _doctests(module)
    speller = Speller(vars(module))
    for name, value in list(vars(module).items()):
        if name.startswith("run_") and isinstance(value, FunctionType) and value.__module__ == module.__name__:
            yield f"run {module.__name__} {name}", _called(value, speller)


def _called(function: FunctionType, speller: Speller) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            said = speller.spell(function())
        except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
            said = failure(error)
    return f"{printed.getvalue()}{said}"


def _star(module: ModuleType, speller: Speller) -> Observed:
    """Yield what a star import of a module that says what it exports gives."""
    if not hasattr(module, "__all__"):
        return
    names: dict[str, Any] = {}
    try:
        exec(f"from {module.__name__} import *", names)  # noqa: S102 -- there is no other way to ask
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        yield f"star {module.__name__}", type(error).__name__
        return
    names.pop("__builtins__")
    yield f"star {module.__name__}", speller.spell(dict(sorted(names.items())))


def _own(module: ModuleType, names: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the functions and classes that a module defines, and what its classes hold."""
    for value in list(names.values()):
        inner: Any = getattr(value, "__func__", value) if type(value) in {classmethod, staticmethod} else value
        inner = inspect.unwrap(inner) if isinstance(inner, FunctionType) else inner
        is_own = isinstance(inner, FunctionType | type) and inner.__module__ == module.__name__
        if not is_own or id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        if isinstance(inner, type):
            yield from _own(module, vars(inner), seen)


def _described(value: Any, key: str, names: dict[str, Any], speller: Speller) -> Observed:
    yield from _hints(value, key, names, speller)
    if isinstance(value, type):
        yield from _class(value, key, speller)
        return
    try:
        parameters = inspect.signature(value).parameters.values()
    except ValueError as error:
        yield f"signature {key}", failure(error)
        return
    for parameter in parameters:
        if parameter.default is not parameter.empty:
            yield f"default {key} {parameter.name}", speller.spell(parameter.default)


def _hints(value: Any, key: str, names: dict[str, Any], speller: Speller) -> Observed:
    """Yield the type hints as they are at run time, and as a type checker has them."""
    try:
        at_run_time = typing.get_type_hints(value, include_extras=True)
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        yield f"hints {key}", type(error).__name__
        try:
            at_run_time = typing.get_type_hints(value, names, names, include_extras=True)
        except Exception as failed:  # noqa: BLE001 -- the same
            yield f"hints for checkers {key}", type(failed).__name__
            return
    for name, hint in at_run_time.items():
        yield f"hint {key} {name}", speller.spell(hint)


def _class(value: type, key: str, speller: Speller) -> Observed:
    yield f"bases {key}", speller.spell([*value.__bases__, *getattr(value, "__orig_bases__", ())])
    for name, held in sorted(vars(value).items()):
        if not name.startswith("_") and (isinstance(held, type) or not callable(held)):
            yield f"attribute {key} {name}", speller.spell(held)
    if dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield f"field {key} {part.name}", speller.spell(part.default)
    if issubclass(value, BaseModel):
        for name, declared in value.model_fields.items():
            yield f"field {key} {name}", f"{speller.spell(declared.annotation)} = {speller.spell(declared.default)}"


def _doctests(module: ModuleType) -> Observed:
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        printed = io.StringIO()
        outcome = runner.run(test, out=printed.write)
        if outcome.attempted:
            yield f"doctest {test.name}", f"{outcome.failed} of {outcome.attempted} failed"


def _for_checkers(module: ModuleType, source: str) -> dict[str, Any]:
    """Return what the imports for type checkers bind."""
    names: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {
            "TYPE_CHECKING",
            "typing.TYPE_CHECKING",
            "t.TYPE_CHECKING",
        }:
            for statement in node.body:
                with contextlib.suppress(Exception):
                    exec(compile(ast.Module([statement], []), module.__file__ or "", "exec"), names)  # noqa: S102 -- as a type checker would
    return names

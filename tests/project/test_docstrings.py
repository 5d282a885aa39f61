"""Every public name's docstring -> it names each argument and error, and has an example that does what it says."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import StaticPool, create_engine, select
from sqlalchemy.orm import Session
from tests.session_status import models

import session_status
import session_status.fastapi
import session_status.statements
import session_status.testing

MODULES = [found.name for found in pkgutil.walk_packages(session_status.__path__, "session_status.")]
PUBLIC_MODULES = [session_status, session_status.fastapi, session_status.statements, session_status.testing]


def public(module: ModuleType) -> dict[str, Any]:
    """What a module exports; one without a list exports the classes and functions of its own."""
    held: dict[str, Any] = vars(module)
    own = [name for name, value in held.items() if getattr(value, "__module__", "") == module.__name__]
    exported: list[str] = held.get("__all__", [name for name in own if not name.startswith("_")])
    kinds = (type, FunctionType)
    return {f"{module.__name__}.{name}": held[name] for name in exported if isinstance(held[name], kinds)}


NAMES = {name: value for module in PUBLIC_MODULES for name, value in public(module).items()}


@pytest.fixture
def application() -> Iterator[dict[str, Any]]:
    """What examples speak of without making it: the imagined application, and a database with two of its sessions."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    models.Base.metadata.create_all(engine)
    key = UUID(int=7)
    with Session(engine) as db:
        recorded = models.TranscriptionSession(id=key, status=models.SessionStatus.COMPLETED, title="First talk")
        db.add_all([recorded, models.TranscriptSegment(session_id=key), models.TranscriptSegment(session_id=key)])
        db.add(models.CoachingSession(id=1, client="Ada", transcription_session_id=key))
        db.add(models.CoachingSession(id=2, client="Grace"))
        db.commit()
        known = {name: value for name, value in vars(models).items() if not name.startswith("_")}
        yield known | {
            "sessions": models.SESSIONS,
            "engine": engine,
            "db": db,
            "key": key,
            "select": select,
            "UUID": UUID,
        }
    engine.dispose()


@pytest.mark.parametrize("name", MODULES)
def test_an_example_in_a_docstring_is_true(name: str, application: dict[str, Any]) -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    module = importlib.import_module(name)
    own = {known: value for known, value in application.items() if known not in vars(module)}
    assert doctest.testmod(module, extraglobs=own, optionflags=options).failed == 0


def functions(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A function itself, or the public methods that a class defines; those that it inherits are documented above."""
    if isinstance(value, FunctionType):
        yield name, value
        return
    held: dict[str, Any] = {**vars(value)}
    for method, defined in held.items():
        plain = getattr(defined, "__wrapped__", None) or getattr(defined, "__func__", defined)
        if not method.startswith("_") and isinstance(plain, FunctionType) and plain.__code__.co_filename[0] != "<":
            yield f"{name}.{method}", plain


def arguments(function: Any) -> list[str]:
    """What a caller gives: neither the object itself, nor what a decorator or hypothesis fills in."""
    names = [name for name in inspect.signature(function).parameters if name not in {"self", "cls", "draw"}]
    return [name for name in names if not name.startswith("_")]


def raised(function: Any) -> set[str]:
    """The errors that a function raises in its own body."""
    if not Path(function.__code__.co_filename).is_file():
        return set()  # hypothesis makes a strategy's function by itself
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name) and call.func.id[0].isupper()}


def faults(name: str, value: Any) -> Iterator[str]:
    """What a public name's documentation lacks."""
    text = inspect.getdoc(value) or ""
    if not text:
        yield f"{name}: no docstring"
    if "Example:" not in text or ">>>" not in text:
        yield f"{name}: no example that is executed"
    if isinstance(value, type) and "Args:" in text:
        yield from (f"{name}: no word of {given}" for given in arguments(value) if f"{given}:" not in text)
    for place, function in functions(name, value):
        yield from function_faults(place, function)


def function_faults(name: str, function: Any) -> Iterator[str]:
    text = inspect.getdoc(function) or ""
    if not text:
        yield f"{name}: no docstring"
    for given in arguments(function):
        if not re.search(rf"^ +\*{{0,2}}{given}:", text, re.MULTILINE):
            yield f"{name}: no word of {given}"
    for error in sorted(raised(function)):
        if f"{error}:" not in text:
            yield f"{name}: no word of {error}"
    hints = inspect.get_annotations(function)
    for given in [*arguments(function), "return"]:
        if given not in hints:
            yield f"{name}: no type for {given}"


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_documented_with_its_arguments_errors_and_an_example(name: str) -> None:
    assert list(faults(name, NAMES[name])) == []


def test_the_public_names_are_all_looked_at() -> None:
    exported = {f"session_status.{name}" for name in session_status.__all__}
    assert exported <= set(NAMES)
    assert {"session_status.testing.check_mapping", "session_status.statements.ExpectedStatements"} <= set(NAMES)


def test_what_a_docstring_lacks_is_noticed() -> None:
    def undocumented(given: int, other: int) -> None:
        """Do something.

        Args:
            given: It is here.
        """
        raise ValueError(given, other)

    del undocumented.__annotations__["other"]
    assert list(faults("f", undocumented)) == [
        "f: no example that is executed",
        "f: no word of other",
        "f: no word of ValueError",
        "f: no type for other",
    ]

"""Every public name says what it is, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import session_status

MODULES = ["statuses.mapping", "statuses.lifecycle", "schemas"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"session_status.{name}"))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", session_status.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    value = getattr(session_status, name)
    assert inspect.getdoc(value)
    assert value.__module__.split(".")[1] in {module.name for module in pkgutil.iter_modules(session_status.__path__)}

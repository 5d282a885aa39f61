"""Every module's docstrings -> their examples do what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import session_status

MODULES = [found.name for found in pkgutil.iter_modules(session_status.__path__, "session_status.")]


@pytest.mark.parametrize("name", MODULES)
def test_an_example_in_a_docstring_is_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0

"""Bytes -> whether they are Python, as this interpreter or, for newer syntax, libcst says: neither of them is ours."""

from __future__ import annotations

import ast
import warnings

import libcst


def parses(data: bytes) -> bool:
    """Whether a file holds Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(data)
        except SyntaxError:
            return _is_newer(data)
        except (ValueError, RecursionError, MemoryError):
            return False
    return True


def compiles(data: bytes) -> bool:
    """Whether this interpreter compiles a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, "program", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _is_newer(data: bytes) -> bool:
    try:
        libcst.parse_module(data)
    except Exception:  # noqa: BLE001  it raises errors of many classes, some of them of its parser in Rust
        return False
    return True

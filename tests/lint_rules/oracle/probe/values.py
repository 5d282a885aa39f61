"""A value -> a text that says what it is, whatever name a file has for it."""

from __future__ import annotations

import functools
import inspect
import re
import types
import typing
from collections.abc import Collection, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeGuard

DEEPEST = 6
"""Values inside values are told so far."""
PLAIN = (str, bytes, int, float, bool, complex, type(None), type(...), type(NotImplemented))


class Speller:
    """Spells the values of one module.

    Args:
        names: What the module's names denote, for what is written in strings.
    """

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def spell(self, value: Any, depth: int = 0) -> str:
        """Tell what a value is: the class that it is by its own module and name, never by the name that led to it."""
        if depth > DEEPEST:
            return "…"
        if isinstance(value, Enum):
            return f"{identity(type(value))}.{value.name}"
        if isinstance(value, PLAIN):
            return repr(value)
        if isinstance(value, types.ModuleType):
            return f"module {value.__name__}"
        if isinstance(value, typing.ForwardRef):
            return self._forward(value, depth)
        return self._typing(value, depth) or self._code(value, depth) or self._container(value, depth)

    def _forward(self, value: typing.ForwardRef, depth: int) -> str:
        try:
            return self.spell(eval(value.__forward_arg__, dict(self._names)), depth + 1)  # noqa: S307 -- as typing does
        except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
            return type(error).__name__

    def _typing(self, value: Any, depth: int) -> str | None:
        if isinstance(value, typing.TypeVar):
            bounds = [value.__bound__, *value.__constraints__]
            return f"~{value.__name__}({', '.join(self.spell(bound, depth + 1) for bound in bounds)})"
        origin = typing.get_origin(value)
        if origin is None:
            return None
        parts = [self.spell(part, depth + 1) for part in typing.get_args(value)]
        if origin in {typing.Union, types.UnionType}:
            return " | ".join(sorted(parts))
        return f"{self.spell(origin, depth + 1)}[{', '.join(parts)}]"

    def _code(self, value: Any, depth: int) -> str | None:
        if isinstance(value, functools.partial):
            rest: Any = value.keywords
            return f"partial {self.spell(value.func, depth + 1)} {self.spell([*value.args, *sorted(rest.items())], depth + 1)}"
        if inspect.isclass(value) or inspect.isroutine(value):
            return identity(value)
        if isinstance(value, property):
            return f"property {self.spell(value.fget, depth + 1)}"
        return None

    def _container(self, value: Any, depth: int) -> str:
        if _is_dict(value):
            told = [f"{self.spell(key, depth + 1)}: {self.spell(held, depth + 1)}" for key, held in value.items()]
            return f"{{{', '.join(told)}}}"
        if _holds_members(value):
            told = [self.spell(member, depth + 1) for member in _members(value)]
            return f"{identity(type(value))}({', '.join(told if hasattr(value, 'index') else sorted(told))})"
        return self._instance(value, depth)

    def _instance(self, value: Any, depth: int) -> str:
        told = identity(type(value))
        for name in ("key", "dependency"):  # of a column of a mapped class, of FastAPI's Depends
            inner = _read(value, name)
            if isinstance(inner, str | type) or inspect.isroutine(inner):
                told += f" {name}={self.spell(inner, depth + 1)}"
        owner = _read(value, "class_")
        return f"{told} of {identity(owner)}" if isinstance(owner, type) else told


def _read(value: Any, name: str) -> Any:
    """Read an attribute, of whatever imports something first, or fails, when it is read, too."""
    try:
        return getattr(value, name, None)
    except Exception as error:  # noqa: BLE001 -- whatever it raises is what it comes to
        return type(error).__name__


def _is_dict(value: Any) -> TypeGuard[dict[Any, Any]]:
    return isinstance(value, dict)


def _holds_members(value: Any) -> TypeGuard[Collection[Any]]:
    return isinstance(value, list | tuple | set | frozenset)


def _members(value: Collection[Any]) -> list[Any]:
    """Return what a collection holds: by the way of its plain type, where a class of its own refuses to be gone through."""
    plain = next(base for base in (list, tuple, set, frozenset) if isinstance(value, base))
    return [*plain.__iter__(value)]  # type: ignore[arg-type]


def identity(value: Any) -> str:
    """Return the module and the qualified name that a class or a function has by itself."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or type(value).__name__
    return f"{getattr(value, '__module__', '')}.{name}"


def failure(error: BaseException) -> str:
    """Tell an exception: by its class alone, where its message names a name that may be another one."""
    if isinstance(error, NameError | ImportError):
        return type(error).__name__
    text = f"{type(error).__name__}: {error}".splitlines()[0]
    return re.sub(r"0x[0-9a-f]+", "0x…", text.replace(str(Path.cwd()), ""))

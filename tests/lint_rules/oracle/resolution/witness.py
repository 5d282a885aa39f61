"""Claims on standard input -> verdicts: each module is really imported, by the interpreter that runs this file alone.

It needs nothing but the standard library, because it is run by the interpreters of releases. A verdict is `agrees`, `unknown`
(nothing is claimed, and what is there is a class or a module), `open` (what is claimed cannot be seen from outside), `absent`
(there is no such thing when the module was imported), `failed` (the import fails) or `differs`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import importlib
import inspect
import json
import logging
import os
import signal
import sys
import types
import typing
import warnings
from collections.abc import Iterator
from typing import Any

Claim = dict[str, Any]
Verdict = list[str]
"""What becomes of a claim, and what is really there."""
LONGEST = 900
"""Seconds after which it ends itself."""
_FAILURES = (Exception, SystemExit)
_ABSENT: Any = object()


def main() -> None:
    """Judge all claims, and print what each comes to."""
    signal.alarm(LONGEST)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    request = json.load(sys.stdin)
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the release prints is no verdict
    sys.path.insert(0, request["root"])
    os.chdir(request["root"])
    exec(request["prelude"], {"__name__": "prelude"})  # noqa: S102 -- it is the caller's own
    for name in request["modules"]:
        with contextlib.suppress(*_FAILURES):
            importlib.import_module(name)
    verdicts = {name: [verdict(name, claim) for claim in claims] for name, claims in request["modules"].items()}
    with os.fdopen(answer, "w") as stream:
        json.dump(verdicts, stream)
    os._exit(0)


def verdict(module_name: str, claim: Claim) -> Verdict:
    """Return what becomes of a claim, and what is really there."""
    module = sys.modules.get(module_name)
    if module is None:
        return ["failed", ""]
    judge = {"import": _import, "name": _name, "base": _base}.get(claim["about"])
    try:
        if judge is not None:
            value = judge(module, claim)
            return ["absent", ""] if value is _ABSENT else _compared(claim["says"], value)
        found = _class(module, claim["class"])
        if found is None:
            return ["absent", ""]
        return {"kind": _kind, "members": _members, "column": _column}[claim["about"]](found, claim)
    except _FAILURES as error:
        return ["failed", type(error).__name__ + ": " + str(error)[:200]]


def _import(module: types.ModuleType, claim: Claim) -> Any:
    if claim["imported"] is None:
        dotted = claim["name"] if claim["as"] else claim["name"].partition(".")[0]
        return importlib.import_module(dotted)
    level, source = claim["imported"]
    package = module.__package__ if level else None
    owner = importlib.import_module("." * level + source, package)
    submodule = sys.modules.get(f"{owner.__name__}.{claim['name']}")
    if owner is module and submodule is not None:
        return submodule  # a package that imports from itself: a later statement may have hidden it
    if hasattr(owner, claim["name"]):
        return getattr(owner, claim["name"])
    return importlib.import_module(owner.__name__ + "." + claim["name"])


def _name(module: types.ModuleType, claim: Claim) -> Any:
    return vars(module).get(claim["name"], _ABSENT)


def _base(module: types.ModuleType, claim: Claim) -> Any:
    found = _class(module, claim["class"])
    if found is None:
        return _ABSENT
    if type(found).__name__ == "_TypedDictMeta" and "__orig_bases__" not in vars(found):
        return _ABSENT  # it leaves no trace of its bases
    written = _as_written(found)
    bases: list[Any] = [*written.__dict__.get("__orig_bases__", written.__bases__)]
    return _generic(bases[claim["number"]]) if len(bases) == claim["of"] else _ABSENT


def _as_written(found: type[Any]) -> type[Any]:
    """Return the class that a statement makes, where a decorator has put one of its name below it in its place."""
    home = (found.__module__, found.__qualname__)
    return next((base for base in found.__bases__ if (base.__module__, base.__qualname__) == home), found)


def _generic(base: Any) -> Any:
    """Return a class without its parameters."""
    parameters: dict[str, Any] = getattr(base, "__pydantic_generic_metadata__", {})
    return typing.get_origin(base) or parameters.get("origin") or base


def _class(module: types.ModuleType, name: str) -> type[Any] | None:
    value: Any = module
    for part in name.split("."):
        value = vars(value).get(part)
        if not isinstance(value, type):
            return None
    is_own = value.__module__ == module.__name__ and value.__qualname__ == name
    return value if is_own else None


def _compared(says: Claim, value: Any) -> Verdict:
    real = _described(value)
    known = says["is"]
    if value is None and known != "unknown":
        return ["absent", real]  # what stands in for what could not be imported here
    if known == "unknown":
        return ["unknown" if real.startswith(("class ", "module ")) else "agrees", real]
    if known == "call" or "()" in says.get("name", ""):
        return ["open", real]
    if known == "external":
        agrees = any(
            claimed is value or (claimed is not _ABSENT and (typing.get_origin(claimed) or claimed) is value)
            for claimed in _externals(says["name"])
        )
        agrees = agrees or _is_handed_on(says["name"], value) or _home(value) == says["name"]
        return ["agrees" if agrees else "differs", real]
    if known == "module":
        agrees = isinstance(value, types.ModuleType) and says["path"] in _places(value)
        return ["agrees" if agrees else "differs", real]
    is_here = says["path"] in _places(sys.modules.get(str(getattr(value, "__module__", "")))) | _code_places(value)
    return ["agrees" if is_here and _is_left_by_class(says["name"], value) else "differs", real]


def _is_left_by_class(name: str, value: Any) -> bool:
    """Whether a class statement of this name left a value: a class, what a metaclass made, or a decorator's function."""
    if isinstance(value, types.FunctionType):
        return value.__name__ == name != value.__code__.co_name
    return getattr(value, "__qualname__", getattr(value, "__name__", None)) == name


def _code_places(value: Any) -> set[str]:
    """Return where the methods of a class stand: some say that they are of another module, which hands them on."""
    functions = (
        [held for held in vars(value).values() if isinstance(held, types.FunctionType)]
        if isinstance(value, type)
        else []
    )
    return {os.path.realpath(function.__code__.co_filename) for function in functions}


def _home(value: Any) -> str:
    """Return the name under which a class says that it is known, whatever an application has put there since."""
    return f"{value.__module__}.{value.__qualname__}" if isinstance(value, type) else ""


def _places(module: Any) -> set[str]:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return {os.path.realpath(place) for place in places if place}


def _externals(name: str) -> Iterator[Any]:
    """Yield what a qualified name denotes, and the same of where it comes from: a name has one home for the resolver."""
    yield _external(name)
    yield _of_module(name)
    for home, package in _HOMES:
        if name.startswith(home + "."):
            yield _external(package + name[len(home) :])


_HOMES = (("typing", "typing_extensions"), ("sqlalchemy.orm", "sqlalchemy.ext.declarative"))
"""Packages that the resolver takes for one: what the second has is in the first, or will be in a later version."""


_FAMILIES = {
    "fastapi": {"fastapi", "starlette"},
    "pydantic": {"pydantic"},
    "sqlmodel": {"sqlmodel"},
    "sqlalchemy": {"sqlmodel"},
}
"""Packages whose names the resolver knows by one path each, whichever module hands them on; SQLModel wraps SQLAlchemy's."""


def _is_handed_on(name: str, value: Any) -> bool:
    """Whether a module of the packages that are one for the resolver has a value under the last part of a name."""
    package, _, last = name.rpartition(".")
    family = _FAMILIES.get(package.partition(".")[0], set())
    modules = [module for path, module in [*sys.modules.items()] if path.partition(".")[0] in family]
    return any(getattr(module, "__dict__", {}).get(last, _ABSENT) is value for module in modules)


def _of_module(name: str) -> Any:
    """Return an attribute of a module that its package hides behind another thing of its name."""
    package, _, last = name.rpartition(".")
    with contextlib.suppress(*_FAILURES):
        importlib.import_module(package)
    return getattr(sys.modules.get(package), last, _ABSENT)


def _external(name: str) -> Any:
    """Return what a qualified name denotes: an attribute where there is one, else a module."""
    value, path = _ABSENT, ""
    for part in name.split("."):
        path = path + "." + part if path else part
        held = getattr(value, part, _ABSENT)
        if held is _ABSENT and (value is _ABSENT or isinstance(value, types.ModuleType)):
            try:
                held = importlib.import_module(path)
            except _FAILURES:
                return _ABSENT
        if held is _ABSENT:
            return _ABSENT
        value = held
    return value


def _described(value: Any) -> str:
    if isinstance(value, type):
        return "class " + value.__module__ + "." + value.__qualname__
    if isinstance(value, types.ModuleType):
        return "module " + value.__name__
    return "value of " + type(value).__module__ + "." + type(value).__qualname__


# -- classes


def _kind(found: Any, claim: Claim) -> Verdict:
    facts = _facts(found)
    says = claim["says"]
    real = " ".join(sorted(facts)) or "plain"
    if says == "UNKNOWN":
        return ["unknown", real]
    wanted, refused = _KINDS[says]
    agrees = (not wanted or bool(facts & wanted)) and not facts & refused
    return ["agrees" if agrees else "differs", real]


_KINDS: dict[str, tuple[set[str], set[str]]] = {
    "MAPPED": ({"mapped"}, set()),
    "BASE": ({"declarative"}, {"mapped"}),
    "ABSTRACT": ({"declarative"}, {"mapped"}),
    "MIXIN": (set(), {"mapped", "enum"}),
    "SESSION": ({"session"}, {"mapped"}),
    "DATACLASS": ({"dataclass"}, {"mapped", "enum", "pydantic"}),
    "PYDANTIC": ({"pydantic"}, {"mapped"}),
    "SQLMODEL": ({"pydantic"}, {"mapped"}),
    "ENUM": ({"enum"}, {"mapped"}),
    "PROTOCOL": ({"protocol"}, {"mapped"}),
    "TYPED_DICT": ({"typed dict"}, {"mapped"}),
    "NAMED_TUPLE": ({"named tuple"}, {"mapped"}),
    "PLAIN": (set(), {"mapped", "enum", "pydantic", "session", "declarative"}),
}
"""What each kind has to be, at least one of it, and what it must not be."""


def _facts(found: Any) -> set[str]:
    bases: Any = found.__mro__
    facts = set[str]()
    if _mapper(found) is not None:
        facts.add("mapped")
    if hasattr(found, "metadata") and (hasattr(found, "registry") or hasattr(found, "_sa_registry")):
        facts.add("declarative")
    if issubclass(found, enum.Enum):
        facts.add("enum")
    if dataclasses.is_dataclass(found) or hasattr(found, "__attrs_attrs__"):
        facts.add("dataclass")
    if typing.Protocol in bases or any(base.__name__ == "Protocol" for base in bases):
        facts.add("protocol")
    if type(found).__name__ == "_TypedDictMeta":
        facts.add("typed dict")
    if tuple in bases and hasattr(found, "_fields"):
        facts.add("named tuple")
    names = {base.__module__ + "." + base.__qualname__ for base in bases}
    if names & {"pydantic.main.BaseModel", "pydantic.v1.main.BaseModel"}:
        facts.add("pydantic")
    if names & _SESSIONS:
        facts.add("session")
    return facts


_SESSIONS = {
    "sqlalchemy.orm.session.Session",
    "sqlalchemy.ext.asyncio.session.AsyncSession",
    "sqlalchemy.orm.scoping.scoped_session",
    "sqlalchemy.ext.asyncio.scoping.async_scoped_session",
}


def _mapper(found: Any) -> Any:
    inspection = sys.modules.get("sqlalchemy.inspection")
    state = None if inspection is None else inspection.inspect(found, raiseerr=False)
    return state if type(state).__name__ == "Mapper" else None


def _members(found: Any, claim: Claim) -> Verdict:
    if not issubclass(found, enum.Enum):
        return ["differs", _described(found)]
    real = {name: member.value for name, member in found.__members__.items()}
    same_values = all(value is None or real.get(name) == value for name, value in claim["says"].items())
    agrees = real.keys() == claim["says"].keys() and same_values and claim["text"] == issubclass(found, str)
    return ["agrees" if agrees else "differs", repr(real)]


def _column(found: Any, claim: Claim) -> Verdict:
    mapper, name = _mapper(found), claim["name"]
    if mapper is None:
        return ["agrees" if claim["says"] in {"UNKNOWN", "PLAIN"} else "differs", "not mapped"]
    described = mapper._props.get(name)  # what is public configures all mappers first
    if described is None:
        descriptor = inspect.getattr_static(found, name, None)
        real = "COLUMN" if "hybrid" in type(descriptor).__name__ or "Proxy" in type(descriptor).__name__ else "PLAIN"
    else:
        real = "RELATIONSHIP" if "Relationship" in type(described).__name__ else "COLUMN"
    if claim["says"] == "UNKNOWN":
        return ["agrees" if real == "PLAIN" else "unknown", real]
    return ["agrees" if claim["says"] == real else "differs", real]


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()

"""A reference `package.module:NAME` -> the mapping that it names, or one line that says what to write instead."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Protocol, cast


class NamedMapping(Protocol):
    """What can be written out of a mapping: its Enum's name, and its words."""

    @property
    def domain(self) -> type[Any]:
        """The Enum of statuses."""
        ...

    @property
    def known(self) -> tuple[str, ...]:
        """Every word, each once."""
        ...


def words_of(mapping: NamedMapping) -> list[str]:
    """List whatever a mapping may put on the wire: its words, and the one for what is unrecognized if it has one.

    Args:
        mapping: The statuses and their words.
    """
    unrecognized: str | None = getattr(mapping, "unrecognized", None)
    return [*mapping.known, *([] if unrecognized is None else [unrecognized])]


class ReferenceMistakeError(ValueError):
    """A reference that names no mapping; the message is one line with the remedy."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the known name that was probably meant.

    Args:
        name: What was written.
        known: What could have been written.

    Returns:
        `; did you mean "…"?`, or nothing when no known name is like `name`.
    """
    folded = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f'; did you mean "{folded[near[0]]}"?' if near else ""


def referenced(reference: str) -> NamedMapping:
    """Import a module and give the mapping that it holds under a name.

    Args:
        reference: `package.module:NAME`; the name may have dots, for an attribute of a class.

    Raises:
        ReferenceMistakeError: The reference has another form, the module cannot be imported, or the name is not there
            or is no mapping.
    """
    place, colon, name = reference.partition(":")
    if not colon or not all(part.isidentifier() for part in [*place.split("."), *name.split(".")]):
        raise ReferenceMistakeError(f'"{reference}" is no reference; write package.module:NAME{_dotted(reference)}')
    return _held(_imported(place), name, reference)


def _dotted(reference: str) -> str:
    """Guess what somebody meant who wrote a dot for the colon, or a file for its module."""
    plain = reference.removeprefix("./").replace(".py:", ":").replace("/", ".").replace(":", ".")
    place, dot, name = plain.rpartition(".")
    return f', such as "{place}:{name}"' if dot and place and name.isidentifier() else ""


def _imported(place: str) -> ModuleType:
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        missing = error.name or place
        if place == missing or place.startswith(f"{missing}."):
            remedy = did_you_mean(missing, _siblings(missing)) or "; install it, or run the command in its folder"
            raise ReferenceMistakeError(f'no module "{missing}"{remedy}') from error
        raise ReferenceMistakeError(_failed(place, error)) from error
    except (Exception, SystemExit) as error:  # whatever the consumer's module raises is a failure of that module
        raise ReferenceMistakeError(_failed(place, error)) from error


def _failed(place: str, error: BaseException) -> str:
    """Say what went wrong in the module's own code, and in which line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "importlib" not in frame.filename]
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if len(frames) > 1 else ""
    said = " ".join(str(error).split())
    return f'cannot import "{place}": {type(error).__name__}{where}: {said}; mend it, or run the command in its environment'


def _siblings(missing: str) -> list[str]:
    """List the modules beside the one that is missing."""
    package, _, _ = missing.rpartition(".")
    if not package:
        return [found.name for found in pkgutil.iter_modules()] + sorted(sys.builtin_module_names)
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return [f"{package}.{found.name}" for found in pkgutil.iter_modules(places)]


def _held(module: ModuleType, name: str, reference: str) -> NamedMapping:
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            raise ReferenceMistakeError(f'"{module.__name__}" has no "{name}"{_instead(name, module)}')
        value = getattr(value, part)
    if not _is_mapping(value):
        kind = f"the class {value.__name__}" if isinstance(value, type) else f"of type {type(value).__name__}"
        raise ReferenceMistakeError(f'"{reference}" is {kind}, not a StatusMapping{_instead(name, module)}')
    return cast("NamedMapping", value)


def _instead(name: str, module: ModuleType) -> str:
    """Name the mapping that was probably meant: the one with a name like it, or the only one there is."""
    found = [known for known, value in vars(module).items() if _is_mapping(value)]
    return did_you_mean(name, found) or (
        f"; it has {', '.join(found)}" if found else "; it has no StatusMapping at all"
    )


def _is_mapping(value: object) -> bool:
    """Know a mapping by what is asked of it: classes that merge or wrap one are as good."""
    return not isinstance(value, type) and isinstance(getattr(value, "domain", None), type) and hasattr(value, "known")

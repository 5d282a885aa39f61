"""The text of a `from … import a, b` on one line and one more name -> the statement with the name in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"[^\W\d]\w*(?: as [^\W\d]\w*)?"
_PLAIN = re.compile(rf"(from [\w.]+ import )({_NAME}(?:, {_NAME})*)")


def with_name(text: str, clause: str) -> str | None:
    """Return an import statement with `clause` among its names; None for one that is written in another way.

    Args:
        text: the statement, as it stands in the file.
        clause: `name` or `name as alias`.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return None
    names = plain[2].split(", ")
    index = place_among([_original(name) for name in names], _original(clause))
    return plain[1] + ", ".join([*names[:index], clause, *names[index:]])


def place_among(names: Sequence[str], new: str) -> int:
    """Return where a name goes: by kind and name, as isort has it, or by name alone, where they are in that order; else last."""
    for key in (_kind_and_name, _name):
        keys = [key(name) for name in names]
        if keys == sorted(keys):
            return next((index for index, other in enumerate(keys) if other > key(new)), len(keys))
    return len(names)


def _original(name: str) -> str:
    return name.partition(" ")[0]


def _name(name: str) -> tuple[int, str]:
    return 0, name.lower()


def _kind_and_name(name: str) -> tuple[int, str]:
    """Constants, then classes, then everything else."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower()

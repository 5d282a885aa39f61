"""The modules of a build -> the names of classes that some file maps by a call, which no type shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mypy.nodes import MypyFile

_CLASS = rb"\(\s*(?:class_\s*=\s*)?(?:[\w.]*\.)?"
_CALL = re.compile(rb"\bmap_imperatively" + _CLASS + rb"(\w+)\s*[,)[]|\bmapper" + _CLASS + rb"([A-Z]\w*)\s*,")


class Imperative:
    """What the files of a build map by calls; they are read when somebody asks, which only findings do."""

    def __init__(self, modules: Mapping[str, MypyFile]) -> None:
        self._modules = modules
        self._names: frozenset[str] | None = None

    def maps(self, name: str) -> bool:
        """Whether a class of this name may be mapped by a call: its own, or one over variables."""
        if self._names is None:
            self._names = frozenset(_mapped(module.path for module in self._modules.values()))
        return name in self._names or any(not known[:1].isupper() for known in self._names)


def _mapped(paths: Iterable[str]) -> Iterable[str]:
    for path in paths:
        if path.endswith(".py") and "site-packages" not in path:
            try:
                with open(path, "rb") as file:  # noqa: PTH123  thousands of them: a Path for each would cost more
                    data = file.read()
            except OSError:
                continue  # mypy has read it, and says so where it could not
            if b"mapper(" in data or b"map_imperatively(" in data:
                yield from ((match[1] or match[2]).decode() for match in _CALL.finditer(data))

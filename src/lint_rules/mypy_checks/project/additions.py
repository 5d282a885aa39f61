"""The modules of a build -> the names of attributes that code adds to classes which stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mypy.nodes import MypyFile

_ADDED = re.compile(
    rb"""\b(?:backref|add_property|setattr)\b[^"']{0,120}["'](\w+)["']"""  # relationship(..., backref="owner")
    rb"|\b[A-Z]\w*\.(\w+)\s*=(?!=)"  # Ware.total = column_property(...)
)


class Additions:
    """What the files of a build add to classes; they are read when somebody asks, which only findings do."""

    def __init__(self, modules: Mapping[str, MypyFile]) -> None:
        self._modules = modules
        self._names: frozenset[str] | None = None

    def adds(self, name: str) -> bool:
        """Whether some file may add an attribute of this name to a class."""
        if self._names is None:
            self._names = frozenset(self._added())
        return name in self._names

    def _added(self) -> Iterator[str]:
        for path in (module.path for module in self._modules.values()):
            if path.endswith(".py") and "site-packages" not in path:
                try:
                    with open(path, "rb") as file:  # noqa: PTH123  thousands of them: a Path for each would cost more
                        data = file.read()
                except OSError:
                    continue  # mypy has read it, and says so where it could not
                yield from ((match[1] or match[2]).decode() for match in _ADDED.finditer(data))

"""The modules of a build -> the classes that some file maps by a call, which no type shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mypy.nodes import ImportFrom, MypyFile, TypeInfo

_CLASS = rb"\(\s*(?:class_\s*=\s*)?"
_CALL = re.compile(
    rb"\bmap_imperatively" + _CLASS + rb"((?:\w+\.)*\w+)\s*[,)[]|\bmapper" + _CLASS + rb"((?:\w+\.)*[A-Z]\w*)\s*,"
)


class Imperative:
    """What the files of a build map by calls; they are read when somebody asks, which only findings do."""

    def __init__(self, modules: Mapping[str, MypyFile]) -> None:
        self._modules = modules
        self._calls: tuple[tuple[MypyFile, str], ...] | None = None

    def maps(self, fullname: str) -> bool:
        """Whether a class may be mapped by a call: one over it, over a name that is not seen through, or over variables.

        Args:
            fullname: of the class, with its module.
        """
        if self._calls is None:
            self._calls = tuple(_calls(self._modules.values()))
        return any(self._may_be(fullname, path, file) for file, path in self._calls)

    def _may_be(self, fullname: str, path: str, file: MypyFile) -> bool:
        word = path.rpartition(".")[2]
        if not word[:1].isupper():
            return True  # a variable: any class
        if word != fullname.rpartition(".")[2]:
            return False
        mapped = self._resolved(path, file)
        return mapped is None or mapped == fullname

    def _resolved(self, path: str, file: MypyFile) -> str | None:
        """Return the full name of the class that a path names in a file; None where the file does not show it."""
        first, *rest = path.split(".")
        symbol = file.names.get(first)
        node = symbol.node if symbol is not None else None
        for name in rest:
            symbol = node.names.get(name) if isinstance(node, MypyFile) else None
            node = symbol.node if symbol is not None else None
        if isinstance(node, TypeInfo):
            return node.fullname
        return self._imported(first, file) if node is None and not rest and not file.names else None

    def _imported(self, name: str, file: MypyFile) -> str | None:
        """Return the same for a file that mypy has read and not yet analysed: what it imports under the name."""
        for statement in file.imports:
            if isinstance(statement, ImportFrom) and not statement.relative and (name, None) in statement.names:
                module = self._modules.get(statement.id)
                symbol = module.names.get(name) if module is not None else None
                return symbol.node.fullname if symbol is not None and isinstance(symbol.node, TypeInfo) else None
        return None


def _calls(modules: Iterable[MypyFile]) -> Iterator[tuple[MypyFile, str]]:
    for module in modules:
        if module.path.endswith(".py") and "site-packages" not in module.path:
            try:
                with open(module.path, "rb") as file:  # noqa: PTH123  thousands of them: a Path for each would cost more
                    data = file.read()
            except OSError:
                continue  # mypy has read it, and says so where it could not
            if b"mapper(" in data or b"map_imperatively(" in data:
                yield from ((module, (match[1] or match[2]).decode()) for match in _CALL.finditer(data))

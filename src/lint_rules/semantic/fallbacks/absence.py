"""A word in the place of a missing status -> whether it says that there is none, and no status is spelled so."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from lint_rules.semantic.classes.enums import Member
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.statuses.inference import Status, Statuses

_NONE = re.compile(
    r"(?:no|not|non|without|never)[_.-]\w+|unknown|missing|absent|unset|undefined|unavailable|unspecified"
    r"|undetermined|nothing|nonexistent|notfound|n\.a\.|unassigned|uninitialized|unreachable|disconnected"
    r"|idle|inactive|offline|never",
    re.IGNORECASE,
)
_OF_ITS_OWN = re.compile(
    r"unknown|unset|undefined|unspecified|undetermined|unavailable|unrecognized|missing|absent|none|other|n_?a"
    r"|not_?(?:set|found|available|applicable)",
    re.IGNORECASE,
)
_OF_MACHINES = re.compile(r"breaker|circuit|metric|gauge|counter|histogram", re.IGNORECASE)
"""What has a state while it works, and none before: a closed breaker is the one that nobody has opened."""


def is_of_its_own(member: Member) -> bool:
    """Whether a member is there for statuses that are missing or not known, which is the remedy."""
    return _OF_ITS_OWN.fullmatch(member.name) is not None


Importers = Callable[[str], Iterable[File]]


class Absence:
    """Answers for one file; who writes a status of a known class is looked up where that class is imported."""

    def __init__(self, file: File, statuses: Statuses, importers: Importers) -> None:
        """Answer for `file`; `importers` yields the files that import a name."""
        self._file = file
        self._statuses = statuses
        self._importers = importers

    def is_said_by(self, fallback: ast.expr, status: Status) -> bool:
        """Whether a word says that there is no status, or the status is that of a breaker or a metric."""
        if self._is_of_machine(status):
            return True
        if not isinstance(fallback, ast.Constant) or not isinstance(fallback.value, str):
            return False
        return _NONE.fullmatch(fallback.value) is not None and not self._is_status(fallback.value, status)

    def _is_of_machine(self, status: Status) -> bool:
        """Whether a status is that of a breaker or a metric, also as `self.state` in its class."""
        names = [ast.unparse(status.core), "" if status.enum is None else status.enum.name]
        if isinstance(status.core, ast.Attribute) and names[0].startswith("self."):
            around = self._file.bindings.ancestors(status.core) if self._file.bindings.parent(status.core) else ()
            names += [outer.name for outer in around if isinstance(outer, ast.ClassDef)]
        return any(_OF_MACHINES.search(name) for name in names)

    def _is_status(self, word: str, status: Status) -> bool:
        if status.enum is not None:
            return status.enum.spelled(word) is not None
        attr = status.core.attr if isinstance(status.core, ast.Attribute) else ""
        return any(_writes(word, attr, file) for file in self._writers(status.core))

    def _writers(self, core: ast.expr) -> Iterator[File]:
        yield self._file
        owner = self._statuses.objects.class_of(core.value) if isinstance(core, ast.Attribute) else None
        if owner is not None:
            yield from self._importers(owner.name)


def _writes(word: str, attr: str, file: File) -> bool:
    """Whether a file gives a status this word: by keyword, in a dict, or as an attribute."""
    if word.encode() not in file.tree.source.data:
        return False
    return any(
        node.value == word and _is_written(node, file.bindings.parent(node), attr)
        for node in file.bindings.nodes(ast.Constant)
    )


def _is_written(node: ast.Constant, around: ast.AST | None, attr: str) -> bool:
    match around:
        case ast.keyword(arg=name):
            return name == attr
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Name() as target]):
            return last_name(target) == attr
        case ast.Dict(keys=keys, values=values):
            key = next((key for key, value in zip(keys, values, strict=True) if value is node), None)
            return isinstance(key, ast.Constant) and key.value == attr
        case _:
            return False

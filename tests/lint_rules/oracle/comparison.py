"""What was observed before and after a fix -> how the two differ, without what a fix may change."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Observation = Mapping[str, str]
ORDER = ("import", "mappers", "run", "test", "doctest", "entry", "star", "route", "openapi", "name", "default")
"""Kinds of observation; where several differ, the first of these says most."""
ABSENT = "(nothing)"
_NONE = "builtins.NoneType"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was.

    Attributes:
        kind: What differs, in few words.
        detail: What was looked at, and what was seen before and after.
    """

    kind: str
    detail: str


class Names:
    """The names that modules bind by imports alone, so that a fix may rename them where nobody else reads them.

    Args:
        files: The text of each file, by its path.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._imported: dict[str, frozenset[str]] = {}
        self._has_star: set[str] = set()
        for path, text in files.items():
            if path.endswith(".py"):
                module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                self._imported[module] = frozenset() if path.endswith("__init__.py") else _imported(ast.parse(text))
                if "import *" in text and not path.endswith("__init__.py"):
                    self._has_star.add(module)

    def may_change(self, key: str) -> bool:
        """Whether a key tells of a name that a fix may take away or add: one by one, whoever reads it is looked at, too."""
        if not key.startswith("name "):
            return False
        _, module, *name = key.split(" ")
        return module in self._has_star or name[0] in self._imported.get(module, frozenset())


def _imported(tree: ast.Module) -> frozenset[str]:
    """Return the names that are bound by nothing but imports, without those that are exported on purpose (`X as X`)."""
    imported, other = set[str](), set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.alias(name=name, asname=alias):
                (other if alias == name else imported).add(alias or name.partition(".")[0])
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                other.add(name)
            case _:
                pass
    bound = {target.id for statement in tree.body for target in _targets(statement)}
    return frozenset(imported - other - bound)


def _targets(statement: ast.stmt) -> Iterator[ast.Name]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    yield from (target for target in targets if isinstance(target, ast.Name))


def differences(
    before: Observation, after: Observation, names: tuple[Names, Names], meant: Observation | None = None
) -> list[Difference]:
    """Compare two observations.

    Args:
        before: What was seen before the fix.
        after: What is seen afterwards.
        names: What imports bind before and after.
        meant: What is seen of the project as it was meant, where a fix may change things in this direction.

    Returns:
        What differs, the most important first.
    """
    found: list[Difference] = []
    for key in {**before, **after}:
        was, now = before.get(key, ABSENT), after.get(key, ABSENT)
        is_free = ABSENT in {was, now} or meant is not None
        if was == now or (is_free and any(side.may_change(key) for side in names)):
            continue
        if _is_optional_now(key, was, now) or (meant is not None and _is_as_meant(key, now, before, meant)):
            continue
        kind = key.partition(" ")[0]
        what = (
            "gone"
            if now == ABSENT
            else "new"
            if was == ABSENT
            else now.partition(":")[0]
            if kind == "import"
            else "differs"
        )
        found.append(Difference(f"{kind} {what}", f"{key}: {was} -> {now}"))
    return sorted(found, key=lambda difference: _importance(difference.kind))


def _importance(kind: str) -> int:
    first = kind.partition(" ")[0]
    return ORDER.index(first) if first in ORDER else len(ORDER)


def _is_optional_now(key: str, was: str, now: str) -> bool:
    """Whether a return type says besides that there may be no row; what reads it is observed by itself."""
    if not (key.startswith("hint ") and key.endswith(" return")) or was.startswith("builtins.list["):
        return False
    return {*now.split(" | ")} == {*was.split(" | "), _NONE}


def _is_as_meant(key: str, now: str, before: Observation, meant: Observation) -> bool:
    """Whether something is seen now that is seen of the project as it was meant."""
    wanted = meant.get(key, ABSENT)
    if key.startswith("name ") and now == ABSENT:
        return False
    if key.startswith("hints ") and not key.startswith("hints for checkers "):
        return True  # what the annotation names is imported for type checkers, who find it
    if key.startswith("hint ") and _is_optional_now(key, wanted, now):
        return True
    is_of_broken = now != ABSENT and key not in before and "NameError" not in now
    return (
        _alike(now) == _alike(wanted) or is_of_broken
    )  # a file that could not be imported shows nothing to compare with


def _alike(told: str) -> str:
    return told.replace("collections.abc.Sequence[", "builtins.list[")

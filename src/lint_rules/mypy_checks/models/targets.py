"""What a relationship is given -> the class that it leads to, as far as the file shows it."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import Expression, ImportFrom, LambdaExpr, MypyFile, RefExpr, ReturnStmt, StrExpr, TypeInfo
from mypy.plugin import CheckerPluginInterface

from lint_rules.mypy_checks.context import Build


def class_named(argument: Expression, api: CheckerPluginInterface, build: Build) -> TypeInfo | None:
    """Return the class that a class, a string or a lambda names; None where that is not certain."""
    if isinstance(argument, LambdaExpr):
        body = argument.body.body
        inner = body[0].expr if len(body) == 1 and isinstance(body[0], ReturnStmt) else None
        return class_named(inner, api, build) if inner is not None else None
    if isinstance(argument, StrExpr):
        tree = getattr(api, "tree", None)
        return _by_word(argument.value, tree, build) if isinstance(tree, MypyFile) else None
    return argument.node if isinstance(argument, RefExpr) and isinstance(argument.node, TypeInfo) else None


def _by_word(word: str, tree: MypyFile, build: Build) -> TypeInfo | None:
    """Return the class of a name or path.

    The registry knows all mapped classes. Only this file and those that it imports are looked at: mypy checks it again
    when one of them changes, and has read them before, whatever else the run is about.
    """
    path, _, name = word.rpartition(".")
    own = tree.names.get(name)
    if not path and own is not None and isinstance(own.node, TypeInfo):
        return own.node
    found = {
        info.fullname: info
        for module in imported(tree, build)
        if (symbol := module.names.get(name)) is not None and isinstance(info := symbol.node, TypeInfo)
        if not path or info.fullname.endswith(f".{word}") or info.fullname == word
    }
    return next(iter(found.values())) if len(found) == 1 else None


def imported(tree: MypyFile, build: Build) -> Iterator[MypyFile]:
    """Return a file and those that it imports, as far as they are read."""
    yield tree
    for symbol in tree.names.values():
        if isinstance(symbol.node, MypyFile):
            yield symbol.node
    for statement in tree.imports:
        if isinstance(statement, ImportFrom):
            module = build.module(statement.id) if not statement.relative else None
            if module is not None:
                yield module

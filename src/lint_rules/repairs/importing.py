"""A class that a file needs -> the name to call it by there, and the edits that import it.

An import of the same module is extended, by libcst, so that its parentheses, commas and comments stay as they are;
otherwise a statement is added among the imports, in order where they are in order.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lint_rules.facts.module import Module
from lint_rules.spans import Edit, Position, Span


@dataclass(frozen=True, slots=True)
class Imported:
    """How a file can call a class.

    Args:
        name: the name to use.
        edits: what has to be added for it; empty when the file imports it already.
    """

    name: str
    edits: tuple[Edit, ...]


def imported(package: str, original: str, name: str, module: Module, *, annotation: bool = False) -> Imported:
    """Return how to import `original` from `package` under `name`.

    Args:
        package: the dotted name of the module to import from.
        original: the class's own name.
        name: the name that it shall have in the file.
        module: the file.
        annotation: whether only annotations use it: then an import for type checkers is enough.
    """
    asked = original if original == name else f"{original} as {name}"
    for statement in _places(module, annotation=annotation):
        if (
            isinstance(statement, ast.ImportFrom)
            and statement.module == package
            and not statement.level
            and _can_grow(statement)
        ):
            return Imported(name, (_grown(statement, asked, module),))
    return Imported(name, (_added(f"from {package} import {asked}", package, module),))


def with_names(package: str, names: Sequence[str], module: Module) -> tuple[Edit, ...]:
    """Return the edits that import names of one package, which the file does not use yet, under their own names."""
    from lint_rules.repairs.growing import with_name  # noqa: PLC0415  needs libcst, which takes a fifth of a second

    for statement in module.tree.module.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == package and not statement.level:
            if not _can_grow(statement):
                continue
            span = module.span(statement)
            text = module.text_at(span)
            for name in names:
                text = with_name(text, name)
            return (Edit(span, text),)
    return (_added(f"from {package} import {', '.join(names)}", package, module),) if names else ()


def _places(module: Module, *, annotation: bool) -> Iterator[ast.stmt]:
    """Yield the statements at module level, then those for type checkers when these are enough."""
    yield from module.tree.module.body
    if annotation and _is_postponed(module):
        for statement in module.tree.module.body:
            if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
                yield from statement.body


def _is_postponed(module: Module) -> bool:
    return any(
        isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        for statement in module.tree.module.body
    )


def _can_grow(statement: ast.ImportFrom) -> bool:
    return statement.module != "__future__" and all(alias.name != "*" for alias in statement.names)


def _grown(statement: ast.ImportFrom, asked: str, module: Module) -> Edit:
    """Return the edit that rewrites an import statement with one more name in it."""
    from lint_rules.repairs.growing import with_name  # noqa: PLC0415  needs libcst, which takes a fifth of a second

    span = module.span(statement)
    return Edit(span, with_name(module.text_at(span), asked))


def _added(statement: str, package: str, module: Module) -> Edit:
    """Return the edit that adds an import statement on a line of its own."""
    lines = module.tree.lines
    newline = "\r\n" if "\r\n" in lines.text else "\n"
    row = _row_for(package, module)
    if row <= lines.count:
        here = Position(row, 1)
        return Edit(Span(here, here), f"{statement}{newline}")
    end = lines.at(len(lines.text))
    before = "" if end.column == 1 else newline
    return Edit(Span(end, end), f"{before}{statement}{newline}")


def _row_for(package: str, module: Module) -> int:
    """Return the row that a new `from package import` belongs on."""
    body = module.tree.module.body
    block = _first_imports(body)
    if not block:
        return _row_below_heading(body)
    group = _group_of(package, block)
    ordered = [one.module or "" for one in group if isinstance(one, ast.ImportFrom)]
    if ordered == sorted(ordered, key=str.lower):
        for one in group:
            if isinstance(one, ast.ImportFrom) and not one.level and (one.module or "").lower() > package.lower():
                return one.lineno
    return (group[-1].end_lineno or group[-1].lineno) + 1


def _first_imports(body: Sequence[ast.stmt]) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports at the top of a module, without those from `__future__`."""
    block: list[ast.Import | ast.ImportFrom] = []
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if getattr(statement, "module", None) != "__future__":
                block.append(statement)
        elif block:
            break
    return block


def _group_of(package: str, block: Sequence[ast.Import | ast.ImportFrom]) -> list[ast.Import | ast.ImportFrom]:
    """Return the group of imports, between blank lines, that imports from the same top-level package; else the last."""
    groups = [[block[0]]]
    for before, statement in pairwise(block):
        if statement.lineno > (before.end_lineno or before.lineno) + 1:
            groups.append([])
        groups[-1].append(statement)
    top = package.partition(".")[0]
    for group in groups:
        if any(_top(one) == top for one in group):
            return group
    return groups[-1]


def _top(statement: ast.Import | ast.ImportFrom) -> str:
    if isinstance(statement, ast.ImportFrom):
        return "" if statement.level else (statement.module or "").partition(".")[0]
    return statement.names[0].name.partition(".")[0]


def _row_below_heading(body: Sequence[ast.stmt]) -> int:
    """Return the row below the docstring and `from __future__`, where a module without imports gets its first."""
    row = 0
    for statement in body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not docstring and not isinstance(statement, ast.ImportFrom):
            return row + 1 if row else statement.lineno - len(getattr(statement, "decorator_list", ()))
        row = statement.end_lineno or statement.lineno
    return row + 1

"""An import statement and the statements of a block -> the edit that puts it among them, where isort would."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.source.spans import Edit, Position, Span
from lint_rules.source.syntax.tokens import Kind, line_starts, tokens

_RIGHTS = re.compile(r"copyright|licen[cs]e|spdx-", re.IGNORECASE)
_Import = ast.Import | ast.ImportFrom
_STANDARD, _INSTALLED, _OWN, _RELATIVE = range(4)


def place_for(statement: str, package: str, block: Sequence[ast.stmt], module: SemanticModel) -> Edit:
    """Return the edit that adds an import to a block.

    Args:
        statement: the text, `from package import name`.
        package: what it imports from.
        block: the module's statements, or those below `if TYPE_CHECKING:`.
        module: the file.
    """
    is_module = block is module.tree.module.body
    imports = _first_imports(block)
    indent = "" if is_module else _indent(block[0], module)
    if not imports:
        row, before, after = _below_heading(block, module) if is_module else (_first_row(block[0], module), 0, 0)
        return _inserted(row, before, f"{indent}{statement}", after, module)
    groups = _groups(imports)
    kind = _kind_of(package, module)
    for group in groups:
        kinds = {_kind(statement, module) for statement in group}
        if kind in kinds or len(groups) == 1 < len(kinds):
            return _inserted(_row_among(group, package, kind, module), 0, f"{indent}{statement}", 0, module)
    later = [group for group in groups if _kind(group[0], module) > kind]
    if later:
        return _inserted(_first_row(later[0][0], module), 0, f"{indent}{statement}", 1, module)
    return _inserted(_end(groups[-1][-1]) + 1, 1, f"{indent}{statement}", 0, module)


def _inserted(row: int, before: int, statement: str, after: int, module: SemanticModel) -> Edit:
    """Return the edit that inserts a line above `row`, with empty lines around it."""
    lines = module.tree.lines
    row = next((start for start in logical_lines(module.tree.text) if start >= row), lines.count + 1)
    text = lines.newline * before + statement + lines.newline * (after + 1)
    if row <= lines.count:
        here = Position(row, 1)
        return Edit(Span(here, here), text)
    end = lines.at(len(lines.text))
    return Edit(Span(end, end), text if end.column == 1 else f"{lines.newline}{text}")


def logical_lines(text: str) -> Iterator[int]:
    """Yield the rows above which a line can be put: those that no bracket, string or backslash continues."""
    data = text.encode("utf-8", "surrogatepass")
    row, at = 1, 0
    yield row
    for token in tokens(data):
        if token.kind is Kind.NEWLINE:
            # Counted as far as one looks: the places of imports are asked for by many fixes of one file.
            row, at = row + len(line_starts(data[at : token.end])) - 1, token.end
            yield row


def stands_apart(block: Sequence[ast.stmt], header: ast.stmt, module: SemanticModel) -> bool:
    """Whether a block begins in a line of its own, and not behind the colon, or a backslash behind it."""
    return _own_row(block[0], module) > header.lineno


def _own_row(statement: ast.stmt, module: SemanticModel) -> int:
    """Return the row in which the logical line of a statement begins."""
    return max(takewhile(lambda row: row <= statement.lineno, logical_lines(module.tree.text)), default=1)


def _first_row(statement: ast.stmt, module: SemanticModel) -> int:
    """Return the row above a statement, its decorators and the comments that belong to it."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    row = min([_own_row(statement, module), *(decorator.lineno for decorator in decorators)])
    lines = module.tree.lines
    while row > 1 and lines.line(row - 1).lstrip().startswith("#"):
        if _is_notice(lines.line(row - 1), row - 1) or _RIGHTS.search(lines.line(row - 1)):
            break
        row -= 1
    return row


def _indent(statement: ast.stmt, module: SemanticModel) -> str:
    line = module.tree.lines.line(_own_row(statement, module))
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def _row_among(group: Sequence[_Import], package: str, kind: int, module: SemanticModel) -> int:
    """Return the row in a group: by name where the group is in order, else behind what is alike."""
    alike = [other for other in group if isinstance(other, ast.ImportFrom) and _kind(other, module) == kind]
    names = [(other.module or "").lower() for other in alike]
    if alike and names == sorted(names):
        for other, name in zip(alike, names, strict=True):
            if name > package.lower():
                return _first_row(other, module)
        return _end(alike[-1]) + 1
    return _end(group[-1]) + 1


def _first_imports(block: Sequence[ast.stmt]) -> list[_Import]:
    """Return the imports at the top of a block, without those from `__future__`; none where something is defined above them.

    What is defined there may use the name that is to be imported: it has to be there before.
    """
    imports: list[_Import] = []
    for statement in block:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.AnnAssign):
            break
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if getattr(statement, "module", None) != "__future__":
                imports.append(statement)
        elif imports:
            break
    return imports


def _groups(imports: Sequence[_Import]) -> list[list[_Import]]:
    """Return the imports between blank lines."""
    groups = [[imports[0]]]
    for before, statement in pairwise(imports):
        if statement.lineno > _end(before) + 1:
            groups.append([])
        groups[-1].append(statement)
    return groups


def _kind(statement: _Import, module: SemanticModel) -> int:
    if isinstance(statement, ast.ImportFrom):
        return _RELATIVE if statement.level else _kind_of(statement.module or "", module, statement)
    return _kind_of(statement.names[0].name, module)


def _kind_of(package: str, module: SemanticModel, statement: ast.ImportFrom | None = None) -> int:
    """Return which section of a sorted block a package belongs to."""
    top = package.partition(".")[0]
    if top in sys.stdlib_module_names:
        return _STANDARD
    own = statement is not None and isinstance(module.imported_module(statement), DefinedModule)
    return _OWN if own or top == module.name.partition(".")[0] else _INSTALLED


def _below_heading(block: Sequence[ast.stmt], module: SemanticModel) -> tuple[int, int, int]:
    """Return the row for the first import of a module, with the empty lines to put before and after it."""
    lines, row = module.tree.lines, 0
    for statement in block:
        if not _is_heading(statement):
            break
        row = _end(statement)
    if row:
        return row + 1, 1, 0 if not lines.line(row + 1).strip() else 1
    row = 1
    while lines.line(row).startswith("#") and _is_notice(lines.line(row), row):
        row += 1
    below = row
    while below <= lines.count and lines.line(below).startswith("#"):
        below += 1
    if row < below < lines.count and not lines.line(below).strip():
        row = below + 1  # a licence; a comment right above a statement is about that
    return row, 0, 2 if lines.line(row).strip() else 0


def _is_heading(statement: ast.stmt) -> bool:
    docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return docstring or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__")


def _is_notice(line: str, row: int) -> bool:
    """Whether a comment belongs to the file: how to run it, or how it is encoded."""
    return (row == 1 and line.startswith("#!")) or (row <= 2 and "coding" in line)  # noqa: PLR2004  as PEP 263 says


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno

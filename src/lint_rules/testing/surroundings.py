"""The files of a case -> the changes that put its functions elsewhere, or call things otherwise: the findings stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from lint_rules.source.spans import LineIndex
from lint_rules.testing.layouts import SourceVariant, rows_of_code

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Whole = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_INDENT = "    "
# Names that say something to some rule keep it.
_TELLING = re.compile(r"session|db|status|state|^_|^(?:self|cls|conn|store|upgrade|downgrade|f)$", re.IGNORECASE)
_TELLING_PARAMETER = re.compile(r"query|stmt|statement|model", re.IGNORECASE)


def wrapped(
    source: str, files: Mapping[str, str], headers: tuple[str, ...], kinds: tuple[type[_Whole], ...]
) -> Iterator[SourceVariant]:
    """Yield the changes that put each function or class that nothing else names below `headers`.

    Args:
        source: one file.
        files: all files of the case.
        headers: lines, `{}` in them is a number of their own; what follows one that ends in a colon is indented.
        kinds: functions, or classes.
    """
    lines, code = LineIndex(source), set(rows_of_code(source))
    for number, function in enumerate(_alone(source, files, kinds)):
        first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
        above, depth = "", 0
        for header in headers:
            above += f"{_INDENT * depth}{header.format(number)}\n"
            depth += header.endswith(":")
        for row in range(first, (function.end_lineno or first) + 1):
            at = lines.offset(lines.position(row, 0))
            indent = _INDENT * depth if row in code and lines.line(row).strip() else ""
            text = above + indent if row == first else indent
            if text:
                yield SourceVariant(at, at, text)


def asynchronous(source: str, files: Mapping[str, str]) -> Iterator[SourceVariant]:
    """Yield `async` for each function of its own."""
    lines = LineIndex(source)
    for function in _alone(source, files, (ast.FunctionDef,)):
        if isinstance(function, ast.FunctionDef):
            at = lines.offset(lines.span(function).start)
            yield SourceVariant(at, at, "async ")


def renamed(source: str, files: Mapping[str, str]) -> Iterator[SourceVariant]:
    """Yield another name for each variable, parameter and function that no rule knows by its name."""
    lines, names = LineIndex(source), _local_names(files)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) if name in names:
                start = lines.offset(lines.span(node).start)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in names:
                head = re.compile(rf"def\s+(?={name}\b)").search(source, lines.offset(lines.span(node).start))
                start = head.end() if head else -1
            case _:
                continue
        if start >= 0 and source[start : start + len(name)] == name:
            yield SourceVariant(start, start + len(name), f"other_{name}")


def _alone(source: str, files: Mapping[str, str], kinds: tuple[type[_Whole], ...]) -> Iterator[_Whole]:
    """Yield the functions or classes at module level that nothing else names."""
    words = re.findall(r"\w+", "\n".join(files.values()))
    for statement in ast.parse(source).body:
        if isinstance(statement, kinds) and words.count(statement.name) == 1:
            yield statement


def _local_names(files: Mapping[str, str]) -> set[str]:
    """Return the variables, parameters and functions of modules that stand for nothing else in any file."""
    stored: set[str] = set()
    taken: set[str] = set()
    for node in (inner for text in files.values() for inner in ast.walk(ast.parse(text))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                stored |= {name, *_stores(ast.walk(node))}
                stored |= {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
                taken |= set(_telling_parameters(node))
            case ast.Module(body=body):
                taken |= {name for statement in body for name in _stores(_shallow(statement))}
            case ast.ClassDef(name=own, body=body):
                taken |= {own, *(name for statement in body for name in _stores(_shallow(statement)))}
                taken |= {method.name for method in body if isinstance(method, _Function)}
            case ast.keyword(arg=str(name)) | ast.Attribute(attr=name) | ast.alias(name=name):
                taken.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                taken |= set(names)
            case ast.Constant(value=str(text)):
                taken |= set(re.findall(r"\w+", text))
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                taken.add(name)
            case ast.JoinedStr():
                taken |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            case _:
                continue
    return {name for name in stored - taken if not _TELLING.search(name)}


def _telling_parameters(function: _Function) -> Iterator[str]:
    names = (node.arg for node in ast.walk(function) if isinstance(node, ast.arg))
    yield from (name for name in names if _TELLING_PARAMETER.search(name))


def _stores(nodes: Iterable[ast.AST]) -> Iterator[str]:
    yield from (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _shallow(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement without those inside functions."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from ast.walk(statement)

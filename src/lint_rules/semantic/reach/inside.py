"""A name that a file binds -> what in the same file reads it otherwise than as a name: exports, strings, doctests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint_rules.semantic.reach.access import Access
from lint_rules.semantic.reach.texts import (
    EVALUATING,
    doctest_rows,
    is_expression_with,
    is_prose,
    names_class,
    pickles_in,
    place_of,
    reads_own_names,
    strings_in,
)
from lint_rules.semantic.reach.type_comments import type_comments_with
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.locations import binding_span
from lint_rules.semantic.scopes.model import Binding, declared_exports
from lint_rules.source.spans import Position, Span


def accesses_inside(binding: Binding, file: File) -> Iterator[Access]:
    """Yield the ways in from the binding's own file, the exports first."""
    scope = binding.scope
    if scope.parent is None:
        yield from _exports(binding, file)
        yield from _by_texts(binding.name, file)
    elif isinstance(scope.node, ast.expr | ast.stmt):  # what stands outside of it never sees its names
        whole = file.tree.lines.span(scope.node)
        yield from (access for access in _by_texts(binding.name, file) if whole.start <= access.span.start < whole.end)


def _by_texts(name: str, file: File) -> Iterator[Access]:
    yield from _strings(name, file)
    for span in type_comments_with(name, file.tree.lines):
        yield Access(file.path, span, "a type comment reads it", is_sure=True)
    yield from _pickles(name, file)
    yield from _namespaces(name, file)


def _exports(binding: Binding, file: File) -> Iterator[Access]:
    node, declared = binding.node, declared_exports(binding.scope)
    if isinstance(node, ast.alias) and node.asname == node.name:
        yield Access(file.path, binding_span(file, binding), f"says `as {node.name}`, which exports it", is_sure=True)
    is_public = isinstance(node, ast.alias) and not binding.name.startswith("_")
    if is_public and declared is None and file.path.name == "__init__.py":
        span = binding_span(file, binding)
        yield Access(file.path, span, "binds it as a name of the package, which others may import", is_sure=False)
    for exports in binding.scope.bindings.get("__all__", ())[:1]:
        span = binding_span(file, exports)
        if declared is None:
            yield Access(file.path, span, "may export it: what `__all__` holds only shows when it runs", is_sure=False)
        elif binding.name in declared:
            yield Access(file.path, span, "exports it", is_sure=True)


def _strings(name: str, file: File) -> Iterator[Access]:
    for constant in strings_in(file):
        text = str(constant.value)
        if name not in text:
            continue
        for row in doctest_rows(text, name) if isinstance(file.bindings.parent(constant), ast.Expr) else ():
            yield Access(file.path, _row_of(constant, row, file), "a doctest uses it", is_sure=True)
        if text == name and _is_export(constant, file):
            continue
        is_name = text == name or is_expression_with(text, name)
        if is_name and reads_own_names(constant, file):
            yield Access(file.path, place_of(constant, file), "reads it by its name", is_sure=True)
        elif is_name and not is_prose(constant, file) and not names_class(constant, file):
            yield Access(file.path, place_of(constant, file), "may read it by its name", is_sure=False)


def _namespaces(name: str, file: File) -> Iterator[Access]:
    """Yield what reads names of the module, whichever they turn out to be: this one, where a string of the file holds it."""
    for place in _reading_namespace(file):
        is_sure = any(_holds(name, str(constant.value)) for constant in strings_in(file) if not _is_doc(constant, file))
        how = "reads it by its name" if is_sure else "reads names of this module that only show when it runs"
        yield Access(file.path, file.tree.lines.span(place), how, is_sure)


def _holds(name: str, text: str) -> bool:
    """Whether a text is a name, or has a place for it: `{Session.id}`, `%(Session)s`."""
    return text == name or re.search(rf"[{{(]\s*{re.escape(name)}\b", text) is not None


def _is_doc(constant: ast.Constant, file: File) -> bool:
    return isinstance(file.bindings.parent(constant), ast.Expr)


def _reading_namespace(file: File) -> Iterator[ast.expr]:
    for call in file.bindings.nodes(ast.Call):
        match call:
            case (
                ast.Call(func=ast.Name(id="globals"), args=[]) | ast.Call(func=ast.Name(id="locals" | "vars"), args=[])
            ):
                is_own = last_name(call.func) == "globals" or file.bindings.context(call).scope.parent is None
                is_read = is_own and not _is_literal_key(call, file)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in EVALUATING:
                is_read = not (isinstance(first, ast.Constant) and isinstance(first.value, str))
            case _:
                is_read = False
        if is_read:
            yield call
    for subscript in file.bindings.nodes(ast.Subscript):
        match subscript:
            case ast.Subscript(value=modules, slice=ast.Name(id="__name__")) if last_name(modules) == "modules":
                yield subscript
            case _:
                continue


def _is_literal_key(call: ast.Call, file: File) -> bool:
    """Whether a namespace is asked for a name that is written there, which is judged by itself."""
    match file.bindings.parent(call):
        case ast.Subscript(slice=ast.Constant()) as subscript:
            return isinstance(subscript.ctx, ast.Load)
        case ast.Attribute(attr="get" | "pop" | "setdefault") as attribute:
            asked = file.bindings.parent(attribute)
            return isinstance(asked, ast.Call) and bool(asked.args) and isinstance(asked.args[0], ast.Constant)
        case _:
            return False


def _pickles(name: str, file: File) -> Iterator[Access]:
    for constant in pickles_in(file):
        if isinstance(constant.value, bytes) and re.search(rb"(?<!\w)%s\b" % re.escape(name.encode()), constant.value):
            yield Access(file.path, place_of(constant, file), "may read it by its name", is_sure=False)


def _is_export(constant: ast.Constant, file: File) -> bool:
    """Whether a string stands in `__all__`, which is judged as a whole."""
    for node in file.bindings.ancestors(constant):
        match node:
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                return last_name(target) == "__all__"
            case ast.stmt():
                return False
            case _:
                continue
    return False


def _row_of(constant: ast.Constant, row: int, file: File) -> Span:
    """Return the row of a docstring, without its indentation; the whole docstring where its rows are written otherwise."""
    whole = place_of(constant, file)
    if whole.end.row - whole.start.row < row or not row:
        return whole
    line = file.tree.lines.line(whole.start.row + row)
    at = whole.start.row + row
    return Span(Position(at, len(line) - len(line.lstrip()) + 1), Position(at, len(line.rstrip()) + 1))

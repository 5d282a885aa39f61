"""A parsed text -> the names that it binds and uses, and what an edit changes of them."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lint_rules.source.spans import Edit, LineIndex, Span, apply_edits

_BINDING_WORDS = re.compile(r"\b(?:import|as|def|class|for|with|lambda|global|nonlocal|del|except|match|type)\b|=")
_Delta = tuple[frozenset[str], frozenset[str]]
_WORD = re.compile(r"[^\W\d]\w*")
_BUILTIN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__path__", "__class__", "__annotations__"}


class NameChanges(NamedTuple):
    """What some edits change of the names in a text.

    Args:
        lost: the names that are bound less often than before.
        gained: the names that are bound more often, each with the edits that bind it.
        written: the words in the texts that are put in.
    """

    lost: frozenset[str]
    gained: dict[str, frozenset[Edit]]
    written: frozenset[str]


class NameTable:
    """The names of one text.

    Args:
        lines: the text.
        module: the text, parsed.
    """

    def __init__(self, lines: LineIndex, module: ast.Module) -> None:
        """See the class."""
        self._lines = lines
        self._bound = Counter(_bound_names(module))
        self._places = sorted(_binding_places(module, lines))
        self._changes: dict[tuple[Edit, ...], _Delta | None] = {}

    def changes(self, edits: Sequence[Edit]) -> NameChanges:
        """Return what edits to the text change of its names."""
        lost, gained = frozenset[str](), dict[str, frozenset[Edit]]()
        binding = [edit for edit in edits if self._may_bind(edit)]
        apart: list[tuple[tuple[Edit, ...], _Delta | None]] = [((edit,), self._delta((edit,))) for edit in binding]
        if any(delta is None for _, delta in apart):  # they make sense together only
            apart = [(tuple(edits), self._delta(tuple(edits)))]
        for by, delta in apart:
            lost |= delta[0] if delta else frozenset()
            gained |= {name: gained.get(name, frozenset()) | {*by} for name in (delta[1] if delta else ())}
        written = frozenset(word for edit in edits for word in _WORD.findall(edit.content))
        return NameChanges(lost, gained, written)

    def _may_bind(self, edit: Edit) -> bool:
        """Whether an edit may change what is bound: it says so, or it replaces a part of what binds."""
        if _BINDING_WORDS.search(edit.content):
            return True
        return any(map(edit.span.overlaps, self._places))

    def _delta(self, edits: tuple[Edit, ...]) -> _Delta | None:
        if edits not in self._changes:
            self._changes[edits] = self._counted(edits)
        return self._changes[edits]

    def _counted(self, edits: tuple[Edit, ...]) -> _Delta | None:
        try:
            after = Counter(_bound_names(ast.parse(apply_edits(self._lines, edits))))
        except (SyntaxError, ValueError):  # of another Python's syntax, or no text at all when it is made alone
            return None
        return frozenset(self._bound - after), frozenset(after - self._bound)


def newly_undefined(before: ast.Module, after: ast.Module) -> frozenset[str]:
    """Return the names that a changed module uses and nothing in it binds any longer, or at all where all were bound."""
    undefined = _undefined(after) - _undefined(before)
    return undefined if undefined and not _undefined(before) else undefined & frozenset(_bound_names(before))


def _undefined(module: ast.Module) -> frozenset[str]:
    """Return the names that a module uses and nothing in it binds; none where a star import may bring them."""
    bound = frozenset(_bound_names(module))
    return frozenset() if "*" in bound else frozenset(_used_names(module)) - bound - _BUILTIN


def _bound_names(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str() as name) | ast.MatchAs(name=str() as name):
                yield name
            case ast.MatchStar(name=str() as name) | ast.MatchMapping(rest=str() as name):
                yield name
            case ast.Global(names=names):
                yield from names
            case _:
                yield from _type_parameter(node)


def _type_parameter(node: ast.AST) -> Iterator[str]:
    """Yield the name of `[T]` in `class Box[T]`, which the lowest supported Python has no class for."""
    if type(node).__name__ in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
        yield getattr(node, "name", "")


def _binding_places(module: ast.AST, lines: LineIndex) -> Iterator[Span]:
    for node in ast.walk(module):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.arg() | ast.Name(ctx=ast.Store() | ast.Del()):
                yield lines.span(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node.body:
                yield Span(lines.span(node).start, lines.span(node.body[0]).start)
            case _:
                continue


def _used_names(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                yield name
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                yield from _quoted_names(annotation)
            case (
                ast.FunctionDef(returns=ast.expr() as annotation)
                | ast.AsyncFunctionDef(returns=ast.expr() as annotation)
            ):
                yield from _quoted_names(annotation)
            case _:
                continue


def _quoted_names(annotation: ast.expr) -> Iterator[str]:
    """Yield the names in the string annotations of an annotation; what a `Literal` holds is none."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                quoted = ast.parse(node.value, mode="eval")
            except (SyntaxError, ValueError):
                continue
            yield from (inner.id for inner in ast.walk(quoted) if isinstance(inner, ast.Name))

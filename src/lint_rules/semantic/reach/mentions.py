"""A name -> every place in the project that may take it from a module, file by file: attributes, strings, keywords, examples."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lint_rules.semantic.names.symbol import Unknown
from lint_rules.semantic.reach.modules import ModuleObjects, is_any_module
from lint_rules.semantic.reach.texts import (
    doctest_rows,
    dotted_ends,
    is_ending,
    is_prose,
    pickles_in,
    place_of,
    reader_of,
    strings_in,
)
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.source.spans import Span

ANY_MODULE = "*"
"""What an attribute is taken of that is imported by a name that only shows when it runs."""


class Mention(NamedTuple):
    """A place that takes a name from something.

    Args:
        span: where.
        module: the module that it is taken from; Unknown where that does not show.
        owner: what it is taken from, as it is called there: the last part of its name, or a dotted name in a text.
        is_text: whether a text names it.
    """

    span: Span
    module: Path | Unknown
    owner: str
    is_text: bool


class FileMentions(NamedTuple):
    """The mentions in one file.

    Args:
        path: the file.
        modules: the modules that it has as objects, by its imports or by their names in its strings.
        strings: the dotted names in its strings.
        mentions: the places.
    """

    path: Path
    modules: frozenset[Path]
    strings: frozenset[str]
    mentions: tuple[Mention, ...]


def mentions_in(name: str, file: File, modules: ModuleObjects) -> FileMentions | None:
    """Return what in a file may take `name` from a module; None for nothing."""
    found = (
        *_attributes(name, file, modules),
        *_strings(name, file, modules),
        *_keywords(name, file, modules),
        *_pickles(name, file),
    )
    if not found:
        return None
    if all(isinstance(mention.module, Path) or (mention.is_text and mention.owner) for mention in found):
        return FileMentions(file.path, frozenset(), frozenset(), found)  # it shows of which modules they are
    dotted = {str(constant.value) for constant in strings_in(file) if _is_dotted(str(constant.value))}
    return FileMentions(file.path, frozenset(modules.imported(file)), frozenset(dotted), found)


def hands_on(file: File, module: Path, modules: ModuleObjects) -> bool:
    """Whether a file gives a module away as a value: to a function, into a list, as an attribute."""
    names: list[ast.expr] = [*file.bindings.nodes(ast.Name), *file.bindings.nodes(ast.Attribute)]
    for node in names:
        around = file.bindings.parent(node)
        is_read = isinstance(getattr(node, "ctx", None), ast.Load) and not isinstance(around, ast.Attribute)
        is_plain = isinstance(around, ast.Assign) and isinstance(around.targets[0], ast.Name)
        if is_read and not is_plain and modules.of(node, file) == module:
            return True
    return False


def _attributes(name: str, file: File, modules: ModuleObjects) -> Iterator[Mention]:
    for attribute in file.bindings.nodes(ast.Attribute):
        if attribute.attr == name:
            yield from _taken_from(attribute.value, attribute, file, modules)


def _taken_from(owner: ast.expr, place: ast.expr, file: File, modules: ModuleObjects) -> Iterator[Mention]:
    module = modules.of(owner, file)
    if module is not None:
        name = ANY_MODULE if is_any_module(owner) else last_name(owner)
        yield Mention(file.tree.lines.span(place), module, name, is_text=False)


def _strings(name: str, file: File, modules: ModuleObjects) -> Iterator[Mention]:
    for constant in strings_in(file):
        text = str(constant.value)
        if name not in text:
            continue
        reader = reader_of(constant, file) if text == name else None
        if reader is not None:
            yield from _taken_from(reader, constant, file, modules)
        elif isinstance(file.bindings.parent(constant), ast.Expr):
            rows = [*doctest_rows(text, name, of_others=True)]
            yield from (Mention(place_of(constant, file), Unknown(), text, is_text=True) for _ in rows[:1])
        else:
            for dotted, _ in dotted_ends(text, name):
                yield Mention(place_of(constant, file), Unknown(), dotted, is_text=True)
            if is_ending(text, name) or (text == name and not is_prose(constant, file)):
                yield Mention(place_of(constant, file), Unknown(), "", is_text=False)


def _pickles(name: str, file: File) -> Iterator[Mention]:
    for constant in pickles_in(file):
        if isinstance(constant.value, bytes):
            for dotted, _ in dotted_ends(constant.value.decode("latin-1"), name):
                yield Mention(place_of(constant, file), Unknown(), dotted.removeprefix("c"), is_text=True)


def _keywords(name: str, file: File, modules: ModuleObjects) -> Iterator[Mention]:
    """Yield `patch.multiple("app.target", Session=…)` and `patch.dict(target.__dict__, Session=…)`."""
    for keyword in file.bindings.nodes(ast.keyword):
        if keyword.arg != name:
            continue
        match file.bindings.parent(keyword):
            case ast.Call(func=function, args=[ast.Constant(value=str() as dotted), *_]) if _patches(function):
                name_of_module = dotted.removesuffix(".__dict__")
                yield Mention(file.tree.lines.span(keyword), Unknown(), name_of_module, is_text=True)
            case ast.Call(func=function, args=[ast.Attribute(value=owner, attr="__dict__"), *_]) if _patches(function):
                yield from _taken_from(owner, owner, file, modules)
            case ast.Call(func=function, args=[owner, *_]) if _patches(function):
                yield from _taken_from(owner, owner, file, modules)
            case _:
                continue


def _patches(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in {"multiple", "dict"}


def _is_dotted(text: str) -> bool:
    return len(text) < 200 and all(part.isidentifier() for part in text.lstrip(".").split("."))  # noqa: PLR2004  longer than any module's

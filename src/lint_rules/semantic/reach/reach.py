"""A name that a file binds -> who else can reach it, and by which way in: the one place that answers this."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.queries import Asks, Question
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.semantic.reach.access import Access
from lint_rules.semantic.reach.configuration import accesses_in_settings
from lint_rules.semantic.reach.inside import accesses_inside
from lint_rules.semantic.reach.mentions import ANY_MODULE, FileMentions, Mention, hands_on, mentions_in
from lint_rules.semantic.reach.modules import ModuleObjects
from lint_rules.semantic.reach.values import FunctionValues
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, declared_exports

_MEMBERS = ("getmembers", "vars", "__dict__", "dir", "getattr", "setattr")
_TAKING_ALL = frozenset({"getmembers", "getmembers_static", "vars", "dir", "getattr", "setattr", "delattr"})


_LATER = "reads names of this module that only show when it runs"


class Reach:
    """Reads the project for each name that it was not asked about before.

    Args:
        resolver: follows names through the project.
        census: finds the files that hold a word.
        visits: is told what is asked.
    """

    def __init__(self, resolver: Resolver, census: ProjectIndex, visits: DependencyRecorder) -> None:
        """See the class."""
        self._resolver, self._census, self._visits = resolver, census, visits
        self._modules = ModuleObjects(resolver)
        self.values = FunctionValues(resolver, census)
        self._mentions: dict[str, tuple[FileMentions, ...]] = {}

    def accesses(self, binding: Binding, file: File) -> Iterator[Access]:
        """Yield the ways to a name of a file, other than names in the file itself."""
        yield from accesses_inside(binding, file)
        if binding.scope.parent is None:
            yield from self.from_outside(binding.name, file)

    def from_outside(self, name: str, file: File) -> Iterator[Access]:
        """Yield the ways to a module-level name from other files."""
        yield from self._imports(name, file)
        for mentioning in self._mentioning(name):
            yield from _judged(name, mentioning, file)
        yield from accesses_in_settings(file.name, name, self._resolver.layout.root)
        yield from self._members(name, file)

    def _imports(self, name: str, file: File) -> Iterator[Access]:
        exports = declared_exports(file.bindings.module_scope)
        is_starred = not name.startswith("_") if exports is None else name in exports
        for word in (name, "*") if is_starred else (name,):
            for importer in self._census.importing(word):
                if importer.path != file.path:
                    yield from self._imported(word, importer, file)

    def _imported(self, word: str, importer: File, file: File) -> Iterator[Access]:
        here = DefinedModule(file.name, file.path)
        for statement in importer.bindings.nodes(ast.ImportFrom):
            for alias in statement.names:
                if alias.name == word and self._resolver.imported_module(statement, importer) == here:
                    yield Access(importer.path, importer.tree.lines.span(alias), "imports it from here", is_sure=True)

    def _mentioning(self, name: str) -> tuple[FileMentions, ...]:
        what = f"mentions of {name}"
        self._visits.lead(what)
        if name not in self._mentions:
            self._mentions[name] = self._visits.remembered(what, lambda: tuple(self._find_mentions(name)))
        return self._mentions[name]

    def _find_mentions(self, name: str) -> Iterator[FileMentions]:
        for file in self._census.referring(name):
            found = mentions_in(name, file, self._modules)
            if found is not None:
                yield found

    def _members(self, name: str, file: File) -> Iterator[Access]:
        """Yield what takes members of the module by names that only show when it runs."""
        unknown = [
            Access(other.path, mention.span, f"may read `{name}` of this module, which is handed on", is_sure=False)
            for other in self._mentioning(name)
            for mention in other.mentions
            if _may_be_any(mention) and other.path != file.path
        ]
        last = _last(file)
        is_said = any(_is_name_alone(mention) for other in self._mentioning(name) for mention in other.mentions)
        reading = set(self._census.answer(Question(Asks.ANY, _MEMBERS)))
        for path in self._census.answer(Question(Asks.NAMED, (last,))):
            user = self._census.load(path) if (path in reading or unknown) and path != file.path else None
            if user is not None and unknown and hands_on(user, file.path, self._modules):
                yield unknown[0]
            for call in user.bindings.nodes(ast.Call) if user is not None else ():
                if user is not None and self._takes_members(call, user, file.path):
                    how = f"reads names of this module, and `{name}` is a string somewhere" if is_said else _LATER
                    yield Access(path, user.tree.lines.span(call), how, is_sure=is_said)

    def _takes_members(self, call: ast.Call, user: File, module: Path) -> bool:
        match call:
            case ast.Call(func=function, args=[target, *more]) if last_name(function) in _TAKING_ALL:
                is_literal = bool(more) and isinstance(more[0], ast.Constant)
                return not is_literal and self._modules.of(target, user) == module
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=target, attr="__dict__"))):
                return self._modules.of(target, user) == module
            case _:
                return False


def _judged(name: str, mentioning: FileMentions, file: File) -> Iterator[Access]:
    """Yield the mentions in a file that are of the module `file`, or may be."""
    has_module = file.path in mentioning.modules or _is_named(file, mentioning.strings)
    for mention in mentioning.mentions:
        is_sure = _is_of(mention, file)
        if is_sure and (mentioning.path != file.path or not mention.is_text):
            how = "names it in a text" if mention.is_text else "reads it as an attribute of this module"
            yield Access(mentioning.path, mention.span, how, is_sure=True)
        elif mentioning.path == file.path:
            continue  # what it says of its own names has been judged
        elif is_sure is False or (_may_be_any(mention) and (has_module or mention.owner in {_last(file), ANY_MODULE})):
            yield Access(mentioning.path, mention.span, f"may read `{name}` of this module", is_sure=False)


def _is_name_alone(mention: Mention) -> bool:
    """Whether a mention is a string that is the name, and that nothing there takes from a module."""
    return not isinstance(mention.module, Path) and not mention.is_text and not mention.owner


def _may_be_any(mention: Mention) -> bool:
    """Whether it does not show of which module a mention is."""
    return not isinstance(mention.module, Path) and not (mention.is_text and mention.owner)


def _is_of(mention: Mention, file: File) -> bool | None:
    """Whether a mention is of a module for sure; None where it is not, as far as it shows."""
    if isinstance(mention.module, Path):
        return True if mention.module == file.path else None
    if not mention.is_text or not mention.owner:
        return None
    if ">>>" in mention.owner:
        return re.search(rf"(?<![\w.]){re.escape(file.name)}\b", mention.owner) is not None or None
    if mention.owner == file.name:
        return True
    return False if _ends(file.name, mention.owner) else None


def _is_named(file: File, strings: Collection[str]) -> bool:
    """Whether a string of a file is the module's dotted name, or, with a dot in front, its end."""
    return file.name in strings or any(_ends(file.name, text) for text in strings if text.startswith("."))


def _ends(dotted: str, text: str) -> bool:
    ending = text.lstrip(".")
    return bool(ending) and f".{dotted}".endswith(f".{ending}")


def _last(file: File) -> str:
    return file.name.rpartition(".")[2]

"""A name that a file binds -> who else can reach it, and by which way in: the one place that answers this."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.index.dependencies import DependencyRecorder
from lint_rules.semantic.index.queries import Asks, Question
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedModule
from lint_rules.semantic.reach.access import Access
from lint_rules.semantic.reach.configuration import ConfigurationFiles
from lint_rules.semantic.reach.inside import accesses_inside
from lint_rules.semantic.reach.mentions import ANY_MODULE, FileMentions, Mention, hands_on, mentions_in
from lint_rules.semantic.reach.modules import IMPORTING, ModuleObjects
from lint_rules.semantic.reach.values import FunctionValues
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, declared_exports
from lint_rules.source.spans import Span

_IMPORTS: tuple[type[ast.Import | ast.ImportFrom], ...] = (ast.Import, ast.ImportFrom)
_TAKING_ALL = frozenset({"getmembers", "getmembers_static", "vars", "dir", "getattr", "setattr", "delattr"})


_Users = dict[Path, dict[Path, None]]
_About = TypeVar("_About", bound=Hashable)
_Answer = TypeVar("_Answer")
_LATER = "reads names of this module that only show when it runs"


class _ModuleUse(NamedTuple):
    """How a file uses a module that it has as an object.

    Args:
        takes_members: the calls that take members of it by names that only show when they run.
        hands_on: whether it gives the module away as a value.
    """

    takes_members: tuple[Span, ...]
    hands_on: bool


class NameAccesses:
    """Reads the project for each name that it was not asked about before.

    Args:
        resolver: follows names through the project.
        census: finds the files that hold a word.
        visits: is told what is asked.
        read_beside: returns what a small file beside the code holds; None when it cannot be read, or is larger than a number.
    """

    def __init__(
        self,
        resolver: Resolver,
        census: ProjectIndex,
        visits: DependencyRecorder,
        read_beside: Callable[[Path, int], bytes | None],
    ) -> None:
        """See the class."""
        self._resolver, self._census, self._visits = resolver, census, visits
        self._modules = ModuleObjects(resolver)
        self._configuration = ConfigurationFiles(resolver.layout, read_beside, visits)
        self.values = FunctionValues(resolver, census)
        self._mentions: dict[tuple[str, Path], FileMentions | None] = {}
        self._renamed: dict[str, set[str]] = {}
        self._importing: dict[tuple[str, Path], tuple[tuple[Path, Access], ...]] = {}
        self._users: dict[str, _Users] = {}
        self._uses: dict[tuple[Path, Path], _ModuleUse] = {}

    def accesses(self, binding: Binding, file: File) -> Iterator[Access]:
        """Yield the ways to a name of a file, other than names in the file itself."""
        yield from accesses_inside(binding, file)
        if binding.scope.parent is None:
            own = mentions_in(binding.name, file, self._modules)
            yield from () if own is None else _judged(binding.name, own, file)
            yield from self.from_outside(binding.name, file)

    def from_outside(self, name: str, file: File) -> Iterator[Access]:
        """Yield the ways to a module-level name from other files."""
        yield from self._imports(name, file)
        for mentioning in self._mentioning(name, (_last(file), *self._aliases(_last(file)), *IMPORTING)):
            if mentioning.path != file.path:
                yield from _judged(name, mentioning, file)
        yield from self._configuration.naming(file.name, file.path, name)
        yield from self._members(name, file)

    def _imports(self, name: str, file: File) -> Iterator[Access]:
        naming = set(self._census.answer(Question(Asks.ANY, (_last(file),))))
        package = file.path.parent if file.path.stem == "__init__" else None  # dots name it for those inside
        exports = declared_exports(file.bindings.module_scope)
        is_starred = not name.startswith("_") if exports is None else name in exports
        for word in (name, "*") if is_starred else (name,):
            for path in self._census.paths_importing(word):
                if path != file.path and (path in naming or package in path.parents):
                    yield from self._imported(word, path, file)
                    self._census.between()

    def _imported(self, word: str, path: Path, file: File) -> Iterator[Access]:
        what = f"what {path} imports as {word}"
        imports = self._once(what, (word, path), self._importing, lambda: tuple(self._find_imports(word, path)))
        yield from (access for module, access in imports if module == file.path)

    def _find_imports(self, word: str, path: Path) -> Iterator[tuple[Path, Access]]:
        """Yield the imports of a name in a file, with the module that each takes it from."""
        importer = self._census.load_imports(path, word)
        if importer is None:
            return
        for statement in importer.bindings.nodes(ast.ImportFrom):
            for alias in statement.names:
                module = self._resolver.imported_module(statement, importer) if alias.name == word else None
                if isinstance(module, DefinedModule):
                    span = importer.tree.lines.span(alias)
                    yield module.path, Access(path, span, "imports it from here", is_sure=True)

    def _once(self, what: str, about: _About, known: dict[_About, _Answer], find: Callable[[], _Answer]) -> _Answer:
        """Return a remembered answer; note that it is used, and when it is found, what it rests on."""
        self._visits.lead(what)
        if about not in known:
            known[about] = self._visits.remembered(what, find)
        return known[about]

    def _aliases(self, module: str) -> set[str]:
        """Return the names under which files of the project import modules whose own name is `module`."""
        what = f"aliases of modules called {module}"
        return self._once(what, module, self._renamed, lambda: self._find_aliases(module))

    def _find_aliases(self, module: str) -> set[str]:
        headers = self._census.renaming(module)
        imports = (node for file in headers for kind in _IMPORTS for node in file.bindings.nodes(kind))
        aliases = (alias for node in imports for alias in node.names if alias.name.rpartition(".")[2] == module)
        return {alias.asname for alias in aliases if alias.asname is not None}

    def _mentioning(self, name: str, owners: Iterable[str] = ()) -> Iterator[FileMentions]:
        """Yield what the files say that hold one of the words; all of them without words."""
        for path in self._census.referring(name, sorted(owners)):
            what = f"mentions of {name} in {path}"
            mentions = self._once(what, (name, path), self._mentions, lambda: self._find_mentions(name, path))  # noqa: B023  called at once
            if mentions is not None:
                yield mentions
            self._census.between()

    def _find_mentions(self, name: str, path: Path) -> FileMentions | None:
        file = self._census.load(path)
        return None if file is None else mentions_in(name, file, self._modules)

    def _members(self, name: str, file: File) -> Iterator[Access]:
        """Yield what takes members of the module by names that only show when it runs, or gives the module to what may."""
        last = _last(file)
        users = self._once(f"who imports modules called {last}", last, self._users, lambda: self._find_users(last))
        for path in users.get(file.path, ()):
            if path != file.path:
                what = f"how {path} uses {file.path}"
                use = self._once(what, (path, file.path), self._uses, lambda: self._find_use(path, file.path))  # noqa: B023  called at once
                yield from self._taken_members(name, path, use, file)
                self._census.between()

    def _find_users(self, last: str) -> _Users:
        """Return the files that have a module as an object, by the module: those whose own name is `last`."""
        users: _Users = {}
        for header in self._census.importing(last):
            for module in self._modules.imported(header):
                if last in {module.stem, module.parent.name, module.name}:
                    users.setdefault(module, {})[header.path] = None
        return users

    def _find_use(self, path: Path, module: Path) -> _ModuleUse:
        user = self._census.load(path)
        if user is None:
            return _ModuleUse((), hands_on=False)
        calls = (call for call in user.bindings.nodes(ast.Call) if self._takes_members(call, user, module))
        return _ModuleUse(tuple(map(user.tree.lines.span, calls)), hands_on(user, module, self._modules))

    def _taken_members(self, name: str, user: Path, use: _ModuleUse, file: File) -> Iterator[Access]:
        for span in use.takes_members:
            is_said = bool(self._census.answer(Question(Asks.ANY, (f"'{name}'", f'"{name}"'))))
            how = f"reads names of this module, and `{name}` is a string somewhere" if is_said else _LATER
            yield Access(user, span, how, is_sure=is_said)
        if use.hands_on:
            how = f"may read `{name}` of this module, which is handed on"
            for other in self._mentioning(name):
                unknown = [mention for mention in other.mentions if _may_be_any(mention)]
                if unknown and other.path != file.path:
                    yield Access(other.path, unknown[0].span, how, is_sure=False)

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

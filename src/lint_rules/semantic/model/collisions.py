"""One file -> the names that one scope binds to two different origins, so that one is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from lint_rules import known_names
from lint_rules.frozen import frozen
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import MAPPED_FAMILY, ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind, Branch, Scope, ScopeKind
from lint_rules.semantic.scopes.reachability import always_before, ends_before, exclusive

_IMPORTS = (BindingKind.IMPORT, BindingKind.FROM_IMPORT, BindingKind.STAR_IMPORT)


@frozen
class Collision:
    """A binding that gives a name another meaning than it had.

    Args:
        name: the name.
        earlier: the binding that is hidden.
        was: what the name denoted before.
        later: the binding that hides it.
        becomes: what the name denotes from there on.
    """

    name: str
    earlier: Binding
    was: Symbol
    later: Binding
    becomes: Symbol


class Collisions:
    """Finds the collisions of one file."""

    def __init__(self, file: File, resolver: Resolver, classes: Classes) -> None:
        """Look at `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes

    def __iter__(self) -> Iterator[Collision]:
        """Yield every collision, scope by scope."""
        return iter(self._all)

    @cached_property
    def _all(self) -> list[Collision]:
        return [*self._find()]

    def _find(self) -> Iterator[Collision]:
        for scope in self._file.bindings.scopes():
            if scope.kind is not ScopeKind.COMPREHENSION:
                yield from self._in_scope(scope)

    def has(self, name: str) -> bool:
        """Whether some scope of the file binds a name to two different origins."""
        return any(collision.name == name for collision in self)

    def involve(self, binding: Binding | None) -> bool:
        """Whether a binding hides another, or is hidden by one."""
        return any(binding is collision.earlier or binding is collision.later for collision in self)

    def _in_scope(self, scope: Scope) -> Iterator[Collision]:
        for name, bindings in scope.bindings.items():
            if len(bindings) == 1 and not (scope.stars or self._may_hide(bindings[0], scope)):
                continue
            if not scope.stars and not any(_is_import_or_class(binding) for binding in bindings):
                continue  # values alone: at most one factory in the place of another
            origins = self._with_stars(name, scope, bindings)
            before = self._outside(name, scope) if scope.kind is ScopeKind.FUNCTION else []
            for index, later in enumerate(origins):
                if later.kind in _IMPORTS or origins[:index]:
                    collision = self._hidden(name, [*before, *origins[:index]], later)
                    if collision is not None:
                        yield collision

    def _may_hide(self, only: Binding, scope: Scope) -> bool:
        """Whether a scope's only binding of a name can hide one outside: a function's import of a name of the module."""
        outside = self._file.bindings.module_scope
        return (
            scope.kind is ScopeKind.FUNCTION
            and only.kind in _IMPORTS
            and (only.name in outside.bindings or bool(outside.stars))
        )

    def _with_stars(self, name: str, scope: Scope, bindings: list[Binding]) -> list[Binding]:
        """Return the bindings of a name that can be origins, star imports that bring it included."""
        return (
            [binding for binding in self._resolver.bindings_of(name, scope, self._file) if self._is_origin(binding)]
            if (len(bindings) > 1 or scope.stars or scope.parent is not None)
            else []
        )

    def _is_origin(self, binding: Binding) -> bool:
        if _is_import_or_class(binding):
            return True
        # `Session = sessionmaker(...)`, `Session = models.Session`; any other assignment is a value of its own.
        if binding.kind is not BindingKind.VALUE:
            return False
        is_other = isinstance(binding.value, ast.Attribute) and isinstance(binding.statement, ast.Assign)
        meaning = self._meaning(binding)
        return isinstance(meaning, CallResult) or (is_other and isinstance(meaning, DefinedClass))

    def _outside(self, name: str, scope: Scope) -> list[Binding]:
        """Return what a function-level import of `name` would hide: the import or class at module level."""
        module = self._file.bindings.module_scope
        if scope is module:
            return []
        bindings = self._resolver.bindings_of(name, module, self._file)
        return [binding for binding in bindings if _is_import_or_class(binding)]

    def _hidden(self, name: str, earlier: list[Binding], later: Binding) -> Collision | None:
        """Return the collision of `later` with the latest earlier binding that it really hides."""
        becomes = self._meaning(later, name)
        for candidate in reversed(earlier):
            if candidate.scope is later.scope and _are_apart(candidate.branch, later.branch):
                continue
            if _is_ended(candidate, later):
                return None
            was = self._meaning(candidate, name)
            if self._collide(was, becomes, candidate, later) or self._loses(was, becomes, candidate, later):
                return Collision(name, candidate, was, later, becomes)
            if always_before(candidate.branch, later.branch):
                return None
        return None

    def _collide(self, was: Symbol, becomes: Symbol, earlier: Binding, later: Binding) -> bool:
        if not (self._matters(was) and self._matters(becomes)) or _same(was, becomes):
            return False
        if isinstance(was, CallResult) and isinstance(becomes, CallResult):
            return False  # a factory, and another one where the settings ask for it: the name means the same
        if isinstance(becomes, CallResult):
            return self._is_factory(becomes) and later.scope is earlier.scope
        if isinstance(was, CallResult):
            return self._is_factory(was)
        if later.scope is not earlier.scope and _is_of_a_dialect(was, becomes):
            return False
        return self._concerns_database(was, becomes) and not _extends(later, earlier)

    def _loses(self, was: Symbol, becomes: Symbol, earlier: Binding, later: Binding) -> bool:
        return self._loses_exec(was, becomes) or self._loses_models(was, becomes, earlier, later)

    def _loses_exec(self, was: Symbol, becomes: Symbol) -> bool:
        """Whether SQLAlchemy's session takes the place of SQLModel's in a file that calls `exec`, which it does not have."""
        names = [meaning.qualified_name for meaning in (was, becomes) if isinstance(meaning, ExternalSymbol)]
        if len(names) < 2 or names[0] == names[1] or known_names.kin(names[0]) != names[1]:  # noqa: PLR2004  both
            return False
        return names[0].startswith("sqlmodel.") and any(
            node.attr == "exec" for node in self._file.bindings.nodes(ast.Attribute)
        )

    def _loses_models(self, was: Symbol, becomes: Symbol, earlier: Binding, later: Binding) -> bool:
        """Whether a module of mapped classes is hidden by another, and one of these classes is taken from that."""
        if not (isinstance(was, DefinedModule) and isinstance(becomes, DefinedModule)) or was == becomes:
            return False
        if earlier.scope is not later.scope or earlier.kind is not BindingKind.FROM_IMPORT:
            return False
        taken = {
            node.attr
            for node in self._file.bindings.nodes(ast.Attribute)
            if isinstance(node.value, ast.Name) and node.value.id == later.name
        }
        return any(self._is_mapped(self._resolver.member(was, attr)) for attr in taken)

    def _is_mapped(self, meaning: Symbol) -> bool:
        return isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is ClassKind.MAPPED

    def _matters(self, meaning: Symbol) -> bool:
        return isinstance(meaning, DefinedClass | ExternalSymbol | CallResult)

    def _concerns_database(self, was: Symbol, becomes: Symbol) -> bool:
        """Whether losing one of the two can send a query or an annotation to the wrong class.

        Two classes of the project always can. Beside anything else, one has to be the framework's or mapped:
        a plain class that hides another library's is ruff's F811, not ours.
        """
        if isinstance(was, DefinedClass) and isinstance(becomes, DefinedClass):
            return ClassKind.UNKNOWN not in {self._classes.kind(was), self._classes.kind(becomes)}
        return any(self._is_of_database(meaning) for meaning in (was, becomes))

    def _is_of_database(self, meaning: Symbol) -> bool:
        match meaning:
            case DefinedClass():
                return self._classes.kind(meaning) in MAPPED_FAMILY | {ClassKind.SESSION}
            case ExternalSymbol(qualified_name=name):
                return known_names.is_framework(name)
            case _:
                return False

    def _is_factory(self, made: CallResult) -> bool:
        return made.by in known_names.SESSION_FACTORIES

    def _meaning(self, binding: Binding, name: str = "") -> Symbol:
        return self._resolver.of_binding(binding, self._file, name or binding.name)


def _is_import_or_class(binding: Binding) -> bool:
    return binding.kind in _IMPORTS or binding.kind is BindingKind.CLASS


def _are_apart(earlier: Branch, later: Branch) -> bool:
    """Whether no run comes to both: they stand in two arms of one statement, or what made the first has returned."""
    return exclusive(earlier, later) or ends_before(earlier, later)


def _is_ended(earlier: Binding, later: Binding) -> bool:
    """Whether `del` stands between two bindings, so that nothing is hidden: the first is gone when the second is made."""
    between = (
        binding
        for binding in later.scope.bindings.get(earlier.name, ())
        if binding.kind is BindingKind.DELETE and earlier.effective < binding.effective < later.effective
    )
    return earlier.scope is later.scope and any(always_before(binding.branch, later.branch) for binding in between)


def _same(was: Symbol, becomes: Symbol) -> bool:
    if isinstance(was, ExternalSymbol) and isinstance(becomes, ExternalSymbol):
        return known_names.are_one(was.qualified_name, becomes.qualified_name)
    return was == becomes


def _is_of_a_dialect(was: Symbol, becomes: Symbol) -> bool:
    """Whether two are SQLAlchemy's own and a database's form of the same: a function that imports `insert` means that."""
    if not (isinstance(was, ExternalSymbol) and isinstance(becomes, ExternalSymbol)):
        return False
    names = (was.qualified_name, becomes.qualified_name)
    dialects = [name for name in names if name.startswith("sqlalchemy.dialects.")]
    return bool(dialects) and len({name.rpartition(".")[2] for name in names}) == 1


def _extends(later: Binding, earlier: Binding) -> bool:
    """Whether the later class is made from the earlier on purpose: `class Session(Session)`."""
    return isinstance(later.node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id == earlier.name for base in later.node.bases
    )

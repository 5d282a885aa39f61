"""The whole project -> the names that denote several classes in it, and who imports which of them under which alias."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lint_rules.cli.name_survey.model import AmbiguousName, DenotedClass, Import
from lint_rules.known_names import kin
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.cross_file.migrations import is_revision
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.semantic.project import Project
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.locations import binding_span, name_span
from lint_rules.semantic.scopes.model import Binding, BindingKind
from lint_rules.source.file import SourceFile

_Class = DefinedClass | ExternalSymbol
_Meanings = dict[_Class, list[Import]]


def ambiguous_names(project: Project, sources: Iterable[SourceFile]) -> list[AmbiguousName]:
    """Return every name of several classes of which one concerns the database, by name.

    A name counts when it denotes the framework's database session and a class of the project, or several classes of
    the project of which one is mapped. What a migration defines for itself is left out, as no other file means it.

    Args:
        project: what the names are resolved in.
        sources: the files whose imports and classes count.
    """
    found = [_named(name, meanings, project) for name, meanings in sorted(_meanings(project, sources).items())]
    return [name for name in found if name is not None]


def _meanings(project: Project, sources: Iterable[SourceFile]) -> dict[str, _Meanings]:
    """Return what each name denotes, and who imports that."""
    by_name: defaultdict[str, _Meanings] = defaultdict(dict)
    for file in project.files(sources):
        for defined in () if is_revision(file) else _definitions(file, project.resolver):
            by_name[defined.name].setdefault(defined, [])
        for name, meaning, place in _imports(file, project.resolver):
            by_name[name].setdefault(meaning, []).append(place)
    return by_name


def _named(name: str, meanings: _Meanings, project: Project) -> AmbiguousName | None:
    """Return a name that is ambiguous: what a class is shows in trees, which are let go of between two names."""
    project.make_room()
    if not _is_ambiguous(meanings, project.classes):
        return None
    return AmbiguousName(name, tuple(_meant(meanings, project.resolver, project.classes)))


def _definitions(file: File, resolver: Resolver) -> Iterator[DefinedClass]:
    for bindings in file.bindings.module_scope.bindings.values():
        for binding in bindings:
            if isinstance(binding.node, ast.ClassDef):
                yield resolver.defined(binding.node, file)


def _imports(file: File, resolver: Resolver) -> Iterator[tuple[str, _Class, Import]]:
    for scope in file.bindings.scopes():
        for bindings in scope.bindings.values():
            for binding in bindings:
                if binding.kind is BindingKind.FROM_IMPORT and isinstance(binding.node, ast.alias):
                    yield from _import(binding, binding.node, file, resolver)


def _import(binding: Binding, node: ast.alias, file: File, resolver: Resolver) -> Iterator[tuple[str, _Class, Import]]:
    meaning = resolver.of_binding(binding, file)
    row = binding_span(file, binding).start.row
    match meaning:
        case DefinedClass():
            yield meaning.name, meaning, Import(file.path, row, binding.name)
        case ExternalSymbol(qualified_name=name):
            yield node.name, ExternalSymbol(kin(name)), Import(file.path, row, binding.name)
        case _:
            return


def _is_ambiguous(meanings: _Meanings, classes: Classes) -> bool:
    ours = [meaning for meaning in meanings if isinstance(meaning, DefinedClass)]
    kinds = [classes.kind(meaning) for meaning in ours]
    framework = any(
        isinstance(meaning, ExternalSymbol) and classes.kind(meaning) is ClassKind.SESSION for meaning in meanings
    )
    return (framework and bool(ours)) or (len(ours) > 1 and ClassKind.MAPPED in kinds)


def _meant(meanings: _Meanings, resolver: Resolver, classes: Classes) -> Iterator[DenotedClass]:
    for meaning, imports in sorted(meanings.items(), key=lambda item: (-len(item[1]), item[0].qualified_name)):
        kind = classes.kind(meaning)
        in_order = tuple(sorted(imports, key=lambda place: (place.path, place.row)))
        match meaning:
            case DefinedClass(path=path, node=node):
                row = name_span(resolver.file_of(meaning), node).start.row
                yield DenotedClass(meaning.qualified_name, kind.value, path, row, in_order)
            case ExternalSymbol() if kind is ClassKind.SESSION:
                yield DenotedClass(meaning.qualified_name, "the database session class", None, 0, in_order)
            case _:
                continue  # another library's class of that name says nothing of this project's

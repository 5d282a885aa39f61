"""The whole project -> the names that denote several classes in it, and who imports which of them under which alias."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lint_rules.cli.name_survey.model import AmbiguousName, DenotedClass, Import
from lint_rules.known_names import kin
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


class _Described(NamedTuple):
    """A class: what kind it is, and the row of its definition, 0 for one from outside the project."""

    kind: ClassKind
    row: int


def ambiguous_names(project: Project, sources: Iterable[SourceFile]) -> list[AmbiguousName]:
    """Return every name of several classes of which one concerns the database, by name.

    A name counts when it denotes the framework's database session and a class of the project, or several classes of
    the project of which one is mapped. What a migration defines for itself is left out, as no other file means it.

    Args:
        project: what the names are resolved in.
        sources: the files whose imports and classes count.
    """
    by_name = _meanings(project, sources)
    described = _described(by_name.values(), project)
    return [
        AmbiguousName(name, tuple(_meant(meanings, described)))
        for name, meanings in sorted(by_name.items())
        if _is_ambiguous(meanings, described)
    ]


def _meanings(project: Project, sources: Iterable[SourceFile]) -> dict[str, _Meanings]:
    """Return what each name denotes, and who imports that."""
    by_name: defaultdict[str, _Meanings] = defaultdict(dict)
    for file in project.files(sources):
        for defined in () if is_revision(file) else _definitions(file, project.resolver):
            by_name[defined.name].setdefault(defined, [])
        for name, meaning, place in _imports(file, project.resolver):
            by_name[name].setdefault(meaning, []).append(place)
    return by_name


def _described(names: Iterable[_Meanings], project: Project) -> dict[_Class, _Described]:
    """Return what the classes are of which others have the name, file by file: what a class is shows in trees, which are let go of."""
    shared = {meaning for meanings in names if len(meanings) > 1 for meaning in meanings}
    described: dict[_Class, _Described] = {}
    for meaning in sorted(shared, key=_place):
        project.make_room()
        described[meaning] = _Described(project.classes.kind(meaning), _row(meaning, project))
    return described


def _row(meaning: _Class, project: Project) -> int:
    if isinstance(meaning, ExternalSymbol):
        return 0
    return name_span(project.resolver.file_of(meaning), meaning.node).start.row


def _place(meaning: _Class) -> tuple[str, str]:
    return (str(meaning.path) if isinstance(meaning, DefinedClass) else "", meaning.qualified_name)


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


def _is_ambiguous(meanings: _Meanings, described: Mapping[_Class, _Described]) -> bool:
    if not described.keys() >= meanings.keys():
        return False  # it has one meaning
    ours = [meaning for meaning in meanings if isinstance(meaning, DefinedClass)]
    kinds = [described[meaning].kind for meaning in ours]
    framework = any(
        isinstance(meaning, ExternalSymbol) and described[meaning].kind is ClassKind.SESSION for meaning in meanings
    )
    return (framework and bool(ours)) or (len(ours) > 1 and ClassKind.MAPPED in kinds)


def _meant(meanings: _Meanings, described: Mapping[_Class, _Described]) -> Iterator[DenotedClass]:
    for meaning, imports in sorted(meanings.items(), key=lambda item: (-len(item[1]), item[0].qualified_name)):
        kind, row = described[meaning]
        in_order = tuple(sorted(imports, key=lambda place: (place.path, place.row)))
        match meaning:
            case DefinedClass(path=path):
                yield DenotedClass(meaning.qualified_name, kind.value, path, row, in_order)
            case ExternalSymbol() if kind is ClassKind.SESSION:
                yield DenotedClass(meaning.qualified_name, "the database session class", None, 0, in_order)
            case _:
                continue  # another library's class of that name says nothing of this project's

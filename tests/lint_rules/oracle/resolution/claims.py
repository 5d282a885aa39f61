"""A project -> what the resolver says of its imports, names, classes, bases, members and columns: claims, as plain data."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lint_rules.semantic.classes.enums import Enums
from lint_rules.semantic.classes.mapped_attributes import MappedAttributes
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import BindingKind
from lint_rules.source.file import SourceFile

Claim = dict[str, Any]
"""What is claimed, of what, and in which line; what a name denotes stands under `says`."""


def opened(root: Path) -> Project:
    """Open a folder with packages as a project that is not checked, only asked."""

    def read(path: Path) -> SourceFile | None:
        return SourceFile(path, path.read_bytes()) if path.is_file() else None

    def files() -> Iterable[SourceFile]:
        return (SourceFile(path, path.read_bytes()) for path in sorted(root.rglob("*.py")))

    return Project(root, ResolutionOptions(), files=files, read=read)


def claims_of(project: Project, path: Path) -> list[Claim]:
    """Return all that is claimed of one file.

    Args:
        project: The project that it belongs to.
        path: The file; one that cannot be parsed has no claims.
    """
    return [
        claim
        for file in project.files([SourceFile(path, path.read_bytes())])
        for claims in (_imports(file, project), _names(file, project), _classes(file, project))
        for claim in claims
    ]


def _imports(file: File, project: Project) -> Iterator[Claim]:
    for scope in file.bindings.scopes():
        for name, bindings in scope.bindings.items():
            for binding in bindings:
                if not isinstance(binding.node, ast.alias):
                    continue
                claim = {"about": "import", "line": binding.node.lineno, "imported": _statement(binding.statement)}
                says = said(project.resolver.of_binding(binding, file, name), project)
                yield claim | {"name": binding.node.name, "as": binding.node.asname, "says": says}


def _statement(statement: ast.AST) -> tuple[int, str] | None:
    """Return how many packages up an import starts, and its module; None for one that imports modules alone."""
    return (statement.level, statement.module or "") if isinstance(statement, ast.ImportFrom) else None


def _names(file: File, project: Project) -> Iterator[Claim]:
    module = DefinedModule(file.name, file.path)
    for name, bindings in file.bindings.module_scope.bindings.items():
        if any(binding.kind is not BindingKind.OTHER for binding in bindings):
            says = said(project.resolver.member(module, name), project)
            yield {"about": "name", "line": bindings[-1].effective[0], "name": name, "says": says}


def _classes(file: File, project: Project) -> Iterator[Claim]:
    enums, attributes = Enums(project.resolver, project.classes), MappedAttributes(project.resolver, project.classes)
    for node in file.bindings.nodes(ast.ClassDef):
        name = _qualified(node, file)
        if "<locals>" in name:
            continue  # made anew by each call, and by none when it is imported
        defined = project.resolver.defined(node, file)
        of = {"line": node.lineno, "class": name}
        yield of | {"about": "kind", "says": project.classes.kind(defined).name}
        for number, base in enumerate(node.bases):
            if not isinstance(base, ast.Starred):
                says = said(project.resolver.resolve(base, file), project)
                yield of | {"about": "base", "number": number, "of": len(node.bases), "says": says}
        facts = enums.facts(defined)
        if facts is not None:
            values = {key: member.value for key, member in facts.by_name.items()}
            yield of | {"about": "members", "says": values, "text": facts.is_text}
        for attribute in sorted(project.classes.facts(defined).attributes):
            yield of | {"about": "column", "name": attribute, "says": attributes.kind(defined, attribute).name}


def _qualified(node: ast.ClassDef, file: File) -> str:
    around = [each for each in file.bindings.ancestors(node) if isinstance(each, _SCOPES)]
    outer = [each.name if isinstance(each, ast.ClassDef) else f"{each.name}.<locals>" for each in reversed(around)]
    return ".".join([*outer, node.name])


_SCOPES = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def said(symbol: Symbol, project: Project) -> Claim:
    """Return what a symbol claims, as plain data."""
    match symbol:
        case DefinedClass(path=path, node=node):
            name = _qualified(node, project.resolver.file_of(symbol))
            return {"is": "class", "path": str(path), "name": name}
        case DefinedModule(path=path):
            return {"is": "module", "path": str(path)}
        case ExternalSymbol(qualified_name=name):
            return {"is": "external", "name": name}
        case CallResult(by=maker):
            return {"is": "call", "name": maker}
        case Unknown(why=why):
            return {"is": "unknown", "name": why}

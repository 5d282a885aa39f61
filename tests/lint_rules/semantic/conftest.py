"""Small projects for the tests of facts: sources by path -> an opened project."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lint_rules.semantic.classes.declared_types import DeclaredTypes
from lint_rules.semantic.classes.enums import Enums
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.model.semantic_model import SemanticModel
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, DefinedModule, ExternalSymbol, Symbol
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.project import Project
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import SessionInference
from lint_rules.source.file import SourceFile
from lint_rules.source.syntax.parser import SyntaxFailure


@dataclass(frozen=True)
class FileParts:
    """The services for one file, each made of those that it stands on."""

    file: File
    resolver: Resolver
    chains: Chains
    results: Results
    declared_types: DeclaredTypes
    enums: Enums

    @classmethod
    def of(cls, file: File, project: Project) -> FileParts:
        resolver, classes = project.resolver, project.classes
        sessions = SessionInference(file, resolver, classes, project.options)
        queries = Queries(file, resolver, classes, sessions, MaybeClass(file))
        chains = Chains(file, resolver, classes, sessions, queries)
        results = Results(file, resolver, sessions, chains)
        return cls(file, resolver, chains, results, DeclaredTypes(resolver, classes), Enums(resolver, classes))

    def last(self, name: str) -> ast.expr:
        """The value that the file gives `name` last, wherever that stands."""
        assigned = self.file.bindings.nodes(ast.Assign)
        return [node.value for node in assigned if ast.unparse(node.targets[0]) == name][-1]


@dataclass(frozen=True)
class Written:
    """A project on disk."""

    root: Path
    project: Project

    def open(self, path: str) -> SemanticModel:
        opened = self.project.open(SourceFile(self.root / path, (self.root / path).read_bytes()))
        assert not isinstance(opened, SyntaxFailure), opened
        return opened

    def parts(self, path: str) -> FileParts:
        """What answers for one file, below the model that rules see."""
        (file,) = self.project.files([SourceFile(self.root / path, (self.root / path).read_bytes())])
        return FileParts.of(file, self.project)

    @property
    def index(self) -> ProjectIndex:
        """What answers for the whole project, below the model that rules see."""
        return self.project._census  # pyright: ignore[reportPrivateUsage]  (rules have no need of all of it)

    def marked(self, path: str) -> dict[str, Symbol]:
        """What the arguments of `at("place", expression)` calls denote in a file, by place."""
        return {place: self.open(path).resolve(expression) for place, expression in marks(self.open(path))}

    def names(self, path: str) -> dict[str, str]:
        """The same in words."""
        return {place: said(meaning) for place, meaning in self.marked(path).items()}


ProjectOf = Callable[..., Written]


def marks(module: SemanticModel) -> Iterable[tuple[str, ast.expr]]:
    for call in module.nodes(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="at"), args=[ast.Constant(value=str() as place), expression]):
                yield place, expression
            case _:
                continue


def said(meaning: Symbol) -> str:
    match meaning:
        case DefinedClass(qualified_name=name) | ExternalSymbol(qualified_name=name):
            return name
        case DefinedModule(module=name):
            return f"module {name}"
        case CallResult(by=maker):
            return f"{maker}(...)"
        case _:
            return "unknown"


def write_project(root: Path, sources: Mapping[str, str], options: ResolutionOptions | None = None) -> Written:
    for path, source in sources.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(source), encoding="utf-8")

    def files() -> Iterable[SourceFile]:
        return (SourceFile(path, path.read_bytes()) for path in sorted(root.rglob("*.py")))

    def read(path: Path) -> SourceFile | None:
        return SourceFile(path, path.read_bytes()) if path.is_file() else None

    return Written(root, Project(root, options or ResolutionOptions(), files=files, read=read))


@pytest.fixture
def project_of(tmp_path: Path) -> ProjectOf:
    """Write sources by path into a folder, and open it as a project."""

    def build(sources: Mapping[str, str] | str, options: ResolutionOptions | None = None) -> Written:
        return write_project(tmp_path, {"main.py": sources} if isinstance(sources, str) else sources, options)

    return build

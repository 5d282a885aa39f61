"""A mapped class and an attribute -> the Enum that its column stores, and whether by the members' names."""

from __future__ import annotations

import ast

from lint_rules.semantic.classes.declared_types import Declared, DeclaredTypes, declarations, says_column_type
from lint_rules.semantic.classes.family import with_bases
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File


class Columns:
    """Answers for the classes of the project; what their methods set does not matter, as a column stays what it is."""

    def __init__(self, resolver: Resolver, declared_types: DeclaredTypes) -> None:
        """Answer for the classes that `resolver` finds."""
        self._resolver = resolver
        self._declared_types = declared_types

    def of(self, owner: DefinedClass, attr: str) -> Declared | None:
        """Return what a column is declared with; None for what is no column, or of which that is not known."""
        for relative in with_bases(owner, self._resolver):
            said = [*declarations(relative.node, attr)]
            if said:
                return self._declared(said[0], owner, self._resolver.file_of(relative)) if len(said) == 1 else None
        return None

    def _declared(self, statement: ast.stmt, owner: DefinedClass, file: File) -> Declared | None:
        match statement:
            case ast.Assign(value=ast.Call() as call):
                return self._declared_types.column(call, file)
            case ast.AnnAssign(annotation=annotation, value=value):
                return self._annotated(annotation, value, owner, file)
            case _:
                return None

    def _annotated(
        self, annotation: ast.expr, value: ast.expr | None, owner: DefinedClass, file: File
    ) -> Declared | None:
        """`Mapped[Status]`, and `status: Status = Field(…)` of SQLModel."""
        type_ = self._declared_types.annotated(annotation, file)
        match value:
            case ast.Call() if last_name(called(value)) == "Field":
                column = next(
                    (keyword.value for keyword in value.keywords if keyword.arg in {"sa_column", "sa_type"}), None
                )
                if column is not None:
                    return self._declared_types.column(column, file) if isinstance(column, ast.Call) else None
            case ast.Call() if says_column_type(value):
                return self._declared_types.column(value, file)
            case None | ast.Call() | ast.Constant() | ast.Attribute():
                pass
            case _:
                return None
        return None if type_ is None else Declared(type_, None if self._has_type_map(owner) else True)

    def _has_type_map(self, owner: DefinedClass) -> bool:
        """Whether a class or its base says by itself which type of column an Enum becomes."""
        files = {self._resolver.file_of(relative) for relative in with_bases(owner, self._resolver)}
        return any(b"type_annotation_map" in file.tree.source.data for file in files)

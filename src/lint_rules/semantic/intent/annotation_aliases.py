"""`Db = Annotated[Session, Depends(get_db)]` -> what the alias annotates, in its own file and in those that import it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.names.origin import origin_of_binding
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding


class AnnotationAliases:
    """Answers for the aliases that one file makes.

    Args:
        file: the file.
        resolver: follows names through the project.
        importing: finds the files that import something of a name.
    """

    def __init__(self, file: File, resolver: Resolver, importing: Callable[[str], Iterable[File]]) -> None:
        """See the class."""
        self._file = file
        self._resolver = resolver
        self._importing = importing
        self._annotations = Annotations(file, resolver)

    def around(self, name: ast.Name) -> Binding | None:
        """Return the name that an assignment gives to the annotation in which a class stands."""
        for node in self._file.bindings.ancestors(name):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=alias)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=alias), value=ast.expr() as value)
                ) if self._annotations.named(value) is name:
                    bound = self._file.bindings.context(node).scope.bindings.get(alias, [])
                    return bound[0] if len(bound) == 1 else None
                case ast.stmt() | ast.Call():
                    return None
                case _:
                    continue
        return None

    def annotated_here(self, alias: Binding) -> Iterator[ast.arg | ast.AnnAssign]:
        """Yield the parameters and variables of the file that an alias annotates."""
        yield from _annotated_with(alias.name, self._file)

    def annotated_elsewhere(self, alias: Binding) -> Iterator[tuple[ast.arg, File]]:
        """Yield the parameters of other files that an alias annotates, each with its file."""
        for user in self._importing(alias.name) if alias.scope.parent is None else ():
            if user.path != self._file.path and self._leads_here(alias, user):
                for node in _annotated_with(alias.name, user):
                    if isinstance(node, ast.arg):
                        yield node, user

    def _leads_here(self, alias: Binding, user: File) -> bool:
        bound = user.bindings.module_scope.bindings.get(alias.name, [])
        origins = [origin_of_binding(binding, user, self._resolver) for binding in bound]
        return any(origin is not None and origin.file.path == self._file.path for origin in origins)


def _annotated_with(alias: str, file: File) -> Iterator[ast.arg | ast.AnnAssign]:
    nodes: list[ast.arg | ast.AnnAssign] = [*file.bindings.nodes(ast.arg), *file.bindings.nodes(ast.AnnAssign)]
    for node in nodes:
        if isinstance(node.annotation, ast.Name) and node.annotation.id == alias:
            yield node

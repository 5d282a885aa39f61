"""An annotation -> the class that it names, with `Optional`, `Annotated` and the like taken off."""

from __future__ import annotations

import ast

from lint_rules.facts.bindings import File
from lint_rules.facts.meaning import External, Meaning, Unknown
from lint_rules.facts.resolver import Resolver

_TRANSPARENT = frozenset({"typing.Optional", "typing.Annotated", "typing.Union", "typing.Final", "typing.ClassVar"})


class Annotations:
    """Reads the annotations of one file."""

    def __init__(self, file: File, resolver: Resolver) -> None:
        """Read those of `file`."""
        self._file = file
        self._resolver = resolver

    def denoted(self, annotation: ast.expr | None) -> Meaning:
        """Return the class that an annotation names, without `Optional`, `Annotated`, `| None` and the like."""
        inner = self.named(annotation)
        return Unknown("no annotation") if inner is None else self._resolver.resolve(inner, self._file)

    def named(self, annotation: ast.expr | None) -> ast.expr | None:
        """Return the expression inside an annotation that names the class."""
        match annotation:
            case None | ast.Constant(value=None):
                return None
            case ast.Constant(value=str()):
                return self.named(self._file.bindings.quoted(annotation))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                options = [name for side in (left, right) if (name := self.named(side)) is not None]
                return options[0] if len(options) == 1 else None
            case ast.Subscript(value=value, slice=inside):
                return self._inside(value, inside, annotation)
            case _:
                return annotation

    def _inside(self, value: ast.expr, inside: ast.expr, whole: ast.Subscript) -> ast.expr | None:
        outer = self._resolver.resolve(value, self._file)
        if not (isinstance(outer, External) and outer.qualified_name in _TRANSPARENT):
            return whole
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if outer.qualified_name == "typing.Annotated":
            return self.named(items[0])
        options = [name for item in items if (name := self.named(item)) is not None]
        return options[0] if len(options) == 1 else None

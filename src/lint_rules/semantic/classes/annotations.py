"""An annotation -> the class that it names, with `Optional`, `Annotated` and the like taken off."""

from __future__ import annotations

import ast

from lint_rules.semantic.names.origin import origin_of
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.file import File

_TRANSPARENT = frozenset({"typing.Optional", "typing.Annotated", "typing.Union", "typing.Final", "typing.ClassVar"})

_FARTHEST = 5
"""Names of annotations that stand for names of annotations; more is a circle."""


class Annotations:
    """Reads the annotations of one file."""

    def __init__(self, file: File, resolver: Resolver) -> None:
        """Read those of `file`."""
        self._file = file
        self._resolver = resolver
        self._clear: dict[str, bool] = {}

    def denoted(self, annotation: ast.expr | None) -> Symbol:
        """Return the class that an annotation names, without `Optional`, `Annotated`, `| None` and the like."""
        inner = self.named(annotation)
        return Unknown("no annotation") if inner is None else self._resolver.resolve(inner, self._file)

    def aliased(self, annotation: ast.expr | None) -> Symbol:
        """Return what `denoted` does, also behind a name for an annotation: `Db = Annotated[Session, Depends(get_db)]`."""
        here, expression = self, annotation
        for _ in range(_FARTHEST):
            meaning, inner = here.denoted(expression), here.named(expression)
            if inner is None or not isinstance(meaning, Unknown):
                return meaning
            origin = origin_of(inner, here._file, self._resolver)
            if origin is None or not isinstance(origin.binding.statement, ast.Assign | ast.AnnAssign):
                return meaning
            here, expression = Annotations(origin.file, self._resolver), origin.binding.value
        return Unknown("it is defined by itself")

    def named(self, annotation: ast.expr | None) -> ast.expr | None:
        """Return the expression inside an annotation that names the class."""
        match annotation:
            case None | ast.Constant(value=None):
                return None
            case ast.Constant(value=str()):
                return self.named(self._file.bindings.quoted(annotation))
            case ast.BinOp(op=ast.BitOr()):
                options = [name for side in _sides(annotation) if (name := self.named(side)) is not None]
                return options[0] if len(options) == 1 else None
            case ast.Subscript(value=value, slice=inside):
                return self._inside(value, inside, annotation)
            case _:
                return annotation

    def is_clear(self, annotation: ast.expr | None) -> bool:
        """Whether the file binds the name in an annotation once: nothing there can have given it another class."""
        named = self.named(annotation)
        while isinstance(named, ast.Attribute | ast.Subscript):
            named = named.value
        if not isinstance(named, ast.Name):
            return False
        if named.id not in self._clear:
            scopes = self._file.bindings.scopes()
            bound = sum(len(self._resolver.bindings_of(named.id, scope, self._file)) for scope in scopes)
            self._clear[named.id] = bound <= 1
        return self._clear[named.id]

    def _inside(self, value: ast.expr, inside: ast.expr, whole: ast.Subscript) -> ast.expr | None:
        outer = self._resolver.resolve(value, self._file)
        if not (isinstance(outer, ExternalSymbol) and outer.qualified_name in _TRANSPARENT):
            return whole
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if outer.qualified_name == "typing.Annotated":
            return self.named(items[0])
        options = [name for item in items if (name := self.named(item)) is not None]
        return options[0] if len(options) == 1 else None

    def lacks_none(self, annotation: ast.expr) -> bool:
        """Whether an annotation certainly leaves no room for None; what is not known may have it."""
        match annotation:
            case ast.Constant(value=str()):
                inner = self._file.bindings.quoted(annotation)
                return inner is not None and self.lacks_none(inner)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.lacks_none(left) and self.lacks_none(right)
            case ast.Subscript(value=value, slice=inside):
                return self._parameters_lack_none(self._resolver.resolve(value, self._file), inside)
            case ast.Name() | ast.Attribute():
                return _is_plain(self._resolver.resolve(annotation, self._file))
            case _:
                return False

    def _parameters_lack_none(self, outer: Symbol, inside: ast.expr) -> bool:
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        match outer:
            case ExternalSymbol(qualified_name="typing.Union"):
                return all(self.lacks_none(item) for item in items)
            case ExternalSymbol(qualified_name="typing.Annotated" | "typing.Final"):
                return self.lacks_none(items[0])
            case _:
                return _is_plain(outer)


_OPEN = frozenset({"builtins.object", "typing.Any", "typing.Optional", "typing.ClassVar", "typing.Literal"})
_PLAIN_HOMES = ("builtins.", "datetime.", "uuid.", "decimal.", "collections.abc.", "typing.", "sqlalchemy.engine.")


def _is_plain(meaning: Symbol) -> bool:
    """Whether something is a class: no alias, no `Any`, nothing that could hold None."""
    match meaning:
        case DefinedClass():
            return True
        case ExternalSymbol(qualified_name=name):
            return name.startswith(_PLAIN_HOMES) and name not in _OPEN
        case CallResult(by="typing.TypeVar"):
            return True
        case _:
            return False


def _sides(union: ast.expr) -> list[ast.expr]:
    """Return the alternatives of `A | B | C`, which the tree nests to the left."""
    sides: list[ast.expr] = []
    while isinstance(union, ast.BinOp) and isinstance(union.op, ast.BitOr):
        sides.append(union.right)
        union = union.left
    return [union, *reversed(sides)]

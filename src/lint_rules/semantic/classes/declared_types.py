"""A class and an attribute -> the class that the attribute is declared with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.body import is_self
from lint_rules.semantic.classes.family import with_bases
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol
from lint_rules.semantic.scopes.defaults import default_of
from lint_rules.semantic.scopes.dotted_names import called, last_name
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.scopes.model import Binding, BindingKind

_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})
_MAPPED = ExternalSymbol("sqlalchemy.orm.Mapped")
_PROPERTIES = frozenset({"property", "cached_property", "hybrid_property"})


@frozen
class Declared:
    """What an attribute is declared as.

    Args:
        type: the class of its value.
        stored: how a column spells an Enum: by the members' names, or unknown (None).
    """

    type: DefinedClass
    stores_names: bool | None = None


class DeclaredTypes:
    """Answers for the classes of the project; remembers every answer."""

    def __init__(self, resolver: Resolver, classes: Classes) -> None:
        """Answer for the classes that `resolver` finds."""
        self._resolver = resolver
        self._classes = classes
        self._declared: dict[tuple[DefinedClass, str], Declared | None] = {}

    def annotated(self, annotation: ast.expr | None, file: File) -> DefinedClass | None:
        """Return the class of the project that an annotation in `file` names."""
        annotations = Annotations(file, self._resolver)
        inner = annotations.named(annotation)
        if isinstance(inner, ast.Subscript):
            if self._resolver.resolve(inner.value, file) != _MAPPED:
                return None  # `list[Status]` is no Status
            inner = annotations.named(inner.slice)
        meaning = self._resolver.resolve(inner, file) if inner is not None else None
        return meaning if isinstance(meaning, DefinedClass) else None

    def declared(self, owner: DefinedClass, attr: str) -> Declared | None:
        """Return what objects of a class have as `attr`; None when nothing or contradictory things are said."""
        key = (owner, attr)
        if key not in self._declared:
            self._declared[key] = None  # what a circle of bases sees
            self._declared[key] = self._find(owner, attr)
        return self._declared[key]

    def annotation_of(self, owner: DefinedClass, attr: str) -> tuple[ast.expr, File] | None:
        """Return the annotation of an attribute in a class body, or in an assignment to `self`, and its file."""
        for relative in with_bases(owner, self._resolver):
            file = self._resolver.file_of(relative)
            said = [*declarations(relative.node, attr), *_stores(relative, attr, file)]
            annotated = [statement.annotation for statement in said if isinstance(statement, ast.AnnAssign)]
            if said:
                return (annotated[0], file) if len(annotated) == 1 else None
        return None

    def returned(self, owner: DefinedClass, method: str) -> DefinedClass | None:
        """Return the class that a method of a class, or of one of its bases, says that it returns."""
        for defined in with_bases(owner, self._resolver):
            for statement in defined.node.body:
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == method:
                    plain = not statement.decorator_list
                    return self.annotated(statement.returns, self._resolver.file_of(defined)) if plain else None
        return None

    def _find(self, owner: DefinedClass, attr: str) -> Declared | None:
        file = self._resolver.file_of(owner)
        if _turns_enums_into_values(owner.node):
            return None
        own = [self._of_statement(statement, file) for statement in declarations(owner.node, attr)]
        own += [self._of_store(statement, file) for statement in _stores(owner, attr, file)]
        if own:
            agree = own[0] is not None and all(
                declared is not None and declared.type is own[0].type for declared in own
            )
            return own[0] if agree else None
        for base in owner.node.bases:
            meaning = self._resolver.resolve(base, file)
            inherited = self.declared(meaning, attr) if isinstance(meaning, DefinedClass) else None
            if inherited is not None:
                return inherited
        return None

    def _of_statement(self, statement: ast.stmt, file: File) -> Declared | None:
        match statement:
            case ast.AnnAssign(annotation=annotation, value=value):
                return self._of_annotation(annotation, value, file)
            case ast.Assign(value=ast.Call() as call):
                return self.column(call, file)
            case ast.FunctionDef(returns=ast.expr() as returns, decorator_list=[decorator]) if (
                last_name(called(decorator)) in _PROPERTIES
            ):
                return _declared(self.annotated(returns, file))
            case _:
                return None

    def _of_annotation(self, annotation: ast.expr, value: ast.expr | None, file: File) -> Declared | None:
        type_ = self.annotated(annotation, file)
        if type_ is None or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            return None
        if isinstance(value, ast.Call) and says_column_type(value):
            column = self.column(value, file)
            return column if column is not None and column.type is type_ else None
        return Declared(type_)

    def column(self, call: ast.Call, file: File) -> Declared | None:
        """`Column(Enum(Status))`, `mapped_column("state", SQLEnum(Status), …)`."""
        made = self._resolver.resolve(call.func, file)
        if not (isinstance(made, ExternalSymbol) and made.qualified_name in _COLUMNS):
            return None
        arguments = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "type_")]
        for argument in arguments:
            match argument:
                case ast.Call(func=kind, args=[enum], keywords=keywords) if _is_sql_enum(
                    self._resolver.resolve(kind, file)
                ):
                    meaning = self._resolver.resolve(enum, file)
                    spelled = any(option.arg in {"values_callable", None} for option in keywords)
                    return _declared(meaning, stores_names=None if spelled else True)
                case _:
                    continue
        return None

    def _of_store(self, statement: ast.Assign | ast.AnnAssign, file: File) -> Declared | None:
        if isinstance(statement, ast.AnnAssign):
            return self._of_annotation(statement.annotation, statement.value, file)
        match statement.value:
            case ast.Attribute(value=owner, attr=attr):
                meaning = self._resolver.resolve(owner, file)
                if isinstance(meaning, DefinedClass) and self._classes.kind(meaning) is ClassKind.ENUM:
                    return Declared(meaning) if is_assigned(meaning, attr) else None
                return None
            case ast.Name() as name:
                bound = self._resolver.candidates(name, file)
                if len(bound) == 1 and bound[0].kind is BindingKind.PARAMETER and not default_is_text(bound[0]):
                    return _declared(self.annotated(bound[0].annotation, file))
                return None
            case _:
                return None


def _declared(meaning: object, *, stores_names: bool | None = None) -> Declared | None:
    return Declared(meaning, stores_names) if isinstance(meaning, DefinedClass) else None


def _is_sql_enum(meaning: object) -> bool:
    return isinstance(meaning, ExternalSymbol) and (
        meaning.qualified_name.startswith("sqlalchemy.") and meaning.qualified_name.endswith((".Enum", ".ENUM"))
    )


def says_column_type(call: ast.Call) -> bool:
    """Whether a column's type is spelled out: it, and not the annotation, decides what is loaded."""
    keywords = {keyword.arg for keyword in call.keywords}
    if not keywords.isdisjoint({"type_", "sa_type", "sa_column", "sa_column_args"}) or None in keywords:
        return True
    if last_name(called(call.func)) not in {"mapped_column", "Column"}:
        return False
    plain = (ast.Constant,)
    return any(
        not isinstance(argument, plain) and last_name(called(argument)) != "ForeignKey" for argument in call.args
    )


def declarations(node: ast.ClassDef, attr: str) -> Iterator[ast.stmt]:
    """Yield the statements of a class body that say what an attribute is."""
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name) if name == attr:
                if not (isinstance(statement, ast.FunctionDef) and _sets(statement)):
                    yield statement
            case ast.Assign(targets=targets) if any(
                isinstance(assigned, ast.Name) and assigned.id == attr for assigned in targets
            ):
                yield statement
            case _:
                continue


def _sets(function: ast.FunctionDef) -> bool:
    """`@status.setter`, `@status.expression`."""
    return any(
        isinstance(decorator, ast.Attribute) and decorator.attr != "cached_property"
        for decorator in function.decorator_list
    )


def _stores(owner: DefinedClass, attr: str, file: File) -> Iterator[ast.Assign | ast.AnnAssign]:
    """Yield the statements in methods of a class that set `self.attr`."""
    text = file.tree.text
    if attr not in text and text.isascii():  # Python reads other letters as some of these
        return
    for node in file.bindings.named(ast.Attribute, attr):
        if not isinstance(node.ctx, ast.Store) or not is_self(node.value):
            continue
        around = file.bindings.ancestors(node)
        statement = next(around)
        nearest = next((outer for outer in around if isinstance(outer, ast.ClassDef)), None)
        alone = isinstance(statement, ast.AnnAssign) or (
            isinstance(statement, ast.Assign) and len(statement.targets) == 1
        )
        if nearest is owner.node and alone and isinstance(statement, ast.Assign | ast.AnnAssign):
            yield statement


def _turns_enums_into_values(node: ast.ClassDef) -> bool:
    """Whether Pydantic is told to keep values in place of members, or its settings stand elsewhere."""
    if any(keyword.arg == "use_enum_values" for keyword in node.keywords):
        return True
    for statement in node.body:
        match statement:
            case ast.ClassDef(name="Config") if "use_enum_values" in ast.dump(statement):
                return True
            case ast.Assign(targets=[ast.Name(id="model_config")], value=value) if not isinstance(
                value, ast.Dict | ast.Call
            ) or "use_enum_values" in ast.dump(value):
                return True
            case _:
                continue
    return False


def is_assigned(enum: DefinedClass, attr: str) -> bool:
    """Whether an Enum's body assigns a name: a member, no method."""
    return any(
        isinstance(statement, ast.Assign | ast.AnnAssign)
        and any(isinstance(node, ast.Name) and node.id == attr for node in _targets(statement))
        for statement in enum.node.body
    )


def _targets(statement: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]


def default_is_text(binding: Binding) -> bool:
    """Whether a text is what a name begins with, as in `def f(status: Status = "done")`: what the annotation says does not hold."""
    statement = binding.statement
    first = statement.value if isinstance(statement, ast.AnnAssign) else default_of(binding)
    return isinstance(first, ast.Constant) and isinstance(first.value, str)

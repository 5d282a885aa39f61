"""An expression -> the status that it is, and the Enum behind it."""

from __future__ import annotations

import ast
import re
from enum import Enum

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.columns import Columns
from lint_rules.semantic.classes.declared_types import DeclaredTypes
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.classes.project_classes import ProjectClasses
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.objects import Objects
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.statuses.class_tests import may_be_another

_TEXT = ExternalSymbol("builtins.str")
_OF_PLACES = frozenset("city country country_code zip zip_code zipcode postal_code postalcode postcode street".split())
_ENDINGS = r"(?:es|s|Enum|Type|Code|Value|Values|Kind)?$"


class Form(Enum):
    """In which form an expression gives a status."""

    MEMBER = "member"
    VALUE = "value"
    NAME = "name"
    TEXT = "text"
    """Turned into text in some other way."""
    COLUMN = "column"
    """The column of a mapped class: the database compares."""


@frozen
class Status:
    """An expression that is a status.

    Args:
        core: the expression without `.value`, `.name`, `str()`.
        form: what of it is taken.
        enum: its Enum where that is known.
        stores_names: for a column: whether it certainly stores the members' names.
        is_str_call: whether it is text by `str()` of a member, and nothing else.
        is_of_database: for a column: whether the database itself gives it, which knows no members.
    """

    core: ast.expr
    form: Form
    enum: EnumFacts | None = None
    stores_names: bool = False
    is_str_call: bool = False
    is_of_database: bool = False

    @property
    def is_attribute(self) -> bool:
        """Whether it is read from an object, as opposed to a variable."""
        return isinstance(self.core, ast.Attribute | ast.Call | ast.Subscript)


class Statuses:
    """Answers which expressions of one file are statuses."""

    def __init__(
        self,
        file: File,
        resolver: Resolver,
        classes: ProjectClasses,
        results: Results,
        chains: Chains,
        options: ResolutionOptions,
        denoting: MaybeClass,
    ) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes.kinds
        self._declarations = DeclaredTypes(resolver, classes.kinds)
        self._columns = Columns(resolver, self._declarations)
        self.objects = Objects(file, resolver, classes.kinds, self._declarations, results, chains)
        self._denoting = denoting
        self._attributes = frozenset(options.status_attributes)
        self._enums = classes.enums
        words = {name.rpartition("_")[2].capitalize() for name in options.status_attributes}
        self._ending = re.compile(f"(?:{'|'.join(map(re.escape, sorted(words)))}){_ENDINGS}") if words else None
        self._judged: dict[DefinedClass, bool] = {}

    # -- Enums

    def enum(self, meaning: Symbol | None) -> EnumFacts | None:
        """Return a status Enum: named for it, or the type of an attribute that holds a status."""
        facts = self._enums.facts(meaning) if isinstance(meaning, DefinedClass) else None
        return facts if facts is not None and self._is_status(facts.defined) else None

    def is_status(self, facts: EnumFacts | None) -> bool:
        """Whether an Enum is a status Enum."""
        return facts is not None and self._is_status(facts.defined)

    def _is_status(self, defined: DefinedClass) -> bool:
        if defined not in self._judged:
            named = self._ending is not None and self._ending.search(defined.name) is not None
            self._judged[defined] = named or self._types_an_attribute(defined)
        return self._judged[defined]

    def _types_an_attribute(self, defined: DefinedClass) -> bool:
        """Whether the file that is checked, or the one that defines the Enum, declares `status: TheEnum`."""
        for file in {self._file, self._resolver.file_of(defined)}:
            for node in file.bindings.nodes(ast.ClassDef):
                owner = self._resolver.defined(node, file)
                for attr in self._attributes:
                    declared = self._declarations.declared(owner, attr)
                    if declared is not None and declared.type is defined:
                        return True
        return False

    def member(self, expression: ast.expr) -> tuple[EnumFacts, Member] | None:
        """Return the member that `Status.DONE`, `Status.DONE.value` spells out."""
        spelled = self.any_member(expression)
        return spelled if spelled is not None and self._is_status(spelled[0].defined) else None

    def any_member(self, expression: ast.expr) -> tuple[EnumFacts, Member] | None:
        """Return the member of any Enum that an expression spells out."""
        match expression:
            case ast.Attribute(value=ast.Attribute() as inner, attr="value" | "name"):
                return self.any_member(inner)
            case ast.Attribute(value=owner, attr=name) if self._denoting.may_be_class(owner):
                meaning = self._resolver.resolve(owner, self._file)
                facts = self._enums.facts(meaning) if isinstance(meaning, DefinedClass) else None
                member = facts.by_name.get(name) if facts is not None else None
                return (facts, member) if facts is not None and member is not None else None
            case _:
                return None

    def is_enum(self, expression: ast.expr) -> bool:
        """Whether an expression is a status Enum itself."""
        return self.enum(self._resolver.resolve(expression, self._file)) is not None

    # -- statuses

    def read(self, expression: ast.expr) -> Status | None:
        """Return the status that an expression reads; None for a member that is spelled out, and for all else."""
        core, form = _peeled(expression)
        if self.member(core) is not None:
            return None
        if isinstance(core, ast.Attribute) and not isinstance(expression, ast.Call):
            column = self._column(core, form)
            if column is not None:
                return column
        enum = self._enum_of(core)
        if enum is not None:
            return Status(core, form, enum, is_str_call=_is_str_call(expression, core))
        return Status(core, form) if self._is_named(core) else None

    def may_be_another(self, status: Status) -> bool:
        """Whether the code around asks with `isinstance` of which class a status is, and it may be no member there."""
        is_member = status.enum is not None and status.form is not Form.COLUMN
        return (
            status.enum is not None
            and is_member
            and (may_be_another(status.core, status.enum.defined, self._file, self._resolver))
        )

    def is_text(self, expression: ast.expr) -> bool:
        """Whether a variable is annotated as a `str`, and never bound to anything else."""
        bound = self._resolver.candidates(expression, self._file) if isinstance(expression, ast.Name) else []
        annotations = Annotations(self._file, self._resolver)
        return bool(bound) and all(annotations.denoted(binding.annotation) == _TEXT for binding in bound)

    def _enum_of(self, core: ast.expr) -> EnumFacts | None:
        defined = self.objects.class_of(core)
        if defined is None:
            return None
        # What an attribute named for a status holds is a status, whatever its class is called.
        return self._enums.facts(defined) if self._is_named(core) else self.enum(defined)

    def _column(self, core: ast.Attribute, form: Form) -> Status | None:
        column = self.enum_column(core) if form is Form.MEMBER else None
        is_status = column is not None and (core.attr in self._attributes or self.is_status(column.enum))
        return column if is_status else None

    def enum_column(self, expression: ast.expr) -> Status | None:
        """Return what `Job.kind` stores where that is a member of an Enum, be it a status or anything else."""
        if not isinstance(expression, ast.Attribute):
            return None
        owner = self._resolver.resolve(expression.value, self._file)
        if not isinstance(owner, DefinedClass):
            return None
        if self._classes.kind(owner) not in {ClassKind.MAPPED, ClassKind.ABSTRACT, ClassKind.MIXIN}:
            return None
        return self.column(owner, expression.attr, expression)

    def column(
        self, owner: DefinedClass, attr: str, core: ast.expr | None = None, *, is_of_database: bool = False
    ) -> Status | None:
        """Return what a column of a mapped class stores where that is a member of an Enum.

        Args:
            owner: the class.
            attr: the column's name there.
            core: how it is written, if it is.
            is_of_database: whether what is asked about is given by the database itself.
        """
        declared = self._columns.of(owner, attr)
        enum = self._enums.facts(declared.type) if declared is not None else None
        if declared is None or enum is None:
            return None
        written = ast.Attribute(ast.Name(owner.name, ast.Load()), attr, ast.Load()) if core is None else core
        stores_names = declared.stores_names is True
        return Status(written, Form.COLUMN, enum, stores_names=stores_names, is_of_database=is_of_database)

    def _is_named(self, core: ast.expr) -> bool:
        match core:
            case ast.Name(id=name):
                return name in self._attributes
            case ast.Attribute(value=owner, attr=name):
                return name in self._attributes and not (name == "state" and self._is_place(owner))
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
                return name in self._attributes
            case _:
                return False

    def _is_place(self, owner: ast.expr) -> bool:
        """Whether something has a city or a country as well, so that its state is one of those that a country has."""
        defined = self.objects.class_of(owner)
        taken = self._classes.facts(defined).attributes if defined is not None else frozenset[str]()
        written = ast.unparse(owner)
        name = written.rpartition(".")[2] if defined is None else defined.name
        if "address" in name.lower() or not _OF_PLACES.isdisjoint(taken):
            return True
        return any(
            node.attr in _OF_PLACES and ast.unparse(node.value) == written
            for node in self._file.bindings.nodes(ast.Attribute)
        )

    def is_status_name(self, name: str) -> bool:
        """Whether the project says that attributes of this name hold a status."""
        return name in self._attributes

    def ends_in_status(self, name: str) -> bool:
        """Whether a name is that of a status, or ends in it: `payment_status`."""
        return name in self._attributes or name.rpartition("_")[2] in self._attributes


def _is_str_call(expression: ast.expr, core: ast.expr) -> bool:
    """`str(status)`, not `str(status.value)`."""
    match expression:
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            return inner is core
        case _:
            return False


def _peeled(expression: ast.expr) -> tuple[ast.expr, Form]:
    """Return an expression without what turns a status into text, and what that is."""
    match expression:
        case ast.Attribute(value=inner, attr="value"):
            return inner, Form.VALUE
        case ast.Attribute(value=inner, attr="name"):
            return inner, Form.NAME
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            return _peeled(inner)[0], Form.TEXT
        case ast.Call(func=ast.Attribute(value=inner, attr="lower" | "upper" | "strip" | "casefold"), args=[]):
            return _peeled(inner)[0], Form.TEXT
        case _:
            return expression, Form.MEMBER

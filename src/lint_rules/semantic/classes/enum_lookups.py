"""A file -> the places where it asks an Enum for a member that it does not have: by attribute, by name or by value."""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Iterator
from functools import cached_property

from lint_rules.frozen import frozen
from lint_rules.known_names import ENUM_BASES, STR_ENUMS
from lint_rules.semantic.classes.body import defines, outer_name
from lint_rules.semantic.classes.enums import EnumFacts, Enums
from lint_rules.semantic.classes.family import arms_of_bases, with_bases
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol, Unknown
from lint_rules.semantic.scopes.file import File

_OF_THE_CLASS = frozenset({*dir(type), *dir(enum.EnumMeta)})
_BASES = ENUM_BASES - {"enum.Flag", "enum.IntFlag"}  # whose members are combined
_TYPE_OF = {"enum.IntEnum": "int", **dict.fromkeys(STR_ENUMS, "str")}
_LOOKING_UP = frozenset({"_missing_", "__new__", "__init_subclass__", "_generate_next_value_"})


@frozen(eq=False)
class FailingLookup:
    """An expression that fails when it runs.

    Args:
        node: the expression.
        enum: the Enum that it asks.
        wanted: the name or the value that it asks for.
        error: the name of the exception.
    """

    node: ast.Attribute | ast.Subscript | ast.Call
    enum: EnumFacts
    wanted: object
    error: str


class EnumLookups:
    """Answers for one file; remembers what each Enum has."""

    def __init__(self, file: File, resolver: Resolver, classes: Classes, denoting: MaybeClass) -> None:
        """Answer for `file`."""
        self._file = file
        self._resolver = resolver
        self._classes = classes
        self._denoting = denoting
        self._enums = Enums(resolver, classes)
        self._attributes: dict[DefinedClass, frozenset[str] | None] = {}
        self._asked: dict[str, Symbol] = {}
        self._are_enums: dict[DefinedClass, bool] = {}

    def failing(self) -> Iterator[FailingLookup]:
        """Yield the lookups that fail, one kind after the other."""
        nodes = self._file.bindings.nodes
        for attribute in self._denoting.members:
            if _is_named_like_class(attribute.value) and self._is_read(attribute):
                enum = self._lacking_attribute(self._denoted(attribute.value), attribute.attr)
                yield from _failing(attribute, enum, attribute.attr, "AttributeError")
        for subscript in nodes(ast.Subscript):
            if isinstance(subscript.slice, ast.Constant) and isinstance(subscript.ctx, ast.Load):
                yield from self._subscribed(subscript, subscript.slice.value)
        for call in nodes(ast.Call):
            if (call.args and isinstance(call.args[-1], ast.Constant)) or (call.keywords and not call.args):
                yield from self._called(call)

    def _is_read(self, attribute: ast.Attribute) -> bool:
        """Whether an attribute is neither set nor called: a member is no function."""
        around = self._file.bindings.parent(attribute)
        is_called = isinstance(around, ast.Call) and around.func is attribute
        return isinstance(attribute.ctx, ast.Load) and not is_called

    def _subscribed(self, node: ast.Subscript, name: object) -> Iterator[FailingLookup]:
        owner = node.value
        if isinstance(owner, ast.Attribute) and owner.attr == "__members__":
            owner = owner.value
        if isinstance(name, str) and _is_named_like_class(owner):
            yield from _failing(node, self._lacking_name(self._denoted(owner), name), name, "KeyError")

    def _called(self, call: ast.Call) -> Iterator[FailingLookup]:
        literal = _literal(call)
        value = None if literal is None else literal.value
        match call.func:
            case _ if literal is None:
                return
            case ast.Name(id="getattr"):
                enum = self._lacking_attribute(self._denoted(call.args[0]), str(value))
                yield from _failing(call, enum, value, "AttributeError")
            case function if _is_named_like_class(function):
                yield from _failing(call, self._lacking_value(self._denoted(function), value), value, "ValueError")
            case _:
                return

    def _denoted(self, owner: ast.expr) -> Symbol:
        """Return what an expression denotes; a name that the file binds once has been asked about before."""
        if not self._denoting.may_be_class(owner):
            return Unknown("no class")
        if not isinstance(owner, ast.Name) or not self._denoting.is_bound_once(owner.id):
            return self._resolver.resolve(owner, self._file)
        if owner.id not in self._asked:
            self._asked[owner.id] = self._resolver.resolve(owner, self._file)
        return self._asked[owner.id]

    # -- what an Enum has

    def _lacking_attribute(self, meaning: Symbol, name: str) -> EnumFacts | None:
        """Return an Enum that has no `E.name`, be it a member or anything else; None where it has, or may have."""
        facts = self._facts(meaning)
        known = None if facts is None or name.startswith("_") else self._known_attributes(facts)
        return None if known is None or name in known or self._may_be_set(name) else facts

    def _lacking_name(self, meaning: Symbol, name: str) -> EnumFacts | None:
        """Return an Enum for which `E[name]` fails; None where it does not, or may not."""
        facts = self._facts(meaning)
        known = None if facts is None or name.startswith("_") else self._known_attributes(facts)
        return None if known is None or facts is None or name in facts.by_name or _binds(facts, name) else facts

    def _lacking_value(self, meaning: Symbol, value: object) -> EnumFacts | None:
        """Return an Enum for which `E(value)` fails; None where it does not, or may not."""
        facts = self._facts(meaning)
        if facts is None or not facts.known or self._known_attributes(facts) is None:
            return None
        family = with_bases(facts.defined, self._resolver, every_arm=True)
        if any(name in _LOOKING_UP for defined in family for name in _bound(defined.node)) or self._may_be_set(
            "_missing_"
        ):
            return None
        values = _values(facts, takes_text=isinstance(value, str))
        return None if values is None or value in values else facts

    def _may_be_set(self, name: str) -> bool:
        """Whether the file sets an attribute of this name on something, or some that only show when it runs."""
        return name in self._set or "setattr" in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        nodes = self._file.bindings.nodes
        stored = {node.attr for node in nodes(ast.Attribute) if isinstance(node.ctx, ast.Store)}
        calls = {node.func.id for node in nodes(ast.Call) if isinstance(node.func, ast.Name)}
        return frozenset(stored | (calls & {"setattr"}))

    def _facts(self, meaning: Symbol) -> EnumFacts | None:
        """Return what is known of an Enum; most classes are none, and their bases say so."""
        if not isinstance(meaning, DefinedClass):
            return None
        if meaning not in self._are_enums:
            self._are_enums[meaning] = self._is_below_enum(meaning, [])
        return self._enums.facts(meaning) if self._are_enums[meaning] else None

    def _is_below_enum(self, defined: DefinedClass, seen: list[DefinedClass]) -> bool:
        if defined in seen:
            return False
        seen.append(defined)
        bases = [*arms_of_bases(defined, self._resolver)]
        return any(all(self._leads_to_enum(arm, seen) for arm in arms) for arms in reversed(bases))  # behind its mixins

    def _leads_to_enum(self, base: Symbol, seen: list[DefinedClass]) -> bool:
        match base:
            case ExternalSymbol(qualified_name=name):
                return name in _BASES
            case DefinedClass():
                return self._is_below_enum(base, seen)
            case _:
                return False

    def _known_attributes(self, facts: EnumFacts) -> frozenset[str] | None:
        """Return the names that an Enum's class has; None where some of them cannot be seen."""
        if facts.defined not in self._attributes:
            self._attributes[facts.defined] = self._find_attributes(facts.defined)
        return self._attributes[facts.defined]

    def _find_attributes(self, defined: DefinedClass) -> frozenset[str] | None:
        names = set(_OF_THE_CLASS)
        for relative in with_bases(defined, self._resolver, every_arm=True):
            if any(not _is_still(statement) for statement in relative.node.body):
                return None
            names |= set(_bound(relative.node))
            for base in (arm for arms in arms_of_bases(relative, self._resolver) for arm in arms):
                inherited = _inherited(base)
                if inherited is None:
                    return None
                names |= inherited
        return frozenset(names)


def _inherited(base: Symbol) -> set[str] | None:
    """Return what a class has from a base that the project does not define; None where that is not known."""
    match base:
        case DefinedClass():
            return set()
        case ExternalSymbol(qualified_name=name) if name in _BASES:
            return set(dir(getattr(builtins, _TYPE_OF.get(name, "object"))))
        case ExternalSymbol(qualified_name=name) if name.startswith("builtins."):
            return set(dir(getattr(builtins, name.partition(".")[2], object)))
        case _:
            return None


def _is_named_like_class(owner: ast.expr) -> bool:
    """Whether an expression is called as classes are; what is not, need not be followed."""
    match owner:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name[0].isupper()
        case _:
            return False


def _literal(call: ast.Call) -> ast.Constant | None:
    """Return the one value that a call gives; for `getattr` the name that it takes from something."""
    arguments = call.args or [keyword.value for keyword in call.keywords if keyword.arg == "value"]
    if not arguments or not isinstance(arguments[-1], ast.Constant):
        return None
    is_getattr = isinstance(call.func, ast.Name) and call.func.id == "getattr"
    wanted = 2 if is_getattr else 1
    return arguments[-1] if len(call.args) + len(call.keywords) == len(arguments) == wanted else None


def _failing(
    node: ast.Attribute | ast.Subscript | ast.Call, enum: EnumFacts | None, wanted: object, error: str
) -> Iterator[FailingLookup]:
    if enum is not None:
        yield FailingLookup(node, enum, wanted, error)


def _is_still(statement: ast.stmt) -> bool:
    """Whether a statement of a class body binds what it says and nothing else."""
    match statement:
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant)
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Name | ast.Tuple | ast.List) for target in targets)
        case ast.AnnAssign() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Pass():
            return True
        case _:
            return False


def _bound(node: ast.ClassDef) -> Iterator[str]:
    """Yield every name that a class body binds or declares, and what its methods set on their objects."""
    for statement in node.body:
        yield from defines(statement)
        inside = ast.walk(statement) if isinstance(statement, ast.Assign | ast.FunctionDef) else ()
        for part in inside:
            if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Store):
                yield part.id if isinstance(part, ast.Name) else part.attr


def _binds(facts: EnumFacts, name: str) -> bool:
    """Whether the body gives a name a value in a way that leaves open whether it is a member: `A, B = 1, 2`."""
    statements = (statement for statement in facts.defined.node.body if isinstance(statement, ast.Assign))
    return any(name == part.id for each in statements for target in each.targets for part in _names(target))


def _names(target: ast.expr) -> Iterator[ast.Name]:
    return (part for part in ast.walk(target) if isinstance(part, ast.Name))


def _values(facts: EnumFacts, *, takes_text: bool) -> list[object] | None:
    """Return the members' values; None where one of them is not spelled out, or turned into another type."""
    values: list[object] = [member.value for member in facts.members if member.value is not None]
    for statement in facts.defined.node.body:
        if isinstance(statement, ast.Assign) and not all(isinstance(target, ast.Name) for target in statement.targets):
            return None
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if value is None or (isinstance(statement, ast.AnnAssign) and outer_name(statement.annotation) == "ClassVar"):
            continue
        try:
            values.append(ast.literal_eval(value))
        except (ValueError, TypeError, SyntaxError):
            if not takes_text:
                return None  # `auto()` counts
    mixed = any(
        outer_name(base) not in {"Enum", "str", "StrEnum", "IntEnum", "int"} for base in facts.defined.node.bases
    )
    odd = facts.is_text and not all(isinstance(value, str) for value in values)
    if any(outer_name(base) in {"int", "IntEnum"} for base in facts.defined.node.bases):
        odd = odd or not all(isinstance(value, int) for value in values)  # `int("7")` is what `A = "7"` becomes
    return None if odd or (mixed and not facts.is_text) else values

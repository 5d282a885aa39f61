"""An Enum of the project -> the names and the values that it has, where all of them are in sight."""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Iterator

from lint_rules.known_names import ENUM_BASES, STR_ENUMS
from lint_rules.semantic.classes.body import defines, outer_name
from lint_rules.semantic.classes.enums import EnumFacts, Enums
from lint_rules.semantic.classes.family import arms_of_bases, with_bases
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import DefinedClass, ExternalSymbol, Symbol

_OF_THE_CLASS = frozenset({*dir(type), *dir(enum.EnumMeta)})
_BASES = ENUM_BASES - {"enum.Flag", "enum.IntFlag"}  # whose members are combined
_TYPE_OF = {"enum.IntEnum": "int", **dict.fromkeys(STR_ENUMS, "str")}
_LOOKING_UP = frozenset({"_missing_", "__new__", "__init_subclass__", "_generate_next_value_"})


class EnumContents:
    """Answers what Enums have; remembers what each of them has."""

    def __init__(self, resolver: Resolver, enums: Enums) -> None:
        """Answer for the classes that `resolver` finds."""
        self._resolver = resolver
        self._enums = enums
        self._attributes: dict[DefinedClass, frozenset[str] | None] = {}
        self._are_enums: dict[DefinedClass, bool] = {}

    def facts(self, meaning: Symbol) -> EnumFacts | None:
        """Return what is known of an Enum; most classes are none, and their bases say so."""
        if not isinstance(meaning, DefinedClass):
            return None
        if meaning not in self._are_enums:
            self._are_enums[meaning] = self._is_below_enum(meaning, [])
        return self._enums.facts(meaning) if self._are_enums[meaning] else None

    def lacks_attribute(self, facts: EnumFacts, name: str) -> bool:
        """Whether an Enum has no `E.name`, be it a member or anything else, as far as its classes say."""
        known = None if name.startswith("_") else self._known_attributes(facts)
        return known is not None and name not in known

    def lacks_name(self, facts: EnumFacts, name: str) -> bool:
        """Whether `E[name]` fails."""
        known = None if name.startswith("_") else self._known_attributes(facts)
        return known is not None and name not in facts.by_name and not _binds(facts, name)

    def lacks_value(self, facts: EnumFacts, value: object) -> bool:
        """Whether `E(value)` fails, unless something sets `_missing_` on the Enum."""
        if not facts.known or self._known_attributes(facts) is None:
            return False
        family = with_bases(facts.defined, self._resolver, every_arm=True)
        if any(name in _LOOKING_UP for defined in family for name in _bound(defined.node)):
            return False
        values = _values(facts, takes_text=isinstance(value, str))
        return values is not None and value not in values

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

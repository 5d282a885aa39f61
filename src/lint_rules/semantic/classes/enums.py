"""An Enum class of the project -> its members, their values as far as they are literal, and how it compares with text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Literal

from lint_rules.frozen import frozen
from lint_rules.known_names import STR_ENUMS
from lint_rules.semantic.classes.family import arms_of_bases, with_bases
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import CallResult, DefinedClass, ExternalSymbol, Symbol

_LOWERING = frozenset({"enum.StrEnum", "backports.strenum.StrEnum"})
"""Enums of strings whose `auto()` is the member's name in lower case; that of the package `strenum` is the name itself."""
_FLAGS = frozenset({"enum.Flag", "enum.IntFlag"})
_MAKES_VALUES = frozenset({"__new__", "_generate_next_value_"})
_NO_MEMBERS = frozenset({"enum.nonmember", "builtins.property", "functools.cached_property", "enum.property"})


@frozen
class Member:
    """One member of an Enum.

    Args:
        name: its name.
        value: its value when that is a text, else None.
        known: whether the value is spelled out, so that `value` None means "not a text".
    """

    name: str
    value: str | None
    known: bool


@frozen(eq=False)
class EnumFacts:
    """What is known of an Enum.

    Args:
        defined: its class statement.
        members: its members in order, aliases left out.
        by_name: every name, aliases included, and the member that it stands for.
        is_text: whether its members are strings: `class X(str, Enum)`, `StrEnum`.
        compares: whether equality, `.value` and `.name` are the usual ones.
        is_plain: whether its members are nothing but members: no strings, no numbers, as far as its bases are known.
        turns_into: what `str()` makes of a member: its value, or the class with its name; None where it has its own way.
    """

    defined: DefinedClass
    members: tuple[Member, ...]
    by_name: dict[str, Member]
    is_text: bool
    compares: bool
    is_plain: bool = False
    turns_into: Literal["value", "name"] | None = None

    @property
    def name(self) -> str:
        """The class's name."""
        return self.defined.name

    @property
    def known(self) -> bool:
        """Whether every member's value is spelled out."""
        return all(member.known for member in self.members)

    def spelled(self, text: str) -> Member | None:
        """Return the member that `text` means: by value, by name, or by one of them in another spelling."""
        for member in self.members:
            if text == member.value:
                return member
        folded = _folded(text)
        loose = [
            candidate
            for candidate in self.members
            if folded in {_folded(candidate.name), _folded(candidate.value or candidate.name)}
        ]
        return self.by_name.get(text) or (loose[0] if len(loose) == 1 else None)

    def without(self, names: Iterable[str]) -> tuple[Member, ...]:
        """Return the members that are not among `names`."""
        covered = {self.by_name[name].name for name in names if name in self.by_name}
        return tuple(member for member in self.members if member.name not in covered)


class Enums:
    """Answers what the members of an Enum are; remembers every answer."""

    def __init__(self, resolver: Resolver, classes: Classes) -> None:
        """Answer for the classes that `resolver` finds."""
        self._resolver = resolver
        self._classes = classes
        self._known: dict[DefinedClass, EnumFacts | None] = {}

    def facts(self, meaning: Symbol) -> EnumFacts | None:
        """Return what is known of an Enum; None for what is none, and for one whose members are not all in sight."""
        if not isinstance(meaning, DefinedClass) or self._classes.facts(meaning).kind is not ClassKind.ENUM:
            return None
        if meaning not in self._known:
            self._known[meaning] = self._judge(meaning)
        return self._known[meaning]

    def _judge(self, defined: DefinedClass) -> EnumFacts | None:
        family = with_bases(defined, self._resolver, every_arm=True)
        arms = [arms for relative in family for arms in arms_of_bases(relative, self._resolver)]
        bases = {arm.qualified_name for every in arms for arm in every if isinstance(arm, ExternalSymbol)}
        own = {name for relative in family for name in _functions(relative.node)}
        if bases & _FLAGS or any(not isinstance(statement, _STILL) for statement in defined.node.body):
            return None  # members that are combined, or made by statements that run
        makes_values = not own.isdisjoint(_MAKES_VALUES)
        is_open = bases & STR_ENUMS > bases & _LOWERING or "builtins.str" in bases
        makes_values = makes_values or (is_open and _counts(defined.node))
        members, by_name = self._members(defined, lower=bool(bases & _LOWERING), makes_values=makes_values)
        if not members:
            return None
        has_open_base = any(not isinstance(arm, DefinedClass | ExternalSymbol) for every in arms for arm in every)
        return EnumFacts(
            defined,
            members,
            by_name,
            is_text=self._is_text(defined),
            compares=own.isdisjoint({"__eq__", "value", "name"}),
            is_plain=bases == {"enum.Enum"} and not has_open_base,
            turns_into=_turns_into(bases, own) if all(len(every) == 1 for every in arms) else None,
        )

    def _is_text(self, meaning: Symbol) -> bool:
        """Whether objects of a class are strings, whichever class each of its bases is."""
        match meaning:
            case DefinedClass():
                arms = arms_of_bases(meaning, self._resolver)
                return any(all(self._is_text(arm) for arm in every) for every in arms)
            case ExternalSymbol(qualified_name=name):
                return name == "builtins.str" or name in STR_ENUMS
            case _:
                return False

    def _members(
        self, defined: DefinedClass, *, lower: bool, makes_values: bool
    ) -> tuple[tuple[Member, ...], dict[str, Member]]:
        by_value: dict[str, Member] = {}
        by_name: dict[str, Member] = {}
        for name, value in _assigned(defined.node):
            if self._is_no_member(value, defined):
                continue
            spelled = ast.dump(value) if _is_literal(value) else f"{name}: not literal"
            if isinstance(value, ast.Name) and value.id in by_name:
                by_name[name] = by_name[value.id]  # `DONE = COMPLETED`
                continue
            member = self._member(name, value, defined, lower=lower)
            if makes_values:
                member = Member(name, None, known=False)
            by_name[name] = by_value.setdefault(spelled, member)
        return tuple(by_value.values()), by_name

    def _member(self, name: str, value: ast.expr, defined: DefinedClass, *, lower: bool) -> Member:
        match value:
            case ast.Constant(value=str(text)):
                return Member(name, text, known=True)
            case ast.Call() if self._maker(value, defined) == "enum.auto":
                return Member(name, name.lower() if lower else None, known=True)
            case _:
                return Member(name, None, known=_is_literal(value))

    def _maker(self, value: ast.expr, defined: DefinedClass) -> str:
        made = self._resolver.resolve(value, self._resolver.file_of(defined))
        return made.by if isinstance(made, CallResult) else ""

    def _is_no_member(self, value: ast.expr, defined: DefinedClass) -> bool:
        return isinstance(value, ast.Lambda) or self._maker(value, defined) in _NO_MEMBERS


def _turns_into(bases: set[str], own: set[str]) -> Literal["value", "name"] | None:
    if not own.isdisjoint({"__str__", "__format__"}):
        return None
    if bases & STR_ENUMS:
        return "value"
    return "name" if bases <= {"enum.Enum", "builtins.str"} else None  # of an IntEnum it depends on Python's version


_STILL = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr, ast.Pass)


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an Enum's body assigns and that can be members, with their values."""
    for statement in node.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name) and not target.id.startswith("_"):
                        yield target.id, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if not name.startswith("_"):
                yield name, value
            case _:
                continue


def _functions(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name


def _counts(node: ast.ClassDef) -> bool:
    """Whether values come from `auto()`: which text that is depends on the class, and `str` alone makes one of a number."""
    return any(isinstance(value, ast.Call) for _, value in _assigned(node))


def _folded(text: str) -> str:
    return text.casefold().replace("-", "_").replace(" ", "_")


def _is_literal(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=inner):
            return _is_literal(inner)
        case ast.Tuple(elts=elements):
            return all(_is_literal(element) for element in elements)
        case _:
            return False

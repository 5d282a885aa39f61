"""A column without a type of its own -> the type of the column that its foreign key names, which it gets at run time."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import CallExpr, Expression, MemberExpr, MypyFile, NameExpr, RefExpr, StrExpr, TypeInfo, Var
from mypy.types import AnyType, Instance, NoneType, Type, UninhabitedType, UnionType, get_proper_type

from lint_rules.mypy_checks.context import Build
from lint_rules.mypy_checks.models.class_body import last_name, plain
from lint_rules.mypy_checks.models.declarations import tables, written_table
from lint_rules.mypy_checks.models.flask import exported
from lint_rules.mypy_checks.models.targets import imported

_ENGINE = "sqlalchemy.sql.type_api.TypeEngine"
_VALUED = "sqlalchemy.sql.roles.TypedColumnsClauseRole"
_MAPPED = "sqlalchemy.orm.base.Mapped"
_FARTHEST = 5
"""How many foreign keys are followed; two may lead to each other."""


class ForeignKeys:
    """The columns that one file sees: its own, and those of classes of files that it imports."""

    def __init__(self, tree: MypyFile, build: Build) -> None:
        self._tree = tree
        self._build = build

    def type_of(self, column: CallExpr, owner: TypeInfo, *, depth: int = 0) -> Type | None:
        """Return the type that a foreign key gives its column; None where the other column is not seen.

        Args:
            column: the call of `Column`.
            owner: the class in whose body it stands.
            depth: how many foreign keys were followed to get here.
        """
        keys = [item for item in column.args if isinstance(item, CallExpr) and last_name(item.callee) == "ForeignKey"]
        if len(keys) != 1 or not keys[0].args or depth > _FARTHEST:
            return None
        found = [
            type_
            for info, name in self._referenced(keys[0].args[0], owner)
            if (type_ := self._column(info, name, depth)) is not None
        ]
        return found[0] if found and all(type_ == found[0] for type_ in found) else None

    def _referenced(self, target: Expression, owner: TypeInfo) -> list[tuple[TypeInfo, str]]:
        """Return the classes and the attribute that `"ware.id"`, `Ware.id` or `id` may stand for."""
        match target:
            case StrExpr(value=text) if "." in text:
                table, name = text.split(".")[-2:]
                infos = [info for info in self._classes() if table in tables(info)]
                own = [info for info in infos if written_table(info) == table]
                return [(info, name) for info in own or infos if name in info.names or info.get(name) is not None]
            case MemberExpr(expr=NameExpr(node=TypeInfo() as info), name=name):
                return [(info, name)]
            case NameExpr(name=name) if name in owner.names:
                return [(owner, name)]
            case _:
                return []

    def _classes(self) -> Iterator[TypeInfo]:
        seen = {
            symbol.node.fullname: symbol.node
            for module in imported(self._tree, self._build)
            for symbol in module.names.values()
            if isinstance(symbol.node, TypeInfo)
        }
        yield from seen.values()

    def _column(self, info: TypeInfo, name: str, depth: int) -> Type | None:
        symbol = info.get(name)
        declared = get_proper_type(symbol.node.type) if symbol is not None and isinstance(symbol.node, Var) else None
        if isinstance(declared, Instance):
            held = held_value(declared)
            return _known(held) if held is not None else None
        for base in info.mro:  # mypy has not come there yet
            for line in plain(base.defn.defs.body):
                names = {at.name for at in line.lvalues if isinstance(at, NameExpr)}
                if name in names and isinstance(line.rvalue, CallExpr) and last_name(line.rvalue.callee) == "Column":
                    return self._written(line.rvalue) or self.type_of(line.rvalue, base, depth=depth + 1)
        return None

    def _written(self, column: CallExpr) -> Type | None:
        """Return the type of values of a column's type, as far as its class alone says that."""
        for argument in column.args[:2]:
            named = argument.callee if isinstance(argument, CallExpr) else argument
            node = named.node if isinstance(named, RefExpr) else None
            if node is None and isinstance(named, MemberExpr) and isinstance(column.callee, MemberExpr):
                node = exported(named.name, self._build)  # `db.Integer`
            if isinstance(node, TypeInfo) and node.has_base(_ENGINE) and not node.type_vars:
                engine = next(base for base in node.mro if base.fullname == _ENGINE)
                return _known(map_instance_to_supertype(Instance(node, []), engine).args[0])
        return None


def held_value(declared: Instance) -> Type | None:
    """Return what objects have in an attribute of this type: what a column holds, or what is mapped."""
    base = next((base for base in declared.type.mro if base.fullname in {_MAPPED, _VALUED}), None)
    return map_instance_to_supertype(declared, base).args[0] if base is not None else None


def _known(value: Type) -> Type | None:
    proper = get_proper_type(value)
    items = proper.items if isinstance(proper, UnionType) else [proper]
    held = [item for item in items if not isinstance(get_proper_type(item), NoneType)]
    unknown = any(isinstance(get_proper_type(item), AnyType | UninhabitedType) for item in held)
    return UnionType.make_union(held) if held and not unknown else None

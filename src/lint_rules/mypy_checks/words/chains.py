"""A method of a statement -> the classes that the statement is about, as far as the chain of calls before it shows them."""

from __future__ import annotations

from collections.abc import Iterator

from mypy.nodes import CallExpr, Context, Expression, MemberExpr, RefExpr, TypeInfo

from lint_rules.frozen import frozen
from lint_rules.mypy_checks.models.class_body import last_name

_ROOTS = frozenset({"query", "select", "update", "insert", "delete"})
_ADDING = frozenset({"join", "outerjoin", "join_from", "outerjoin_from", "select_from", "select_entity_from"})
_QUIET = frozenset(
    "filter filter_by where order_by limit offset options distinct group_by having execution_options returning values "
    "update delete with_for_update populate_existing enable_eagerloads yield_per autoflush unique correlate".split()
)
"""Methods that leave the entities as they are."""


@frozen
class StatementChain:
    """A statement that one expression builds.

    Args:
        root: `query`, `select`, `update` …
        selected: what the root is given.
        classes: the classes that it is given, or columns of which it is given.
        joined: the classes that later calls add.
        whole: whether these are all classes that the statement is about.
    """

    root: str
    selected: tuple[Expression, ...]
    classes: tuple[TypeInfo, ...]
    joined: tuple[TypeInfo, ...]
    whole: bool


def chain_of(call: Context) -> StatementChain | None:
    """Return the chain that ends in a call; None where it begins with a variable or with another kind of call."""
    links: list[CallExpr] = []
    while isinstance(call, CallExpr):
        links.append(call)
        if _name(call) in _ROOTS and not _is_link(call):
            return _chain(call, links[1:-1])
        call = call.callee.expr if isinstance(call.callee, MemberExpr) else call.callee
    return None


def _name(call: CallExpr) -> str:
    """Return what a call calls: `insert`, whatever name it was imported under."""
    callee = call.callee
    return callee.node.name if isinstance(callee, RefExpr) and callee.node is not None else last_name(callee) or ""


def _is_link(call: CallExpr) -> bool:
    """Whether a call such as `.update(…)` goes on with a statement instead of beginning one."""
    return isinstance(call.callee, MemberExpr) and isinstance(call.callee.expr, CallExpr)


def _chain(root: CallExpr, links: list[CallExpr]) -> StatementChain:
    own = [class_of(argument) for argument in root.args]
    added = [class_of(argument) for link in links if last_name(link.callee) in _ADDING for argument in link.args[:1]]
    seen = all(last_name(link.callee) in _QUIET | _ADDING for link in links)
    whole = seen and None not in own and None not in added and bool(own)
    return StatementChain(_name(root), tuple(root.args), tuple(_known(own)), tuple(_known(added)), whole)


def _known(classes: list[TypeInfo | None]) -> Iterator[TypeInfo]:
    return (info for info in dict.fromkeys(classes) if info is not None)


def class_of(expression: Expression) -> TypeInfo | None:
    """Return the class that an expression names, or of which it names an attribute."""
    if isinstance(expression, RefExpr) and isinstance(expression.node, TypeInfo):
        return expression.node
    return class_of(expression.expr) if isinstance(expression, MemberExpr) else None

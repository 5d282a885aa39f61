"""A call of SQLAlchemy's -> the fallback for a status in the SQL that it makes: `coalesce`, `case(…, else_=…)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules import known_names
from lint_rules.semantic.fallbacks.branches import FallbackBranches
from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.names.symbol import ExternalSymbol
from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.statuses.branches import compared
from lint_rules.semantic.statuses.branching import Branching

_REPLACING = frozenset({"coalesce", "ifnull", "nvl", "isnull"})
_Case = tuple[ast.expr, ast.expr]


class FallbackSql:
    """Finds them in one file."""

    def __init__(self, services: Services, resolver: Resolver, branches: FallbackBranches) -> None:
        """Ask `services`; `branches` judges the branches of a CASE."""
        self._ask = services
        self._resolver = resolver
        self._branches = branches

    def of(self, call: ast.Call) -> Iterator[Fallback]:
        """`func.coalesce(Job.status, "…")`, `case((Job.status == A, "…"), …, else_="…")`."""
        name = last_name(call.func)
        if name in _REPLACING and len(call.args) > 1:
            yield from self._of_coalesce(call)
        elif name == "case" and call.keywords and self._is_framework(call.func):
            yield from self._of_case(call)

    def _is_framework(self, function: ast.expr) -> bool:
        meaning = self._resolver.resolve(function, self._ask.file)
        return isinstance(meaning, ExternalSymbol) and known_names.is_framework(meaning.qualified_name)

    def _of_coalesce(self, call: ast.Call) -> Iterator[Fallback]:
        *columns, fallback = call.args
        yield from self._missing(columns[-1], fallback)

    def _missing(self, column: ast.expr, value: ast.expr) -> Iterator[Fallback]:
        fallback = _literal(value)
        read = self._ask.read(column) if self._ask.word(fallback) is not None else None
        if read is not None and read.is_attribute:
            message = f"where `{ast.unparse(read.core)}` is NULL, it is replaced by {self._ask.word(fallback)!r}"
            found = self._ask.in_place_of(read, fallback, message)
            if found is not None:
                yield found

    def _of_case(self, call: ast.Call) -> Iterator[Fallback]:
        otherwise = next((keyword.value for keyword in call.keywords if keyword.arg == "else_"), None)
        subject = next((keyword.value for keyword in call.keywords if keyword.arg == "value"), None)
        cases = [*_cases(call, subject)]
        match cases:
            case _ if otherwise is None:
                return
            case [(test, value)]:
                yield from self._of_two(test, value, otherwise)
            case _:
                branches = _branching(cases, _literal(otherwise))
                if branches is not None:
                    yield from self._branches.of(branches)

    def _of_two(self, test: ast.expr, value: ast.expr, otherwise: ast.expr) -> Iterator[Fallback]:
        """`case((Job.status.is_(None), "…"), else_=Job.status)` and its reverse."""
        tested = _null_test(test)
        if tested is not None:
            is_null, column = tested
            given, fallback = (otherwise, value) if is_null else (value, otherwise)
            if ast.unparse(column) == ast.unparse(given):
                yield from self._missing(given, fallback)


def _cases(call: ast.Call, subject: ast.expr | None) -> Iterator[_Case]:
    """Yield the tests of a CASE with what they give; of `{A: "…"}` and `value=`, the comparison that it stands for."""
    whens = call.args
    if len(whens) == 1 and isinstance(whens[0], ast.List):
        whens = whens[0].elts
    for when in whens:
        match when:
            case ast.Tuple(elts=[test, value]):
                yield test, value
            case ast.Dict(keys=keys, values=values) if subject is not None:
                for key, value in zip(keys, values, strict=True):
                    if key is not None:
                        yield ast.Compare(subject, [ast.Eq()], [key]), value
            case _:
                continue


def _branching(cases: list[_Case], otherwise: ast.expr) -> Branching | None:
    """Return a CASE as branches on one column; None where its tests are not on one."""
    comparisons = [comparison for test, _ in cases if (comparison := _compared(test)) is not None]
    if not cases or len(comparisons) < len(cases) or len({ast.unparse(left) for left, _ in comparisons}) != 1:
        return None
    values = [value for _, listed in comparisons for value in listed]
    bodies = [_body(_literal(value)) for _, value in cases]
    return Branching(comparisons[0][0], values, values, bodies, _body(otherwise))


def _body(value: ast.expr) -> list[ast.stmt]:
    return [ast.Return(value)]


def _compared(test: ast.expr) -> tuple[ast.expr, list[ast.expr]] | None:
    match test:
        case ast.Call(func=ast.Attribute(value=column, attr="in_"), args=[ast.Tuple() | ast.List() as values]):
            return column, values.elts
        case _:
            return compared(test)


def _null_test(test: ast.expr) -> tuple[bool, ast.expr] | None:
    """Return the column that a test compares with NULL, and whether it is true of NULL."""
    match test:
        case ast.Call(func=ast.Attribute(value=column, attr="is_" | "is_not" | "isnot" as name), args=[value]):
            is_null = name == "is_"
        case ast.Compare(left=column, ops=[ast.Eq() | ast.NotEq() as operator], comparators=[value]):
            is_null = isinstance(operator, ast.Eq)
        case _:
            return None
    return (is_null, column) if isinstance(value, ast.Constant) and value.value is None else None


def _literal(value: ast.expr) -> ast.expr:
    """Return what `literal("…")` and `literal_column` make a part of the statement."""
    match value:
        case ast.Call(func=function, args=[inner, *_]) if last_name(function) == "literal":
            return inner
        case _:
            return value

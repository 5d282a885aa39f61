"""An expression -> the fallback for a missing status in it: a conditional, an `or`, a `getattr`, a `.get`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.kinds import ClassKind
from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.fallbacks.guards import is_guarded
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.statuses.branches import prefixes, said
from lint_rules.semantic.statuses.inference import Form, Status


class FallbackExpressions:
    """Finds them in one file."""

    def __init__(self, services: Services, resolver: Resolver, classes: Classes) -> None:
        """Ask `services`."""
        self._ask = services
        self._resolver = resolver
        self._classes = classes
        self._annotations = Annotations(services.file, resolver)

    def of_condition(
        self, test: ast.expr, there: ast.expr, otherwise: ast.expr, *, name: str = ""
    ) -> Iterator[Fallback]:
        """`x.status.value if x else "…"`, `"…" if x is None else x.status`, `W[x.status] if x.status in W else "…"`.

        Args:
            test: what is tested.
            there: what is given where the test holds.
            otherwise: what is given where it does not.
            name: the variable that has the value when it is tested.
        """
        for is_there, value, fallback in ((True, there, otherwise), (False, otherwise, there)):
            if self._ask.word(fallback) is None:
                continue
            found = self._of_membership(test, value, fallback, there=is_there)
            found = found or self._of_missing(test, value, fallback, there=is_there, name=name)
            if found is not None:
                yield found

    def _of_missing(
        self, test: ast.expr, value: ast.expr, fallback: ast.expr, *, there: bool, name: str
    ) -> Fallback | None:
        tested = [*said(test, there=there)]
        for inner in _alternatives(value) if tested else ():
            read = self._ask.read(inner)
            if read is None or not read.is_attribute:
                continue
            owners = {*prefixes(read.core), name}
            owner = next((owner for owner in tested if owner in owners), None)
            if owner is not None:
                return self._ask.in_place_of(read, fallback, _message(read, owner, self._ask.word(fallback) or ""))
        return None

    def _of_membership(self, test: ast.expr, value: ast.expr, fallback: ast.expr, *, there: bool) -> Fallback | None:
        match test, value:
            case (
                ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as operator], comparators=[table]),
                ast.Subscript(value=ast.Name() | ast.Attribute() as asked),
            ) if isinstance(operator, ast.In) is there and ast.unparse(asked) == ast.unparse(table):
                return self._ask.of_lookup(table, key, fallback)
            case (
                ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as operator]),
                ast.Call(args=[made_of]) | ast.Subscript(slice=made_of),
            ) if isinstance(operator, ast.In) is there and ast.unparse(made_of) == ast.unparse(key):
                return self._of_member(value, fallback)
            case _:
                return None

    def _of_member(self, value: ast.expr, fallback: ast.expr) -> Fallback | None:
        """`Status(text) if text in Status else Status.NEW`."""
        read, word = self._ask.read(value), self._ask.word(fallback)
        if read is None or read.enum is None or self._ask.statuses.member(fallback) is None:
            return None
        return Fallback(fallback, f"a word that `{read.enum.name}` does not have becomes {word!r}")

    def of_or(self, node: ast.BoolOp) -> Iterator[Fallback]:
        """`x.status or "…"`, `WORDS.get(x.status) or "…"`."""
        *before, fallback = node.values
        word = self._ask.word(fallback)
        if word is None:
            return
        last = before[-1]
        if isinstance(last, ast.BoolOp) and isinstance(last.op, ast.And):
            last = last.values[-1]  # `(x and x.status) or "…"`
        match last:
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key]):
                found = self._ask.of_lookup(table, key, fallback)
            case _:
                found = self._of_empty(node, self._ask.read(last), fallback, word)
        if found is not None:
            yield found

    def _of_empty(self, node: ast.BoolOp, read: Status | None, fallback: ast.expr, word: str) -> Fallback | None:
        if read is None or not read.is_attribute or self._is_asked_of_a_client(read) or self._is_kept(node, read):
            return None
        if is_guarded(node, read.core, self._ask.file):
            return None
        message = f"where `{ast.unparse(read.core)}` is missing, it is replaced by {word!r}"
        return self._ask.in_place_of(read, fallback, message)

    def _is_kept(self, node: ast.BoolOp, status: Status) -> bool:
        """`x.status = x.status or "created"`: the object is given a status of its own, which is the remedy."""
        match self._ask.file.bindings.parent(node):
            case ast.Assign(targets=[target]):
                return ast.unparse(target) == ast.unparse(status.core)
            case _:
                return False

    def _is_asked_of_a_client(self, status: Status) -> bool:
        """Whether a status is an optional field of what a client sends: a parameter that is a Pydantic model."""
        owner = status.core.value if isinstance(status.core, ast.Attribute) else None
        if not isinstance(owner, ast.Name):
            return False
        said_of_it = [binding.annotation for binding in self._resolver.candidates(owner, self._ask.file)]
        denoted = [self._annotations.denoted(annotation) for annotation in said_of_it if annotation is not None]
        return any(self._classes.kind(meaning) is ClassKind.PYDANTIC for meaning in denoted)

    def of_getattr(self, call: ast.Call) -> Iterator[Fallback]:
        """`getattr(x, "status", "…")`."""
        match call.args:
            case [owner, ast.Constant(value=str(name)), fallback] if self._ask.statuses.is_status_name(name):
                word = self._ask.word(fallback)
                message = f"where `{ast.unparse(owner)}` has no `{name}`, it is replaced by {word!r}"
                status = Status(ast.Attribute(owner, name, ast.Load()), Form.MEMBER)
                found = None if word is None else self._ask.in_place_of(status, fallback, message)
                if found is not None and not self._is_replaced_again(call):
                    yield found
            case _:
                return

    def _is_replaced_again(self, call: ast.Call) -> bool:
        """`getattr(x, "status", "…") or "…"`: what stands for a status that is empty stands for a missing one, too."""
        match self._ask.file.bindings.parent(call):
            case ast.BoolOp(op=ast.Or(), values=[*_, before, fallback]):
                return before is call and self._ask.word(fallback) is not None
            case _:
                return False

    def of_get(self, call: ast.Call) -> Iterator[Fallback]:
        """`WORDS.get(x.status, "…")`."""
        match call.func, call.args:
            case ast.Attribute(value=table), [key, fallback] if not call.keywords:
                found = self._ask.of_lookup(table, key, fallback)
                if found is not None:
                    yield found
            case _:
                return


def _message(read: Status, owner: str, word: str) -> str:
    core = ast.unparse(read.core)
    return f"where `{owner}` is missing, {'it' if owner == core else f'`{core}`'} is replaced by {word!r}"


def _alternatives(value: ast.expr) -> Iterator[ast.expr]:
    """Yield what an expression can give: `(x.status or "…") if x else "…"`."""
    match value:
        case ast.IfExp(body=body, orelse=orelse):
            yield from _alternatives(body)
            yield from _alternatives(orelse)
        case ast.BoolOp(values=values):
            for inner in values:
                yield from _alternatives(inner)
        case _:
            yield value

"""Branches on a status, or on a word from outside -> the fallback in the last of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.fallbacks.fallback import Fallback, Services
from lint_rules.semantic.statuses.branches import outcome, raises, shared_target
from lint_rules.semantic.statuses.branching import Branching
from lint_rules.semantic.statuses.inference import Form, Status
from lint_rules.semantic.statuses.maps import StatusMap
from lint_rules.semantic.statuses.words import is_named_for_status

_FEW = 2


class FallbackBranches:
    """Finds them in one file."""

    def __init__(self, services: Services) -> None:
        """Ask `services`."""
        self._ask = services

    def of(self, branches: Branching) -> Iterator[Fallback]:
        """`case _: return "…"`, `if s is A: … elif s is B: … else: return "…"`."""
        results = [outcome(body) for body in branches.bodies if not raises(body)]
        end = outcome(branches.last) if len(branches.last) == 1 else None
        word = None if end is None else self._ask.word(end.value)
        if end is None or word is None or len(branches.bodies) < _FEW or shared_target([*results, end]) is None:
            return
        values = [result.value for result in results if result is not None]
        if values and all(self._ask.word(value) for value in values):
            yield from self._judged(branches, values, end.value)

    def _judged(self, branches: Branching, results: list[ast.expr], fallback: ast.expr) -> Iterator[Fallback]:
        message = f"any other status becomes {self._ask.word(fallback)!r}"
        members = self._members(branches.values)
        if members and len(members) == len(branches.values):
            enum = members[0][0]
            missing = enum.without(member.name for _, member in self._members(branches.covered))
            if missing and all(other.defined is enum.defined for other, _ in members):
                yield Fallback(fallback, message, enum, missing)
        elif (texts := _texts(branches.values)) is not None:
            uncovered = self._not_among(texts, branches.subject)
            if uncovered != () or self._are_translated(branches.subject, [*results, fallback]):
                status = self._ask.read(branches.subject)
                yield Fallback(fallback, message, None if status is None else status.enum, uncovered or ())

    def _members(self, values: Sequence[ast.expr]) -> list[tuple[EnumFacts, Member]]:
        return [member for value in values if (member := self._ask.statuses.member(value)) is not None]

    def _not_among(self, texts: list[str], subject: ast.expr) -> tuple[Member, ...] | None:
        """Return the members that none of the texts means; None where a status may be any text."""
        status = self._ask.read(subject)
        if status is None:
            return None if is_named_for_status(subject, self._ask.statuses) else ()
        if status.enum is None:
            return None
        known = _is_compared_with_texts(status)
        missing = StatusMap(ast.Dict([], []), None, tuple(texts)).missing(status) if known else ()
        return missing or ()

    def _are_translated(self, subject: ast.expr, results: list[ast.expr]) -> bool:
        """Whether words from outside become members of a status Enum."""
        is_outside = self._ask.read(subject) is None
        return is_outside and all(self._ask.statuses.member(result) is not None for result in results)


def _texts(values: list[ast.expr]) -> list[str] | None:
    texts = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return texts if texts and len(texts) == len(values) else None


def _is_compared_with_texts(status: Status) -> bool:
    return status.form in {Form.VALUE, Form.NAME, Form.TEXT} or (status.enum is not None and status.enum.is_text)

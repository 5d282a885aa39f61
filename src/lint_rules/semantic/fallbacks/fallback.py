"""What stands in for a status, and the questions about it that every form of it asks."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lint_rules.frozen import frozen
from lint_rules.semantic.classes.enums import EnumFacts, Member
from lint_rules.semantic.fallbacks.absence import Absence, is_of_its_own
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.statuses.audience import Audience
from lint_rules.semantic.statuses.inference import Form, Status, Statuses
from lint_rules.semantic.statuses.maps import StatusMap, StatusMaps
from lint_rules.semantic.statuses.words import is_named_for_status, word_of

_TABLES = frozenset({"__members__", "_value2member_map_", "_member_map_"})


@frozen
class Fallback:
    """A word, or a member of a status Enum, in the place of a status that is missing or not known.

    Args:
        place: where it stands.
        message: what it takes the place of.
        enum: the Enum of the status, where that is known.
        missing: its members that become the word; none where it does not show, or where the status itself is missing.
    """

    place: ast.expr
    message: str
    enum: EnumFacts | None = None
    missing: tuple[Member, ...] = ()


@frozen
class Services:
    """What the finders of fallbacks ask."""

    file: File
    statuses: Statuses
    maps: StatusMaps
    audience: Audience
    absence: Absence

    def word(self, fallback: ast.expr | None) -> str | None:
        """Return a literal, or a member of a status Enum, that can be taken for a status, and is not for people to read."""
        word = None if fallback is None else word_of(fallback, self.statuses)
        if word is None or fallback is None or self.audience.is_for_people(fallback):
            return None
        member = self.statuses.member(fallback)
        return None if member is not None and is_of_its_own(member[1]) else word

    def read(self, expression: ast.expr) -> Status | None:
        """Return the status in `x.status`, `WORDS[x.status]`, `Status[text]`."""
        if isinstance(expression, ast.Subscript):
            read = self.statuses.read(expression.slice)
            if read is not None and self.maps.map_of(expression.value) is not None:
                return read
        return self.statuses.read(expression)

    def in_place_of(self, status: Status, fallback: ast.expr, message: str) -> Fallback | None:
        """Return the fallback for a status that is missing; None where the word says that there is none."""
        word = self.word(fallback)
        if word is None or self.absence.is_said_by(fallback, status):
            return None
        return Fallback(fallback, message, status.enum)

    def of_lookup(self, table: ast.expr, key: ast.expr, fallback: ast.expr) -> Fallback | None:
        """Return the fallback for a status that a map does not have; None where it has all of them."""
        word = self.word(fallback)
        if self._has_members(table) and self.statuses.member(fallback) is not None:
            return Fallback(fallback, f"a word that `{_short(table)}` does not have becomes {word!r}")
        words = self.maps.map_of(table) if word is not None and self.statuses.member(key) is None else None
        if words is None:
            return None
        status = self.read(key) or (Status(key, Form.MEMBER) if words.enum is not None else None)
        if status is None:
            return self._of_outside_word(table, words, key, fallback)
        missing = words.missing(status)
        message = f"a status that `{_short(table)}` does not have becomes {word!r}"
        return None if missing == () else Fallback(fallback, message, words.enum or status.enum, missing or ())

    def _has_members(self, table: ast.expr) -> bool:
        """Whether a table is that of an Enum's members by their names, or by their values."""
        match table:
            case ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=name) if name in _TABLES:
                return self.statuses.is_enum(owner)
            case _:
                return False

    def _of_outside_word(self, table: ast.expr, words: StatusMap, key: ast.expr, fallback: ast.expr) -> Fallback | None:
        """`{"settled": Status.PAID}.get(answer, Status.PENDING)`: what comes from outside is translated to statuses."""
        values = words.node.values
        is_of_members = all(self.statuses.member(value) is not None for value in values)
        is_of_texts = is_named_for_status(key, self.statuses) and _has(values, fallback)
        if not (is_of_members and self.statuses.member(fallback) is not None) and not is_of_texts:
            return None
        message = f"a word that `{_short(table)}` does not have becomes {self.word(fallback)!r}"
        return Fallback(fallback, message)


def _has(values: Sequence[ast.expr], fallback: ast.expr) -> bool:
    """Whether a map gives a text for another key as well."""
    texts = [value.value for value in values if isinstance(value, ast.Constant)]
    return len(texts) == len(values) and isinstance(fallback, ast.Constant) and fallback.value in texts


def _short(table: ast.expr) -> str:
    return "the dict" if isinstance(table, ast.Dict) else ast.unparse(table)

"""The text of a comment -> the directives in it that silence rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Reach(Enum):
    """How far a suppression reaches."""

    LINE = "ignore"
    FILE = "ignore-file"
    NOQA = "noqa"
    NOWHERE = "unreadable"
    """A comment that was meant as a suppression and is none."""


class Directive(NamedTuple):
    """One directive: where it stands in the comment, its reach, and the rules as they were written; None for every rule."""

    start: int
    end: int
    reach: Reach
    rules: tuple[str, ...] | None

    def names(self, rule: str) -> bool:
        """Whether it is about `rule`. One about every rule is not about itself."""
        return rule in self.rules if self.rules is not None else rule != "unused-suppression"

    @property
    def is_for_others(self) -> bool:
        """Whether it has only codes of other tools, `# noqa: F401`: rules here have names in lower case."""
        return self.reach is Reach.NOQA and self.rules is not None and not any(map(str.islower, self.rules))


_DIRECTIVE = r"""\#[ \t]*(?:
        session-lint:[ \t]*(?P<verb>[\w-]*)[ \t]*(?:\[(?P<rules>[^\]\#]*)(?P<closed>\])?)?
        |(?P<noqa>(?i:noqa)(?![\w-]))(?:[ \t]*:[ \t]*(?P<codes>[\w-]+(?:[ \t,]+[\w-]+)*))?
    )"""


def holds_one(text: str) -> bool:
    """Whether there is a directive in a text that can be about a rule here, also where that is no comment."""
    return not all(directive.is_for_others for directive in directives(text))


def directives(comment: str) -> Iterator[Directive]:
    """Yield the directives of a comment in their order."""
    for match in re.finditer(_DIRECTIVE, comment, re.VERBOSE):
        yield Directive(*match.span(), _reach(match), _rules(match))


def _reach(match: re.Match[str]) -> Reach:
    if match["noqa"]:
        return Reach.NOQA
    unfinished = match["rules"] is not None and not match["closed"]
    return Reach.NOWHERE if unfinished else _REACHES.get(match["verb"], Reach.NOWHERE)


_REACHES = {"ignore": Reach.LINE, "ignore-file": Reach.FILE}


def _rules(match: re.Match[str]) -> tuple[str, ...] | None:
    names: str | None = match["codes"] if match["noqa"] else match["rules"]
    return None if names is None else tuple(dict.fromkeys(re.findall(r"[^\s,]+", names)))

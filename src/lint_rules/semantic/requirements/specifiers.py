"""A version specifier as it is written -> the versions that it allows, as far as this decides what they have."""

from __future__ import annotations

import re

from lint_rules.frozen import frozen

Version = tuple[int, int]
"""A line of versions, which get new names: `(1, 4)`."""

_CLAUSE = re.compile(r"(===|==|~=|!=|>=|<=|>|<|\^|~|)\s*v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?[\w.*+!-]*")
_LONGEST = 200
_LOWER = frozenset({"===", "==", "~=", ">=", ">", "^", "~", ""})
_UPPER = frozenset({"<", "<="})


@frozen
class VersionRange:
    """The versions that a specifier allows.

    Args:
        least: the line of the oldest one; None where nothing says.
        below: the first line that is too new; None where nothing says.
    """

    least: Version | None
    below: Version | None

    @property
    def is_bounded(self) -> bool:
        """Whether anything is said at all."""
        return self.least is not None or self.below is not None

    def reaches_before(self, version: Version) -> bool:
        """Whether code for this range has to run on something older than `version`."""
        if self.least is not None:
            return self.least < version
        return self.below is not None and self.below <= version


def ranges(specifier: str) -> tuple[VersionRange, ...]:
    """Return the range of each alternative of a specifier: `>=1.4,<2`, `^1.4 || ^2.0`; none of what is no specifier."""
    read = [_range(alternative) for alternative in specifier.split("||")] if len(specifier) < _LONGEST else []
    return tuple(one for one in read if one is not None and one.is_bounded)


def _range(specifier: str) -> VersionRange | None:
    clauses = [_CLAUSE.fullmatch(part.strip()) for part in specifier.strip(" ()").split(",") if part.strip(" *")]
    least: list[Version] = []
    below: list[Version] = []
    for clause in clauses:
        if clause is None:
            return None
        operator, major, minor, patch = clause.groups()
        version = int(major), int(minor or 0)
        if operator in _LOWER:
            least.append(version)
        elif operator in _UPPER:
            below.append(version if operator == "<" and not int(patch or 0) else (version[0], version[1] + 1))
    return VersionRange(max(least, default=None), min(below, default=None))

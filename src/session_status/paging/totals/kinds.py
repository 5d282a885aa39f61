"""What a caller says of a page's total -> one of three kinds, or none."""

from dataclasses import dataclass
from typing import Any, Literal

from session_status.errors import ArgumentError

Relation = Literal["exact", "at_least", "about"]
"""What a total is to the number of rows: the number, a number that there are at least, or one that there are about."""


@dataclass(frozen=True, slots=True)
class Exact:
    """All rows are counted; `total=True` is short for it. It costs what counting them costs: the more rows, the more.

    Example:
        >>> Exact()
        Exact()
    """


@dataclass(frozen=True, slots=True)
class Capped:
    """Rows are counted as far as a number: "10 000+" is enough for a reader, and costs the same for any number of rows.

    Attributes:
        most: Where counting ends, 1 to 1 000 000.

    Raises:
        ArgumentError: It is no such number.

    Example:
        >>> Capped(10_000).most
        10000
    """

    most: int

    def __post_init__(self) -> None:
        """Refuse what is no number of rows."""
        if type(self.most) is not int or not 1 <= self.most <= LARGEST_CAP:
            raise ArgumentError(f"Capped({self.most!r}): a whole number from 1 to {LARGEST_CAP} is needed")


@dataclass(frozen=True, slots=True)
class Estimated:
    """The database's planner says about how many rows there are: nothing is counted, and it may be far from true.

    PostgreSQL and MariaDB have a planner that says it; SQLite and others are refused.

    Example:
        >>> Estimated()
        Estimated()
    """


Total = Exact | Capped | Estimated
LARGEST_CAP = 1_000_000
"""Where counting ends at the latest; beyond it, `Exact` is honest about what it costs."""


def kind_of_total(said: Any) -> Total | None:
    """Read what a caller says of the total.

    Args:
        said: One of the kinds; True for Exact, False for none.

    Raises:
        ArgumentError: It is something else.
    """
    if said is True:
        return Exact()
    if said is False:
        return None
    if isinstance(said, Exact | Capped | Estimated):
        return said
    raise ArgumentError(f"total={said!r}: True, False, Exact(), Capped(10_000) or Estimated() is needed")

"""What a worker asks for and a dialect -> the plan that claims rows, each for one worker."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect, Executable

from session_status.errors import ArgumentError
from session_status.execution.dialects import LIKE_MYSQL, POSTGRESQL, SQLITE
from session_status.execution.plan import Plan, Step
from session_status.execution.route import Bind
from session_status.statuses.claims.claim import Claim
from session_status.statuses.claims.locking import LockingClaims
from session_status.statuses.claims.outcome import claims_of, with_versions
from session_status.statuses.claims.statements import ClaimStatements
from session_status.type_variables import E

_KNOWN = "PostgreSQL, MariaDB from 10.6, MySQL from 8.0, and SQLite from 3.35"
_SKIPS_LOCKED = {True: (10, 6), False: (8, 0)}
"""The first versions of MariaDB, and of MySQL, that pass over locked rows."""


def at_once(
    statements: ClaimStatements[E], whole: Executable, parameters: Mapping[str, object], bind: Bind
) -> Plan[list[Claim[E]]]:
    """Plan a claim of one statement.

    Args:
        statements: What it is made of.
        whole: The statement.
        parameters: What it was not made with.
        bind: To what it belongs.
    """
    size = len(statements.own.keys)

    def decode(answers: Any) -> list[Claim[E]]:
        rows = sorted(answers[0].all(), key=lambda row: row[size + 1])
        return claims_of(statements, ((row[:size], row[size], row[size + 2 :]) for row in rows))

    return with_versions(statements, [Step(whole, parameters, bind)], decode)


def locking(statements: ClaimStatements[E], dialect: Dialect) -> Plan[list[Claim[E]]]:
    """Plan a claim that locks rows first and sets them then.

    Args:
        statements: What it is made of.
        dialect: The database.

    Raises:
        ArgumentError: The database is too old.
    """
    plans = LockingClaims(statements, dialect)
    if dialect.name == SQLITE:
        return plans.behind(statements.lock())
    if getattr(dialect, "server_version_info", None) is None:  # nothing has been connected yet
        return plans.behind(statements.nothing(), lambda: _check_version(dialect, statements.waiting.place))
    _check_version(dialect, statements.waiting.place)
    return plans.chosen(statements.arms, [])


def claims_at_once(dialect: Dialect, place: str) -> bool:
    """Tell whether one statement is enough; refuse a database of which it is not known how it claims rows.

    Args:
        dialect: The database.
        place: The call, as messages name it.

    Raises:
        ArgumentError: It is none of those that are known.
    """
    if dialect.name == POSTGRESQL:
        return True
    if dialect.name in LIKE_MYSQL or (dialect.name == SQLITE and dialect.update_returning):
        return False
    raise ArgumentError(f"{place}: how {dialect.name} claims rows is not known; it is for {_KNOWN}")


def _check_version(dialect: Any, place: str) -> None:
    version = dialect.server_version_info
    if version < _SKIPS_LOCKED[bool(dialect.is_mariadb)]:
        named = ".".join(map(str, version))
        raise ArgumentError(f"{place}: {dialect.name} {named} does not pass over locked rows; it is for {_KNOWN}")

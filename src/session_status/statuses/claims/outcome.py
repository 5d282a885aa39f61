"""Rows that a database gave -> claims, and the version counters that go on with them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from session_status.errors import UnknownStoredStatusError
from session_status.execution.plan import Answer, Plan, Step
from session_status.statuses.claims.claim import Claim
from session_status.statuses.claims.statements import ClaimStatements
from session_status.statuses.moves.transition import key_of, version_updates
from session_status.statuses.spelling import column_name
from session_status.type_variables import E

Row = tuple[Sequence[Any], Any, Sequence[Any]]
"""The key of a row, its stored status, and what was asked for."""


def claims_of(statements: ClaimStatements[E], rows: Iterable[Row]) -> list[Claim[E]]:
    """Read claims.

    Args:
        statements: What was sent.
        rows: What came back.

    Raises:
        UnknownStoredStatusError: By a collation that the column does not declare, the database took another word for a status.
    """
    waiting = statements.waiting
    members = {raw: member for member, raw in waiting.spelling.raw.items()}
    claims = list[Claim[E]]()
    for key, old, values in rows:
        if old not in members:
            known = tuple(map(str, members))
            raise UnknownStoredStatusError(
                old, known, column_name(waiting.own.column), key_of(key), "(which the database takes for a known one)"
            )
        claims.append(Claim(key_of(key), members[old], waiting.target, tuple(values)))
    return claims


def keys_of(statements: ClaimStatements[E], claims: Iterable[Claim[E]]) -> list[tuple[Any, ...]]:
    """List the keys of claims, each as a tuple.

    Args:
        statements: What was sent.
        claims: What was claimed.
    """
    several = len(statements.own.keys) > 1
    return [claim.key if several else (claim.key,) for claim in claims]


def with_versions(
    statements: ClaimStatements[E], steps: Sequence[Step], decode: Callable[[Sequence[Answer]], list[Claim[E]]]
) -> Plan[list[Claim[E]]]:
    """Plan statements, and behind them those of a version counter that stands in another table.

    Args:
        statements: What claims are made of.
        steps: The statements.
        decode: Reads their answers.
    """

    def advance(claims: list[Claim[E]]) -> Plan[list[Claim[E]]] | None:
        updates = version_updates(statements.waiting, keys_of(statements, claims))
        return Plan([Step(update, {}) for update in updates], lambda _: claims) if updates else None

    return Plan(steps, decode, advance)

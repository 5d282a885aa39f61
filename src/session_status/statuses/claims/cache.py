"""Claims of one lifecycle -> their plans, by statements that were built for an earlier claim that was alike."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from sqlalchemy import Executable
from sqlalchemy.util import LRUCache

from session_status.execution.plan import Plan
from session_status.execution.route import Bind, DialectFor
from session_status.statuses.claims.checks import check_lease, check_limit
from session_status.statuses.claims.claim import Claim
from session_status.statuses.claims.plans import at_once, claims_at_once, locking
from session_status.statuses.claims.preparation import prepared
from session_status.statuses.claims.request import ClaimRequest
from session_status.statuses.claims.statements import ClaimStatements
from session_status.statuses.steps import Steps
from session_status.type_variables import E

CAPACITY = 100
"""Claims that are alike are one; an application has a few of them."""


@dataclass(frozen=True, slots=True)
class _Built(Generic[E]):
    """What serves every claim that is alike, wherever one statement is enough."""

    statements: ClaimStatements[E]
    whole: Executable
    bind: Bind


class ClaimCache(Generic[E]):
    """Plans claims.

    Args:
        life: The steps there are.
    """

    def __init__(self, life: Steps[E]) -> None:
        self._life = life
        self._place = f"{life!r}.claim"
        self._known: LRUCache[Any, _Built[E]] = LRUCache(CAPACITY)

    def plan(self, dialect_for: DialectFor, request: ClaimRequest[E]) -> Plan[list[Claim[E]]]:
        """Plan one claim.

        Args:
            dialect_for: Names the database.
            request: The arguments.

        Raises:
            ArgumentError: One of them cannot be right, or the database is none of those that are known.
            ColumnError: The column is none that can be set, or holds something else.
            TransitionError: No step leads to the target.
        """
        return replace(self._plan(dialect_for, request), is_whole=True)

    def _plan(self, dialect_for: DialectFor, request: ClaimRequest[E]) -> Plan[list[Claim[E]]]:
        # Before anything is looked up: True would be found as 1.
        check_lease(request.lease, self._place)
        check_limit(request.limit, self._place)
        key = request.key()
        built = None if key is None else self._known.get(key)
        if built is None:
            statements = prepared(self._life, request, self._place, blank=True)
            bind = statements.waiting.bind
            dialect = dialect_for(bind)
            if not claims_at_once(dialect, self._place):
                return locking(prepared(self._life, request, self._place, blank=False), dialect)
            built = _Built(statements, statements.at_once(dialect), bind)
            if key is not None:
                self._known[key] = built
        elif not claims_at_once(dialect := dialect_for(built.bind), self._place):
            return locking(prepared(self._life, request, self._place, blank=False), dialect)
        return at_once(built.statements, built.whole, request.parameters, built.bind)

"""What a worker asks for -> rows that are locked and then set, for databases that cannot do both in one statement."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from sqlalchemy import Dialect, Executable

from session_status.errors import ArgumentError
from session_status.execution.dialects import SQLITE
from session_status.execution.plan import Answer, Plan, Step
from session_status.statuses.claims.claim import Claim
from session_status.statuses.claims.outcome import claims_of, keys_of, with_versions
from session_status.statuses.claims.statements import AUTOCOMMIT, ClaimStatements
from session_status.statuses.moves.step_update import StepUpdate
from session_status.statuses.moves.transition import key_of
from session_status.type_variables import E


@dataclass(frozen=True, slots=True)
class LockingClaims(Generic[E]):
    """Plans of several statements in one transaction.

    MariaDB and MySQL lock the rows that they choose. SQLite lets one connection write at a time, so an UPDATE of
    nothing comes first; and each row is set only where it is still what it was when it was chosen.

    Attributes:
        statements: What is sent.
        dialect: The database.
    """

    statements: ClaimStatements[E]
    dialect: Dialect

    def behind(self, first: Executable, check: Callable[[], None] = lambda: None) -> Plan[list[Claim[E]]]:
        """Plan a claim behind another statement.

        Args:
            first: What is sent before.
            check: Called then; it may raise.
        """

        def go_on(_: object) -> Plan[list[Claim[E]]]:
            check()
            return self.chosen(self.statements.arms, [])

        return Plan([Step(first, {})], lambda _: [], go_on)

    def chosen(self, arms: Sequence[StepUpdate[E]], found: list[Claim[E]]) -> Plan[list[Claim[E]]]:
        """Plan to choose rows arm by arm until there are enough, and to set them.

        Args:
            arms: What is left to be asked.
            found: The rows so far.
        """
        limit = self.statements.limit
        choice = self.statements.choice(arms[0], limit - len(found))
        asked = choice if self._is_sqlite else choice.add_columns(AUTOCOMMIT)

        def go_on(claims: list[Claim[E]]) -> Plan[list[Claim[E]]] | None:
            if len(arms) > 1 and len(claims) < limit:
                return self.chosen(arms[1:], claims)
            return self._set(claims) if claims else None

        return Plan([Step(asked, {})], lambda answers: [*found, *self._read(answers[0])], go_on)

    @property
    def _is_sqlite(self) -> bool:
        return self.dialect.name == SQLITE

    def _read(self, answer: Answer) -> list[Claim[E]]:
        rows, size = answer.all(), len(self.statements.own.keys)
        if rows and not self._is_sqlite and rows[0][-1]:
            raise ArgumentError(
                f"{self.statements.waiting.place}: the session is in AUTOCOMMIT, where a lock ends with its statement and "
                "another worker could claim the same rows: use a session that has transactions"
            )
        return claims_of(self.statements, ((row[:size], row[size], ()) for row in rows))

    def _set(self, claims: list[Claim[E]]) -> Plan[list[Claim[E]]]:
        parts = [(arm, self._of(arm, claims)) for arm in self.statements.arms]
        updates = [self.statements.by_keys(arm, keys) for arm, keys in parts if keys]
        columns = (*self.statements.own.keys, *self.statements.returning)
        if self._is_sqlite:
            steps = [Step(update.returning(*columns), {}) for update in updates]
            return with_versions(self.statements, steps, lambda answers: self._with_values(claims, answers))
        steps = [Step(update, {}) for update in updates]
        if not self.statements.returning:
            return with_versions(self.statements, steps, lambda _: claims)
        read = Step(self.statements.read(keys_of(self.statements, claims)), {})
        return with_versions(self.statements, [*steps, read], lambda answers: self._with_values(claims, answers[-1:]))

    def _of(self, arm: StepUpdate[E], claims: Iterable[Claim[E]]) -> list[tuple[Any, ...]]:
        return keys_of(self.statements, (claim for claim in claims if claim.old in arm.sources))

    def _with_values(self, claims: list[Claim[E]], answers: Iterable[Answer]) -> list[Claim[E]]:
        """Keep the claims that were set, each with its values."""
        size = len(self.statements.own.keys)
        values = {key_of(row[:size]): tuple(row[size:]) for answer in answers for row in answer.all()}
        return [replace(claim, values=values[claim.key]) for claim in claims if claim.key in values]

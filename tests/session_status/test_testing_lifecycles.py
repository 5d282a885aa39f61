"""check_lifecycle and walks: each planted contradiction is found, and a walk only takes steps that exist."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.session_status.models import STATUS, OtherStatus, SessionStatus

from session_status import StatusMapping
from session_status.statuses.lifecycle import Lifecycle
from session_status.testing import check_lifecycle, statuses, walks

S = SessionStatus
STEPS = {
    S.UPLOADING: [S.PENDING, S.CANCELLED],
    S.PENDING: [S.PROCESSING, S.CANCELLED],
    S.PROCESSING: [S.COMPLETED, S.FAILED, S.PENDING],
}
LIFE = Lifecycle(SessionStatus, STEPS, initial=[S.UPLOADING, S.PENDING])
Right: Any = Lifecycle  # its methods, for mistakes that call them


def planted(**members: Any) -> Any:
    """A lifecycle of which some members were replaced."""
    life = type("Planted", (Right,), {name: value for name, value in members.items() if callable(value)})
    made = life(SessionStatus, STEPS, initial=[S.UPLOADING, S.PENDING])
    for name, value in members.items():
        if not callable(value):
            setattr(made, name, value)
    return made


def leaves_an_end(self: Any, status: S) -> tuple[S, ...]:
    return (S.PROCESSING,) if status is S.COMPLETED else Right.after(self, status)


def denies_a_step(self: Any, old: S, new: S) -> bool:
    return new is not S.PROCESSING and bool(Right.allows(self, old, new))


def forgets_a_source(self: Any, new: S) -> Any:
    return () if new is S.FAILED else Right.before(self, new)


def updates_from_anywhere(_: Any, column: Any, target: S, *criteria: Any, **__: Any) -> Any:
    return column.table.update().where(*criteria).values({column: target.name})


def never_updates(self: Any, column: Any, target: S, *criteria: Any, stored: Any = None) -> Any:
    return Right.advance(self, column, target, *criteria, column.is_(None), stored=stored)


PLANTS: dict[str, tuple[str, Callable[[], Any]]] = {
    "an end that goes on": ("wrong active: SessionStatus.COMPLETED", lambda: planted(after=leaves_an_end)),
    "a terminal status too many": (
        "wrong terminal: SessionStatus.PROCESSING",
        lambda: planted(terminal=LIFE.terminal | {S.PROCESSING}),
    ),
    "a terminal status too few": (
        "wrong terminal: SessionStatus.FAILED",
        lambda: planted(terminal=LIFE.terminal - {S.FAILED}),
    ),
    "an active status too few": (
        "wrong active: SessionStatus.PENDING",
        lambda: planted(active=LIFE.active - {S.PENDING}),
    ),
    "no beginning": ("no initial status", lambda: planted(initial=frozenset())),
    "a status out of reach": (
        "no step leads there: SessionStatus.UPLOADING",
        lambda: planted(initial=frozenset({S.PENDING})),
    ),
    "a step that is denied": (
        "contradiction: after, before and allows differ on SessionStatus.PENDING -> SessionStatus.PROCESSING",
        lambda: planted(allows=denies_a_step),
    ),
    "a way back that is missing": (
        "contradiction: after, before and allows differ on SessionStatus.PROCESSING -> SessionStatus.FAILED",
        lambda: planted(before=forgets_a_source),
    ),
    "an UPDATE that overwrites an end": (
        "wrong advance: SessionStatus.COMPLETED -> SessionStatus.PENDING was taken",
        lambda: planted(advance=updates_from_anywhere),
    ),
    "an UPDATE that never matches": (
        "wrong advance: SessionStatus.PENDING -> SessionStatus.PROCESSING was not taken",
        lambda: planted(advance=never_updates),
    ),
    "a reserved status with steps": (
        "reserved, but has steps: SessionStatus.PROCESSING",
        lambda: planted(reserved=frozenset({S.PROCESSING})),
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_mistake_is_found_and_named(name: str) -> None:
    fault, plant = PLANTS[name]
    with pytest.raises(AssertionError) as caught:
        check_lifecycle(plant())
    assert f"\n  {fault}" in str(caught.value)


def test_a_lifecycle_of_the_library_passes() -> None:
    check_lifecycle(LIFE, mapping=STATUS)
    check_lifecycle(Lifecycle(SessionStatus, {**STEPS, S.PENDING: [S.PROCESSING]}, initial=[S.UPLOADING]))


def test_a_lifecycle_that_may_go_on_for_ever_passes_with_its_steps_to_itself() -> None:
    steps = {**STEPS, S.PENDING: [S.PENDING, S.PROCESSING], S.COMPLETED: [S.UPLOADING], S.FAILED: [S.PENDING]}
    life = Lifecycle(
        SessionStatus, {**steps, S.CANCELLED: [S.UPLOADING]}, initial=[S.UPLOADING], self_steps=True, endless=True
    )
    check_lifecycle(life)


def test_a_mapping_of_another_enum_is_a_fault() -> None:
    other = StatusMapping.by_value(OtherStatus)
    with pytest.raises(AssertionError, match=r"wrong mapping: StatusMapping\(OtherStatus\) is not for SessionStatus"):
        check_lifecycle(LIFE, mapping=other)


@given(walks(LIFE))
def test_a_walk_begins_at_a_beginning_and_takes_steps_that_exist(walk: tuple[SessionStatus, ...]) -> None:
    assert walk[0] in LIFE.initial
    assert all(LIFE.allows(old, new) for old, new in pairwise(walk))


@given(walks(LIFE, finished=True, most=3))
def test_a_finished_walk_ends_at_an_end_however_short_it_must_be(walk: tuple[SessionStatus, ...]) -> None:
    assert walk[-1] in LIFE.terminal
    assert all(LIFE.allows(old, new) for old, new in pairwise(walk))


@given(st.data())
def test_a_walk_may_stop_at_any_status(data: st.DataObject) -> None:
    walk = data.draw(walks(LIFE))
    assert 1 <= len(walk) <= 20


def test_walks_differ_in_where_they_stop() -> None:
    ends: set[SessionStatus] = set()

    @given(walks(LIFE))
    def collect(walk: tuple[SessionStatus, ...]) -> None:
        ends.add(walk[-1])

    collect()
    assert ends == set(SessionStatus)


@given(statuses(LIFE))
def test_statuses_of_a_lifecycle_are_its_members(status: SessionStatus) -> None:
    assert isinstance(status, SessionStatus)

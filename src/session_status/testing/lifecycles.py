"""Anything that should be a lifecycle -> nothing, or one AssertionError that lists every fault it has."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from hypothesis import given
from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert

from session_status.arguments import check_has
from session_status.errors import TransitionError
from session_status.statuses.members import domain_faults, label, listed
from session_status.testing.mappings import STEADY
from session_status.testing.strategies import OfEnum, WithSteps, walks

STORED = Table("session", MetaData(), Column("status", String, primary_key=True))


def check_lifecycle(life: WithSteps[Any], *, mapping: OfEnum[Any] | None = None) -> None:
    """Find everything that is wrong with a lifecycle: one that is wrapped, inherited from, or written by hand.

    What it says of itself must agree: `after`, `before`, `allows`, `initial`, `terminal` and `active`. Walks drawn at
    random must end, and `advance` must take exactly the steps there are, in an SQLite database of its own.

    Args:
        life: What is used as a Lifecycle.
        mapping: The mapping used beside it; it must be for the same Enum.

    Raises:
        AssertionError: It has faults; each is one line with its name.

    Example:
        >>> import enum, session_status
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> check_lifecycle(session_status.Lifecycle(Light, {Light.RED: [Light.GREEN]}, initial=[Light.RED]))
    """
    check_has("life", life, "a Lifecycle", "domain", "after", "initial")
    if mapping is not None:
        check_has("mapping", mapping, "a StatusMapping or MergedMapping", "domain")
    faults = [f"wrong domain: {fault}" for fault in domain_faults(life.domain)]
    if not faults:
        faults = [*_claim_faults(life), *_partner_faults(life, mapping)]
    if not faults:  # a walk through a graph that contradicts itself would only repeat this
        faults = [*_walk_faults(life), *_advance_faults(life)]
    if faults:
        raise AssertionError(f"{life!r}:" + "".join(f"\n  {fault}" for fault in faults))


def _claim_faults(life: Any) -> Iterator[str]:
    """Compare what the lifecycle says of itself with the steps it has."""
    reserved = frozenset(getattr(life, "reserved", ()))
    following = {status: tuple(life.after(status)) for status in life.domain}
    if not life.initial:
        yield "no initial status"
    yield from _differing("terminal", life.terminal, {s for s in following if not following[s]} - reserved)
    yield from _differing("active", life.active, {s for s in following if following[s]} - reserved)
    for old in life.domain:
        for new in life.domain:
            claims = {new in following[old], old in life.before(new), bool(life.allows(old, new))}
            if len(claims) > 1:
                yield f"contradiction: after, before and allows differ on {label(old)} -> {label(new)}"
    touched = reserved & ({s for s in following if following[s]} | {s for f in following.values() for s in f})
    if touched:
        yield f"reserved, but has steps: {listed(touched)}"


def _differing(name: str, claimed: Any, true: set[Any]) -> Iterator[str]:
    if set(claimed) != true:
        wrong = sorted((status for status in set(claimed) ^ true), key=lambda status: str(status.name))
        yield f"wrong {name}: {listed(wrong)}"


def _partner_faults(life: Any, mapping: Any) -> Iterator[str]:
    if mapping is not None and mapping.domain is not life.domain:
        yield f"wrong mapping: {mapping!r} is not for {life.domain.__name__}"


def _walk_faults(life: Any) -> Iterator[str]:
    reached: set[Enum] = set()
    endless = bool(getattr(life, "endless", False))  # said by its author: a walk stops anywhere

    @STEADY
    @given(walks(life, finished=not endless))
    def every_walk_ends(walk: tuple[Enum, ...]) -> None:
        reached.update(walk)
        assert endless or walk[-1] in life.terminal, f"endless: a walk ends at {label(walk[-1])}"  # noqa: S101 -- hypothesis's way

    try:
        every_walk_ends()
    except AssertionError as error:
        yield str(error).partition("\n")[0]
        return
    lost = [status for status in life.domain if status not in reached | set(getattr(life, "reserved", ()))]
    if lost and not _reachable(life) >= set(lost):
        yield f"no step leads there: {listed(status for status in lost if status not in _reachable(life))}"


def _reachable(life: Any) -> set[Any]:
    reached: set[Any] = set()
    ahead = list(life.initial)
    while ahead:
        status = ahead.pop()
        if status not in reached:
            reached.add(status)
            ahead.extend(life.after(status))
    return reached


def _advance_faults(life: Any) -> Iterator[str]:
    """Try every step, allowed or not, on a row of a real database."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        STORED.metadata.create_all(connection)
        for old in life.domain:
            for new in life.domain:
                took = _took(life, connection, old, new)
                if took != life.allows(old, new):
                    yield f"wrong advance: {label(old)} -> {label(new)} was {'' if took else 'not '}taken"
    engine.dispose()


def _took(life: Any, connection: Connection, old: Enum, new: Enum) -> bool:
    connection.execute(STORED.delete())
    connection.execute(insert(STORED).values(status=old.name))
    try:
        statement = life.advance(STORED.c.status, new, STORED.c.status == old.name, stored="name")
    except TransitionError:
        return False
    return connection.execute(statement).rowcount == 1

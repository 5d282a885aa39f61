"""An example that differs -> the smallest one that differs in the same way, and its text, from which it can be made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from tests.session_status.oracle.cases import Case
from tests.session_status.oracle.rows import Numbers
from tests.session_status.oracle.statements import plain, question
from tests.session_status.oracle.worlds import WORLDS

SIMPLEST: dict[str, Any] = {
    "root": "class",
    "shape": None,
    "title": "column",
    "count": "segments",
    "tenancy": None,
    "sorts_itself": False,
}


def reduced(case: Case, is_same: Callable[[Case], bool]) -> Case:
    """Take away whatever can be taken away.

    Args:
        case: The example.
        is_same: Tells whether a smaller one still shows the difference.
    """
    while (smaller := next((one for one in _smaller(case) if one != case and is_same(one)), None)) is not None:
        case = smaller
    return case


def _smaller(case: Case) -> Iterator[Case]:
    for name in ("joins", "filters", "options", "order", "columns", "fields"):
        held: tuple[Any, ...] = getattr(case, name)
        for place in range(len(held) if len(held) > _least(case, name) else 0):
            yield _with(case, name, (*held[:place], *held[place + 1 :]))
    for name, simple in SIMPLEST.items():
        yield _with(case, name, simple)
    for place, (name, direction) in enumerate(case.order):
        if direction:
            yield replace(case, order=(*case.order[:place], (name, ""), *case.order[place + 1 :]))
    yield replace(case, order=(("tenant", ""),))
    if case.columns != ("keys",):
        yield replace(case, columns=("keys",))
    if case.world is not WORLDS[0]:
        yield replace(case, world=WORLDS[0])
    yield from _fewer_rows(case)


def _least(case: Case, name: str) -> int:
    """Tell how many of its kind a case needs: rows with a key of several columns have no short form."""
    if name == "fields":
        return int(len(case.world.work_keys) > 1)
    return int(name in {"order", "columns"})


def _with(case: Case, name: str, value: Any) -> Case:
    changed: dict[str, Any] = {name: value}
    return replace(case, **changed)


def _fewer_rows(case: Case) -> Iterator[Case]:
    for name in (part.name for part in fields(Numbers)):
        held: tuple[int, ...] = getattr(case.numbers, name)
        for place in range(len(held)):
            yield _with_numbers(case, name, (*held[:place], *held[place + 1 :]))
            if held[place]:
                yield _with_numbers(case, name, (*held[:place], 0, *held[place + 1 :]))


def _with_numbers(case: Case, name: str, numbers: tuple[int, ...]) -> Case:
    turned = replace(case.numbers, **{name: numbers})
    if case.world.row is case.world.work and name in {"rows", "works"}:
        turned = replace(turned, rows=numbers, works=numbers)
    return replace(case, numbers=turned)


def written(case: Case) -> str:
    """Write an example as one line of JSON."""
    return json.dumps(
        {part.name: getattr(case, part.name) for part in fields(case)}
        | {"world": case.world.name, "numbers": asdict(case.numbers)}
    )


def read(text: str) -> Case:
    """Read an example.

    Args:
        text: What `written` gave.
    """
    held: dict[str, Any] = json.loads(text)
    named = held.pop("world")
    world = next(world for world in WORLDS if world.name == named)
    numbers = Numbers(**{name: tuple(drawn) for name, drawn in held.pop("numbers").items()})
    order = tuple((name, direction) for name, direction in held.pop("order"))
    rest: dict[str, Any] = {name: tuple(held[name]) if type(held[name]) is list else held[name] for name in held}
    return Case(world=world, numbers=numbers, order=order, **rest)


def told(case: Case) -> str:
    """Tell an example: its clauses, and the plain select of its second run."""
    parts = [f"{kind} {', '.join(names)}" for kind, names in case.clauses().items() if names]
    order = ", ".join(f"{name} {direction}".strip() for name, direction in case.order)
    return f"{case.world}: {'; '.join(parts)}; sorted by {order}; pages of {case.limit}\n{_select_of(case)}"


def _select_of(case: Case) -> str:
    try:
        return str(plain(question(case, 1)))
    except SQLAlchemyError as error:  # such selects are among the examples
        return f"{type(error).__name__}: {error}"

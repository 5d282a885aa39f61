"""A seed -> what a project is made of: how a file imports the class, what it does with it, and who else reaches it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.lint_rules.oracle.catalogue import STYLES, named

PLACES = ("page", "sub.desk", "deep.inner.hall")
LAYOUTS = ("models", "package", "relative")
"""Where a file takes the class from."""
SETTINGS = ("", "strict = true", 'extend-select = ["untyped-query-result", "inconsistent-alias"]')


@dataclass(frozen=True, slots=True)
class Target:
    """A file whose imports are to be mended.

    Attributes:
        family: What is wrong with them, one of FAMILIES.
        style: How the class is imported, one of STYLES.
        place: The module, without the package.
        fragments: What stands in the file and beside it.
        is_model_first: Whether the model's import stands before the database session's.
    """

    family: str
    style: str
    place: str
    fragments: tuple[str, ...]
    is_model_first: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A project.

    Attributes:
        number: Its own, from which it has its name.
        kind: The ambiguous name.
        layout: One of LAYOUTS.
        settings: What its pyproject.toml says to the checker.
        targets: Its files.
        home: Where the framework's class comes from, if not from the usual place.
    """

    number: int
    kind: str
    layout: str
    settings: str
    targets: tuple[Target, ...]
    home: str = ""

    @property
    def framework(self) -> str:
        """Where the class comes from that the model hides: the usual place for its name, if `home` does not say."""
        return self.home or HOMES[self.kind]

    @property
    def package(self) -> str:
        """The package's name, which no other project has."""
        return f"shop{self.number}"

    def smaller(self) -> Iterator[Plan]:
        """Yield the plan with something taken away, first with all but one text: most differences need no more."""
        if sum(len(target.fragments) for target in self.targets) > 1:
            for target in self.targets:
                yield from (
                    replace(self, targets=(replace(target, fragments=(fragment,)),)) for fragment in target.fragments
                )
        for place, target in enumerate(self.targets):
            if len(self.targets) > 1:
                yield replace(self, targets=(*self.targets[:place], *self.targets[place + 1 :]))
            for simpler in _simpler(target):
                yield replace(self, targets=(*self.targets[:place], simpler, *self.targets[place + 1 :]))
        for name, simple in (("kind", "Session"), ("layout", LAYOUTS[0]), ("settings", SETTINGS[0])):
            if getattr(self, name) != simple and not (name == "kind" and self.home):
                changed: dict[str, Any] = {name: simple}
                yield replace(self, **changed)


def _simpler(target: Target) -> Iterator[Target]:
    for place in range(len(target.fragments)):
        yield replace(target, fragments=(*target.fragments[:place], *target.fragments[place + 1 :]))
    if target.family != "plain":
        yield replace(target, family="plain")
    if target.style != STYLES[0]:
        yield replace(target, style=STYLES[0])
    if target.place != PLACES[0]:
        yield replace(target, place=PLACES[0])


FAMILIES: dict[str, tuple[str, ...]] = {
    "bare": ("use", "model", "fault", "mapped", "reach"),
    "configured": ("use", "model", "reach"),
    "alias": ("use", "session", "reach"),
    "both": ("use", "model", "session", "reach"),
    "misleading": ("use", "session", "reach"),
    "plain": ("fault",),
}
"""What is wrong in a file, and what goes with it; "plain" is right."""
HOMES = {"Session": "sqlalchemy.orm", "AsyncSession": "sqlalchemy.ext.asyncio", "Connection": "sqlalchemy"}
"""Where the framework has a class of each name."""
OTHERS = {"sqlmodel.Session": ("Session", "sqlmodel"), "sqlalchemy.Connection": ("Connection", "sqlalchemy")}
"""Further classes that models hide: the name, and where it comes from."""
WEIGHTS = (6, 2, 3, 4, 1, 1)


def drawn(seed: int, number: int) -> Plan:
    """Draw a plan.

    Args:
        seed: The same seed and number draw the same plan.
        number: Which of the seed's plans.
    """
    draw = random.Random(f"{seed} {number}")  # noqa: S311 -- no secret
    places = draw.sample(PLACES, draw.choices((1, 2, 3), (70, 25, 5))[0])
    targets = tuple(_target(draw, place) for place in places)
    kind = draw.choices(("Session", "AsyncSession"), (9, 1))[0]
    if kind != "Session" and any(target.family not in {"bare", "configured"} for target in targets):
        kind = "Session"
    settings = draw.choices(SETTINGS, (5, 4, 2))[0]
    return Plan(number, kind, draw.choice(LAYOUTS), settings, targets)


def hiding(plan: Plan, other: str) -> Plan:
    """Return the plan of a project whose model hides another of the framework's classes than a session of SQLAlchemy's.

    Args:
        plan: A drawn one.
        other: One of OTHERS.
    """
    kind, home = OTHERS[other]
    targets = plan.targets if kind == "Session" else tuple(map(_of_connections, plan.targets))
    return replace(plan, kind=kind, home=home, targets=tuple(map(_of_one_session, targets)))


def _of_one_session(target: Target) -> Target:
    """Leave out faults that are mended with SQLAlchemy's session where the file does not show that another is meant."""
    kept = tuple(name for name in target.fragments if not name.startswith("fault: model as session"))
    return replace(target, fragments=kept)


def _of_connections(target: Target) -> Target:
    """Return a file that uses connections where it has the class, and nothing that only a session can do."""
    family = target.family if target.family in {"configured", "both"} else "bare"
    kept = tuple(name for name in target.fragments if name.partition(":")[0] in FAMILIES["configured"])
    own = tuple(named("connection")) if family == "both" else ()
    return replace(target, family=family, fragments=(*kept, *own))


def _target(draw: random.Random, place: str) -> Target:
    family = draw.choices(list(FAMILIES), WEIGHTS)[0]
    style = draw.choices(STYLES, (len(STYLES), *(1 for _ in STYLES[1:])))[0]
    fragments: list[str] = []
    for group in FAMILIES[family]:
        odds = (7, 6, 2) if group == "reach" else (3, 4, 2, 1) if group in {"use", "model", "session"} else (4, 1)
        fragments += draw.sample(named(group), draw.choices(range(len(odds)), odds)[0])
    fragments += draw.sample(named("result"), draw.choices((0, 1, 2), (5, 2, 1))[0])
    return Target(family, style, place, tuple(fragments), draw.random() < 0.5)


def written(plan: Plan) -> str:
    """Write a plan as one line of JSON."""
    return json.dumps(asdict(plan))


def read(text: str) -> Plan:
    """Read a plan.

    Args:
        text: What `written` gave.
    """
    held: dict[str, Any] = json.loads(text)
    targets: list[dict[str, Any]] = held.pop("targets")
    for target in targets:
        target["fragments"] = tuple(target["fragments"])
    return Plan(**held, targets=tuple(Target(**target) for target in targets))

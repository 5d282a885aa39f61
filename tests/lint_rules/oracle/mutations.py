"""The rules of fixing -> each broken once on purpose, so that it can be seen whether the judge misses it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.lint_rules.oracle.plans import SETTINGS, Plan, Target

from lint_rules import Role
from lint_rules.diagnostic import Safety
from lint_rules.linter.registry import registered

Broken = Callable[..., Any]
"""What stands in a rule's place."""
Change = Callable[[Any], Any]
"""What makes, of that which stands there, that which shall stand in its place."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A rule that is broken.

    Attributes:
        places: The names of functions, methods and values of the checker, each with what is done to it.
        family: What is wrong in a project that shows it.
        fragments: What the project has in it.
        settings: What its settings say.
    """

    places: tuple[tuple[str, Change], ...]
    family: str
    fragments: tuple[str, ...]
    settings: str = SETTINGS[0]

    def plan(self) -> Plan:
        """Return the project that shows what is broken."""
        target = Target(self.family, "plain", "page", self.fragments)
        return Plan(0, "Session", "models", self.settings, (target,))


def _nothing(_: Any) -> Broken:
    return lambda *_, **__: iter(())


def _always(_: Any) -> Broken:
    return lambda *_, **__: True


def _safe(_: Any) -> Broken:
    return lambda *_, **__: Safety.SAFE


def _once(_: Any) -> Any:
    return 1


def _without_last(original: Any) -> Broken:
    """Leave the last use of a renamed import as it was."""

    def realiased(*arguments: Any, **options: Any) -> Any:
        edits = original(*arguments, **options)
        return edits if edits is None else edits[:-1]

    return realiased


def _named(name: str) -> Change:
    def change(_: Any) -> Broken:
        return lambda *_, **__: name

    return change


def _model(_: Any) -> Broken:
    return lambda *_, **__: Role.MODEL


MUTATIONS: dict[str, Mutation] = {
    "a use is not renamed with its import": Mutation((("realiased", _without_last),), "bare", ("use: isinstance",)),
    "an alias may be a name of the file": Mutation(
        (("alias_for", _named("filled")),), "bare", ("model: query", "result: sequence")
    ),
    "a name may be bound by more than imports": Mutation((("_can_move", _always),), "bare", ("use: global statement",)),
    "what may read a name keeps no rename from being safe": Mutation(
        (("rename_safety", _safe),), "bare", ("reach: getattr",)
    ),
    "strings of the file itself are not read": Mutation(
        (("accesses_inside", _nothing),), "bare", ("model: query", "use: globals")
    ),
    "other files are not read": Mutation(
        (("NameAccesses.from_outside", _nothing),), "bare", ("model: query", "reach: from import")
    ),
    "attributes in other files are not read": Mutation(
        (("_attributes", _nothing),), "bare", ("model: query", "reach: import as")
    ),
    "strings of other files are not read": Mutation(
        (("mentions._strings", _nothing),), "bare", ("model: query", "reach: import by text")
    ),
    "settings are not read": Mutation(
        (("ConfigurationFiles.naming", _nothing),), "bare", ("model: query", "reach: entry point")
    ),
    "return annotations are nowhere read": Mutation(
        (("_safety", _safe),), "plain", ("result: annotation read by a decorator",)
    ),
    "fixes end after one round": Mutation((("ROUNDS", _once),), "bare", ("model: query, held",), SETTINGS[1]),
    "a use goes to the class that it does not show": Mutation(
        (("SemanticModel.shown_by", _model),), "both", ("session: with", "model: query")
    ),
}
"""Each rule, by what happens where it is broken, and what is broken."""


@contextmanager
def broken(name: str) -> Generator[None]:
    """Break a rule.

    Args:
        name: One of MUTATIONS.
    """
    registered()  # what is not loaded yet could not be broken
    with ExitStack() as stack:
        for path, change in MUTATIONS[name].places:
            for owner, attribute in _places(*path.rpartition(".")[::2]):
                stack.enter_context(patch.object(owner, attribute, change(getattr(owner, attribute))))
        yield


def _places(owner: str, name: str) -> list[tuple[Any, str]]:
    """Find a class's or a module's member, or every module of the checker that has a function by its name.

    Raises:
        LookupError: The checker has nothing of that name any more, so that nothing would be broken.
    """
    modules = {path: module for path, module in sys.modules.items() if path.startswith("lint_rules.")}
    if owner:
        holders = [module for path, module in modules.items() if path.endswith(f".{owner}")]
        holders += {id(held): held for module in modules.values() if (held := vars(module).get(owner))}.values()
    else:
        holders = list(modules.values())
    places = [(holder, name) for holder in holders if name in getattr(holder, "__dict__", {})]
    if not places:
        raise LookupError(f"the checker has no {owner} {name}: name what keeps the rule now")
    return places

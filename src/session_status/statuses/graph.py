"""Which status may follow which -> the graph's ends and its faults, in plain Python."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic

from session_status.statuses.members import domain_faults, label, listed, members_of, strangers
from session_status.type_variables import E


@dataclass(frozen=True, slots=True)
class Graph(Generic[E]):
    """The steps between statuses.

    Attributes:
        steps: For every member, what may follow it, in the order of the Enum.
        initial: Where a new row may begin.
        reserved: Members that are read but never written.
    """

    steps: Mapping[E, tuple[E, ...]]
    initial: frozenset[E]
    reserved: frozenset[E]

    @property
    def terminal(self) -> frozenset[E]:
        """The statuses that nothing follows; a reserved one has no steps yet and is not one of them."""
        return frozenset(status for status, following in self.steps.items() if not following) - self.reserved

    @property
    def active(self) -> frozenset[E]:
        """The statuses that something follows."""
        return frozenset(status for status, following in self.steps.items() if following) - self.reserved

    @property
    def course(self) -> tuple[E, ...]:
        """The statuses in the order in which a row goes through them: ends last, reserved ones after them.

        A step leads to the right, but for those that lead back; between statuses that no step puts in an order, the
        Enum decides.
        """
        ways = tuple(reversed(self._left_last()))
        running = [status for status in ways if status not in self.terminal]
        return (*running, *(status for status in self.steps if status in self.terminal), *self._held_back())

    def _left_last(self) -> list[E]:
        """List the statuses as a walk leaves them that goes as deep as it can: what follows a status comes before it."""
        left: dict[E, None] = {}
        entered: set[E] = set()

        def enter(status: E) -> None:
            if status not in entered:
                entered.add(status)
                for target in reversed(self.steps[status]):
                    enter(target)
                left[status] = None

        for status in reversed(tuple(self.steps)):
            if status in self.initial:
                enter(status)
        return list(left)

    def _held_back(self) -> tuple[E, ...]:
        return tuple(status for status in self.steps if status in self.reserved)

    def sources(self, target: E) -> tuple[E, ...]:
        """List the statuses that a step leads from to `target`, in the order of the Enum."""
        return tuple(status for status, following in self.steps.items() if target in following)


def graph_of(domain: type[E], steps: Mapping[E, Iterable[E]], initial: Iterable[E], reserved: Iterable[E]) -> Graph[E]:
    """Complete the graph: a member without steps of its own has none.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status.
        initial: Where a new row may begin.
        reserved: Members that are read but never written.
    """
    given = {status: frozenset(following) for status, following in steps.items()}
    complete = {
        status: tuple(target for target in domain if target in given[status]) if status in given else ()
        for status in domain
    }
    return Graph(complete, frozenset(initial), frozenset(reserved))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a graph may have because its author says so.

    Attributes:
        self_steps: Steps from a status to itself.
        endless: Statuses from which no end can be reached.
    """

    self_steps: bool = False
    endless: bool = False


def graph_faults(
    domain: type[E],
    steps: Mapping[E, Iterable[E]],
    initial: Iterable[E],
    reserved: Iterable[E],
    allowed: Allowed,
) -> list[str]:
    """List everything that is wrong with a graph; strangers and a wrong Enum are reported before its shape.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status.
        initial: Where a new row may begin.
        reserved: Members that are read but never written.
        allowed: What is no fault here.
    """
    named = [*steps, *(target for following in steps.values() for target in following), *initial, *reserved]
    faults = domain_faults(domain) + list(dict.fromkeys(strangers(domain, named)))
    return faults or _shape_faults(graph_of(domain, steps, initial, reserved), members_of(domain), allowed)


def collection_faults(steps: Any, **collections: object) -> list[str]:
    """List what is no collection of statuses, above all one status that stands alone.

    Args:
        steps: What should be a mapping of collections.
        collections: What else should be one, by the argument's name.
    """
    if not _is_mapping(steps):
        return [f"steps={steps!r}: a mapping of each status to what may follow it is needed"]
    given: dict[str, Any] = {f"steps[{_spelled(status)}]": targets for status, targets in steps.items()} | collections
    return [
        f"{argument}={_spelled(found)}: a list is needed, such as [{_spelled(found)}]"
        for argument, found in given.items()
        if isinstance(found, str) or not isinstance(found, Iterable)
    ]


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_mapping(steps: object) -> bool:
    return isinstance(steps, Mapping)


def _spelled(value: object) -> str:
    return label(value) if isinstance(value, Enum) else repr(value)


def _shape_faults(graph: Graph[E], members: Sequence[E], allowed: Allowed) -> list[str]:
    looped = [status for status in members if status in graph.steps[status] and not allowed.self_steps]
    faults = [f"a step from {label(status)} to itself; self_steps=True allows it" for status in looped]
    touched = {status for status in members if graph.steps[status] or graph.sources(status)} | graph.initial
    used = _ordered(graph.reserved & touched, members)
    faults += [f"reserved, but has steps or is initial: {listed(used)}"] if used else []
    if not graph.initial:
        return [*faults, "no initial status"]
    reached = _closure(graph.initial, graph.steps)
    lost = [status for status in members if status not in reached | graph.reserved]
    faults += [f"no step leads there from {listed(_ordered(graph.initial, members))}: {listed(lost)}"] if lost else []
    return faults if allowed.endless else faults + _endless(graph, members)


def _endless(graph: Graph[E], members: Sequence[E]) -> list[str]:
    """Name the statuses from which no end can be reached: a row there would be watched for ever."""
    backwards = {status: graph.sources(status) for status in members}
    ending = _closure(graph.terminal, backwards)
    endless = [status for status in members if status not in ending | graph.reserved]
    return [f"no way from there to an end; endless=True allows it: {listed(endless)}"] if endless else []


def _closure(start: Iterable[E], steps: Mapping[E, Iterable[E]]) -> set[E]:
    reached: set[E] = set()
    ahead = list(start)
    while ahead:
        status = ahead.pop()
        if status not in reached:
            reached.add(status)
            ahead.extend(steps[status])
    return reached


def _ordered(chosen: Collection[E], members: Sequence[E]) -> list[E]:
    return [status for status in members if status in chosen]

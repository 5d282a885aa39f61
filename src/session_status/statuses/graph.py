"""Which status may follow which -> the graph's ends and its faults, in plain Python."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

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


def graph_faults(
    domain: type[E], steps: Mapping[E, Iterable[E]], initial: Iterable[E], reserved: Iterable[E]
) -> list[str]:
    """List everything that is wrong with a graph; strangers and a wrong Enum are reported before its shape.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status.
        initial: Where a new row may begin.
        reserved: Members that are read but never written.
    """
    named = [*steps, *(target for following in steps.values() for target in following), *initial, *reserved]
    faults = domain_faults(domain) + list(dict.fromkeys(strangers(domain, named)))
    return faults or _shape_faults(graph_of(domain, steps, initial, reserved), members_of(domain))


def _shape_faults(graph: Graph[E], members: Sequence[E]) -> list[str]:
    faults = [f"a step from {label(status)} to itself" for status in members if status in graph.steps[status]]
    touched = {status for status in members if graph.steps[status] or graph.sources(status)} | graph.initial
    used = _ordered(graph.reserved & touched, members)
    faults += [f"reserved, but has steps or is initial: {listed(used)}"] if used else []
    if not graph.initial:
        return [*faults, "no initial status"]
    reached = _closure(graph.initial, graph.steps)
    lost = [status for status in members if status not in reached | graph.reserved]
    faults += [f"no step leads there from {listed(_ordered(graph.initial, members))}: {listed(lost)}"] if lost else []
    return faults + _endless(graph, members)


def _endless(graph: Graph[E], members: Sequence[E]) -> list[str]:
    """Name the statuses from which no end can be reached: a row there would be watched for ever."""
    backwards = {status: graph.sources(status) for status in members}
    ending = _closure(graph.terminal, backwards)
    endless = [status for status in members if status not in ending | graph.reserved]
    return [f"no way from there to an end: {listed(endless)}"] if endless else []


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

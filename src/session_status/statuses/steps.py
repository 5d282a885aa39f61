"""Which status may follow which -> its ends, its course, and whether a step exists: plain Python, no database."""

from collections.abc import Iterable, Mapping
from typing import Final, Generic

from session_status.arguments import check_flag
from session_status.errors import ArgumentError, LifecycleError, TransitionError
from session_status.statuses.graph import Allowed, collection_faults, graph_faults, graph_of
from session_status.statuses.members import label, typed
from session_status.type_variables import E


class Steps(Generic[E]):
    """The steps that a status may take; its ends and its active statuses follow from them.

    Args:
        domain: The Enum of statuses.
        steps: What may follow a status. A member that is left out, or has nothing to follow it, is an end.
        initial: Where a new row may begin.
        reserved: Members that a newer program writes and this one only reads: they have no steps yet, and are
            neither ends nor active.
        self_steps: Allow steps from a status to itself, such as a job that is tried again.
        endless: Allow statuses from which no end can be reached; a hub's watch of such a row does not end.

    Raises:
        LifecycleError: A step to itself, a status that no step leads to, one that no end can be reached from, no
            initial status, or something that is no member. One error names all faults.
    """

    def __init__(
        self,
        domain: type[E],
        steps: Mapping[E, Iterable[E]] | dict[E, list[E]],  # zuban infers nothing from a list within a Mapping
        *,
        initial: Iterable[E],
        reserved: Iterable[E] = (),
        self_steps: bool = False,
        endless: bool = False,
    ) -> None:
        check_flag("self_steps", self_steps)
        check_flag("endless", endless)
        _refuse(domain, collection_faults(steps, initial=initial, reserved=reserved))
        given = {status: tuple(following) for status, following in steps.items()}
        begin, held = tuple(initial), tuple(reserved)
        _refuse(domain, graph_faults(domain, given, begin, held, Allowed(self_steps=self_steps, endless=endless)))
        self._graph = graph_of(domain, given, begin, held)
        self.domain: Final = domain
        self.initial: Final = self._graph.initial
        self.reserved: Final = self._graph.reserved
        self.terminal: Final = self._graph.terminal
        self.active: Final = self._graph.active
        self.course: Final = self._graph.course
        self.endless: Final = endless

    def __repr__(self) -> str:
        """Name the lifecycle by its Enum."""
        return f"Lifecycle({self.domain.__name__})"

    def after(self, status: E) -> tuple[E, ...]:
        """List what may follow a status, in the order of the Enum.

        Args:
            status: The status to go on from.

        Raises:
            ArgumentError: `status` is no member of the Enum.
        """
        return self._graph.steps[self._member(status)]

    def before(self, status: E) -> tuple[E, ...]:
        """List what a status may follow, in the order of the Enum.

        Args:
            status: The status to come to.

        Raises:
            ArgumentError: `status` is no member of the Enum.
        """
        return self._graph.sources(self._member(status))

    def allows(self, old: E, new: E) -> bool:
        """Tell whether there is a step from one status to another.

        Args:
            old: Where the step would begin.
            new: Where it would lead.

        Raises:
            ArgumentError: One of them is no member of the Enum.
        """
        return self._member(new) in self.after(old)

    def sources_of(self, target: E) -> tuple[E, ...]:
        """List the statuses from which a row may be taken to another one.

        Args:
            target: The status to come to.

        Raises:
            TransitionError: No step leads there, or it is reserved.
            ArgumentError: It is no member of the Enum.
        """
        sources = self.before(target)
        if target in self.reserved:
            raise TransitionError(f"{label(target)} is reserved: it is read, but not written yet")
        if not sources:
            raise TransitionError(f"no step leads to {label(target)}; it begins a lifecycle")
        return sources

    def _member(self, status: E) -> E:
        if type(status) is not self.domain:
            raise ArgumentError(f"{self!r} has members of {self.domain.__name__}, not {status!r} ({typed(status)})")
        return status


def _refuse(domain: object, faults: list[str]) -> None:
    if faults:
        name = getattr(domain, "__name__", repr(domain))
        raise LifecycleError(f"Lifecycle({name}):" + "".join(f"\n  {fault}" for fault in faults))

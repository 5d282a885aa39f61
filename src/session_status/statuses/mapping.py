"""An Enum and the words for its members on the wire -> a total, typed mapping; there and back, or merged."""

from collections.abc import Callable, Iterable, Mapping

from session_status.arguments import pairs, several
from session_status.errors import UnknownStatusError
from session_status.statuses.faults import called, check_total, repeated
from session_status.statuses.members import members_of
from session_status.statuses.words import TotalMapping
from session_status.type_variables import E, OtherE, OtherW, W


class StatusMapping(TotalMapping[E, W]):
    """Which word stands for which status: every member has one, and no two share one.

    There is no default, and asking for something that is not in the mapping is an error: a status that the
    mapping does not know can never be shown as another one.

    Args:
        domain: The Enum of statuses.
        wires: The word for every member.
        reserved: Members that are read but not written yet; see `writable` and `Lifecycle`.
        unrecognized: A word for a stored text that is no status, for queries that go on in spite of it.

    Raises:
        MappingError: A member is missing, a word is repeated or no string, a key is no member, a member has an
            alias, or `domain` is a Flag, empty or no Enum. One error names all faults.

    Example:
        >>> import enum
        >>> class Light(enum.Enum):
        ...     RED = 1
        ...     GREEN = 2
        >>> LIGHTS = StatusMapping(Light, {Light.RED: "stop", Light.GREEN: "go"})
        >>> LIGHTS[Light.RED]
        'stop'
        >>> LIGHTS.parse("go")
        <Light.GREEN: 2>

        In an annotation it is a type for Pydantic, which then reads words, writes words, and lists them in schemas:

        >>> from typing import Annotated
        >>> from pydantic import BaseModel
        >>> class Crossing(BaseModel):
        ...     light: Annotated[Light, LIGHTS]
        >>> Crossing.model_validate_json('{"light": "stop"}')
        Crossing(light=<Light.RED: 1>)
        >>> Crossing(light=Light.GREEN).model_dump(mode="json")
        {'light': 'go'}
    """

    __slots__ = ("_members",)

    def __init__(
        self, domain: type[E], wires: Mapping[E, W], *, reserved: Iterable[E] = (), unrecognized: W | None = None
    ) -> None:
        kept, wires = several("reserved", reserved), pairs("wires", wires)
        check_total(type(self).__name__, domain, wires, reserved=kept, unrecognized=unrecognized, found=repeated(wires))
        super().__init__(domain, wires, kept, unrecognized)
        self._members: dict[str, E] = {wire: member for member, wire in self._wires.items()}

    @classmethod
    def proved(
        cls,
        domain: type[OtherE],
        to_wire: Callable[[OtherE], OtherW],
        *,
        reserved: Iterable[OtherE] = (),
        unrecognized: OtherW | None = None,
    ) -> "StatusMapping[OtherE, OtherW]":
        """Build the mapping from a function whose exhaustiveness the type checker proves (`match`, `assert_never`).

        Args:
            domain: The Enum of statuses.
            to_wire: Called once for every member, now.
            reserved: As for the constructor.
            unrecognized: As for the constructor.

        Returns:
            A mapping whose wire type is the function's return type.

        Raises:
            MappingError: As for the constructor; a member for which `to_wire` raises is missing.
        """
        wires, raised = called(domain, to_wire)
        kept, found = several("reserved", reserved), [*raised, *repeated(wires)]
        check_total(cls.__name__, domain, wires, reserved=kept, unrecognized=unrecognized, found=found)
        return StatusMapping(domain, wires, reserved=kept, unrecognized=unrecognized)

    @classmethod
    def by_value(
        cls, domain: type[OtherE], *, reserved: Iterable[OtherE] = (), unrecognized: str | None = None
    ) -> "StatusMapping[OtherE, str]":
        """Build the mapping in which each member's own value, a string, is its word.

        Args:
            domain: The Enum of statuses.
            reserved: As for the constructor.
            unrecognized: As for the constructor.

        Returns:
            A mapping whose wire type is `str`; `proved` gives a `Literal` of the words.

        Raises:
            MappingError: As for the constructor; a value that is no string is a fault.
        """
        values = {member: member.value for member in members_of(domain)}
        return StatusMapping(domain, values, reserved=reserved, unrecognized=unrecognized)

    def parse(self, wire: str, *, where: str = "input") -> E:
        """Give the status for a word.

        Args:
            wire: The word, exactly as on the wire.
            where: What the error message calls the place it came from.

        Raises:
            UnknownStatusError: `wire` is none of the mapping's words for statuses.
        """
        if type(wire) is str and wire in self._members:
            return self._members[wire]
        raise UnknownStatusError(wire, self.known, where)

    def _ways_back(self) -> Mapping[str, E]:
        return self._members


class MergedMapping(TotalMapping[E, W]):
    """Which word stands for which statuses: every member has one, and several may share it.

    There is no way back from a word to one status, so there is no `parse`; `statuses` gives all that share it. In an
    annotation, `Annotated[JobStatus, MERGED]`, Pydantic writes its words, and reads none of them.

    Args:
        domain: The Enum of statuses.
        wires: The word for every member.
        reserved: Members that are read but not written yet; see `writable` and `Lifecycle`.
        unrecognized: A word for a stored text that is no status, for queries that go on in spite of it.

    Raises:
        MappingError: As for StatusMapping, but for repeated words.

    Example:
        >>> import enum
        >>> class Light(enum.Enum):
        ...     RED = 1
        ...     AMBER = 2
        ...     GREEN = 3
        >>> LIGHTS = MergedMapping(Light, {Light.RED: "stop", Light.AMBER: "stop", Light.GREEN: "go"})
        >>> LIGHTS[Light.AMBER], LIGHTS.statuses("stop")
        ('stop', (<Light.RED: 1>, <Light.AMBER: 2>))
    """

    __slots__ = ()

    def __init__(
        self, domain: type[E], wires: Mapping[E, W], *, reserved: Iterable[E] = (), unrecognized: W | None = None
    ) -> None:
        kept, wires = several("reserved", reserved), pairs("wires", wires)
        check_total(type(self).__name__, domain, wires, reserved=kept, unrecognized=unrecognized)
        super().__init__(domain, wires, kept, unrecognized)

    @classmethod
    def proved(
        cls,
        domain: type[OtherE],
        to_wire: Callable[[OtherE], OtherW],
        *,
        reserved: Iterable[OtherE] = (),
        unrecognized: OtherW | None = None,
    ) -> "MergedMapping[OtherE, OtherW]":
        """Build the mapping from a function whose exhaustiveness the type checker proves.

        Args:
            domain: The Enum of statuses.
            to_wire: Called once for every member, now.
            reserved: As for the constructor.
            unrecognized: As for the constructor.

        Raises:
            MappingError: As for the constructor; a member for which `to_wire` raises is missing.
        """
        wires, raised = called(domain, to_wire)
        kept = tuple(reserved)
        check_total(cls.__name__, domain, wires, reserved=kept, unrecognized=unrecognized, found=raised)
        return MergedMapping(domain, wires, reserved=kept, unrecognized=unrecognized)

    def statuses(self, wire: W, *, where: str = "input") -> tuple[E, ...]:
        """Give all statuses that share a word, in the order of the Enum.

        Args:
            wire: The word, exactly as on the wire.
            where: What the error message calls the place it came from.

        Raises:
            UnknownStatusError: `wire` is none of the mapping's words for statuses.
        """
        found = tuple(status for status, word in self._wires.items() if type(wire) is str and word == wire)
        if not found:
            raise UnknownStatusError(wire, self.known, where)
        return found

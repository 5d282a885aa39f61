"""An attribute of a mapped class and the steps of its status -> assignments that are no step are refused."""

from typing import Any, Generic, cast

from sqlalchemy import event, inspect
from sqlalchemy.orm import ColumnProperty, InstrumentedAttribute, Mapper

from session_status.errors import ColumnError, TransitionError
from session_status.statuses.members import label, listed
from session_status.statuses.spelling import Spelling, column_name
from session_status.statuses.steps import Steps
from session_status.type_variables import E


def guard_attribute(life: Steps[E], attribute: Any, spelling: Spelling[E]) -> None:
    """Listen to every assignment to an attribute, of its class and of the class's subclasses.

    Args:
        life: The steps there are.
        attribute: The status, as an attribute of a mapped class.
        spelling: What the attribute holds for a member.

    Raises:
        ColumnError: It is no attribute of a mapped class.
    """
    if not _is_mapped(attribute):
        raise ColumnError(
            f"{column_name(attribute)} is no attribute of a mapped class: there is no assignment to guard"
        )
    guard = _Guard(life, attribute, spelling)
    event.listen(attribute, "set", guard.check, propagate=True)


# Asked by a function: a type checker would narrow what is erased on purpose.
def _is_mapped(attribute: Any) -> bool:
    if not isinstance(attribute, InstrumentedAttribute):
        return False
    found = cast("Any", attribute)
    return isinstance(found.parent, Mapper) and isinstance(found.property, ColumnProperty)


class _Guard(Generic[E]):
    """What one attribute is held to."""

    def __init__(self, life: Steps[E], attribute: InstrumentedAttribute[Any], spelling: Spelling[E]) -> None:
        self._life = life
        self._key: str = attribute.key
        self._bound = spelling.bound
        self._members = {bound: member for member, bound in spelling.bound.items()}

    def check(self, owner: object, value: object, old: object, _: object) -> None:
        """Refuse an assignment that is no step; called before the value is set.

        Raises:
            TransitionError: It is none.
        """
        place = f"{type(owner).__name__}.{self._key}"
        new = self._status(value, place)
        before = self._before(owner, old, place)
        if before == value and type(before) is type(value):
            return
        begun = self._status(before, place)
        match (begun, new):
            case (None, None):
                return
            case (None, _):
                self._check_beginning(new, place)
            case (_, None):
                raise TransitionError(f"{place}: no step leads from {_named(begun)} to no status at all")
            case _:
                self._check_step(begun, new, place)

    def _status(self, value: object, place: str) -> E | None:
        """Find the member that an attribute's value stands for; None where there is none yet."""
        if value is None:
            return None
        for bound, member in self._members.items():
            if value is bound or (value == bound and type(value) in {type(bound), self._life.domain}):
                return member
        known = ", ".join(repr(bound) for bound in self._members)
        raise TransitionError(f"{place}: {value!r} is no status; it is one of {known}")

    def _before(self, owner: object, old: object, place: str) -> object:
        """Find the value that is left; of a row that was not read in this transaction, it is read now."""
        state: Any = inspect(owner)
        if self._key in state.dict:
            return old
        if not state.has_identity:
            return None
        if state.session is None or state.async_session is not None:  # where nothing can be read, or not from here
            raise TransitionError(
                f"{place}: the status of this object is not loaded, so no step can be told: "
                "refresh it before, or take the step by move"
            )
        return getattr(owner, self._key)

    def _check_beginning(self, new: Any, place: str) -> None:
        if new not in self._life.initial:
            begins = listed(status for status in self._life.domain if status in self._life.initial)
            raise TransitionError(f"{place}: a row does not begin as {label(new)}, but as {begins}")

    def _check_step(self, old: Any, new: Any, place: str) -> None:
        if not self._life.allows(old, new):
            following = listed(self._life.after(old)) or "nothing: it is an end"
            raise TransitionError(
                f"{place}: no step leads from {label(old)} to {label(new)}; what follows it is {following}"
            )


def _named(status: Any) -> str:
    return label(status)

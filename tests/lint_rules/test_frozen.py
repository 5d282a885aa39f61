"""Frozen values behave as dataclasses with the same fields do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from dataclasses import field as field_of_dataclass
from typing import Any

import pytest

from lint_rules.frozen import field, frozen, held, replace


@frozen
class Place:
    """A value with a default, a default that is made, and a method."""

    row: int
    column: int = 1
    names: list[str] = field(default_factory=list[str])

    def moved(self) -> Place:
        """Return the place on the next line."""
        return replace(self, row=self.row + 1)


@dataclass(frozen=True, slots=True)
class Model:
    """The same as a dataclass."""

    row: int
    column: int = 1
    names: list[str] = field_of_dataclass(default_factory=list[str])


@frozen(kw_only=True)
class Named:
    """A value whose fields are given by name."""

    what: str = ""


@frozen(eq=False)
class Alone:
    """A value that equals itself alone."""

    what: str


@frozen
class Told:
    """A value with a field that does not count."""

    what: str = field(compare=False)
    where: int


def test_a_value_is_made_printed_and_compared_as_a_dataclass_is() -> None:
    assert repr(Place(1, names=["x"])) == repr(Model(1, names=["x"])).replace("Model", "Place")
    assert Place(1) == Place(1, 1, [])
    assert Place(1) != Place(2)
    assert Place(1).__eq__(Model(1)) is NotImplemented
    assert Place(1).names is not Place(1).names


WRONG: list[tuple[list[Any], dict[str, Any]]] = [([], {}), ([1, 2, [], 4], {}), ([1], {"rows": 2}), ([1], {"row": 2})]


@pytest.mark.parametrize(("given", "named"), WRONG)
def test_wrong_arguments_are_refused_with_the_words_of_a_dataclass(given: list[Any], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as ours:
        Place(*given, **named)
    with pytest.raises(TypeError) as theirs:
        Model(*given, **named)
    assert str(ours.value) == str(theirs.value).replace("Model", "Place")


def test_a_field_can_neither_be_changed_nor_removed_nor_added() -> None:
    place = Place(1)
    for name in ("row", "other"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(place, name, 2)
    with pytest.raises(AttributeError, match="cannot be changed"):
        delattr(place, "row")
    assert not hasattr(place, "__dict__")


def test_values_that_are_given_by_name_take_no_positions() -> None:
    assert Named(what="x") == Named(what="x")
    unchecked: Any = Named
    with pytest.raises(TypeError):
        unchecked("x")


def test_equality_is_identity_where_that_is_asked_for() -> None:
    one = Alone("x")
    assert one == one  # noqa: PLR0124  the point
    assert one != Alone("x")
    assert len({one, Alone("x")}) == 2


def test_a_field_that_does_not_count_is_left_out_of_comparing_and_hashing() -> None:
    assert Told("x", 1) == Told("y", 1)
    assert len({Told("x", 1), Told("y", 1), Told("x", 2)}) == 2


def test_values_can_be_taken_apart_and_changed_copies_made() -> None:
    match Place(3).moved():
        case Place(row, column):
            assert (row, column) == (4, 1)
    assert held(Place(1)) == {"row": 1, "column": 1, "names": []}
    with pytest.raises(TypeError, match="rows"):
        replace(Place(1), rows=2)


def test_values_travel_to_other_processes() -> None:
    for travelled in (pickle.loads(pickle.dumps(Place(1, 2, ["x"]))), copy.deepcopy(Place(1, 2, ["x"]))):  # noqa: S301
        assert travelled == Place(1, 2, ["x"])

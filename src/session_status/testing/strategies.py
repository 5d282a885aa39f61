"""A mapping or a lifecycle -> hypothesis strategies for its statuses, words, look-alikes and walks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol, overload

from hypothesis import strategies as st

from session_status.arguments import check_flag, check_has, check_whole
from session_status.statuses.words import TotalMapping
from session_status.type_variables import E, E_co, W, W_co

LONGEST_WALK = 10_000
"""Statuses of a walk."""


class OfEnum(Protocol[E_co]):
    """What stands on an Enum of statuses: a mapping, or a lifecycle."""

    @property
    def domain(self) -> type[E_co]:
        """The Enum."""
        ...


class WithWords(Protocol[W_co]):
    """What has words for statuses."""

    @property
    def known(self) -> tuple[W_co, ...]:
        """Every word."""
        ...


class WithSteps(Protocol[E]):
    """What says which status may follow which."""

    @property
    def domain(self) -> type[E]:
        """The Enum of statuses."""
        ...

    @property
    def initial(self) -> Collection[E]:
        """Where a row may begin."""
        ...

    def after(self, status: E) -> tuple[E, ...]:
        """Say what may follow a status."""
        ...


def statuses(of: OfEnum[E]) -> st.SearchStrategy[E]:
    """Draw any member of the Enum of a mapping or a lifecycle.

    Args:
        of: The mapping or the lifecycle.

    Example:
        >>> import enum, session_status
        >>> from hypothesis import given
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> LIGHTS = session_status.StatusMapping.by_value(Light)
        >>> @given(statuses(LIGHTS))
        ... def test_a_word_leads_back(status):
        ...     assert LIGHTS.parse(LIGHTS[status]) is status
        >>> test_a_word_leads_back()
    """
    check_has("of", of, "a mapping or a Lifecycle", "domain")
    return st.sampled_from(list(of.domain))


# pyright keeps the words of a Literal where a class says them, and loses them where a Protocol does.
@overload
def wire_values(mapping: TotalMapping[Any, W]) -> st.SearchStrategy[W]: ...
@overload
def wire_values(mapping: WithWords[W]) -> st.SearchStrategy[W]: ...
def wire_values(mapping: WithWords[W]) -> st.SearchStrategy[W]:
    """Draw any word of a mapping.

    Args:
        mapping: The statuses and their words.

    Example:
        >>> import enum, session_status
        >>> from hypothesis import given
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> LIGHTS = session_status.StatusMapping.by_value(Light)
        >>> @given(wire_values(LIGHTS))
        ... def test_a_word_is_a_word_again(word):
        ...     assert LIGHTS[LIGHTS.parse(word)] == word
        >>> test_a_word_is_a_word_again()
    """
    check_has("mapping", mapping, "a StatusMapping or MergedMapping", "known")
    return st.sampled_from(mapping.known)


def unknown_values(mapping: WithWords[str]) -> st.SearchStrategy[str]:
    """Draw texts that are no words of a mapping: any text, and what is almost a word.

    Args:
        mapping: The statuses and their words.

    Example:
        >>> import enum, session_status
        >>> from hypothesis import given
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> LIGHTS = session_status.StatusMapping.by_value(Light)
        >>> @given(unknown_values(LIGHTS))
        ... def test_the_unknown_is_none_of_the_words(value):
        ...     assert value not in LIGHTS.known
        >>> test_the_unknown_is_none_of_the_words()
    """
    check_has("mapping", mapping, "a StatusMapping or MergedMapping", "known")
    known = frozenset(mapping.known)
    almost = {variant for word in known for variant in _almost(word)} - known
    anything = st.text().filter(lambda text: text not in known)
    return st.sampled_from(sorted(almost)) | anything if almost else anything


def _almost(word: str) -> list[str]:
    """Misspell a word as people, databases and other languages do."""
    return [
        word.upper(),
        word.lower(),
        word.title(),
        word.swapcase(),
        f" {word}",
        f"{word} ",
        f"{word}\n",
        f"{word}\0",
        word[:-1],
        f"{word}s",
        word.replace("_", "-"),
        word.replace("-", "_"),
        repr(word),
    ]


def walks(life: WithSteps[E], *, finished: bool = False, most: int = 20) -> st.SearchStrategy[tuple[E, ...]]:
    """Draw what one row may go through: an initial status, then one step after another.

    Args:
        life: The lifecycle.
        finished: Whether the walk must go on until an end; otherwise it may stop anywhere.
        most: Statuses in a walk, roughly: a finished one then takes the shortest way to an end.

    Returns:
        Draws the statuses in order, one at least.

    Raises:
        ArgumentError: `life` is no lifecycle, `finished` neither True nor False, or `most` no number of statuses.

    Example:
        >>> import enum, session_status
        >>> from hypothesis import given
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> LIFE = session_status.Lifecycle(Light, {Light.RED: [Light.GREEN]}, initial=[Light.RED])
        >>> @given(walks(LIFE, finished=True))
        ... def test_a_walk_ends(walk):
        ...     assert walk == (Light.RED, Light.GREEN)
        >>> test_a_walk_ends()
    """
    check_has("life", life, "a Lifecycle", "domain", "initial", "after")
    check_flag("finished", finished)
    check_whole("most", most, 1, LONGEST_WALK)
    return _walks(life, finished=finished, most=most)


@st.composite
def _walks(draw: st.DrawFn, life: WithSteps[E], *, finished: bool, most: int) -> tuple[E, ...]:
    walk = [draw(st.sampled_from([status for status in life.domain if status in life.initial]))]
    while following := life.after(walk[-1]):
        if len(walk) >= most:
            return (*walk, *(_shortest(life, walk[-1]) if finished else ()))
        if not finished and draw(st.booleans()):
            break
        walk.append(draw(st.sampled_from(following)))
    return tuple(walk)


def _shortest(life: WithSteps[E], start: E) -> tuple[E, ...]:
    """Find the shortest way from a status to an end, without the status itself."""
    ways: list[tuple[E, ...]] = [()]
    seen = {start}
    for way in ways:  # it grows while it is walked: breadth first
        following = life.after(way[-1] if way else start)
        if not following:
            return way
        fresh = [status for status in following if status not in seen]
        seen.update(fresh)
        ways.extend((*way, status) for status in fresh)
    raise AssertionError(f"{life!r}: no way from {start!r} to an end")

"""Questions that rest on other questions -> answers, each found once and the deepest first, so that no chain is too long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked", bound=Hashable)
_Answer = TypeVar("_Answer")


class Answers(Generic[_Asked, _Answer]):
    """Remembers answers, and keeps a stack of its own where one question leads to thousands of others.

    Args:
        answer: finds an answer; it may ask again.
        rests_on: what to answer before; it may name too much or too little.
        circle: the answer to a question that is asked while it is being answered.
    """

    __slots__ = ("_answer", "_circle", "_known", "_open", "_rests_on")

    def __init__(
        self, answer: Callable[[_Asked], _Answer], *, rests_on: Callable[[_Asked], Iterable[_Asked]], circle: _Answer
    ) -> None:
        """See the class."""
        self._answer = answer
        self._rests_on = rests_on
        self._circle = circle
        self._known: dict[_Asked, _Answer] = {}
        self._open: set[_Asked] = set()

    def of(self, asked: _Asked) -> _Answer:
        """Return the answer."""
        if asked not in self._known:
            if asked in self._open:
                return self._circle
            self._find([asked])
        return self._known[asked]

    def is_open(self, asked: _Asked) -> bool:
        """Whether the question is being answered: it cannot help to answer itself."""
        return asked in self._open

    def _find(self, stack: list[_Asked]) -> None:
        try:
            while stack:
                asked = stack[-1]
                if asked not in self._open and asked not in self._known:
                    self._open.add(asked)
                    before = [one for one in self._rests_on(asked) if one not in self._known and one not in self._open]
                    if before:
                        stack += before
                        continue
                if asked not in self._known:
                    self._known[asked] = self._answer(asked)
                self._open.discard(stack.pop())
        finally:
            self._open.difference_update(stack)

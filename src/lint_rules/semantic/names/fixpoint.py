"""Questions that rest on other questions -> answers, each found once and the deepest first, so that no chain is too long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

_By = TypeVar("_By")
_Asked = TypeVar("_Asked", bound=Hashable)
_Answer = TypeVar("_Answer")


class Fixpoint(Generic[_By, _Asked, _Answer]):
    """Remembers answers, and keeps a stack of its own where one question leads to thousands of others.

    Who answers goes with each question: if it was held here, the two would hold each other, and a run searches for no circles.

    Args:
        answer: finds an answer; it may ask again.
        rests_on: what to answer before; it may name too much or too little.
        circle: the answer that is assumed for a question that is asked while it is being answered.
        confirms: whether an answer confirms what was assumed; equal to `circle`, if not given.
    """

    def __init__(
        self,
        answer: Callable[[_By, _Asked], _Answer],
        *,
        rests_on: Callable[[_Asked], Iterable[_Asked]],
        circle: _Answer,
        confirms: Callable[[_Answer], bool] | None = None,
    ) -> None:
        """See the class."""
        self._answer = answer
        self._rests_on = rests_on
        self._circle = circle
        self._confirms = confirms
        self._known: dict[_Asked, _Answer] = {}
        self._open: set[_Asked] = set()
        self._assumed: set[_Asked] = set()
        self._provisional: list[_Asked] = []
        self._is_refuted = False

    def of(self, asked: _Asked, by: _By) -> _Answer:
        """Return the answer that `by` gives."""
        if asked not in self._known:
            if self.is_open(asked):
                return self._circle
            self._find([asked], by)
            if asked not in self._known:  # it rested on an assumption that has proved wrong since
                return self._answer(by, asked)
        return self._known[asked]

    def forget(self, is_gone: Callable[[_Asked], bool]) -> None:
        """Forget the answers to some questions; to be called when none is being answered."""
        self._known = {asked: answer for asked, answer in self._known.items() if not is_gone(asked)}

    def is_open(self, asked: _Asked) -> bool:
        """Whether the question is being answered: it cannot help to answer itself."""
        if asked not in self._open:
            return False
        self._assumed.add(asked)
        return True

    def _find(self, stack: list[_Asked], by: _By) -> None:
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
                    self._close(asked, self._answer(by, asked))
                stack.pop()
        finally:
            self._open.difference_update(stack)

    def _close(self, asked: _Asked, answer: _Answer) -> None:
        """Note an answer; forget what was found under an assumption, when the last is gone and one was wrong."""
        self._known[asked] = answer
        self._open.discard(asked)
        if asked in self._assumed:
            self._assumed.discard(asked)
            confirmed = answer == self._circle if self._confirms is None else self._confirms(answer)
            self._is_refuted = self._is_refuted or not confirmed
        if self._assumed:
            self._provisional.append(asked)
        elif self._provisional:
            if self._is_refuted:
                for one in self._provisional:
                    self._known.pop(one, None)
            self._provisional, self._is_refuted = [], False

"""Questions that rest on other questions -> answers, each found once and the deepest first, so that no chain is too long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

_By = TypeVar("_By")
_Question = TypeVar("_Question", bound=Hashable)
_Answer = TypeVar("_Answer")


class Fixpoint(Generic[_By, _Question, _Answer]):
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
        answer: Callable[[_By, _Question], _Answer],
        *,
        rests_on: Callable[[_Question], Iterable[_Question]],
        circle: _Answer,
        confirms: Callable[[_Answer], bool] | None = None,
    ) -> None:
        """See the class."""
        self._answer = answer
        self._rests_on = rests_on
        self._circle = circle
        self._confirms = confirms
        self._known: dict[_Question, _Answer] = {}
        self._open: set[_Question] = set()
        self._assumed: set[_Question] = set()
        self._provisional: list[_Question] = []
        self._is_refuted = False

    def of(self, question: _Question, by: _By) -> _Answer:
        """Return the answer that `by` gives."""
        if question not in self._known:
            if self.is_open(question):
                return self._circle
            self._find([question], by)
            if question not in self._known:  # it rested on an assumption that has proved wrong since
                return self._answer(by, question)
        return self._known[question]

    def forget(self, is_gone: Callable[[_Question, _Answer], bool]) -> None:
        """Forget some questions with their answers; to be called when none is being answered."""
        self._known = {question: answer for question, answer in self._known.items() if not is_gone(question, answer)}

    def is_open(self, question: _Question) -> bool:
        """Whether the question is being answered: it cannot help to answer itself."""
        if question not in self._open:
            return False
        self._assumed.add(question)
        return True

    def _find(self, stack: list[_Question], by: _By) -> None:
        try:
            while stack:
                question = stack[-1]
                if question not in self._open and question not in self._known:
                    self._open.add(question)
                    before = [
                        earlier
                        for earlier in self._rests_on(question)
                        if earlier not in self._known and earlier not in self._open
                    ]
                    if before:
                        stack += before
                        continue
                if question not in self._known:
                    self._close(question, self._answer(by, question))
                stack.pop()
        finally:
            self._open.difference_update(stack)

    def _close(self, question: _Question, answer: _Answer) -> None:
        """Note an answer; forget what was found under an assumption, when the last is gone and one was wrong."""
        self._known[question] = answer
        self._open.discard(question)
        if question in self._assumed:
            self._assumed.discard(question)
            confirmed = answer == self._circle if self._confirms is None else self._confirms(answer)
            self._is_refuted = self._is_refuted or not confirmed
        if self._assumed:
            self._provisional.append(question)
        elif self._provisional:
            if self._is_refuted:
                for provisional in self._provisional:
                    self._known.pop(provisional, None)
            self._provisional, self._is_refuted = [], False

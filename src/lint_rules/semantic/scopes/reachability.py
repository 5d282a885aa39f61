"""The bindings of one name and a place -> those that the place can see, in Python's order of execution."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from lint_rules.semantic.scopes.dotted_names import last_name
from lint_rules.semantic.scopes.model import FINALLY, Arm, Binding, BindingKind, Branch, Point

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WITH = (ast.With, ast.AsyncWith)
_TRY = (ast.Try, ast.TryStar)


class Place(NamedTuple):
    """Where a name is used, as its scope sees it.

    Args:
        point: the position; None when the use runs after the whole scope has run.
        branch: the arms around it.
        later: whether it can also run at any time after that position, as a nested function does.
    """

    point: Point | None
    branch: Branch
    later: bool = False


AT_THE_END = Place(None, ())


class Reached(NamedTuple):
    """What a place can see.

    Args:
        bindings: the likeliest (latest) first.
        certain: whether one of them ran whenever the place is reached.
    """

    bindings: list[Binding]
    certain: bool


def reaching(bindings: Sequence[Binding], place: Place) -> Reached:
    """Return the bindings that a use at `place` can mean. `bindings` are those of one name, in source order."""
    if not bindings:
        return Reached([], certain=False)
    if len(bindings) == 1 and _simply_ran(bindings[0], place):
        return Reached([bindings[0]], certain=True)
    seen = _Seen(place.branch)
    visible: list[Binding] = []
    others: list[Binding] = []
    for binding in reversed(bindings):
        if binding.remote:
            others.append(binding)
        elif _is_ahead(binding, place):
            if place.later:
                others.append(binding)
        elif not seen.hides(binding.branch):
            visible.append(binding)
            seen.add(binding.branch)
            if seen.certain and not (place.later or _has_remote(bindings)):
                break
    others += [later for later in _next_round(bindings, place, seen) if later not in others]
    return Reached(visible + others, seen.certain)


def _simply_ran(binding: Binding, place: Place) -> bool:
    """Whether a binding stands in no branch and before the place: so do most, and nothing has to be weighed."""
    return not (binding.branch or binding.remote) and (place.point is None or binding.effective <= place.point)


def told_apart(bindings: list[Binding]) -> list[Binding]:
    """Leave out what a use cannot mean while there is something else that it can.

    `X = None` is the usual stand-in for what could not be imported; what was deleted is gone; an import below
    `if TYPE_CHECKING:` never runs.
    """
    if len(bindings) <= 1:
        return bindings
    likely = [
        binding for binding in bindings if not (is_none(binding.value) or binding.kind is BindingKind.DELETE)
    ] or bindings
    return [binding for binding in likely if not never_runs(binding)] or likely


def never_runs(binding: Binding) -> bool:
    """Whether only type checkers see a binding: it stands below `if TYPE_CHECKING:`."""
    return any(
        arm.number == 0 and isinstance(arm.statement, ast.If) and is_type_checking(arm.statement.test)
        for arm in binding.branch
    )


def is_type_checking(test: ast.expr) -> bool:
    """Whether the test of an `if` is `TYPE_CHECKING`, which holds for type checkers only."""
    return last_name(test) == "TYPE_CHECKING"


def exclusive(branch: Branch, other: Branch) -> bool:
    """Whether at most one of two places can run: they lie in different arms of one statement."""
    for left, right in zip(branch, other, strict=False):
        if left.statement is not right.statement:
            return False
        if left.number != right.number:
            return left.exclusive and right.exclusive
    return False


def always_before(binding: Branch, use: Branch) -> bool:
    """Whether reaching `use` means that `binding` ran: its branches lead to the use as well."""
    return binding == use[: len(binding)]


def ends_before(binding: Branch, other: Branch) -> bool:
    """Whether what runs at `binding` leaves the function before it comes to `other`: its arm returns or raises."""
    shared = next((at for at, (left, right) in enumerate(zip(binding, other, strict=False)) if left != right), None)
    for arm in binding[len(other) if shared is None else shared :]:
        if isinstance(arm.statement, (*_TRY, *_LOOPS)):
            return False  # a handler may go on
        if _returns(_body(arm)):
            return True
    return False


def _body(arm: Arm) -> Sequence[ast.stmt]:
    match arm.statement:
        case ast.If(body=body, orelse=orelse):
            return body if arm.number == 0 else orelse
        case ast.Match(cases=cases):
            return cases[arm.number].body
        case _:
            return ()


def _returns(body: Sequence[ast.stmt]) -> bool:
    match body[-1:]:
        case [ast.Raise() | ast.Return()]:
            return True
        case [ast.If(body=inner, orelse=orelse)]:
            return _returns(inner) and _returns(orelse)
        case _:
            return False


class _Seen:
    """Which stretches of code are known to bind the name, as bindings are met from the last to the first."""

    def __init__(self, use: Branch) -> None:
        self._use = use
        self._settled: set[Branch] = set()
        self._arms: dict[Branch, set[int]] = {}

    @property
    def certain(self) -> bool:
        """Whether the use is in such a stretch."""
        return self.depth >= 0

    @property
    def depth(self) -> int:
        """The length of the innermost such branch around the use; -1 without one."""
        lengths = (length for length in range(len(self._use), -1, -1) if self._use[:length] in self._settled)
        return next(lengths, -1) if self._settled else -1

    def hides(self, branch: Branch) -> bool:
        """Whether a later binding ran whenever one at `branch` did."""
        return bool(self._settled) and any(branch[:length] in self._settled for length in range(len(branch) + 1))

    def add(self, branch: Branch) -> None:
        """Note a binding; where every way through a statement binds, the statement does."""
        while True:
            if not any(_can_stop_early(arm) and arm not in self._use for arm in branch):
                self._settled.add(branch)
            if not branch:
                return
            outer, arm = branch[:-1], branch[-1]
            # One statement stands in one place: its first arm stands for it.
            arms = self._arms.setdefault((*outer, arm._replace(number=0, exclusive=True)), set())
            arms.add(arm.number)
            if not arms >= self._ways(arm.statement):
                return
            branch = outer

    def _ways(self, statement: ast.AST) -> set[int]:
        """Return the arms that lead to what follows a statement; an arm that never comes to its end is none."""
        match statement:
            case ast.If(body=body, orelse=[_, *_] as orelse):
                return self._passing(statement, [body, orelse])
            case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers) if handlers:
                # What runs finally also runs where no handler fits.
                is_finally = any(arm.statement is statement and arm.number == FINALLY for arm in self._use)
                tried = [*statement.body, *statement.orelse]
                arms = [tried, *(handler.body for handler in handlers)]
                return {FINALLY} if is_finally else self._passing(statement, arms)
            case ast.Match(cases=[*_, ast.match_case(pattern=ast.MatchAs(pattern=None), guard=None)] as cases):
                return self._passing(statement, [case.body for case in cases])
            case _:
                return {FINALLY}

    def _passing(self, statement: ast.AST, arms: Sequence[Sequence[ast.stmt]]) -> set[int]:
        """Number the arms behind which the statement goes on; of an arm around the use its own bindings matter."""
        around = {arm.number for arm in self._use if arm.statement is statement}
        return {number for number, body in enumerate(arms) if number in around or not _leaves(body)}


def _can_stop_early(arm: Arm) -> bool:
    """Whether code after an arm can run when only a part of the arm did: an exception, `break`, `continue`."""
    if isinstance(arm.statement, _TRY):
        return arm.number == 0 and bool(arm.statement.handlers)
    return isinstance(arm.statement, (*_LOOPS, *_WITH)) and arm.number == 0


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether the end of a body is never reached: whatever it did is over for the code behind its statement."""
    match body[-1]:
        case ast.Raise() | ast.Return() | ast.Continue() | ast.Break():
            return True
        case ast.If(body=inner, orelse=[_, *_] as orelse):
            return _leaves(inner) and _leaves(orelse)
        case _:
            return False


def _is_ahead(binding: Binding, place: Place) -> bool:
    """Whether a binding cannot have run before the place, in one pass through the scope."""
    return place.point is not None and (binding.effective > place.point or _is_beside(binding.branch, place.branch))


def _is_beside(binding: Branch, use: Branch) -> bool:
    """Whether a use cannot see a binding in another arm; a handler sees what the tried body did before it failed."""
    for left, right in zip(binding, use, strict=False):
        if left.statement is not right.statement:
            return False
        if left.number != right.number:
            failed = isinstance(left.statement, _TRY) and left.number == 0
            return left.exclusive and right.exclusive and not failed
    return False


def _next_round(bindings: Sequence[Binding], place: Place, seen: _Seen) -> list[Binding]:
    """Return what stands after the use in a loop around it, and is seen the next time round."""
    if place.point is None:
        return []
    loops = [i for i, arm in enumerate(place.branch) if arm.number == 0 and isinstance(arm.statement, _LOOPS)]
    if not loops or seen.depth > loops[-1]:
        return []
    open_loops = [place.branch[: i + 1] for i in loops if seen.depth <= i]
    return [
        binding
        for binding in bindings
        if not binding.remote
        and _is_ahead(binding, place)
        and any(always_before(loop, binding.branch) for loop in open_loops)
    ]


def _has_remote(bindings: Sequence[Binding]) -> bool:
    return any(binding.remote for binding in bindings)


def is_none(value: ast.expr | None) -> bool:
    """Whether an expression is the word None."""
    return isinstance(value, ast.Constant) and value.value is None

"""The plugin, which also counts mypy's questions and sums the time from each question and each hook to its answer.

It is a plugin for mypy, which `benchmarks.plugin` names in a configuration. What was counted is written as JSON into the
file that the environment variable SESSION_LINT_TIMES names. It is wall time, for clocks of CPU time take longer than what
is timed here: run it on an idle machine. What a look at the clock takes is subtracted; time within time is counted once,
for the outermost.
"""

from __future__ import annotations

import atexit
import json
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import perf_counter
from typing import Any

from mypy.options import Options
from mypy.plugin import Plugin

from lint_rules.mypy_plugin import SessionLint

CALLS: dict[str, int] = {}
SECONDS: dict[str, float] = {}
_open: list[str] = []


def timed(name: str, asked: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is counted."""

    @wraps(asked)
    def count(*given: Any) -> Any:
        CALLS[name] = CALLS.get(name, 0) + 1
        if _open:
            return asked(*given)
        _open.append(name)
        started = perf_counter()
        try:
            return asked(*given)
        finally:
            SECONDS[name] = SECONDS.get(name, 0.0) + perf_counter() - started
            _open.pop()

    return count


def _question(name: str) -> Callable[..., Any]:
    ask = timed(name, getattr(SessionLint, name))
    if not name.endswith("_hook"):
        return ask

    def answer(self: SessionLint, fullname: str) -> Any:
        hook = ask(self, fullname)
        return timed(name.removeprefix("get_"), hook) if hook is not None else None

    return answer


QUESTIONS = [name for name in vars(SessionLint) if not name.startswith("_")]
TimedSessionLint = type("TimedSessionLint", (SessionLint,), {name: _question(name) for name in QUESTIONS})


def _looking() -> float:
    """Return what the clock says has passed when nothing has."""
    nothing, times = timed("nothing", lambda: None), 100_000
    for _ in range(times):
        nothing()
    del CALLS["nothing"]
    return SECONDS.pop("nothing") / times


@atexit.register
def _written() -> None:
    looking = _looking()
    times = {name: [count, SECONDS.get(name, 0.0) - count * looking] for name, count in CALLS.items()}
    Path(os.environ["SESSION_LINT_TIMES"]).write_text(json.dumps(times))


def plugin(version: str) -> Callable[[Options], Plugin]:  # noqa: ARG001  mypy's protocol
    """Return the plugin's class: mypy's entry point."""
    return TimedSessionLint

"""The plugin, which also keeps mypy's questions and times its own answers and hooks, each apart from the rest of the run.

It is a plugin for mypy, which `benchmarks.plugin` names in a configuration. What was found is written as JSON into the file
that the environment variable SESSION_LINT_TIMES names. Questions about names take less than a look at the clock, so they
are all asked again when mypy is done, and the best of several times counts. Hooks, and what is asked once a module, are timed
when they run; time within time is counted once, for the outermost.
"""

from __future__ import annotations

import atexit
import json
import os
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import perf_counter
from typing import Any

from mypy.options import Options
from mypy.plugin import Plugin

from lint_rules.mypy_plugin import SessionLint

REPLAYS = 7
ASKED: defaultdict[str, list[str]] = defaultdict(list)
CALLS: defaultdict[str, int] = defaultdict(int)
SECONDS: defaultdict[str, float] = defaultdict(float)
_plugins: list[SessionLint] = []
_open: list[str] = []


def timed(name: str, hook: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose calls are counted and timed."""

    @wraps(hook)
    def count(*given: Any) -> Any:
        CALLS[name] += 1
        if _open:
            return hook(*given)
        _open.append(name)
        started = perf_counter()
        try:
            return hook(*given)
        finally:
            SECONDS[name] += perf_counter() - started
            _open.pop()

    return count


def _kept(name: str) -> Callable[..., Any]:
    """Return a question that keeps the names that it is asked about, and gives hooks that are timed."""
    ask, asked, called = getattr(SessionLint, name), ASKED[name], name.removeprefix("get_")

    def answer(self: SessionLint, fullname: str) -> Any:
        if not _plugins:
            _plugins.append(self)
        asked.append(fullname)
        hook = ask(self, fullname)
        return timed(called, hook) if hook is not None else None

    return answer


def _again(name: str) -> float:
    """Ask everything again; return the seconds of the best time."""
    ask, plugin_, taken = getattr(SessionLint, name), _plugins[0], list[float]()
    for _ in range(REPLAYS):
        started = perf_counter()
        for fullname in ASKED[name]:
            ask(plugin_, fullname)
        taken.append(perf_counter() - started)
    return min(taken)


QUESTIONS = [name for name in vars(SessionLint) if name.startswith("get_") and name.endswith("_hook")]
OTHERS = [name for name in vars(SessionLint) if not name.startswith("_") and name not in QUESTIONS]
TimedSessionLint = type(
    "TimedSessionLint",
    (SessionLint,),
    {name: _kept(name) for name in QUESTIONS} | {name: timed(name, getattr(SessionLint, name)) for name in OTHERS},
)


@atexit.register
def _written() -> None:
    times = {name: [len(names), _again(name)] for name, names in ASKED.items()}
    times |= {name: [count, SECONDS[name]] for name, count in CALLS.items()}
    Path(os.environ["SESSION_LINT_TIMES"]).write_text(json.dumps(times))


def plugin(version: str) -> Callable[[Options], Plugin]:  # noqa: ARG001  mypy's protocol
    """Return the plugin's class: mypy's entry point."""
    return TimedSessionLint

"""What holds for every test: properties are judged by their truth, never by their time."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# A shell's background job ignores Ctrl-C, and so would every command that a test starts and interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run write what pages print, instead of judging it."""
    parser.addoption("--update-pages", action="store_true", help="write what the pages' blocks print into the pages")


DEPTH = sys.getrecursionlimit()


@pytest.fixture(autouse=True)
def _own_depth() -> Iterator[None]:
    """Give each test the interpreter's own limit: mypy, run in this process by some, raises it for all that follow."""
    sys.setrecursionlimit(DEPTH)
    yield
    sys.setrecursionlimit(DEPTH)

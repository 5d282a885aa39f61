"""What holds for every test: properties are judged by their truth, never by their time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run write what pages print, instead of judging it."""
    parser.addoption("--update-pages", action="store_true", help="write what the pages' blocks print into the pages")

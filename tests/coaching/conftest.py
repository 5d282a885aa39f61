"""The reference application on a database of its own, and a user of it with a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.coaching.browser import CHROMIUM, FLAGS
from tests.coaching.desk import Desk, open_desk
from tests.coaching.site import Site


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give the application on an empty SQLite file."""
    with open_desk(f"sqlite:///{tmp_path / 'desk.db'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium; its loop runs in this thread until the module's last test."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve the application on a port of its own, quick to tell of changes."""
    with open_desk(f"sqlite:///{tmp_path / 'desk.db'}", interval=0.05, token_pause=0.1) as desk:
        opened = Site(desk)
        opened.start()
        yield opened
        opened.stop()

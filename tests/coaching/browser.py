"""Debian's chromium -> the page, opened as the coach, with what every test of it looks at."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.coaching.desk import DAY, Desk, S
from tests.coaching.site import Site

from coaching.infrastructure.models import Session as TranscriptionSession

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
PATIENCE = 60_000
SOON = 15_000
"""Milliseconds, fewer than the page lets pass between two questions while its stream is open."""
expect.set_options(timeout=PATIENCE)
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is absent: install Debian's package chromium"),
]


@contextmanager
def shown(browser: Browser, site: Site, **options: object) -> Generator[Page]:
    """Open the page as the coach; an error of its script, or a request to elsewhere, is a failure."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: site.requested.append(request.url))
    page.goto(f"{site.address}/#token={site.desk.coach.token}")
    expect(page.locator("tbody tr:not(.skeleton)").first).to_be_visible(timeout=PATIENCE)
    yield page
    context.close()
    assert errors == []
    assert [url for url in site.requested if not url.startswith((site.address, "data:", "blob:"))] == []


def badge(page: Page, text: str, row: int = 0) -> None:
    expect(page.locator("tbody tr").nth(row).locator(".badge, .absent")).to_have_text(text, timeout=PATIENCE)


def put(desk: Desk, key: UUID, status: S) -> None:
    with desk.sessions.begin() as db:
        db.get_one(TranscriptionSession, desk.transcription(key)).status = status


def row_with(desk: Desk, keys: list[UUID], status: S) -> int:
    """Find which of some coaching sessions has a status."""
    with desk.sessions() as db:
        stored = [db.get_one(TranscriptionSession, desk.transcription(key)).status for key in keys]
    return stored.index(status)


def upload(page: Page, button: str, name: str, media_type: str, content: bytes) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=button).first.click()
    chosen.value.set_files({"name": name, "mimeType": media_type, "buffer": content})


def every_status(desk: Desk) -> None:
    for number, status in enumerate([*S, None]):
        desk.add(status, segments=5, held_on=DAY - timedelta(days=number))


def violations(page: Page) -> list[object]:
    """Let axe look at the page as it is."""
    page.evaluate(AXE)
    found: list[object] = page.evaluate("axe.run()")["violations"]
    return found

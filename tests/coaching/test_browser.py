"""The page in Debian's chromium: every status as it comes, without reloading, and what is said when the server is gone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.coaching.desk import DAY, HERE, Desk, S, open_desk
from tests.coaching.site import Site
from tests.coaching.test_api import FILES, VTT

from coaching.infrastructure.models import Session as TranscriptionSession
from coaching.worker.loop import Worker
from coaching.worker.recogniser import Recogniser

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
PATIENCE = 60_000
SOON = 15_000
"""Milliseconds, fewer than the page lets pass between two questions while its stream is open."""
RECORD_ALARMS = """() => {
  window.alarms = [];
  const alert = document.getElementById("alert");
  new MutationObserver(() => alert.hidden || window.alarms.push(alert.textContent)).observe(alert, { attributes: true });
}"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is absent: install Debian's package chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_desk(f"sqlite:///{tmp_path / 'desk.db'}", interval=0.05) as desk:
        opened = Site(desk)
        opened.start()
        yield opened
        opened.stop()


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
    expect(page.locator("tbody tr").first).to_be_visible(timeout=PATIENCE)
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


def test_a_session_goes_through_every_status_without_reloading(browser: Browser, site: Site) -> None:
    key = site.desk.add(S.UPLOADING)
    stop = threading.Event()
    worker = Worker(site.desk.sessions, Recogniser(0.4), pause=0.05)
    working = threading.Thread(target=worker.run, args=(stop,))
    with shown(browser, site) as page:
        page.evaluate("window.unbroken = true")
        badge(page, "uploading")
        put(site.desk, key, S.PENDING)
        badge(page, "pending")
        working.start()
        badge(page, "processing")
        expect(page.get_by_role("progressbar")).to_have_attribute("max", "12")
        expect(page.get_by_role("button", name="Download vtt")).to_have_count(0)
        badge(page, "completed")
        stop.set()
        working.join(30)
        expect(page.locator("tbody tr td").nth(4)).to_have_text("12")
        with page.expect_download() as file:
            page.get_by_role("button", name="Download vtt").click()
        assert Path(file.value.path()).read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")
        assert file.value.suggested_filename == f"transcript-{key}.vtt"
        expect(page.locator("#announcer")).to_have_text("Coach's client, 2025-09-17: completed")
        assert page.evaluate("window.unbroken") is True


def test_failed_cancelled_and_no_transcript_are_shown_and_can_be_mended_by_a_file(browser: Browser, site: Site) -> None:
    keys = [site.desk.add(S.PENDING, held_on=DAY - timedelta(days=number)) for number in range(2)]
    site.desk.add(held_on=DAY - timedelta(days=2))
    with shown(browser, site) as page:
        badge(page, "no transcript", row=2)
        Worker(site.desk.sessions, Recogniser(0, fails_at=0)).work_once()
        badge(page, "failed", row=row_with(site.desk, keys, S.FAILED))
        page.get_by_role("button", name="Cancel").click()
        badge(page, "cancelled", row=1 - row_with(site.desk, keys, S.FAILED))
        upload(page, "Add transcript", "talk.txt", "text/plain", b"hello")
        expect(page.get_by_role("alert")).to_contain_text("One of these content types is needed")
        upload(page, "Add transcript", "talk.vtt", "text/vtt", VTT.encode())
        badge(page, "completed")
        expect(page.get_by_role("alert")).to_be_hidden()
        with page.expect_download() as file:
            page.get_by_role("button", name="Download srt").click()
        assert Path(file.value.path()).read_text() == FILES["srt"]


def test_a_session_that_somebody_deletes_leaves_the_page_and_the_others_stay_live(browser: Browser, site: Site) -> None:
    kept, gone = (site.desk.add(S.PENDING, held_on=DAY - timedelta(days=number)) for number in range(2))
    with shown(browser, site) as page:
        expect(page.locator("#connection")).to_have_text("Live")
        page.evaluate(RECORD_ALARMS)
        bearer = {"Authorization": f"Bearer {site.desk.coach.token}"}
        assert httpx.delete(f"{site.address}{HERE}/{gone}", headers=bearer).status_code == 204
        expect(page.locator("tbody tr")).to_have_count(1, timeout=SOON)
        put(site.desk, kept, S.PROCESSING)
        badge(page, "processing")
        assert page.evaluate("window.alarms") == []


def test_a_recording_that_is_sent_is_seen_pending(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        upload(page, "Send recording", "talk.wav", "audio/wav", b"\0" * 300_000)
        badge(page, "pending")
        Worker(site.desk.sessions, Recogniser(0)).work_once()
        badge(page, "completed")


def test_when_the_server_is_gone_the_page_says_so_and_when_it_is_back_goes_on(browser: Browser, site: Site) -> None:
    key = site.desk.add(S.PENDING)
    with shown(browser, site) as page:
        expect(page.locator("#connection")).to_have_text("Live", timeout=PATIENCE)
        site.stop()
        expect(page.get_by_role("alert")).to_contain_text("The server does not answer.", timeout=PATIENCE)
        expect(page.locator("#connection")).to_have_text("No connection")
        badge(page, "pending")
        put(site.desk, key, S.PROCESSING)
        site.start()
        badge(page, "processing")
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("#connection")).to_have_text("Live", timeout=PATIENCE)


def test_without_a_stream_the_page_asks_every_few_seconds(browser: Browser, site: Site) -> None:
    key = site.desk.add(S.PENDING)
    with shown(browser, site) as page:
        page.route("**/coaching-session-events*", lambda route: route.abort())
        page.reload()
        expect(page.locator("#connection")).to_contain_text("asking every few seconds", timeout=PATIENCE)
        put(site.desk, key, S.CANCELLED)
        badge(page, "cancelled")


def test_filters_and_pages_show_what_they_name(browser: Browser, site: Site) -> None:
    for number in range(15):
        status = S.FAILED if number == 14 else S.COMPLETED
        site.desk.add(status, held_on=DAY - timedelta(days=number))
    with shown(browser, site) as page:
        count = page.locator("#count")
        expect(count).to_have_text("1 to 12 of 15")
        page.get_by_role("button", name="Next").click()
        expect(count).to_have_text("13 to 15 of 15")
        expect(page.get_by_role("button", name="Next")).to_be_disabled()
        page.get_by_role("button", name="Previous").click()
        expect(count).to_have_text("1 to 12 of 15")
        page.get_by_label("Transcript", exact=True).select_option("failed")
        expect(count).to_have_text("1 to 1 of 1")
        badge(page, "failed")
        page.get_by_label("To", exact=True).fill("2020-01-01")
        expect(page.locator("tbody")).to_have_text("No session matches these filters.")
        page.get_by_role("button", name="Clear").click()
        expect(count).to_have_text("1 to 12 of 15")


def test_the_page_is_used_by_the_keyboard_alone(browser: Browser, site: Site) -> None:
    site.desk.add(S.PENDING)
    with shown(browser, site) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the sessions")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Cancel: Coach's client, 2025-09-17")).to_be_focused()
        page.keyboard.press("Enter")
        badge(page, "cancelled")
        expect(page.get_by_role("button", name="Send recording")).to_be_focused()


def every_status(desk: Desk) -> None:
    for number, status in enumerate([*S, None]):
        desk.add(status, segments=5, held_on=DAY - timedelta(days=number))


def gone(page: Page, site: Site) -> None:
    site.stop()
    expect(page.get_by_role("alert")).to_be_visible(timeout=PATIENCE)


def live(page: Page, _: Site) -> None:
    expect(page.locator("#connection")).to_have_text("Live", timeout=PATIENCE)


def signed_out(page: Page, _: Site) -> None:
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_audit_finds_nothing(browser: Browser, site: Site, scheme: str) -> None:
    every_status(site.desk)
    scenes: list[tuple[int, Callable[[Page, Site], None]]] = [(1200, live), (390, signed_out), (390, gone)]
    for width, scene in scenes:
        with shown(browser, site, color_scheme=scheme, reduced_motion="reduce") as page:
            page.set_viewport_size({"width": width, "height": 844})
            scene(page, site)
            page.evaluate(AXE)
            assert page.evaluate("axe.run()")["violations"] == []

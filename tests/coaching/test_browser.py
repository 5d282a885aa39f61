"""The page in Debian's chromium: every status as it comes, without reloading, and what is said when the server is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.coaching.browser import (
    NEEDS_CHROMIUM,
    PATIENCE,
    SOON,
    badge,
    every_status,
    put,
    row_with,
    shown,
    upload,
    violations,
)
from tests.coaching.desk import DAY, HERE, S
from tests.coaching.site import Site
from tests.coaching.test_api import FILES, VTT

from coaching.worker.loop import Worker
from coaching.worker.recogniser import Recogniser

RECORD_ALARMS = """() => {
  window.alarms = [];
  const alert = document.getElementById("alert");
  new MutationObserver(() => alert.hidden || window.alarms.push(alert.textContent)).observe(alert, { attributes: true });
}"""
pytestmark = NEEDS_CHROMIUM


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
        expect(page.locator("#announcer")).to_have_text("\u2068Coach's client\u2069, Sep 17, 2025: completed")
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
        expect(page.locator(".notice")).to_contain_text("This is no transcript. Choose a .vtt, .srt or .json file.")
        upload(page, "Add transcript", "talk.vtt", "text/vtt", VTT.encode())
        badge(page, "completed")
        expect(page.locator(".notice")).to_have_count(0)
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
        expect(page.locator("#alert")).to_contain_text("The server does not answer.", timeout=PATIENCE)
        expect(page.locator("#connection")).to_have_text("No connection")
        badge(page, "pending")
        put(site.desk, key, S.PROCESSING)
        site.start()
        badge(page, "processing")
        expect(page.locator("#alert")).to_be_hidden()
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
        page.get_by_role("link", name="failed").click()
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
        expect(page.get_by_role("button", name="Cancel: \u2068Coach's client\u2069, Sep 17, 2025")).to_be_focused()
        page.keyboard.press("Enter")
        badge(page, "cancelled")
        expect(page.get_by_role("button", name="Send recording")).to_be_focused()


def gone(page: Page, site: Site) -> None:
    site.stop()
    expect(page.locator("#alert")).to_be_visible(timeout=PATIENCE)


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
            assert violations(page) == []

"""What a demanding person meets in the page: late and foreign answers, files that go astray, shared links, Back, slow lines."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError
from tests.coaching.browser import NEEDS_CHROMIUM, badge, every_status, shown, upload
from tests.coaching.desk import DAY, HERE, S
from tests.coaching.site import Site
from tests.coaching.test_api import VTT

pytestmark = NEEDS_CHROMIUM
HTML = "<html><body>A proxy</body></html>"
SLOWLY = """(() => {
  const fetched = window.fetch;
  window.fetch = (url, options) => {
    if (!String(url).includes("/transcript?")) return fetched(url, options);
    const body = new ReadableStream({ start(controller) {
      window.body = controller;
      options.signal.addEventListener("abort", () => controller.error(options.signal.reason));
    } });
    return Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } }));
  };
})()"""


def drop(page: Page, place: str, *files: tuple[str, str]) -> bool:
    """Drop files; tell whether the browser is kept from opening them in the page's place."""
    script = """([place, files]) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      return !document.querySelector(place).dispatchEvent(event);
    }"""
    prevented: bool = page.evaluate(script, [place, files])
    return prevented


@pytest.mark.parametrize("answer", ["none", "html", "gone"])
def test_a_transcript_that_does_not_come_is_told_beside_its_row(browser: Browser, site: Site, answer: str) -> None:
    key = site.desk.add(S.COMPLETED, segments=3)
    told = {"none": "The server does not answer.", "html": "Something else answers", "gone": "not there any more"}

    with shown(browser, site) as page:
        match answer:
            case "none":
                page.route("**/transcript?*", lambda route: route.abort())
            case "html":
                page.route("**/transcript?*", lambda route: route.fulfill(body=HTML, content_type="text/html"))
            case _:
                bearer = {"Authorization": f"Bearer {site.desk.coach.token}"}
                httpx.delete(f"{site.address}{HERE}/{key}", headers=bearer, timeout=60)
        page.get_by_role("button", name="Read").click()
        expect(page.locator(".notice")).to_contain_text(told[answer])
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_transcript_of_a_session_that_was_left_is_not_shown_under_the_next_ones_name(
    browser: Browser, site: Site
) -> None:
    for number, segments in enumerate([7, 2]):
        site.desk.add(S.COMPLETED, segments=segments, held_on=DAY - timedelta(days=number))
    with shown(browser, site) as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/transcript?*", hold, times=1)
        page.get_by_role("button", name="Read").first.click()
        page.get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Read").last.click()
        expect(page.locator("#matches")).to_have_text("2 lines")
        for route in held:
            with suppress(PlaywrightError), page.expect_response("**/transcript?*"):
                route.continue_()
        page.wait_for_timeout(200)
        expect(page.locator("#matches")).to_have_text("2 lines")


@pytest.mark.parametrize(("pause", "lines"), [(10_000, "2 lines"), (16_000, None)])
def test_on_a_slow_line_a_long_transcript_is_waited_for_as_long_as_some_of_it_comes(
    browser: Browser, site: Site, pause: int, lines: str | None
) -> None:
    site.desk.add(S.COMPLETED, segments=1)
    segments = [{"start_ms": n, "end_ms": n + 1, "speaker": None, "text": "Yes."} for n in range(2)]
    text = json.dumps(segments)
    with shown(browser, site) as page:
        page.evaluate(SLOWLY)
        page.clock.install()
        page.get_by_role("button", name="Read").click()
        page.wait_for_function("window.body")
        for piece in (text[:20], text[20:40], text[40:]):
            page.evaluate("text => { try { body.enqueue(new TextEncoder().encode(text)) } catch {} }", piece)
            page.clock.run_for(pause)
        page.evaluate("() => { try { body.close() } catch {} }")
        if lines:
            expect(page.locator("#matches")).to_have_text(lines)
        else:
            expect(page.locator(".notice")).to_contain_text("The server does not answer.")


@pytest.mark.parametrize("place", ["h1", "tbody tr"])
def test_a_file_that_misses_its_row_does_not_take_the_place_of_the_page(
    browser: Browser, site: Site, place: str
) -> None:
    site.desk.add(S.COMPLETED)
    with shown(browser, site) as page:
        assert drop(page, place, ("talk.vtt", VTT))
        badge(page, "completed")


def test_of_several_files_none_is_sent_and_it_is_said(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        assert drop(page, "tbody tr", ("talk.vtt", VTT), ("other.vtt", VTT))
        expect(page.locator(".notice")).to_contain_text("One file at a time, please: nothing was sent.")
        badge(page, "no transcript")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        upload(page, "Add transcript", "talk.vtt", "text/vtt", b"x" * (5 * 1024 * 1024 + 1))
        expect(page.locator(".notice")).to_contain_text("The file is too large; at most 5 MB are taken.")
    assert not [url for url in site.requested if url.endswith("/transcript")]


def test_what_a_proxy_answers_is_saved_as_no_transcript(browser: Browser, site: Site) -> None:
    site.desk.add(S.COMPLETED, segments=2)
    with shown(browser, site) as page:
        saved: list[str] = []
        page.on("download", lambda file: saved.append(file.suggested_filename))
        page.route("**/transcript?*", lambda route: route.fulfill(status=200, body=HTML, content_type="text/html"))
        page.get_by_role("button", name="Download vtt").click()
        expect(page.locator(".notice")).to_contain_text("Something else answers in the server's place (200).")
        assert saved == []


def test_what_a_proxy_answers_is_no_stream(browser: Browser, site: Site) -> None:
    site.desk.add(S.PENDING)
    with shown(browser, site) as page:
        expect(page.locator("#connection")).to_have_text("Live")
        page.evaluate("""() => {
          window.states = [];
          const state = document.getElementById("connection");
          new MutationObserver(() => window.states.push(state.textContent)).observe(state, { childList: true });
        }""")
        page.route("**/coaching-session-events*", lambda route: route.fulfill(status=200, body=HTML))
        page.get_by_label("Currency").select_option("EUR")
        expect(page.locator("#connection")).to_contain_text("Reconnecting")
        assert "Live" not in page.evaluate("window.states")


def test_a_link_that_is_passed_on_shows_the_same_to_whoever_signs_in_there(browser: Browser, site: Site) -> None:
    every_status(site.desk)
    page = browser.new_page()
    page.goto(f"{site.address}/?status=failed&sort=-fee")
    page.get_by_label("Your token").fill("mistyped")
    page.keyboard.press("Enter")
    expect(page.locator("#alert")).to_contain_text("This token is not known.")
    page.get_by_label("Your token").fill(site.desk.coach.token)
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("1 to 1 of 1")
    badge(page, "failed")
    assert page.url == f"{site.address}/?status=failed&sort=-fee"
    expect(page.get_by_label("Order")).to_have_value("-fee")
    expect(page.locator("#sessions")).to_be_focused()
    page.close()


def test_back_leaves_the_transcript_as_well(browser: Browser, site: Site) -> None:
    site.desk.add(S.COMPLETED, segments=2)
    with shown(browser, site) as page:
        page.get_by_label("Order").select_option("-fee")
        page.get_by_role("button", name="Read").click()
        expect(page.locator("#matches")).to_have_text("2 lines")
        page.go_back()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_label("Order")).to_have_value("-held_on")


def test_cancelling_a_transcript_that_has_been_sent_whole_is_told_to_the_server(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        page.route("**/transcript", lambda _: None)
        upload(page, "Add transcript", "talk.vtt", "text/vtt", VTT.encode())
        badge(page, "uploading")
        with page.expect_request("**/transcription/cancel"):
            page.get_by_role("button", name="Cancel").click()
        badge(page, "no transcript")
        expect(page.locator(".notice")).to_have_count(0)


def test_on_a_phone_the_state_and_the_way_out_stand_in_one_line_under_the_title(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        page.set_viewport_size({"width": 360, "height": 700})
        expect(page.locator("#connection")).to_have_text("Up to date")
        middles = "all => all.map(e => e.getBoundingClientRect()).map(({ top, bottom }) => (top + bottom) / 2)"
        state, leave = page.locator("#connection, #sign-out").evaluate_all(middles)
        assert abs(state - leave) <= 1

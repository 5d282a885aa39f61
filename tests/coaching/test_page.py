"""What went wrong with the page once: users, tabs, refusals, uploads, strange answers, long and right-to-left names."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.coaching.browser import NEEDS_CHROMIUM, SOON, badge, put, shown, upload
from tests.coaching.desk import DAY, Desk, S
from tests.coaching.site import Site
from tests.coaching.test_api import VTT

from coaching.infrastructure.models import Client, User
from coaching.infrastructure.tokens import digest

pytestmark = NEEDS_CHROMIUM
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft" * 2
HEBREW = "שלום בן־דוד (תל אביב) 42"


def client(desk: Desk, name: str) -> UUID:
    with desk.sessions.begin() as db:
        row = Client(user_id=desk.coach.key, name=name)
        db.add(row)
        db.flush()
        return row.id


def many(desk: Desk, number: int, status: S | None = None) -> None:
    for turn in range(number):
        desk.add(status, held_on=DAY - timedelta(days=turn))


def names(page: Page) -> list[str]:
    return page.locator("tbody th").all_inner_texts()


def choose(page: Page, name: str, content: bytes = VTT.encode()) -> None:
    upload(page, "Add transcript", name, "application/octet-stream", content)


def test_another_coach_in_the_same_tab_sees_nothing_of_the_one_before(browser: Browser, site: Site) -> None:
    many(site.desk, 13)
    site.desk.add(user=site.desk.stranger, currency="USD")
    with shown(browser, site) as page:
        page.get_by_label("Currency").select_option("EUR")
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#count")).to_have_text("13 to 13 of 13")
        with site.desk.sessions.begin() as db:
            db.get_one(User, site.desk.coach.key).token_hash = digest("taken back")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=60_000)
        assert "Coach's client" not in page.content()
        page.get_by_label("Your token").fill(site.desk.stranger.token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#count")).to_have_text("1 to 1 of 1")
        assert names(page) == ["Stranger's client"]
        assert page.get_by_label("Client", exact=True).locator("option").all_inner_texts() == [
            "all",
            "Stranger's client",
        ]
        assert page.get_by_label("Currency").input_value() == ""


def test_a_late_answer_to_one_coach_is_not_shown_to_the_next(browser: Browser, site: Site) -> None:
    site.desk.add()
    site.desk.add(user=site.desk.stranger)
    with shown(browser, site) as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/coaching-sessions?*", hold)
        page.get_by_label("Currency").select_option("EUR")
        page.wait_for_timeout(200)
        page.unroute("**/coaching-sessions?*")
        page.evaluate(f"location.hash = 'token={site.desk.stranger.token}'")
        expect(page.locator("tbody th")).to_have_text("Stranger's client")
        for route in held:
            with suppress(PlaywrightError):  # the page gave it up, as it should
                route.continue_()
        page.wait_for_timeout(500)
        assert names(page) == ["Stranger's client"]


def test_an_address_that_is_pasted_into_an_open_tab_signs_in_and_hides_its_token(browser: Browser, site: Site) -> None:
    site.desk.add()
    site.desk.add(user=site.desk.stranger)
    with shown(browser, site) as page:
        page.goto(f"{site.address}/#token={site.desk.stranger.token}")
        expect(page.locator("tbody th")).to_have_text("Stranger's client")
        assert page.url == f"{site.address}/"


@pytest.mark.parametrize("token", ["пароль", "a b"])
def test_a_token_that_nobody_can_have_does_not_lock_the_page(browser: Browser, site: Site, token: str) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        page.evaluate("token => sessionStorage.setItem('token', token)", token)
        page.reload()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=SOON)
        page.get_by_label("Your token").fill(site.desk.coach.token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("tbody th")).to_have_text("Coach's client")


def test_next_that_is_clicked_twice_names_the_rows_that_it_shows(browser: Browser, site: Site) -> None:
    many(site.desk, 40)
    with shown(browser, site) as page:
        page.get_by_role("button", name="Next").dblclick()
        expect(page.locator("#count")).to_have_text("25 to 36 of 40")
        page.wait_for_load_state("networkidle")
        first = DAY - timedelta(days=24)
        expect(page.locator("tbody td").first).to_have_text(f"{first:%b} {first.day}, {first.year}")


@pytest.mark.parametrize("day", ["12025-01-01"])
def test_a_year_of_five_digits_is_no_lost_connection(browser: Browser, site: Site, day: str) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        page.evaluate(
            "([day]) => { const f = document.getElementById('from'); f.removeAttribute('max'); f.value = day; }", [day]
        )
        page.evaluate("document.getElementById('from').dispatchEvent(new Event('change', {bubbles: true}))")
        expect(page.locator("#alert")).to_contain_text("This cannot be shown: from: ")
        expect(page.locator("#connection")).not_to_have_text("No connection")
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("tbody th")).to_have_text("Coach's client")
        expect(page.locator("#alert")).to_be_hidden()


@pytest.mark.parametrize("status", [200, 401, 404, 502])
def test_what_a_proxy_answers_is_called_what_it_is(browser: Browser, site: Site, status: int) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        html = "<html><body>A proxy</body></html>"
        page.route("**/api/v1/**", lambda route: route.fulfill(status=status, body=html, content_type="text/html"))
        page.reload()
        told = f"Something else answers in the server's place ({status})."
        expect(page.locator("#alert")).to_contain_text(told)
        expect(page.locator("#connection")).to_have_text("Wrong answers")
        page.unroute("**/api/v1/**")
        expect(page.locator("tbody th")).to_have_text("Coach's client")


@pytest.mark.parametrize("width", [360, 1200])
def test_a_refusal_is_short_stands_in_sight_and_stays_until_it_is_dismissed(
    browser: Browser, site: Site, width: int
) -> None:
    many(site.desk, 12)
    with shown(browser, site) as page:
        page.set_viewport_size({"width": width, "height": 700})
        button = page.get_by_role("button", name="Add transcript").last
        with page.expect_file_chooser() as chosen:
            button.click()
        chosen.value.set_files({"name": "x.vtt", "mimeType": "text/vtt", "buffer": b"x" * 100_000})
        notice = page.locator("tbody tr").last.locator(".notice")
        expect(notice).to_contain_text("The file cannot be read: ")
        expect(notice).to_be_in_viewport()
        assert len(notice.inner_text()) < 400
        for _ in range(2):  # two refreshes later it is still there
            with page.expect_response("**/coaching-sessions?*"):
                page.evaluate("window.dispatchEvent(new PopStateEvent('popstate'))")
        expect(notice).to_be_visible()
        notice.get_by_role("button", name="Dismiss").click()
        expect(notice).to_have_count(0)


def test_a_filtered_list_shows_only_rows_that_fit(browser: Browser, site: Site) -> None:
    keys = [site.desk.add(S.PENDING, held_on=DAY - timedelta(days=number)) for number in range(2)]
    with shown(browser, site) as page:
        page.goto(f"{site.address}/?status=pending")
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.locator("#connection")).to_have_text("Live")
        put(site.desk, keys[0], S.FAILED)
        expect(page.locator("tbody tr")).to_have_count(1, timeout=SOON)
        badge(page, "pending")
        expect(page.locator("#count")).to_have_text("1 to 1 of 1")


LEAVING = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"


def test_cancelling_an_upload_stops_the_sending_and_leaving_is_asked_about_until_then(
    browser: Browser, site: Site
) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/recording", hold)
        upload(page, "Send recording", "talk.wav", "audio/wav", b"\0" * 5_000)
        badge(page, "uploading")
        expect(page.get_by_role("progressbar", name="Sent")).to_be_visible()
        assert page.evaluate(LEAVING)
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/recording")):
            page.get_by_role("button", name="Cancel").click()
        badge(page, "no transcript")
        expect(page.get_by_role("progressbar")).to_have_count(0)
        assert not page.evaluate(LEAVING)


def test_what_was_not_sent_is_sent_again_by_one_click_and_once(browser: Browser, site: Site) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        keys: list[str | None] = []

        def lose(route: Route) -> None:  # the server takes it, and its answer is lost
            keys.append(route.request.headers.get("idempotency-key"))
            route.fetch()
            route.abort()

        page.route("**/transcript", lose, times=1)
        choose(page, "talk.vtt")
        notice = page.locator(".notice")
        expect(notice).to_contain_text("Not sent. The server does not answer.")
        badge(page, "completed")
        with page.expect_request("**/transcript") as again:
            notice.get_by_role("button", name="Try again").click()
        expect(notice).to_have_count(0)
        assert keys == [again.value.headers["idempotency-key"]]
        badge(page, "completed")


@pytest.mark.parametrize(
    ("name", "media", "status"), [("t.vtt", "text/vtt", "completed"), ("t.wav", "audio/wav", "pending")]
)
def test_a_file_that_is_dropped_on_a_row_is_sent(
    browser: Browser, site: Site, name: str, media: str, status: str
) -> None:
    site.desk.add()
    with shown(browser, site) as page:
        data = page.evaluate_handle(
            "([text, name, type]) => { const d = new DataTransfer(); d.items.add(new File([text], name, {type})); return d; }",
            [VTT, name, media],
        )
        page.dispatch_event("tbody tr", "drop", {"dataTransfer": data})
        badge(page, status)


@pytest.fixture
def prefixed(site: Site) -> Site:
    """Serve everything behind /coach, as `--root-path` behind a proxy does, and nothing elsewhere."""
    site.stop()
    plain: ASGIApp = site.desk.app

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            inside = scope["path"].startswith("/coach/")
            scope = {**scope, "root_path": "/coach", "path": scope["path"] if inside else "/coach/nowhere"}
        await plain(scope, receive, send)

    site.desk.app = app  # type: ignore[assignment]
    site.start()
    return site


def test_behind_a_prefix_everything_loads(browser: Browser, prefixed: Site) -> None:
    prefixed.desk.add(S.PENDING)
    page = browser.new_page()
    page.goto(f"{prefixed.address}/coach/#token={prefixed.desk.coach.token}")
    expect(page.locator("tbody th")).to_have_text("Coach's client")
    expect(page.locator("#connection")).to_have_text("Live")
    assert page.url == f"{prefixed.address}/coach/"
    page.close()


@pytest.mark.parametrize("width", [360, 820, 1200])
def test_long_names_leave_the_table_where_it_is(browser: Browser, site: Site, width: int) -> None:
    site.desk.add(S.COMPLETED, client_id=client(site.desk, LONG), fee_cents=100_000_000, currency="CHF")
    with shown(browser, site) as page:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        inside = "e => e.scrollWidth <= e.clientWidth"
        assert page.locator(".scroller").evaluate(inside)


def test_right_to_left_names_stay_in_one_piece(browser: Browser, site: Site) -> None:
    site.desk.add(client_id=client(site.desk, HEBREW))
    with shown(browser, site) as page:
        assert page.locator("tbody th bdi").inner_text() == HEBREW
        label = page.get_by_role("button", name="Add transcript").get_attribute("aria-label")
        assert label == f"Add transcript: \u2068{HEBREW}\u2069, Sep 17, 2025"

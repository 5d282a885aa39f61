"""What the page offers: addresses, counts, a transcript to read, signing out, languages, phones, and what a reader hears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.coaching.browser import NEEDS_CHROMIUM, badge, every_status, shown, upload, violations
from tests.coaching.desk import DAY, S
from tests.coaching.site import Site

pytestmark = NEEDS_CHROMIUM
MOST_REQUESTS = 16
MOST_BYTES = 60_000


def test_the_address_says_what_is_shown_and_back_forward_and_reload_keep_to_it(browser: Browser, site: Site) -> None:
    for number in range(30):
        site.desk.add(S.FAILED if number % 2 else S.COMPLETED, held_on=DAY - timedelta(days=number))
    with shown(browser, site) as page:
        count = page.locator("#count")
        page.get_by_role("link", name="failed").click()
        expect(count).to_have_text("1 to 12 of 15")
        page.get_by_role("button", name="Next").click()
        expect(count).to_have_text("13 to 15 of 15")
        page.get_by_label("Order").select_option("held_on")
        expect(count).to_have_text("1 to 12 of 15")
        assert page.url == f"{site.address}/?status=failed&sort=held_on"
        page.go_back()
        expect(count).to_have_text("13 to 15 of 15")
        assert page.url == f"{site.address}/?status=failed&page=2"
        expect(page.get_by_label("Order")).to_have_value("-held_on")
        page.reload()
        expect(count).to_have_text("13 to 15 of 15")
        expect(page.locator("#tabs [aria-current]")).to_have_text("failed 15")
        page.go_back()
        page.go_back()
        expect(count).to_have_text("1 to 12 of 30")
        page.go_forward()
        expect(count).to_have_text("1 to 12 of 15")
        page.goto(f"{site.address}/?status=failed&page=9")  # such as one that was shared when there were more
        expect(count).to_have_text("13 to 15 of 15")


def test_tabs_count_what_the_other_filters_leave(browser: Browser, site: Site) -> None:
    every_status(site.desk)
    site.desk.add(S.FAILED, currency="USD")
    with shown(browser, site) as page:
        expect(page.locator("#tabs a")).to_have_text(
            [
                "all 8",
                "uploading 1",
                "pending 1",
                "processing 1",
                "completed 1",
                "failed 2",
                "cancelled 1",
                "no transcript 1",
            ]
        )
        page.get_by_label("Currency").select_option("USD")
        expect(page.locator("#tabs a").first).to_have_text("all 1")


def test_sessions_without_a_transcript_have_a_tab_of_their_own_which_one_leaves_that_gets_one(
    browser: Browser, site: Site
) -> None:
    every_status(site.desk)
    site.desk.add()
    with shown(browser, site) as page:
        page.get_by_role("link", name="no transcript").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("1 to 2 of 2")
        assert page.url == f"{site.address}/?without_transcript=true"
        expect(page.locator("#tabs [aria-current]")).to_have_text("no transcript 2")
        expect(page.get_by_role("link", name="no transcript")).to_be_focused()
        page.reload()
        expect(page.locator("#count")).to_have_text("1 to 2 of 2")
        upload(page, "Send recording", "talk.wav", "audio/wav", b"\0" * 300)
        expect(page.locator("#count")).to_have_text("1 to 1 of 1")
        badge(page, "no transcript")
        expect(page.locator("#tabs [aria-current]")).to_have_text("no transcript 1")
        page.get_by_role("link", name="pending").click()
        expect(page.locator("#count")).to_have_text("1 to 2 of 2")
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#tabs [aria-current]")).to_have_text("all 8")


def test_a_transcript_is_read_and_searched_in_the_page(browser: Browser, site: Site) -> None:
    site.desk.add(S.COMPLETED, segments=700)
    with shown(browser, site) as page:
        button = page.get_by_role("button", name="Read")
        button.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("700 lines")
        expect(dialog.locator("li").first).to_have_text("0:00:00Yes.")
        expect(dialog.locator("li")).to_have_count(300)
        dialog.get_by_role("button", name="More lines").click()
        expect(dialog.locator("li")).to_have_count(600)
        dialog.get_by_label("Search in the transcript").fill("YES")
        expect(dialog.locator("mark").first).to_have_text("Yes")
        dialog.get_by_label("Search in the transcript").fill("(no")
        expect(dialog.locator("#matches")).to_have_text("0 of 700 lines")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()


def test_signing_out_leaves_nothing_and_a_reload_does_not_bring_it_back(browser: Browser, site: Site) -> None:
    site.desk.add(S.COMPLETED)
    with shown(browser, site) as page:
        page.get_by_role("button", name="Sign out").click()
        for _ in range(2):
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            assert "Coach's client" not in page.content()
            page.reload()


@pytest.mark.parametrize(
    ("locale", "zone", "day", "fee"),
    [
        ("de-DE", "Pacific/Kiritimati", "17.09.2025", "120,00 €"),
        ("en-US", "America/Los_Angeles", "Sep 17, 2025", "€120.00"),
        ("fr-FR", "Europe/Paris", "17 sept. 2025", "120,00 €"),
    ],
)
def test_days_and_money_are_written_in_the_readers_language_and_a_day_is_the_same_everywhere(
    browser: Browser, site: Site, locale: str, zone: str, day: str, fee: str
) -> None:
    site.desk.add()
    with shown(browser, site, locale=locale, timezone_id=zone) as page:
        expect(page.locator("tbody td").first).to_contain_text(day)
        expect(page.locator("tbody td").nth(2)).to_contain_text(fee.replace(" ", "\u00a0"))


def test_on_the_last_page_the_focus_stays_on_next(browser: Browser, site: Site) -> None:
    for number in range(13):
        site.desk.add(held_on=DAY - timedelta(days=number))
    with shown(browser, site) as page:
        button = page.get_by_role("button", name="Next")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("13 to 13 of 13")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-disabled", "true")
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("13 to 13 of 13")


def test_filters_are_folded_on_a_phone_and_a_tablet_has_a_table(browser: Browser, site: Site) -> None:
    every_status(site.desk)
    with shown(browser, site) as page:
        page.set_viewport_size({"width": 360, "height": 700})
        expect(page.get_by_label("Currency")).to_be_hidden()
        page.get_by_text("Filters and order").click()
        expect(page.get_by_label("Currency")).to_be_visible()
        page.set_viewport_size({"width": 820, "height": 1000})
        expect(page.get_by_label("Currency")).to_be_visible()
        assert page.locator("tbody tr").first.evaluate("e => getComputedStyle(e).display") == "table-row"


def test_statuses_are_told_apart_by_shape_and_have_borders_where_colours_are_forced(
    browser: Browser, site: Site
) -> None:
    every_status(site.desk)
    with shown(browser, site, forced_colors="active") as page:
        badges = page.locator(".badge")
        shapes = badges.evaluate_all("all => all.map(e => getComputedStyle(e, '::before').content)")
        assert len(set(shapes)) == len(shapes) == 6
        borders = badges.evaluate_all("all => all.map(e => getComputedStyle(e).borderTopColor)")
        assert not {"rgba(0, 0, 0, 0)", "transparent"} & set(borders)


def test_what_a_screen_reader_meets_comes_in_this_order(browser: Browser, site: Site) -> None:
    site.desk.add(S.COMPLETED)
    with shown(browser, site) as page:
        expect(page.locator("#tabs a")).to_have_count(8)
        expect(page.locator("body")).to_match_aria_snapshot("""
- link "Skip to the sessions"
- banner:
  - heading "Coaching sessions" [level=1]
  - status: Up to date
  - button "Sign out"
- main:
  - navigation "Transcripts by status":
    - link "all 1"
  - group: Filters and order
  - region "Sessions and their transcripts":
    - table "Sessions and their transcripts":
      - caption: Sessions and their transcripts
      - rowgroup
      - rowgroup:
        - row /Coach's client/:
          - cell "Sep 17, 2025"
          - rowheader "Coach's client"
  - navigation "Pages":
    - button "Previous" [disabled]
    - status: 1 to 1 of 1
    - button "Next" [disabled]
""")


def refused(page: Page) -> None:
    upload(page, "Add transcript", "talk.vtt", "text/vtt", b"x" * 9_000)
    expect(page.locator(".notice")).to_be_visible()


def reading(page: Page) -> None:
    page.get_by_role("button", name="Read").click()
    page.get_by_label("Search in the transcript").fill("yes")
    expect(page.locator("mark").first).to_be_visible()


def empty(page: Page) -> None:
    page.get_by_label("Currency").select_option("CHF")
    expect(page.locator("td.empty")).to_be_visible()


def waiting(page: Page) -> None:
    page.route("**/coaching-sessions?*", lambda _: None)
    page.reload()
    expect(page.locator(".skeleton").first).to_be_visible()


def unfit(page: Page) -> None:
    page.goto(page.url + "?status=none")
    expect(page.locator("#alert")).to_contain_text("This cannot be shown")


def sending(page: Page) -> None:
    page.route("**/recording", lambda _: None)
    upload(page, "Send recording", "talk.wav", "audio/wav", b"\0" * 5_000)
    expect(page.get_by_role("progressbar", name="Sent")).to_be_visible()


def unsent(page: Page) -> None:
    page.route("**/recording", lambda route: route.abort())
    upload(page, "Send recording", "talk.wav", "audio/wav", b"\0" * 5_000)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def not_known(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Your token").fill("nobody")
    page.keyboard.press("Enter")
    expect(page.locator("#alert")).to_contain_text("This token is not known.")


def on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_text("Filters and order").click()
    refused(page)


def read_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    reading(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "scene",
    [refused, reading, empty, waiting, unfit, sending, unsent, not_known, on_a_phone, read_on_a_phone],
)
def test_an_accessibility_audit_finds_nothing_in_any_state(
    browser: Browser, site: Site, scheme: str, scene: Callable[[Page], None]
) -> None:
    every_status(site.desk)
    with shown(browser, site, color_scheme=scheme, reduced_motion="reduce") as page:
        scene(page)
        assert violations(page) == []


def test_the_first_row_takes_few_requests_and_few_bytes(browser: Browser, site: Site) -> None:
    for number in range(12):
        site.desk.add(S.COMPLETED, segments=3, held_on=DAY - timedelta(days=number))
    with shown(browser, site) as page:
        sizes = page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".filter(e => e.name.startsWith('http')).map(e => e.transferSize)"
        )
        badge(page, "completed")
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES

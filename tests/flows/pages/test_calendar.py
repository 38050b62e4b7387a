"""The calendar by hand: dragged, moved by keys, moved without a script, and alive while something goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Site, Tab

pytestmark = pytest.mark.browser

LONDON = ZoneInfo("Europe/London")
#: A refusal is an answer; Chromium notes it all the same.
REFUSED = ("status of 409",)


def ahead(months: int) -> date:
    """The second Tuesday of the month so many months ahead: each test has a month of its own.

    On whatever day the tests run, a week before it and ten days after it are in the same picture of the month.
    """
    years, month = divmod(datetime.now(LONDON).month - 1 + months, 12)
    first = date(datetime.now(LONDON).year + years, month + 1, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 7)


def plan(site: Site, words: str, day: date, clock: str = "11:30") -> int:
    """A post that is scheduled by the command line."""
    told = site.told("post", words, "--to", "demo:rehearsal", "--at", f"{day} {clock}")
    return int(told["post"])


def due(site: Site, post_id: int, day: date) -> list[str]:
    """When the post goes out, as the command line tells it."""
    first = day - timedelta(days=day.weekday() + 14)
    told = site.told("calendar", "--from", str(first), "--days", "42")["entries"]
    return [row["at"][:16] for row in told if row["post"] == post_id]


def chip(page: Page, words: str) -> Locator:
    return page.locator("#cal .post", has_text=words)


def in_day(page: Page, day: date, words: str) -> Locator:
    return page.locator(f"#d-{day} .post", has_text=words)


def toast(page: Page, words: str) -> None:
    expect(page.locator("#toasts .toast", has_text=words).first).to_be_visible()


def drag(page: Page, chip: Locator, onto: Locator) -> None:
    """As a hand does it: down, over in steps, up."""
    chip.scroll_into_view_if_needed()
    start = chip.bounding_box()
    end = onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 30, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


class TestByHand:
    def test_a_post_is_dragged_to_another_day_of_the_month_and_undone(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        day, there = ahead(1), ahead(1) + timedelta(days=2)
        post = plan(site, "Dragged across a month", day)
        tab = open_tab(site)
        page = tab.page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        drag(page, chip(page, "Dragged across"), page.locator(f"#d-{there}"))
        toast(page, f"Moved to {there:%a} {there.day} {there:%b}, 11:30.")
        expect(in_day(page, there, "Dragged across")).to_be_visible()
        # The way back is there for ten seconds, so nothing slow comes in between.
        page.keyboard.press("u")
        toast(page, "Put back to")
        expect(in_day(page, day, "Dragged across")).to_be_visible()
        assert due(site, post, day) == [f"{day}T11:30"]
        drag(page, chip(page, "Dragged across"), page.locator(f"#d-{there}"))
        toast(page, "Moved to")
        assert due(site, post, there) == [f"{there}T11:30"]
        tab.axe("a calendar in which something was moved")

    def test_in_a_week_it_is_dragged_to_another_hour(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day, there = ahead(2), ahead(2) + timedelta(days=1)
        post = plan(site, "Dragged within a week", day, "09:30")
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=week&from={day}", wait_until="load")
        drag(page, chip(page, "Dragged within"), page.locator(f'.hour[data-day="{there}"][data-hour="12"]'))
        toast(page, "12:30")
        assert due(site, post, there) == [f"{there}T12:30"]

    def test_a_drag_ends_no_click_and_escape_leaves_it(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(3)
        post = plan(site, "Let go of again", day)
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        chip(page, "Let go of").scroll_into_view_if_needed()
        held = chip(page, "Let go of").bounding_box()
        assert held is not None
        page.mouse.move(held["x"] + 30, held["y"] + 12)
        page.mouse.down()
        page.mouse.move(held["x"] + 300, held["y"] + 60, steps=5)
        expect(page.locator(".ghost")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".ghost")).to_have_count(0)
        page.mouse.up()
        expect(page.locator("#plan")).to_be_hidden()
        assert due(site, post, day) == [f"{day}T11:30"]

    def test_a_bad_time_is_explained_and_the_nearest_good_one_is_the_first_button(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        day, there = ahead(4), ahead(4) + timedelta(days=1)
        plan(site, "Already there at half past", there)
        post = plan(site, "Comes too close", day)
        tab = open_tab(site)
        tab.forgiven = REFUSED
        page = tab.page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        drag(page, chip(page, "Comes too close"), page.locator(f"#d-{there}"))
        box = page.locator("#plan")
        expect(box).to_contain_text("at the same time as “Already there at half past”")
        tab.axe("a box that explains a bad time")
        better = box.locator(".guard button").first
        expect(better).to_be_focused()
        expect(better).to_contain_text(":30")
        better.click()
        toast(page, "Moved to")
        expect(box).to_be_hidden()
        [at] = due(site, post, there)
        assert at != f"{there}T11:30"
        assert at.startswith(str(there))


class TestByKeys:
    def test_m_arrows_and_enter_move_it(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(5)
        post = plan(site, "Moved by keys alone", day)
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        chip(page, "Moved by keys").locator("[data-chip]").focus()
        page.keyboard.press("m")
        expect(page.locator("#moving")).to_contain_text(f"{day:%a} {day.day}")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+ArrowDown")
        there = day + timedelta(days=8)
        expect(page.locator("#moving")).to_contain_text("12:00")
        page.keyboard.press("Enter")
        toast(page, "Moved to")
        assert due(site, post, there) == [f"{there}T12:00"]
        # The hand stays on what it moved.
        expect(in_day(page, there, "Moved by keys").locator("[data-chip]")).to_be_focused()

    def test_escape_leaves_it_where_it_was(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(6)
        post = plan(site, "Stays after all", day)
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=week&from={day}", wait_until="load")
        chip(page, "Stays after").locator("[data-chip]").focus()
        for key in ("m", "ArrowRight", "ArrowDown", "Escape"):
            page.keyboard.press(key)
        expect(page.locator("#moving")).to_be_hidden()
        assert due(site, post, day) == [f"{day}T11:30"]

    def test_arrows_walk_and_numbers_change_the_view(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(7)
        plan(site, "A step to walk on", day)
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        chip(page, "A step to walk").locator("[data-chip]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#d-{day + timedelta(days=1)} .dayno")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(chip(page, "A step to walk").locator("[data-chip]")).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.closest('.cell').dataset.day") == str(day - timedelta(days=7))
        page.keyboard.press("2")
        page.wait_for_url("**view=week**")
        page.keyboard.press("3")
        page.wait_for_url("**view=list**")
        page.keyboard.press("t")
        page.wait_for_url(lambda url: "from=" not in url)

    def test_n_writes_on_this_day_and_letters_rest_while_typing(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        day = ahead(8)
        page = open_tab(site).page
        page.goto(f"{site.address}/calendar/?view=month&from={day}", wait_until="load")
        page.locator(".calfilter summary").click()
        page.locator(".aim summary").click()
        page.locator(".aim input[name=posts]").focus()
        page.keyboard.press("n")
        page.locator(f"#d-{day} .dayno").focus()
        page.keyboard.press("n")
        page.wait_for_url("**/compose/?at=*")
        assert page.input_value("#at") == f"{day}T11:00"


class TestWithoutScripts:
    def test_it_is_moved_by_a_form_and_put_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day, there = ahead(9), ahead(9) + timedelta(days=3)
        post = plan(site, "Moved by a form", day)
        page = open_tab(site, script=False).page
        page.goto(f"{site.address}/calendar/?view=week&from={day}")
        chip(page, "Moved by a form").get_by_role("link").first.click()
        page.get_by_label("Move to…").fill(f"{there}T16:00")
        page.get_by_role("button", name="Move it").click()
        toast(page, "16:00")
        assert "view=week" in page.url
        assert due(site, post, there) == [f"{there}T16:00"]
        page.get_by_role("button", name="Undo").click()
        toast(page, "Put back to")
        assert due(site, post, day) == [f"{day}T11:30"]

    def test_a_bad_time_is_explained_on_a_page_of_its_own(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(10)
        post = plan(site, "Sent into the night", day)
        tab = open_tab(site, script=False)
        tab.forgiven = REFUSED
        page = tab.page
        page.goto(f"{site.address}/calendar/posts/{post}/")
        page.get_by_label("Move to…").fill(f"{day}T03:00")
        page.get_by_role("button", name="Move it").click()
        expect(page.get_by_text("most of your readers are asleep")).to_be_visible()
        page.get_by_role("button", name="Move it there anyway").click()
        toast(page, "03:00")
        assert due(site, post, day) == [f"{day}T03:00"]


class TestAlive:
    def test_an_open_calendar_shows_how_a_post_goes_out_and_keeps_the_place(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        soon = (datetime.now(UTC) + timedelta(seconds=6)).astimezone(LONDON)
        words = "Goes out while somebody looks"
        told = site.told("post", words, "--to", "demo:rehearsal", "--at", soon.isoformat(timespec="seconds"))
        assert told["deliveries"]
        page = open_tab(site).page
        # The day alone: in a fuller view it could be folded behind what others planned for this hour.
        page.goto(f"{site.address}/calendar/?view=day&from={soon:%Y-%m-%d}", wait_until="load")
        link = chip(page, words).locator("[data-chip]")
        link.focus()
        place = page.evaluate("scrollY")
        expect(chip(page, words)).to_contain_text("Sent", ignore_case=True)
        expect(link).to_be_focused()
        assert page.evaluate("scrollY") == place
        # Nothing more is under way: nobody asks any more.
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(4000)
        assert [url for url in asked if "seen=" in url] == []


class TestOnAPhone:
    def test_the_days_are_a_list_under_seven_days(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(11)
        plan(site, "Read on a phone", day)
        tab = open_tab(site, phone=True)
        tab.visit(f"/calendar/?view=month&from={day}")
        expect(tab.page.locator(".seven")).to_be_visible()
        expect(tab.page.locator(".weekdays")).to_be_hidden()
        assert tab.goes_out_of_view() == ""
        chip(tab.page, "Read on a phone").locator("[data-chip]").click()
        expect(tab.page.locator("#plan")).to_contain_text("Move to…")
        tab.axe("the box of a post on a phone")

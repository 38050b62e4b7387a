"""Over the edge of the page: what is moved there takes the page, its address and the focus along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.flows.pages.test_calendar import REFUSED, ahead, chip, due, in_day, plan, toast

pytestmark = pytest.mark.browser


def shown(site: Site, open_tab: Callable[..., Tab], day: date, view: str) -> tuple[Tab, Page]:
    tab = open_tab(site)
    tab.page.goto(f"{site.address}/calendar/?view={view}&from={day}", wait_until="load")
    return tab, tab.page


def pick_up(page: Page, words: str) -> None:
    chip(page, words).locator("[data-chip]").focus()
    page.keyboard.press("m")
    expect(page.locator("#moving")).to_contain_text(words)


class TestByKeys:
    def test_a_post_that_leaves_the_month_takes_it_along(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day, there = ahead(12), ahead(12) + timedelta(days=35)
        post = plan(site, "Goes into another month", day)
        tab, page = shown(site, open_tab, day, "month")
        pick_up(page, "Goes into another")
        for _ in range(5):
            page.keyboard.press("ArrowDown")
        expect(page.locator(".calbar .title")).to_have_text(f"{there:%B %Y}")
        expect(in_day(page, there, "Goes into another").locator("[data-chip]")).to_be_focused()
        tab.axe("a calendar whose page was turned")
        page.keyboard.press("Enter")
        toast(page, f"Moved to {there:%a} {there.day} {there:%b}, 11:30.")
        expect(in_day(page, there, "Goes into another").locator("[data-chip]")).to_be_focused()
        assert due(site, post, there) == [f"{there}T11:30"]
        assert f"from={there - timedelta(days=7)}" in page.url or f"from={there}" in page.url
        page.reload()
        expect(in_day(page, there, "Goes into another")).to_be_visible()

    def test_so_does_one_that_leaves_the_week(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day, there = ahead(13), ahead(13) - timedelta(days=2)
        post = plan(site, "Goes into another week", day)
        _, page = shown(site, open_tab, day, "week")
        pick_up(page, "Goes into another week")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        expect(in_day(page, there, "Goes into another week").locator("[data-chip]")).to_be_focused()
        page.keyboard.press("Enter")
        toast(page, "Moved to")
        expect(in_day(page, there, "Goes into another week").locator("[data-chip]")).to_be_focused()
        assert due(site, post, there) == [f"{there}T11:30"]

    def test_escape_turns_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(14)
        post = plan(site, "Looks around and stays", day)
        _, page = shown(site, open_tab, day, "month")
        pick_up(page, "Looks around")
        for _ in range(5):
            page.keyboard.press("ArrowDown")
        expect(page.locator(".calbar .title")).not_to_have_text(f"{day:%B %Y}")
        page.keyboard.press("Escape")
        expect(in_day(page, day, "Looks around").locator("[data-chip]")).to_be_focused()
        expect(page.locator(".calbar .title")).to_have_text(f"{day:%B %Y}")
        assert due(site, post, day) == [f"{day}T11:30"]

    def test_a_bad_time_beyond_the_page_is_explained_and_left_again(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        day, there = ahead(15), ahead(15) + timedelta(days=35)
        plan(site, "Taken since last week", there)
        post = plan(site, "Comes too close to it", day)
        tab, page = shown(site, open_tab, day, "month")
        tab.forgiven = REFUSED
        pick_up(page, "Comes too close to it")
        for _ in range(5):
            page.keyboard.press("ArrowDown")
        expect(page.locator(".calbar .title")).to_have_text(f"{there:%B %Y}")
        page.keyboard.press("Enter")
        expect(page.locator("#plan")).to_contain_text("at the same time as “Taken since last week”")
        page.keyboard.press("Escape")
        expect(in_day(page, day, "Comes too close to it").locator("[data-chip]")).to_be_focused()
        assert due(site, post, day) == [f"{day}T11:30"]

    def test_arrows_walk_on_over_the_edge(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day = ahead(16)
        _, page = shown(site, open_tab, day, "month")
        last = page.locator(".cell[data-day]").last
        edge = date.fromisoformat(last.get_attribute("data-day") or "")
        last.locator(".dayno").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#d-{edge + timedelta(days=1)} .dayno")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(page.locator(f"#d-{edge} .dayno")).to_be_focused()
        first = page.locator(".cell[data-day]").first
        edge = date.fromisoformat(first.get_attribute("data-day") or "")
        first.locator(".dayno").focus()
        page.keyboard.press("ArrowUp")
        expect(page.locator(f"#d-{edge - timedelta(days=7)} .dayno")).to_be_focused()


class TestByHand:
    def test_what_is_held_over_later_turns_the_page_and_is_dropped_there(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        day = ahead(17)
        post = plan(site, "Dragged into the next month", day)
        _, page = shown(site, open_tab, day, "month")
        held = chip(page, "Dragged into the next")
        held.scroll_into_view_if_needed()
        place = held.bounding_box()
        later = page.locator("[data-later]").bounding_box()
        assert place is not None
        assert later is not None
        page.mouse.move(place["x"] + 30, place["y"] + 12)
        page.mouse.down()
        page.mouse.move(place["x"] + 60, place["y"] + 30, steps=4)
        page.mouse.move(later["x"] + 10, later["y"] + 10, steps=6)
        there = ahead(18)
        expect(page.locator(".calbar .title")).to_have_text(f"{there:%B %Y}")
        onto = page.locator(f"#d-{there}").bounding_box()
        assert onto is not None
        page.mouse.move(onto["x"] + 40, onto["y"] + 40, steps=6)
        page.mouse.up()
        toast(page, f"Moved to {there:%a} {there.day} {there:%b}, 11:30.")
        expect(in_day(page, there, "Dragged into the next")).to_be_visible()
        assert due(site, post, there) == [f"{there}T11:30"]

    def test_the_box_takes_the_page_along_as_well(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        day, there = ahead(19), ahead(20)
        post = plan(site, "Moved by its box", day)
        _, page = shown(site, open_tab, day, "month")
        chip(page, "Moved by its box").locator("[data-chip]").click()
        page.locator("#plan-at").fill(f"{there}T11:30")
        page.get_by_role("button", name="Move it").click()
        toast(page, "Moved to")
        expect(in_day(page, there, "Moved by its box").locator("[data-chip]")).to_be_focused()
        assert due(site, post, there) == [f"{there}T11:30"]

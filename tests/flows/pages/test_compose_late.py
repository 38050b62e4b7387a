"""Compose when answers come late: nobody loses their place, and nothing that was decided is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import PATIENCE, Site, Tab
from tests.flows.pages.by_hand import shows, tab_to, tab_to_words, write

pytestmark = pytest.mark.browser

LONG = "We baked bread and butter and jam rolls today, and tomorrow we bake them again for you. " * 5
LOUD = "COME AND TRY THE NEW RYE BREAD ON SATURDAY"
OPEN = ".panel.is-open"
LOOK, SAVE, FIX = "**/compose/look/", "**/compose/save/", "**/compose/fix/"


class Held:
    """Requests to an address that wait until they are let go, the first ones of them."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.waiting: list[Route] = []
        self.holds = True
        page.route(address, lambda route: self.waiting.append(route) if self.holds else route.continue_())

    def wait(self, count: int = 1) -> None:
        for _ in range(PATIENCE // 50):
            if len(self.waiting) >= count:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"nothing was asked of {self.address}")

    def let_go(self) -> None:
        """Answer them now, and hold nothing from here on."""
        self.wait()
        self.holds = False
        with self.page.expect_response(self.address):
            for route in self.waiting:
                route.continue_()


def compose(tab: Tab, words: str, version: int = 1) -> Page:
    page = tab.page
    page.goto(tab.site.address + "/compose/", wait_until="load")
    page.locator("#text-master").fill(words)
    shows(page, "#previews", words[-6:].strip())
    shows(page, "#saved", "Draft saved")
    page.get_by_role("tab").nth(version).click()
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def settled(page: Page) -> None:
    """Two pictures later: what an answer changed is on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def look_now(page: Page) -> None:
    page.evaluate("document.getElementById('composer').dispatchEvent(new CustomEvent('look-now'))")


class TestTheFocus:
    def test_it_stays_on_a_fix_while_an_answer_puts_another_finding_above_it(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = compose(open_tab(site), LOUD)
        shows(page, OPEN, "Capitals")
        late = Held(page, LOOK)
        page.locator(f"{OPEN} textarea").press("End")
        page.keyboard.insert_text("!!!!!! Retweet it, please")
        tab_to(page, f"{OPEN} [data-fix]")
        button, top = focused(page), page.evaluate("document.activeElement.getBoundingClientRect().top")
        late.let_go()
        shows(page, OPEN, "exclamation mark")
        settled(page)
        assert focused(page) == button
        assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - top) < 2

    def test_when_its_button_is_gone_it_is_close_by_and_on_nothing_that_acts(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = compose(open_tab(site), LOUD)
        shows(page, OPEN, "Capitals")
        late = Held(page, LOOK)
        page.locator(f"{OPEN} textarea").fill("Come and try the new rye bread")
        tab_to(page, f"{OPEN} [data-fix]")
        late.let_go()
        expect(page.locator(f"{OPEN} [data-fix]")).to_have_count(0)
        settled(page)
        assert page.evaluate("document.activeElement.closest('.panel') !== null")
        assert page.evaluate("!document.activeElement.matches('a, button, input, textarea')")
        look_now(page)
        page.wait_for_load_state("networkidle")
        settled(page)
        assert page.evaluate("document.activeElement.closest('.panel') !== null")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.panel, .sheet') !== null")

    def test_a_reason_that_is_being_given_stays_where_it_is(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = compose(open_tab(site), LOUD)
        shows(page, OPEN, "Capitals")
        late = Held(page, LOOK)
        page.locator(f"{OPEN} textarea").press("Control+Home")
        page.keyboard.insert_text("And so: ")
        page.locator(f"{OPEN} details.aside summary").first.press("Enter")
        reason = page.get_by_label("Why it may be set aside").first
        reason.press_sequentially("It is the name ")
        late.let_go()
        look_now(page)
        page.wait_for_load_state("networkidle")
        page.keyboard.type("of our stall")
        expect(reason).to_be_visible()
        expect(reason).to_have_value("It is the name of our stall")

    def test_the_field_somebody_fills_in_does_not_move_when_findings_come(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = compose(open_tab(site), "Fresh rye at eight")
        late = Held(page, LOOK)
        page.locator(f"{OPEN} textarea").fill(LOUD + "!!!!!!")
        page.locator("#at").focus()
        page.locator("#at").scroll_into_view_if_needed()
        top = page.locator("#at").bounding_box()
        late.let_go()
        shows(page, OPEN, "Capitals")
        settled(page)
        now = page.locator("#at").bounding_box()
        assert top is not None
        assert now is not None
        assert abs(now["y"] - top["y"]) < 2


class TestWhatWasDecided:
    def test_a_save_that_waited_takes_back_no_thread(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab, LONG)
        shows(page, OPEN, "Send it as a thread of 2")
        fix = Held(page, FIX)
        page.keyboard.press("Alt+1")
        fix.wait()
        # The draft is to be kept while the press is on its way: it has to wait, and then to know of the thread.
        page.evaluate("document.body.dispatchEvent(new CustomEvent('keep-now', { bubbles: true }))")
        with page.expect_response(SAVE):
            fix.let_go()
        shows(page, OPEN, "Goes as a thread of 2")
        settled(page)
        page.reload(wait_until="load")
        page.get_by_role("tab").nth(1).click()
        shows(page, OPEN, "Goes as a thread of 2")
        tab_to_words(page, "Make it one post again")
        page.keyboard.press("Enter")
        shows(page, OPEN, "Send it as a thread of 2")

    def test_a_description_goes_on_while_its_beginning_is_being_saved(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = compose(open_tab(site), "Two loaves", version=0)
        page.locator("#besides > summary").click()
        warning = page.get_by_label("Warning")
        late = Held(page, SAVE)
        warning.press_sequentially("Food")
        late.wait()
        warning.press_sequentially(" and drink")
        page.locator("#post-title").focus()
        late.let_go()
        settled(page)
        expect(warning).to_have_value("Food and drink")

    def test_findings_are_about_the_newest_words_when_an_old_save_is_answered(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = compose(open_tab(site), "Fresh rye at eight")
        late = Held(page, SAVE)
        field = page.locator(f"{OPEN} textarea")
        field.fill("Fresh rye at nine")
        late.wait()
        field.fill(LOUD)
        shows(page, OPEN, "Capitals")
        late.let_go()
        page.wait_for_load_state("networkidle")
        shows(page, OPEN, "Capitals")
        shows(page, "#previews", "SATURDAY")

    def test_sending_while_a_press_is_on_its_way_makes_no_twin(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = open_tab(site).page
        page.goto(site.address + "/compose/", wait_until="load")
        saves = Held(page, SAVE)
        tab_to(page, "#text-master")
        write(page, "COME AND BUY A LOAF ONCE AND NO MORE")
        page.get_by_role("tab").nth(1).click()
        shows(page, OPEN, "Capitals")
        fix = Held(page, FIX)
        page.keyboard.press("Alt+1")
        fix.wait()
        page.locator("[data-send]").click()
        saves.holds = False
        fix.let_go()
        page.wait_for_url("**/calendar/**")
        page.wait_for_timeout(3000)
        said = [one["text"] for one in site.told("posts")["posts"]]
        assert sorted(text for text in said if text.casefold().startswith("come and buy a loaf once")) == [
            "COME AND BUY A LOAF ONCE AND NO MORE",
            "Come and buy a loaf once and no more",
        ]

"""Compose in full, in a browser: threads, setting aside, emoji, people, pictures that fail, two editors; and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import SHORT, press_and_land, shows, tab_to, tab_to_words, write

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Europe/London")
LONG = "We baked bread and butter and jam rolls today, and tomorrow we bake them again for you. " * 5
LOUD = "COME AND TRY THE NEW RYE BREAD ON SATURDAY"
OPEN = ".panel.is-open"


def compose(tab: Tab, words: str = "") -> Page:
    page = tab.page
    page.goto(tab.site.address + "/compose/", wait_until="load")
    if words:
        page.locator("#text-master").fill(words)
        shows(page, "#previews", words[-6:].strip())
    return page


class TestByTheKeyboardAlone:
    def test_a_long_text_becomes_a_thread_and_one_post_again(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab)
        tab_to(page, "#text-master")
        write(page, LONG)
        shows(page, "#about-master", "over the limit")
        page.keyboard.press("Control+]")
        shows(page, OPEN, "Send it as a thread of 2")
        shows(page, OPEN, "Shortening would leave out")
        tab.axe("a version that is too long")
        page.keyboard.press("Alt+1")
        shows(page, OPEN, "Goes as a thread of 2")
        expect(page.locator(f"{OPEN} .rings .gauge")).to_have_count(2)
        expect(page.locator(f"{OPEN} .mirror .h-break")).to_have_count(1)
        expect(page.locator("#previews .pv.is-here .post")).to_have_count(2)
        tab.axe("a thread")
        tab_to_words(page, "Make it one post again")
        page.keyboard.press("Enter")
        shows(page, OPEN, "Send it as a thread of 2")

    def test_an_emoji_is_found_by_a_word_and_put_where_the_caret_was(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        page = compose(tab)
        tab_to(page, "#text-master")
        page.keyboard.insert_text("Fresh today ")
        page.keyboard.press("Control+.")
        expect(page.locator("#emoji-words")).to_be_focused()
        expect(page.locator("#emoji-found [role=option]").first).to_be_visible()
        page.keyboard.type("croissant")
        expect(page.locator("#emoji-found [role=option]").first).to_have_attribute("aria-label", "croissant")
        tab.axe("the emoji")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#emoji-name")).to_have_text("croissant")
        page.keyboard.press("Enter")
        expect(page.locator("#text-master")).to_have_value("Fresh today 🥐")
        expect(page.locator("#text-master")).to_be_focused()

    def test_people_are_offered_while_their_name_is_typed(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab)
        tab_to(page, "#text-master")
        page.keyboard.type("Thanks to @Kem")
        expect(page.locator("#at-list button").first).to_contain_text("Kemi Okafor", timeout=SHORT)
        tab.axe("people to mention")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#text-master")).to_have_value("Thanks to @[Kemi Okafor] ")

    def test_previews_turn_from_phone_to_desk(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = compose(open_tab(site))
        page.keyboard.press("Control+Shift+P")
        expect(page.locator("[data-width=desktop]")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Control+Shift+P")
        expect(page.locator("[data-width=phone]")).to_have_attribute("aria-pressed", "true")


class TestCounting:
    def test_the_count_goes_on_before_the_server_answers(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        # What is held back comes to nothing in the end, and the page may say so before it is closed.
        tab.forgiven = ("net::ERR_FAILED", "htmx:error")
        page = compose(tab, "Fresh rye at eight")
        held: list[Route] = []
        page.route("**/compose/look/", lambda route: held.append(route))
        page.locator("#text-master").press_sequentially(", and 🥐 too")
        expect(page.locator("#bar-master [data-shown]")).to_have_text("29 of 300")
        for route in held:
            route.abort()

    def test_the_servers_count_is_the_same(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = compose(open_tab(site), "Fresh rye at eight, and 🥐 too")
        expect(page.locator("#bar-master .tally")).to_have_attribute("data-count", "29")


class TestSettingAside:
    def test_with_a_reason_it_stays_aside(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab, LOUD)
        page.get_by_role("tab").nth(1).click()
        note = page.locator(f"{OPEN} li.note", has_text="capital")
        note.locator("summary").click()
        note.get_by_label("Why it may be set aside").fill("It is the name of our stall")
        tab.axe("setting aside")
        note.get_by_role("button", name="Set aside").click()
        shows(page, OPEN, "It is the name of our stall")
        expect(note.locator("[data-fix]")).to_have_count(0)
        page.reload(wait_until="load")
        page.get_by_role("tab").nth(1).click()
        shows(page, OPEN, "It is the name of our stall")


class TestWhatTailoringDid:
    def test_a_click_on_the_changed_words_tells_why(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab, "**Rye** is out")
        page.get_by_role("tab").nth(1).click()
        expect(page.locator(f"{OPEN} .mirror .h-did").first).to_have_count(1)
        page.locator(f"{OPEN} textarea").click(position={"x": 24, "y": 24})
        expect(page.locator(f"{OPEN} details.did")).to_have_attribute("open", "")
        expect(page.locator(f"{OPEN} .did li.is-here")).to_have_count(1)
        tab.axe("what tailoring did")


class TestPictures:
    @pytest.fixture
    def loaf(self, tmp_path: Path) -> Path:
        Image.new("RGB", (320, 200), "#a52").save(tmp_path / "loaf.png")
        return tmp_path / "loaf.png"

    def test_one_that_fails_stays_and_goes_up_at_the_second_try(
        self, site: Site, open_tab: Callable[..., Tab], loaf: Path
    ) -> None:
        tab = open_tab(site)
        tab.forgiven = ("net::ERR_FAILED",)
        page = compose(tab, "Look at this loaf")
        page.route("**/compose/pictures/", lambda route: route.abort(), times=1)
        page.set_input_files("#pictures", loaf)
        shows(page, "#uploads", "The file is still here")
        tab.axe("a picture that failed")
        page.get_by_role("button", name="Try again").click()
        alt = page.get_by_label("What loaf.png shows")
        expect(alt).to_be_visible(timeout=SHORT)
        expect(page.locator("#uploads .note")).to_have_count(0)
        shows(page, "#previews", "no ALT")
        alt.fill("A dark loaf on a board")
        expect(page.locator("#shelf [data-alt-of]")).to_have_text("22")
        expect(page.locator("#previews .alt").first).to_have_text("ALT", timeout=SHORT)
        tab.axe("a picture in previews")

    def test_a_click_says_which_point_stays_in_view_and_the_keyboard_does_too(
        self, site: Site, open_tab: Callable[..., Tab], tmp_path: Path
    ) -> None:
        file = tmp_path / "oven.png"
        Image.new("RGB", (800, 400), "tan").save(file)
        tab = open_tab(site)
        page = compose(tab, "Two loaves on a board")
        page.locator("#pictures").set_input_files(file)
        picture = page.locator("#shelf .pic")
        expect(picture).to_have_count(1, timeout=SHORT)
        image = picture.locator("img")
        page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
        box = image.bounding_box()
        assert box is not None
        # Where it stands when it is pressed: what is found meanwhile may move it.
        image.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.25})
        left, top = page.get_by_label("From the left, %"), page.get_by_label("From the top, %")
        expect(left).not_to_have_value("")
        assert abs(int(left.input_value()) - 90) <= 2
        assert abs(int(top.input_value()) - 25) <= 3
        tab.axe("the point that stays")
        left.fill("10")
        shows(page, "#shelf", "10 % from the left")
        page.reload(wait_until="load")
        expect(page.get_by_label("From the left, %")).to_have_value("10")

    def test_a_warning_folds_every_preview(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = compose(tab, "Two loaves on a board")
        page.locator("#besides > summary").click()
        page.get_by_label("Warning").fill("Food")
        fold = page.locator("#previews .cw").first
        expect(fold).to_contain_text("Food", timeout=SHORT)
        expect(fold.locator(".txt")).to_be_hidden()
        tab.axe("a warning")
        fold.locator("summary").click()
        expect(fold.locator(".txt")).to_be_visible()
        page.locator("#text-master").press("End")
        page.locator("#text-master").press_sequentially(", and butter")
        shows(page, "#previews", "and butter")
        expect(fold.locator(".txt")).to_be_visible()


class TestTwoEditors:
    def test_both_sides_stand_side_by_side_and_nothing_is_lost(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        first, second = open_tab(site), open_tab(site)
        second.forgiven = ("status of 409",)
        page = compose(first, "The first draft of both")
        page.wait_for_url(re.compile(r"/compose/\d+/"))
        other = second.page
        other.goto(page.url, wait_until="load")
        page.locator("#text-master").fill("What the first wrote")
        shows(page, "#saved", "Draft saved")
        with page.expect_response("**/compose/save/"):
            page.keyboard.press("Control+s")
        other.locator("#text-master").fill("What the second wrote")
        shows(other, "#trouble", "What the first wrote")
        shows(other, "#trouble", "What the second wrote")
        second.axe("two editors")
        expect(other.locator("#text-master")).to_have_value("What the second wrote")
        other.get_by_role("button", name="Save mine over theirs").click()
        other.wait_for_load_state("load")
        page.reload(wait_until="load")
        expect(page.locator("#text-master")).to_have_value("What the second wrote")


class TestLooks:
    @pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_a_busy_page_has_no_barriers_and_does_not_stick_out(
        self, site: Site, open_tab: Callable[..., Tab], *, dark: bool, phone: bool
    ) -> None:
        tab = open_tab(site, dark=dark, phone=phone)
        page = compose(tab, f"{LOUD}\n---\n**And** @[Kemi Okafor] https://example.org #freshryebread!!")
        page.get_by_role("tab").nth(1).click()
        shows(page, OPEN, "A thread of 2")
        page.locator(f"{OPEN} details.did summary").click()
        tab.axe(f"busy, dark={dark}, phone={phone}")
        assert tab.goes_out_of_view() == ""
        tab.picture(f"compose-in-full-{'dark' if dark else 'light'}-{'phone' if phone else 'desk'}")


class TestWithoutScripts:
    def test_thread_setting_aside_and_a_time_for_each(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site, script=False)
        page = tab.page
        at = (datetime.now(ZONE) + timedelta(days=3)).replace(hour=10, minute=15, second=0, microsecond=0)
        page.goto(site.address + "/compose/")
        page.get_by_label("Master text").fill(LONG)
        page.get_by_role("button", name="Save draft").click()
        page.wait_for_url(re.compile(r"/compose/\d+/"))
        page.get_by_role("button", name="Send it as a thread of 2").first.click()
        shows(page, "#panels", "Goes as a thread of 2")
        page.get_by_role("button", name="Send it as a thread of 2").first.click()
        page.locator("#previews .of-thread").nth(3).wait_for()
        for summary in page.locator("details.aside summary").all():
            summary.click()
        if page.get_by_label("Why it may be set aside").count():
            page.get_by_label("Why it may be set aside").first.fill("We mean it")
            page.get_by_role("button", name="Set aside", exact=True).first.click()
            shows(page, "#panels", "We mean it")
        page.get_by_label("When", exact=True).fill(at.strftime("%Y-%m-%dT%H:%M"))
        page.locator("[data-send]").click()
        page.wait_for_url("**/calendar/**")
        shows(page, ".toast", "10:15")

    def test_the_owners_words_come_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = open_tab(site, script=False).page
        page.goto(site.address + "/compose/")
        page.get_by_label("Master text").fill("**Rye** is out")
        page.get_by_role("button", name="Save draft").click()
        page.wait_for_url(re.compile(r"/compose/\d+/"))
        page.locator("details.did summary").first.click()
        page.get_by_role("button", name="Put mine back").first.click()
        shows(page, "#panels", "Written by hand")


def test_the_sheet_of_keys_lists_them(site: Site, open_tab: Callable[..., Tab]) -> None:
    page = open_tab(site).page
    page.goto(site.address + "/calendar/", wait_until="load")
    page.keyboard.press("?")
    shows(page, "dialog[open]", "Emoji")
    page.keyboard.press("Escape")
    press_and_land(page, "c", "**/compose/")

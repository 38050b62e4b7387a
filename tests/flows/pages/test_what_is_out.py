"""With a browser: what is out is changed and taken down, what people wrote is liked, found and answered, a name completed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Site, Tab
from tests.flows.pages.by_hand import until
from twoway.rehearsal import reading

pytestmark = pytest.mark.browser


def out(site: Site, words: str) -> str:
    """Something that is out; gives the path of its delivery."""
    site.twoway("post", words, "--to", "demo:rehearsal", "--now")
    found = next(one for one in site.told("posts", "list")["posts"] if one["text"] == words)
    return f"/deliveries/{found['delivery']}/"


def said(site: Site, words: str) -> list[str]:
    """What is there now under words that nobody else used."""
    return [one.text for one in reading.posts_of(site.stage, "alder.rye", 30) if words in one.text]


def looks_right(tab: Tab, name: str) -> None:
    """Light and dark, wide and narrow: nothing for axe to say, and nothing sticks out."""
    for size, window in (("desk", DESK), ("phone", PHONE)):
        tab.page.set_viewport_size(window)  # type: ignore[arg-type]  # playwright wants its own type
        for colours in ("light", "dark"):
            tab.page.emulate_media(color_scheme=colours)
            tab.axe(f"{name} {size} {colours}", colours_only=colours == "dark")
            tab.picture(f"out-{name}-{size}-{colours}")
        assert tab.goes_out_of_view() == "", f"{name} {size}"
    tab.page.set_viewport_size(DESK)  # type: ignore[arg-type]  # as above
    tab.page.emulate_media(color_scheme="light")


class TestChanging:
    def test_the_difference_follows_the_keys_and_then_it_is_changed(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        mark = f"Rye{uuid.uuid4().hex[:6]}"
        where = out(site, f"{mark} until six on Saturday.")
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + where, wait_until="load")
        page.get_by_role("link", name="Change the words").click()
        page.get_by_label("Words").fill(f"{mark} until five on Saturday.")
        expect(page.locator("#difference ins")).to_contain_text("five")
        looks_right(tab, "edit")
        page.get_by_role("button", name=re.compile("Change it on")).click()
        page.wait_for_url(f"**{where}")
        expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
        until(lambda: said(site, mark) == [f"{mark} until five on Saturday."])
        expect(page.locator(".changes")).to_contain_text("Done")
        looks_right(tab, "delivery-changed")

    def test_without_a_script_the_difference_is_a_button_away(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        mark = f"Rye{uuid.uuid4().hex[:6]}"
        where = out(site, f"{mark} until six on Saturday.")
        page = open_tab(site, script=False).page
        page.goto(site.address + where + "edit/", wait_until="load")
        page.get_by_label("Words").fill(f"{mark} until five on Saturday.")
        page.get_by_role("button", name="Show the difference").click()
        expect(page.locator("#difference del")).to_contain_text("six")
        page.get_by_role("button", name=re.compile("Change it on")).click()
        until(lambda: said(site, mark) == [f"{mark} until five on Saturday."])

    def test_taking_down_asks_and_then_it_is_gone(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        mark = f"Rye{uuid.uuid4().hex[:6]}"
        where = out(site, f"{mark} until six on Saturday.")
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + where, wait_until="load")
        page.get_by_role("link", name="Take it down").click()
        looks_right(tab, "take-down")
        page.get_by_role("button", name="Take it down").click()
        until(lambda: said(site, mark) == [])
        expect(page.get_by_text(re.compile("Taken down by")).first).to_be_visible(timeout=15_000)
        looks_right(tab, "delivery-gone")


class TestPressing:
    def test_a_like_stays_pressed_and_can_be_taken_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/inbox/", wait_until="load")
        button = page.locator(".press button").last
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".press").last).not_to_contain_text("On its way")
        looks_right(tab, "inbox-pressed")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")


class TestFinding:
    def test_what_somebody_said_is_found_and_answered(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        mark = f"Loaf{uuid.uuid4().hex[:6]}"
        reading.act_as(site.stage, "kemi.okafor@rehearsal", _somebodys_post(site), f"Is there any {mark} on Sunday?")
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/inbox/", wait_until="load")
        page.get_by_role("link", name="Search the networks").click()
        page.get_by_label("What people say").fill(mark)
        page.keyboard.press("Enter")
        expect(page.locator(".found")).to_contain_text("Kemi Okafor")
        looks_right(tab, "search")
        page.get_by_role("button", name=re.compile("^Answer")).click()
        looks_right(tab, "search-answer")
        page.get_by_label("Your answer").fill(f"Kemi, there is {mark} from nine, in the window on Mill Lane.")
        page.get_by_role("button", name="Send").click()
        page.wait_for_url(re.compile(r"/inbox/\d+/"))
        expect(page.locator("#thread-title")).to_contain_text("Kemi")


def _somebodys_post(site: Site) -> str:
    """A post that is no post of ours."""
    stage = site.stage
    body = stage.answer("POST", "/api/sessions", json={"name": "Town Hall"}).json
    assert isinstance(body, dict)
    headers = {"Authorization": f"Bearer {body['token']}"}
    made = stage.answer("POST", "/api/posts", json={"text": "Market day."}, headers=headers).json
    assert isinstance(made, dict)
    return str(made["id"])


class TestNaming:
    def test_whom_only_the_network_knows_is_named_and_written_down(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        name = f"Quill{uuid.uuid4().hex[:5]}"
        site.stage.answer("POST", "/api/sessions", json={"name": name})
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/compose/", wait_until="load")
        _choose_first(page)
        field = page.locator("#text-master")
        field.click()
        page.keyboard.type(f"Thanks @{name[:7]}")
        found = page.locator("#at-list button[data-mark]")
        expect(found).to_contain_text(name.lower(), ignore_case=True)
        tab.axe("a name that is asked for", colours_only=True)
        tab.picture("out-naming")
        found.click()
        expect(field).to_have_value(re.compile(r"Thanks @\[[^\]]+\] "))
        assert any(name.lower() in one["name"].lower() for one in site.told("people", "list", name))

    def test_without_a_script_people_are_found_on_a_page(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        name = f"Sorrel{uuid.uuid4().hex[:5]}"
        site.stage.answer("POST", "/api/sessions", json={"name": name})
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/people/find/?words=" + name[:8], wait_until="load")
        looks_right(tab, "people-find")
        page.get_by_role("button", name=re.compile("Write down")).click()
        page.wait_for_url(re.compile(r"/people/\d+/"))


def _choose_first(page: Page) -> None:
    boxes = page.locator("#who input[name=account]")
    if not any(boxes.nth(i).is_checked() for i in range(boxes.count())):
        boxes.first.check()

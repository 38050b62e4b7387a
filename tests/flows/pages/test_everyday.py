"""What people do every day besides the main job: work through the inbox, move and throw away, press twice, choose colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import SHORT, press_and_land, shows, tab_to, tab_to_words, until, write
from tests.flows.pages.by_wire import post
from twoway.rehearsal import reading

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Europe/London")
A_THREAD = re.compile(r"/inbox/\d+/")
#: Whose conversation stands above the one that is open.
ABOVE = """() => { const rows = [...document.querySelectorAll('.conv')];
  return rows[rows.findIndex((row) => row.hasAttribute('aria-current')) - 1].querySelector('b').innerText; }"""


def on_the_network(site: Site, words: str) -> int:
    """How often it is said there."""
    return sum(words in shown.text for shown in reading.posts_of(site.stage, "alder.rye", 30))


def waiting(site: Site, words: str) -> list[str]:
    """When deliveries with these words are due."""
    return [line["due_at"] for line in site.told("status")["waiting"] if words in line["text"]]


def open_second(page: Page, address: str) -> str:
    """Walk to the second conversation of the inbox by keys; gives whose it is."""
    page.goto(address + "/inbox/", wait_until="load")
    press_and_land(page, "j", "**/inbox/*/")
    return page.locator("#thread-title").inner_text()


class TestTheInboxByKeys:
    def test_j_and_k_go_down_and_up(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = open_tab(site).page
        second = open_second(page, site.address)
        assert second == page.locator(".conv[aria-current] b").inner_text()
        # The one above, not the first: somebody may have written meanwhile.
        above = page.evaluate(ABOVE)
        press_and_land(page, "k", "**/inbox/*/")
        assert page.locator("#thread-title").inner_text() == above

    def test_what_is_being_written_is_there_after_a_look_elsewhere(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = open_tab(site).page
        open_second(page, site.address)
        here = page.url
        page.keyboard.press("r")
        write(page, "Half a sentence, then the door bell")
        with page.expect_response("**/draft/") as kept:
            pass
        assert kept.value.status == 204
        page.goto(site.address + "/calendar/", wait_until="load")
        page.goto(here, wait_until="load")
        assert page.input_value("#reply-text").strip() == "Half a sentence, then the door bell"
        expect(page.locator("#kept-words")).to_be_hidden()

    def test_n_keeps_a_note_and_e_is_done_and_it_can_be_taken_up_again(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        page = tab.page
        open_second(page, site.address)
        here = page.url
        page.keyboard.press("n")
        tab_to(page, "#id_note")
        write(page, "She wants the dark one.")
        tab_to_words(page, "Keep the note")
        press_and_land(page, "Enter", A_THREAD)  # type: ignore[arg-type]  # a pattern is fine, too
        shows(page, ".msg.team", "She wants the dark one.")
        tab.axe("a conversation with a note")
        press_and_land(page, "e", "**/inbox/**")
        shows(page, ".toast", "Done:")
        page.goto(here, wait_until="load")
        page.get_by_role("button", name="Take up again").press("Enter")
        expect(page.get_by_role("button", name="Done")).to_be_visible(timeout=SHORT)

    def test_h_puts_it_off_and_says_when_it_comes_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = tab.page
        who = open_second(page, site.address)
        here = page.url
        page.keyboard.press("h")
        expect(page.get_by_role("button", name="Tomorrow at nine")).to_be_visible()
        tab.axe("the menu of later times")
        tab_to_words(page, "Tomorrow at nine")
        press_and_land(page, "Enter", "**/inbox/")
        tomorrow = datetime.now(ZONE) + timedelta(days=1)
        shows(page, ".toast", f"comes back {tomorrow:%a}")
        page.goto(site.address + "/inbox/?view=later", wait_until="load")
        shows(page, ".clist", who)
        page.goto(here, wait_until="load")
        page.get_by_role("button", name=re.compile("Done")).first.press("Enter")


class TestPressingTwice:
    def test_send_pressed_twice_sends_once(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = open_tab(site).page
        words = "Pressed twice by an impatient finger."
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(words)
        expect(page.locator("[data-send]")).not_to_have_attribute("aria-disabled", "true")
        page.locator("[data-send]").dblclick()
        page.wait_for_url("**/calendar/")
        assert until(lambda: on_the_network(site, words)) == 1
        page.wait_for_timeout(1500)
        assert on_the_network(site, words) == 1

    def test_the_same_form_sent_twice_sends_once(self, site: Site, member: httpx2.Client) -> None:
        words = "Sent twice by a browser without scripts."
        form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', member.get("/compose/").text))
        form |= {"master": words, "account": "1", "language": "en"}
        answers = [post(member, "/compose/go/", form) for _ in range(2)]
        assert answers[0].status_code == 302
        assert until(lambda: on_the_network(site, words)) == 1
        until(lambda: not waiting(site, words))
        assert on_the_network(site, words) == 1
        assert answers[1].status_code == 302
        assert "You pressed twice; it goes out once." in member.get("/calendar/").text

    def test_sending_while_the_draft_is_being_saved_leaves_no_twin_behind(
        self, site: Site, member: httpx2.Client, open_tab: Callable[..., Tab]
    ) -> None:
        page = open_tab(site).page
        words = "Sent in the very moment in which it was saved."
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(words)
        with page.expect_request("**/compose/save/"):
            pass
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/calendar/")
        assert until(lambda: on_the_network(site, words)) == 1
        assert words not in member.get("/calendar/drafts/").text
        assert words not in member.get("/compose/").text

    def test_what_is_already_going_is_not_saved_beside_it(
        self, site: Site, member: httpx2.Client, open_tab: Callable[..., Tab]
    ) -> None:
        page = open_tab(site).page
        words = "Sent just before it would have been saved."
        page.goto(site.address + "/compose/", wait_until="load")

        def slowly(route: Route) -> None:
            page.wait_for_timeout(1800)
            route.continue_()

        page.route("**/compose/go/", slowly)
        page.locator("#text-master").fill(words)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/calendar/")
        assert until(lambda: on_the_network(site, words)) == 1
        assert words not in member.get("/calendar/drafts/").text

    def test_going_back_after_sending_does_not_send_again(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        tab.forgiven = ("the server responded with a status of 4",)
        page = tab.page
        words = "Sent, and then the back button."
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(words)
        page.wait_for_url(re.compile(r"/compose/\d+/"), timeout=SHORT)
        page.locator("[data-send]").click()
        page.wait_for_url("**/calendar/")
        until(lambda: on_the_network(site, words))
        page.go_back(wait_until="load")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(2500)
        assert on_the_network(site, words) == 1


class TestPlans:
    def test_a_planned_post_is_moved_and_never_into_the_past(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        tab.forgiven = ("the server responded with a status of 400",)
        page = tab.page
        words = "Planned for the day after tomorrow, then moved."
        at = (datetime.now(ZONE) + timedelta(days=2)).replace(hour=8, minute=15, second=0, microsecond=0)
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(words)
        page.get_by_label("When").fill(f"{at:%Y-%m-%dT%H:%M}")
        expect(page.locator("[data-send]")).to_contain_text("Schedule")
        page.locator("[data-send]").click()
        page.wait_for_url("**/calendar/")
        page.locator("[data-key='3']").click()
        page.wait_for_url("**view=list**")
        page.locator("li", has_text=words).locator("a.chip").first.click()
        page.wait_for_url("**/deliveries/*/")
        moved = at + timedelta(days=1, hours=2)
        page.get_by_label("Another time").fill(f"{moved:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Move it").click()
        shows(page, ".toast", "Moved to")
        assert moved.astimezone().isoformat()[:16] in [
            datetime.fromisoformat(due).astimezone().isoformat()[:16] for due in waiting(site, words)
        ]
        tab.axe("a planned delivery")
        page.get_by_label("Another time").fill("2020-01-01T08:00")
        page.get_by_role("button", name="Move it").click()
        shows(page, "main", "Choose a time that is still to come.")
        assert len(waiting(site, words)) >= 1

    def test_a_draft_is_thrown_away_only_when_asked_for(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = tab.page
        words = "A thought that did not last."
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(words)
        page.wait_for_url(re.compile(r"/compose/\d+/"), timeout=SHORT)
        page.reload(wait_until="load")
        page.get_by_role("button", name="Throw this draft away").click()
        page.wait_for_url("**/calendar/")
        shows(page, ".toast", "The draft is thrown away.")
        assert words not in page.locator("main").inner_text()


class TestColours:
    def test_dark_is_chosen_from_the_palette_and_stays(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/reports/", wait_until="load")
        page.keyboard.press("Control+k")
        write(page, "dark")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        tab.visit("/calendar/")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    def test_without_scripts_they_are_chosen_on_the_page_of_more(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = open_tab(site, script=False).page
        page.goto(site.address + "/more/")
        page.locator("main").get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")

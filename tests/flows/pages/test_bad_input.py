"""What goes wrong, goes wrong in words: a clear message, a way out, and nothing that somebody wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import SHORT, shows, until
from tests.flows.pages.by_wire import MINE, founded, post, serve, stranger
from twoway.rehearsal import reading, store

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Europe/London")
DRAFT = re.compile(r"/compose/\d+/")
REFUSED = "the server responded with a status of 4"


def begin(tab: Tab, words: str = "") -> Page:
    """An open composer with words in it."""
    tab.page.goto(tab.site.address + "/compose/", wait_until="load")
    if words:
        tab.page.locator("#text-master").fill(words)
        shows(tab.page, "#previews", words[:40])
    return tab.page


def begin_draft(tab: Tab, words: str) -> Page:
    """A composer whose draft the server has; it has an address then."""
    page = begin(tab, words)
    page.keyboard.press("Control+s")
    page.wait_for_url(DRAFT)
    return page


def drafts_that_say(member: httpx2.Client, words: str) -> int:
    """How many drafts of the workspace hold these words."""
    return member.get("/calendar/").text.count(words)


class TestSigningIn:
    def test_a_wrong_password_is_said_and_the_address_stays(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site, signed_in=False)
        tab.page.goto(site.address + "/account/login/")
        tab.page.get_by_label("Email").fill(site.email)
        tab.page.get_by_label("Password").fill("not the password")
        tab.page.keyboard.press("Enter")
        expect(tab.page.get_by_text("not correct")).to_be_visible()
        assert tab.page.get_by_label("Email").input_value() == site.email
        tab.axe("a wrong password")

    def test_after_several_wrong_ones_it_waits_even_for_the_right_one(self, start_site: Callable[..., Site]) -> None:
        site = start_site("--demo")
        with closing(stranger(site)) as client:
            typed = {"login": site.email, "password": "not the password"}
            for _ in range(5):
                assert "not correct" in post(client, "/account/login/", typed).text
            for password in ("not the password", site.password):
                told = post(client, "/account/login/", typed | {"password": password})
                assert told.status_code in (200, 429)
                assert "Too many" in told.text
            assert client.get("/inbox/").status_code == 302


class TestASessionThatRanOut:
    def test_words_are_kept_in_the_browser_and_offered_again(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = begin(tab)
        tab.page.context.clear_cookies(name="sessionid")
        words = "These words were written after the session had run out."
        page.locator("#text-master").press_sequentially(words, delay=5)
        expect(page.locator("#signed-out")).to_be_visible(timeout=SHORT)
        assert page.input_value("#text-master") == words
        tab.axe("a session that ran out")
        page.locator("#signed-out").get_by_role("link", name="Sign in").click()
        page.get_by_label("Email").fill(site.email)
        page.get_by_label("Password").fill(site.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/compose/")
        expect(page.locator("#kept-words")).to_be_visible()
        tab.axe("words that were kept")
        page.get_by_role("button", name="Put them back").click()
        assert page.input_value("#text-master") == words
        page.wait_for_url(DRAFT, timeout=SHORT)
        expect(page.locator("#saved")).to_contain_text("Draft saved")
        page.reload(wait_until="load")
        assert page.input_value("#text-master") == words
        expect(page.locator("#kept-words")).to_be_hidden()

    def test_signing_in_leads_to_the_page_that_was_asked_for(self, new_site: Site) -> None:
        founded(new_site).close()
        with closing(stranger(new_site)) as client:
            door = client.get("/inbox/?view=done").headers["location"]
            assert door == "/account/login/?next=/inbox/%3Fview%3Ddone"
            typed = {"login": MINE["email"], "password": MINE["password"], "next": "/inbox/?view=done"}
            assert post(client, "/account/login/", typed).headers["location"] == "/inbox/?view=done"
            assert client.get("/inbox/?view=done").status_code == 200

    @pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
    def test_signing_in_never_leads_elsewhere(self, site: Site, there: str) -> None:
        with closing(stranger(site)) as client:
            typed = {"login": site.email, "password": site.password, "next": there}
            assert "elsewhere" not in post(client, "/account/login/", typed).headers["location"]


class TestTwoTabs:
    def test_the_second_to_save_is_told_and_can_keep_both(
        self, site: Site, member: httpx2.Client, open_tab: Callable[..., Tab]
    ) -> None:
        first = open_tab(site)
        second = open_tab(site)
        second.forgiven = (REFUSED,)
        page = begin_draft(first, "Written in the first tab, before lunch.")
        second.page.goto(page.url, wait_until="load")
        page.locator("#text-master").fill("Written in the first tab, after lunch.")
        page.keyboard.press("Control+s")
        expect(page.locator("#saved")).to_contain_text("Draft saved")
        until(lambda: drafts_that_say(member, "first tab, after lunch."))

        mine = "Written in the second tab, meanwhile."
        second.page.locator("#text-master").fill(mine)
        second.page.keyboard.press("Control+s")
        shows(second.page, "#trouble", "This draft was changed in another tab or by somebody else.")
        assert second.page.input_value("#text-master") == mine
        assert drafts_that_say(member, "first tab, after lunch.") == 1
        second.axe("a conflict")
        second.page.get_by_role("button", name="Save mine as a new draft").click()
        second.page.wait_for_url(lambda url: bool(DRAFT.search(url)) and url != page.url)
        assert second.page.input_value("#text-master") == mine
        assert drafts_that_say(member, mine) == 1
        assert drafts_that_say(member, "first tab, after lunch.") == 1


class TestAwkwardText:
    def test_half_a_sign_becomes_the_sign_for_a_broken_one(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        page = begin(open_tab(site))
        page.evaluate(
            """() => { const field = document.getElementById('text-master');
            field.value = 'A loaf \\ud83c and a half'; field.dispatchEvent(new Event('input', {bubbles: true})); }"""
        )
        page.keyboard.press("Control+s")
        page.wait_for_url(DRAFT)
        page.reload(wait_until="load")
        assert page.input_value("#text-master") == "A loaf \ufffd and a half"

    def test_a_megabyte_of_emoji_is_held_and_every_one_of_them_kept(self, member: httpx2.Client) -> None:
        many = "🥖" * 260_000
        form = {"master": many, "language": "en", "revision": "0", "account": "1"}
        told = post(member, "/compose/go/", form)
        assert told.status_code == 422
        assert "your words are kept" in told.text
        assert many in told.text
        path = post(member, "/compose/save/", form).headers["location"]
        assert many in serve(member, path).html
        assert post(member, f"{path}discard/", {}).status_code == 302

    def test_a_page_full_of_emoji_stays_a_page_one_can_work_in(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        page = begin(open_tab(site))
        many = "🥖" * 25_000
        page.locator("#text-master").fill(many)
        expect(page.locator("[data-send]")).to_have_attribute("aria-disabled", "true")
        page.wait_for_url(DRAFT)
        assert page.input_value("#text-master") == many
        page.locator("#text-master").fill("A loaf is enough.")
        expect(page.locator("[data-send]")).not_to_have_attribute("aria-disabled", "true")
        shows(page, "#saved", "Draft saved")

    def test_what_nobody_can_carry_comes_back_with_its_reason(self, member: httpx2.Client) -> None:
        words = "a" * 1_000_001
        told = post(member, "/compose/save/", {"master": words, "language": "en", "revision": "0"})
        assert told.status_code == 400
        assert "1,000,000 is the most" in told.text
        assert words in told.text

    def test_a_null_character_becomes_the_sign_for_a_broken_one(self, member: httpx2.Client) -> None:
        form = {"master": "A loaf \0 and a half", "language": "en", "revision": "0"}
        path = post(member, "/compose/save/", form).headers["location"]
        assert "A loaf \ufffd and a half" in serve(member, path).html
        assert post(member, f"{path}discard/", {}).status_code == 302

    def test_markup_in_a_form_is_words(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        words = "<b>Bold</b> & <img src=x onerror=alert(1)> </textarea><script>alert(2)</script>"
        page = begin_draft(open_tab(site), words)
        page.reload(wait_until="load")
        assert page.input_value("#text-master") == words


class TestPictures:
    def test_a_file_that_is_none_is_refused_by_name_and_the_words_stay(
        self, site: Site, open_tab: Callable[..., Tab], tmp_path: Path
    ) -> None:
        tab = open_tab(site)
        tab.forgiven = (REFUSED,)
        page = begin(tab, "With a picture of the new oven.")
        file = tmp_path / "oven.png"
        file.write_text("This is a shopping list, not an oven.")
        page.locator("#pictures").set_input_files(file)
        shows(page, "#uploads", "oven.png is not a picture that can be read.")
        assert page.input_value("#text-master") == "With a picture of the new oven."
        tab.axe("a picture that is none")


class TestTimes:
    def test_an_hour_ago_is_no_time_to_schedule(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        tab.forgiven = (REFUSED,)
        page = begin(tab, "An hour ago the clock was wrong.")
        past = (datetime.now(UTC) - timedelta(hours=1)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        page.get_by_label("When").fill(past)
        page.locator("[data-send]").click()
        shows(page, "#trouble", "That time has passed.")
        assert page.input_value("#text-master") == "An hour ago the clock was wrong."
        assert page.get_by_label("When").input_value() == past
        tab.axe("a time that has passed")

    @pytest.mark.parametrize("at", ["yesterday", "2026-13-45T99:99", "9999-12-31T23:59", "0001-01-01T00:00"])
    def test_what_is_no_time_is_said(self, member: httpx2.Client, at: str) -> None:
        told = post(member, "/compose/go/", {"master": "When?", "language": "en", "revision": "0", "at": at})
        assert told.status_code == 400
        assert "time" in told.text
        assert "When?" in told.text


class TestTheLineIsCut:
    def test_a_bar_says_so_and_goes_once_it_is_back(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        tab.forgiven = ("ERR_FAILED", "Failed to fetch", "net::")
        page = begin(tab)
        page.route("**/compose/**", lambda route: route.abort())
        words = "Written while nobody answered."
        page.locator("#text-master").fill(words)
        expect(page.get_by_text("Offline: drafts are kept here.")).to_be_visible(timeout=SHORT)
        assert page.input_value("#text-master") == words
        tab.axe("offline")
        page.unroute("**/compose/**")
        page.locator("#text-master").press("End")
        page.locator("#text-master").press_sequentially(" And after.")
        expect(page.get_by_text("Offline: drafts are kept here.")).to_be_hidden(timeout=SHORT)
        page.wait_for_url(DRAFT, timeout=SHORT)
        page.reload(wait_until="load")
        assert page.input_value("#text-master") == words + " And after."

    def test_words_typed_offline_are_there_when_the_page_comes_back(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        tab.forgiven = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "net::")
        page = begin(tab)
        page.context.set_offline(True)
        expect(page.get_by_text("Offline: drafts are kept here.")).to_be_visible(timeout=SHORT)
        page.locator("#text-master").fill("Written on the train.")
        page.context.set_offline(False)
        page.goto(site.address + "/compose/", wait_until="load")
        expect(page.get_by_text("Offline: drafts are kept here.")).to_be_hidden()
        page.get_by_role("button", name="Put them back").click()
        assert page.input_value("#text-master") == "Written on the train."

    def test_everything_else_that_was_typed_offline_is_there_too(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        tab.forgiven = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "net::")
        page = begin(tab)
        typed = {
            "#first-comment": "The recipe is on our site",
            "#post-title": "Rye day",
            "#post-warning": "Food",
            "#at": "2036-11-28T11:40",
        }
        page.context.set_offline(True)
        page.locator("#besides > summary").click()
        for field, words in typed.items():
            page.locator(field).fill(words)
        page.context.set_offline(False)
        page.goto(site.address + "/compose/", wait_until="load")
        page.get_by_role("button", name="Put them back").click()
        assert {field: page.input_value(field) for field in typed} == typed
        expect(page.locator("#post-warning")).to_be_visible()


class TestAddressesWithASlip:
    @pytest.mark.parametrize(
        "path",
        [
            "/accounts/connect/nonsense/",
            "/compose/99999999999999999/",
            "/inbox/99999999999999999/",
            "/deliveries/999999/",
            "/inbox/?view=nonsense",
            "/reports/nonsense/",
            "/help/rules/nonsense/",
            "/rehearsal/nobody/nothing",
            "/pictures/" + "0" * 64,
            "/pictures/..%2f..%2fweb.key",
        ],
    )
    def test_it_is_a_page_that_is_not_there(self, member: httpx2.Client, path: str) -> None:
        found = serve(member, path)
        assert found.status == 404
        assert "There is no such page" in found.html

    @pytest.mark.parametrize(
        "path",
        [
            "/calendar/?from=nonsense",
            "/calendar/?from=9999-12-31",
            "/calendar/?from=0001-01-01",
            "/inbox/?page=-1",
            "/inbox/?page=99999999999999999999",
            "/reports/deliveries-by-week/?weeks=-5",
            "/reports/deliveries-by-week/?weeks=nonsense",
            "/rehearsal/?page=999999",
        ],
    )
    def test_nonsense_after_the_question_mark_still_shows_something(self, member: httpx2.Client, path: str) -> None:
        assert serve(member, path).status in (200, 404)


def send(tab: Tab, words: str) -> Page:
    """Write and send; the page is the delivery's afterwards."""
    page = begin(tab, words)
    for other in page.locator("#who input[name=account]:checked").all()[1:]:
        other.uncheck()
    expect(page.locator("[data-send]")).not_to_have_attribute("aria-disabled", "true")
    page.locator("[data-send]").click()
    page.wait_for_url("**/calendar/")
    page.locator("[data-key='3']").click()
    page.wait_for_url("**view=list**")
    page.locator("li", has_text=words).locator("a.chip").first.click()
    page.wait_for_url("**/deliveries/*/")
    return page


def on_the_network(site: Site, words: str) -> int:
    """How often it is said there."""
    return sum(words in shown.text for shown in reading.posts_of(site.stage, "alder.rye", 30))


class TestTheNetworkFails:
    @pytest.fixture(autouse=True)
    def _all_is_well_afterwards(self, site: Site) -> object:
        yield
        reading.cancel_orders(site.stage)

    @pytest.mark.parametrize("kind", ["down", "garbage", "lose-answer", "rate-limit", "expire-session"])
    def test_what_passes_passes_by_itself_and_nothing_goes_out_twice(
        self, site: Site, open_tab: Callable[..., Tab], kind: str
    ) -> None:
        tab = open_tab(site)
        reading.order(site.stage, kind, 1, seconds=1)
        words = f"Said while the network had its trouble, the kind called {kind}."
        page = send(tab, words)
        expect(page.get_by_text("It is out.")).to_be_visible(timeout=45_000)
        assert on_the_network(site, words) == 1

    def test_a_failure_is_ordered_on_the_page_and_a_no_is_told_in_the_networks_words(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        tab.page.goto(site.address + "/rehearsal/", wait_until="load")
        tab.page.get_by_label("What goes wrong").select_option("refuse")
        tab.page.get_by_role("button", name="Order it").click()
        shows(tab.page, ".toast", "Ordered.")
        words = "Said to a network that did not want to hear it."
        page = send(tab, words)
        expect(page.get_by_text("The network said no. It is not out, and not sent again as it is.")).to_be_visible(
            timeout=45_000
        )
        assert on_the_network(site, words) == 0
        tab.axe("a refused delivery")
        page.goto(site.address + "/calendar/", wait_until="load")
        shows(page, "[aria-labelledby=trouble-title]", words)
        tab.axe("a calendar with trouble")
        page.locator("[aria-labelledby=trouble-title] li", has_text=words).get_by_role(
            "link", name="Look at it"
        ).click()
        page.get_by_role("link", name="The post it belongs to").click()
        shows(page, "#panels", words)

    def test_what_nobody_can_say_is_asked_of_a_person_and_sent_again_it_is_there_once(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        reading.order(site.stage, "refuse", 500, touches="reading")
        reading.order(site.stage, "lose-answer", 1)
        words = "Said on a line that broke, to a network that would not be asked."
        page = send(tab, words)
        expect(page.get_by_role("button", name="Send again")).to_be_visible(timeout=45_000)
        shows(page, "main", "It may be out or not, and Twoway could not find out.")
        tab.axe("an unsure delivery")
        assert on_the_network(site, words) == 1
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_text("It is out.")).to_be_visible(timeout=45_000)
        assert on_the_network(site, words) == 1


class TestAnAccountThatIsSignedOut:
    def test_it_says_so_and_goes_on_once_it_is_connected_anew(
        self, start_site: Callable[..., Site], open_tab: Callable[..., Tab]
    ) -> None:
        site = start_site("--demo")
        tab = open_tab(site)
        page = tab.page
        reading.order(site.stage, "sign-out", 1)

        def is_told() -> bool:
            page.goto(site.address + "/accounts/", wait_until="load")
            return page.get_by_text("Connect it anew").count() > 0

        until(is_told)
        tab.axe("an account that is signed out")
        broken = page.locator("section.persona li, .persona li", has_text="Connect it anew").first
        handle = broken.locator("bdi").first.inner_text().lstrip("@").partition("@")[0]
        broken.locator("summary").click()
        broken.get_by_role("link", name="Connect anew").click()
        page.wait_for_url("**/accounts/connect/rehearsal/**")
        page.locator("#id_answer-name").fill(handle)
        page.locator("[name=persona]").first.check()
        page.get_by_role("button", name="Connect Rehearsal").click()
        page.wait_for_url("**/accounts/")
        expect(page.get_by_text("Connect it anew")).to_have_count(0)
        words = "Back again, after a night without a key."
        page = send(tab, words)
        expect(page.get_by_text("It is out.")).to_be_visible(timeout=45_000)


class TestAnswersThatCannotBeGiven:
    def test_a_post_that_was_taken_down_refuses_and_the_answer_is_back_in_the_box(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/inbox/?view=done", wait_until="load")
        page.locator(".conv").first.click()
        page.wait_for_url(re.compile(r"/inbox/\d+/"))
        address = page.locator(".msg.them a", has_text="On Rehearsal").last.get_attribute("href") or ""
        with store.writing(site.stage.path) as db:
            store.take_down(db, address.rsplit("/", 1)[-1])
        answer = "Thank you, this means a lot to all of us here."
        page.locator("#reply-text").fill(answer)
        expect(page.locator("#send-bar [data-send]")).not_to_have_attribute("aria-disabled", "true")
        page.locator("#send-bar [data-send]").click()
        shows(page, ".toast", "is going out")

        def is_told() -> bool:
            page.reload(wait_until="load")
            return page.get_by_text("Your answer did not go out.").is_visible()

        until(is_told)
        assert page.input_value("#reply-text").strip() == answer
        tab.axe("an answer that was refused")

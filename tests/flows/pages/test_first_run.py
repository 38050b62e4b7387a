"""The first two minutes: look around, start mine, connect a network; each by one key, with nothing asked that is not needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import press_and_land, shows, tab_to, write
from tests.flows.pages.by_wire import MINE, founded, post, sign_in, stranger

pytestmark = pytest.mark.browser


def fill_in_by_keys(page: Page, **typed: str) -> None:
    """Go through the form with Tab, and write."""
    for name, words in typed.items():
        tab_to(page, f"#id_{name}")
        write(page, words)


def test_one_key_opens_the_demo_and_says_how_to_come_back(new_site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(new_site, signed_in=False)
    tab.visit("/")
    assert tab.page.url.endswith("/welcome/")
    press_and_land(tab.page, "1", "**/inbox/")
    shows(tab.page, ".rail", "Alder & Rye")
    shows(tab.page, ".toast", f"To come back: {new_site.email}, password {new_site.password}")
    assert tab.page.locator(".conv").count() >= 5
    with closing(sign_in(new_site)) as again:
        assert again.get("/inbox/").status_code == 200


def test_starting_mine_by_the_keyboard_ends_in_the_composer(new_site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(new_site, signed_in=False)
    tab.visit("/welcome/")
    tab.page.keyboard.press("2")
    tab.page.wait_for_url("**/welcome/#start")
    fill_in_by_keys(tab.page, **{name: words for name, words in MINE.items() if name != "zone"})
    press_and_land(tab.page, "Enter", "**/compose/")
    shows(tab.page, ".rail", "The Sunnybank")
    shows(tab.page, "#who", "No account is connected yet.")
    tab.axe("a composer without accounts")
    for path, words in (
        ("/inbox/", "Everyone has an answer."),
        ("/calendar/", ""),
        ("/reports/", ""),
        ("/accounts/", ""),
    ):
        tab.visit(path)
        shows(tab.page, "main", words)


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(new_site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(new_site, signed_in=False)
    tab.forgiven = ("the server responded with a status of 400",)
    tab.visit("/welcome/")
    for name in ("person", "email", "business", "town", "topics", "never"):
        tab.page.locator(f"#id_{name}").fill(MINE[name])
    tab.page.locator("#id_password").fill("short")
    tab.page.locator("#id_password").press("Enter")
    shows(tab.page, "[role=alert]", "password")
    for name in ("person", "email", "business", "town", "topics", "never"):
        assert tab.page.input_value(f"#id_{name}") == MINE[name]
    tab.axe("a first run with a short password")


def test_the_desk_has_one_owner_and_the_second_visitor_is_sent_to_sign_in(
    new_site: Site, open_tab: Callable[..., Tab]
) -> None:
    founded(new_site).close()
    second = open_tab(new_site, signed_in=False)
    second.visit("/")
    assert "/account/login/" in second.page.url
    second.visit("/welcome/")
    assert "/account/login/" in second.page.url
    with closing(stranger(new_site)) as client:
        told = post(client, "/welcome/start/", MINE | {"email": "second@sunnybank.example"})
        assert told.status_code == 403
        assert "has an owner already" in told.text
        told = post(client, "/welcome/look-around/", {})
        assert told.status_code == 403
        assert "Sign in to look around." in told.text
        assert 'href="/account/login/">Sign in' in told.text
        assert client.get("/inbox/").headers["location"].startswith("/account/login/")


def test_of_two_who_start_at_the_same_moment_one_is_the_owner(new_site: Site) -> None:
    def start(number: int) -> int:
        with closing(stranger(new_site)) as client:
            return post(client, "/welcome/start/", MINE | {"email": f"visitor{number}@sunnybank.example"}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(start, range(4))) == [302, 403, 403, 403]


def test_a_network_is_connected_only_once_it_is_said_whose_account_it_is(
    new_site: Site, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(new_site, signed_in=False)
    tab.visit("/welcome/")
    tab.page.keyboard.press("3")
    tab.page.wait_for_url("**/welcome/?connect=yes#start")
    expect(tab.page.get_by_label("Then connect a network")).to_be_checked()
    fill_in_by_keys(tab.page, **{name: words for name, words in MINE.items() if name != "zone"})
    press_and_land(tab.page, "Enter", "**/accounts/#connect")
    tab.axe("accounts without any")
    rehearsal = tab.page.locator("section.choice", has_text="Rehearsal")
    expect(rehearsal).to_contain_text("Nothing")
    tab_to(tab.page, "a[href='/accounts/connect/rehearsal/']")
    press_and_land(tab.page, "Enter", "**/accounts/connect/rehearsal/")
    tab.axe("connecting")
    tab_to(tab.page, "#id_answer-name")
    write(tab.page, "sunny")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.querySelector('[name=persona]').validity.valueMissing") is True
    assert new_site.told("accounts") == []
    tab.page.locator("[name=persona]").first.focus()
    tab.page.keyboard.press("Space")
    press_and_land(tab.page, "Enter", "**/accounts/")
    shows(tab.page, ".toast", "is connected for The Sunnybank.")
    shows(tab.page, "main", "May post")
    tab.axe("accounts with one")


def test_no_way_leads_around_the_question_whose_account_it_is(new_site: Site) -> None:
    client = founded(new_site)
    told = post(client, "/accounts/connect/rehearsal/", {"answer-name": "sunny"})
    assert told.status_code == 400
    assert "Say first whose account this is" in told.text
    assert 'value="sunny"' in told.text
    told = post(client, "/accounts/connect/rehearsal/", {"answer-name": "sunny", "persona": "999"})
    assert told.status_code in (400, 403)
    assert new_site.told("accounts") == []
    client.close()


def test_a_new_persona_can_be_made_while_connecting(new_site: Site) -> None:
    client = founded(new_site)
    answers = {"answer-name": "ruta.at.home", "persona": "new", "new-name": "Ruta at home", "new-kind": "personal"}
    assert post(client, "/accounts/connect/rehearsal/", answers).status_code == 302
    page = client.get("/accounts/").text
    client.close()
    assert "ruta.at.home" in page
    assert "Ruta at home" in page

"""The main job from the first word to the answer: by the keyboard alone, and without any script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import (
    SHORT,
    press_and_land,
    reload_until,
    shows,
    sign_in_by_keys,
    tab_to,
    tab_to_words,
    until,
    write,
)
from twoway.rehearsal import reading

pytestmark = pytest.mark.browser

LONG = "Forty rye loaves wait for the school fair, and every one of them has a name on its bag. " * 12
OURS = ("alder.rye", "alder.rye.market", "sarah.k")
ZONE = ZoneInfo("Europe/London")


def open_conversation_about(site: Site, page: Page, words: str) -> None:
    """Walk down the inbox with J until the thread about that post is open; new ones come by themselves."""
    for _ in range(8):
        press_and_land(page, "g i", "**/inbox/")
        for _ in range(page.locator(".conv").count()):
            quoted = page.locator(".msgs .ref")
            if quoted.count() and words in quoted.inner_text():
                return
            press_and_land(page, "j", "**/inbox/*/")
        page.wait_for_timeout(1000)
    threads = [reading.thread(site.stage, p.id) for p in reading.posts_of(site.stage, OURS[0], 20) if words in p.text]
    pytest.fail(f"nobody’s answer came to the inbox; on the network stands {threads}")


def said_on_the_network(site: Site, words: str) -> set[str]:
    """Posts and answers of ours on the practice network that hold these words."""
    ours = [post for handle in OURS for post in reading.posts_of(site.stage, handle, 20)]
    return {shown.text for post in ours for shown in reading.thread(site.stage, post.id) if words in shown.text}


def test_the_main_job_by_the_keyboard_alone(start_site: Callable[..., Site], open_tab: Callable[..., Tab]) -> None:
    # On a desk of its own: on a busy one the newest answer stands on the second page of the inbox.
    site = start_site("--demo")
    tab = open_tab(site, signed_in=False)
    page = tab.page
    words = "Seven o’clock, the first rye of the week is out. Who comes by before school?"
    sign_in_by_keys(page, site.address, site.email, site.password)

    # C opens the composer; the accounts lie before the words.
    press_and_land(page, "c", "**/compose/")
    tab_to(page, "#who input[name=account]")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    tab_to(page, "#text-master")
    write(page, words)
    shows(page, "#previews", "before school?")
    tab.axe("a written post")

    # Too long: it says why, it does not go, and the words stay.
    write(page, LONG)
    expect(page.locator("[data-send]")).to_have_attribute("aria-disabled", "true")
    shows(page, "#about-master", "Rehearsal")
    shows(page, "[data-send]", "eld")
    tab.axe("a post that is too long")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert "/calendar" not in page.url
    assert page.input_value("#text-master") == LONG

    # Shortened, it may go.
    expect(page.locator("[role=tab][aria-selected=true]:not(#tab-master)")).to_be_focused()
    shows(page, ".panel.is-open", "Held back")
    page.keyboard.press("Home")
    tab_to(page, "#text-master")
    write(page, words)
    expect(page.locator("[data-send]")).not_to_have_attribute("aria-disabled", "true")
    press_and_land(page, "Control+Enter", "**/calendar/")
    shows(page, ".toast", "Going out now")
    shows(page, ".toast [data-undo]", "Undo")

    # The calendar leads to its delivery, the delivery to the network.
    page.keyboard.press("3")
    page.wait_for_url("**view=list**")
    tab_to_words(page, words)
    press_and_land(page, "Tab Enter", "**/deliveries/*/")
    reload_until(page, "It is out.")
    tab.axe("a delivery that is out")
    tab_to(page, "dd a[href*='/rehearsal/']")
    press_and_land(page, "Enter", "**/rehearsal/alder.rye/*")
    shows(page, "article[aria-current]", words)

    # Somebody answers; J leads to them, R to the box.
    open_conversation_about(site, page, words)
    answer = "Bring a bag, and ask for Sarah. One is kept for you."
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    write(page, answer)
    expect(page.locator("#send-bar [data-send]")).not_to_have_attribute("aria-disabled", "true")
    press_and_land(page, "Control+Enter", re.compile(r"/inbox/\d+/"))  # type: ignore[arg-type]  # a pattern is fine, too
    shows(page, ".toast", "is going out")
    assert until(lambda: said_on_the_network(site, answer)) == {answer}
    reload_until(page, "On Rehearsal")
    tab.axe("an answered conversation")


def test_each_version_is_tailored_and_a_suggestion_is_taken_by_a_key(
    site: Site, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(site)
    page = tab.page
    page.goto(site.address + "/compose/", wait_until="load")
    tab_to(page, "#text-master")
    words = "Read **this** [menu](https://example.org) #freshryebread"
    write(page, words)
    shows(page, "#previews", "Read this menu: https://example.org #freshryebread")
    page.keyboard.press("Control+]")
    shows(page, ".panel.is-open", "Follows the master")
    shows(page, ".panel.is-open", "Write #FreshRyeBread")
    tab.axe("a version with a suggestion")
    page.keyboard.press("Alt+1")
    version = page.locator(".panel.is-open textarea")
    expect(version).to_have_value("Read this menu: https://example.org #FreshRyeBread", timeout=SHORT)
    shows(page, ".panel.is-open", "Written by hand")
    page.keyboard.press("Control+]")
    expect(version).to_have_value("Read this menu: https://example.org #freshryebread")
    page.keyboard.press("Control+[")
    page.get_by_role("button", name="Start over from master").press("Enter")
    expect(version).to_have_value("Read this menu: https://example.org #freshryebread", timeout=SHORT)
    assert page.input_value("#text-master") == words
    tab.axe("a version that follows the master again")


def test_undo_in_time_takes_everything_back(start_site: Callable[..., Site], open_tab: Callable[..., Tab]) -> None:
    site = start_site("--demo", TWOWAY_UNDO_SECONDS="60")
    tab = open_tab(site)
    words = "This was not meant for everybody yet."
    tab.page.goto(site.address + "/compose/", wait_until="load")
    tab_to(tab.page, "#text-master")
    write(tab.page, words)
    shows(tab.page, "#previews", words)
    press_and_land(tab.page, "Control+Enter", "**/calendar/")
    shows(tab.page, ".toast", "Going out now")
    assert said_on_the_network(site, words) == set()
    press_and_land(tab.page, "u", "**/calendar/")
    shows(tab.page, ".toast", "Taken back. Nothing was sent; your words are kept.")
    assert words not in str(site.told("status")["waiting"])
    tab_to_words(tab.page, words)
    tab.page.keyboard.press("Enter")
    shows(tab.page, "#plan", words)
    tab_to(tab.page, "#plan a[href^='/compose/']")
    press_and_land(tab.page, "Enter", re.compile(r"/compose/\d+/"))  # type: ignore[arg-type]  # as above
    assert tab.page.input_value("#text-master") == words
    assert said_on_the_network(site, words) == set()


def test_keys_are_told_and_can_be_switched_off(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    page = tab.page
    page.goto(site.address + "/reports/", wait_until="load")
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys")).to_be_visible()
    tab.axe("the list of keys")
    tab_to(page, "#single-keys")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert page.url.endswith("/reports/")
    tab_to(page, ".rail a[href='/inbox/']")
    press_and_land(page, "Enter", "**/inbox/")


def test_the_palette_finds_a_page_by_a_few_letters(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    page = tab.page
    page.goto(site.address + "/reports/", wait_until="load")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    tab.axe("the palette")
    page.keyboard.type("qqq")
    expect(page.get_by_text("Nothing is called that.")).to_be_visible()
    write(page, "limits")
    press_and_land(page, "Enter", "**/help/networks/")


def test_the_main_job_without_any_script(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site, script=False, signed_in=False)
    tab.forgiven = ("the server responded with a status of 422",)
    page = tab.sign_in()
    words = "Tomorrow’s list is written by hand, and so is this."
    at = (datetime.now(ZONE) + timedelta(days=2)).replace(hour=9, minute=30, second=0, microsecond=0)

    page.goto(site.address + "/compose/")
    page.get_by_label("Master text").fill(LONG)
    page.get_by_label("When").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[data-send]").click()
    shows(page, "#trouble", "your words are kept")
    assert page.input_value("#text-master") == LONG

    page.get_by_label("Master text").fill(words)
    # It still looks locked, as nothing has looked at the new words yet; a person may press it all the same.
    page.locator("[data-send]").press("Enter")
    page.wait_for_url("**/calendar/")
    shows(page, ".toast", f"Scheduled for {at:%a} {at.day} {at:%b}, 09:30")
    entry = page.locator("#cal .post", has_text=words)
    expect(entry).to_contain_text("09:30")
    expect(entry).to_contain_text("scheduled")
    assert words in str(site.told("status")["waiting"])

    page.goto(site.address + "/inbox/")
    page.locator(".conv").first.click()
    page.wait_for_url(re.compile(r"/inbox/\d+/"))
    answer = "Thank you for saying so. I will look into it tonight and write to you here."
    page.locator("#reply-text").fill(answer)
    page.locator("#reply [data-send]").press("Enter")
    shows(page, ".toast", "is going out")
    assert until(lambda: said_on_the_network(site, answer)) == {answer}

"""A yes before it goes: asked, commented on, changed, asked again with the difference shown, given, and out it goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Site, Tab
from tests.flows.pages.by_hand import let_in, shows, until
from tests.people import PASSWORD
from twoway.rehearsal import reading

pytestmark = pytest.mark.browser

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."
BETTER = "Fresh rye at eight on Saturday, in the market hall. Come and try a slice."


def seated(site: Site, tab: Tab, email: str) -> Page:
    """Somebody at their own desk."""
    tab.page.goto(site.address + "/account/login/", wait_until="load")
    tab.page.get_by_label("Email", exact=True).fill(email)
    tab.page.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(lambda url: "/account/login" not in url)
    tab.site = replace(site, email=email)
    return tab.page


def looked_at(tab: Tab, name: str, *, script: bool) -> None:
    """Axe, where scripts run, and a picture of both widths; nothing sticks out sideways."""
    if script:
        tab.axe(name)
    tab.picture(name)
    size = tab.page.viewport_size
    tab.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # playwright wants its own dictionary type
    if script:
        assert tab.goes_out_of_view() == ""
    tab.picture(f"{name}-phone")
    if size:
        tab.page.set_viewport_size(size)


def goes_to(tab: Tab, path: str, *, script: bool) -> None:
    """Open a page; axe cannot look at it where no script runs."""
    if script:
        tab.visit(path)
    else:
        tab.page.goto(tab.site.address + path, wait_until="load")


def on_the_network(site: Site) -> list[str]:
    """What the bakery said last on the practice network."""
    return [post.text for post in reading.posts_of(site.stage, "alder.rye", 5) if "Fresh rye" in post.text]


@pytest.mark.parametrize(("script", "dark"), [(True, False), (False, True)], ids=["with scripts", "without"])
@pytest.mark.timeout(600)
def test_a_yes_from_the_first_word_to_the_network(
    start_site: Callable[..., Site], open_tab: Callable[..., Tab], tmp_path: Path, *, script: bool, dark: bool
) -> None:
    site = start_site("--demo")
    writes = open_tab(site, script=script, dark=dark, signed_in=False)
    answers = open_tab(site, script=script, dark=dark, signed_in=False)
    name = f"approvals-{'script' if script else 'plain'}-{'dark' if dark else 'light'}"
    tom, grace = (let_in(site, tmp_path, *who) for who in (("writer", "Tom"), ("approver", "Grace")))
    # What the demo waits for is not what this is about.
    site.twoway("approvals", "withdraw", "1")
    site.twoway("approvals", "rule", "--named", grace)
    desk, other = seated(site, writes, tom), seated(site, answers, grace)

    # The writer writes, and the button asks instead of sending.
    goes_to(writes, "/compose/", script=script)
    for box in desk.locator("#who input[name=account]").all():
        box.set_checked(
            box.get_attribute("value") == desk.locator("#who input[name=account]").first.get_attribute("value")
        )
    desk.locator("#text-master").fill(WORDS)
    shows(desk, "#yes", "Nothing goes out here without a yes")
    desk.get_by_label("A word to them").fill("For Saturday, please")
    if script:
        shows(desk, "[data-send]", "Ask and send")
        looked_at(writes, f"{name}-compose", script=script)
    desk.locator("[data-send]").click()
    desk.wait_for_url(re.compile(r"/compose/\d+/"))
    shows(desk, "body", "is asked. With the yes it goes out")
    shows(desk, "#yes", "Waits for")

    # The approver finds it with a count, comments on a sentence, and asks for changes.
    goes_to(answers, "/approvals/", script=script)
    shows(other, ".rail", "To approve1 waiting")
    looked_at(answers, f"{name}-list", script=script)
    other.get_by_role("link", name="Fresh rye at eight").first.click()
    shows(other, "body", "For Saturday, please")
    other.get_by_role("link", name="Fresh rye at eight on Saturday.").click()
    other.get_by_label(re.compile("About")).fill("Say which hall.")
    other.get_by_role("button", name="Say it").click()
    shows(other, ".saids", "Say which hall.")
    looked_at(answers, f"{name}-page", script=script)
    other.get_by_label(re.compile("Your words")).fill("One thing, then it is fine.")
    other.get_by_role("button", name="Ask for changes").click()
    other.wait_for_url("**/approvals/")
    shows(other, "main", "Nothing waits for your yes")

    # The writer reads it beside the words, changes them, answers, and asks again.
    desk.reload()
    shows(desk, "#yes", "One thing, then it is fine.")
    if script:
        desk.locator("[role=tab]:not(#tab-master)").first.click()
    said = desk.locator(".saids").first
    expect(said).to_contain_text("Say which hall.")
    looked_at(writes, f"{name}-said", script=script)
    said.get_by_label(re.compile("Answer")).fill("The market hall.")
    said.get_by_role("button", name="Answer").click()
    shows(desk, "body", "Answered.")
    if script:
        desk.locator("#tab-master").click()
    desk.locator("#text-master").fill(BETTER)
    if script:
        shows(desk, "[data-send]", "Ask again and send")
    desk.locator("[data-send]").click()
    shows(desk, "#yes", "Waits for")

    # The approver sees the difference, and says yes; it goes out.
    goes_to(answers, "/approvals/", script=script)
    other.get_by_role("link", name="Fresh rye at eight").first.click()
    shows(other, ".became", ", in the market hall")
    shows(other, ".saids", "The market hall.")
    looked_at(answers, f"{name}-again", script=script)
    assert on_the_network(site) == []
    other.get_by_role("button", name="Yes, let it go").click()
    shows(other, "body", "It goes out")
    until(lambda: on_the_network(site) == [BETTER])

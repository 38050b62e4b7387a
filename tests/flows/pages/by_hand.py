"""What a person's hands do: the keyboard alone, and waiting with a look now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PATIENCE, Site
from tests.people import PASSWORD

T = TypeVar("T")

#: More stops than any page has before what one wants to reach.
STOPS = 400
SHORT = PATIENCE


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that is where the focus is."""
    for _ in range(STOPS):
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {selector} on {page.url}")


def tab_to_words(page: Page, words: str) -> None:
    """Press Tab until the focus is on a link or button that says so."""
    for _ in range(STOPS):
        if words in page.evaluate(
            "document.activeElement?.matches('a, button') ? document.activeElement.textContent : ''"
        ):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to “{words}” on {page.url}")


def write(page: Page, words: str) -> None:
    """Put words in the place of what stands in the field with the focus."""
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(words)


def sign_in_by_keys(page: Page, address: str, email: str, password: str) -> None:
    """From the door to the inbox."""
    page.goto(address + "/account/login/", wait_until="load")
    tab_to(page, "input[type=email]")
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")


def press_and_land(page: Page, keys: str, at: str) -> None:
    """Press keys that lead to another page."""
    with page.expect_navigation(url=at, wait_until="load"):
        for key in keys.split():
            page.keyboard.press(key)


def until(look: Callable[[], T | None], seconds: float = PATIENCE / 1000, every: float = 0.2) -> T:
    """What `look` finds, as soon as it finds something."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        found = look()
        if found:
            return found
        time.sleep(every)
    pytest.fail(f"did not happen within {seconds} s")


def reload_until(page: Page, words: str, seconds: float = PATIENCE / 1000) -> None:
    """Load the page again until it says so."""

    def says() -> bool:
        page.reload(wait_until="load")
        return words in page.inner_text("body")

    until(says, seconds)


def shows(page: Page, selector: str, words: str) -> None:
    """It is there and says so, soon."""
    expect(page.locator(selector)).to_contain_text(words, timeout=SHORT)


def let_in(site: Site, folder: Path, role: str, name: str) -> str:
    """Somebody new in the demo workspace; gives the address that they sign in with."""
    link = site.twoway("team", "invite", role).strip()
    file = folder / "password"
    file.write_text(PASSWORD)
    email = f"{name.lower()}@alderrye.example"
    site.twoway("team", "join", link, "--email", email, "--name", name, "--password-file", str(file))
    return email

"""By mouse and keyboard: from our page to Bluesky's own, in at its door, and back with an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.counterparts.bluesky_server import Bluesky, Person
from tests.flows.pages.by_hand import shows

pytestmark = [pytest.mark.browser, pytest.mark.bluesky]

CONNECT = "/accounts/connect/bluesky/"
#: What the network's own page says of itself to the console is none of our faults.
THEIRS = ("localhost:", "document-domain")


@pytest.fixture
def desk(bluesky: Bluesky, start_site: Callable[..., Site]) -> Site:
    """The demo workspace of an installation that knows where the network is."""
    return start_site("--demo", TWOWAY_NETWORK_ADDRESS=f"bluesky={bluesky.pds} bluesky.directory={bluesky.plc}")


def go_there(tab: Tab, handle: str) -> Page:
    """Through our form to their page."""
    page = tab.page
    tab.visit(CONNECT)
    page.locator("[name=persona]").first.check()
    page.locator("[name=answer-handle]").fill(handle)
    page.get_by_role("button", name="Go to Bluesky").click()
    page.wait_for_url("**/oauth/authorize**")
    return page


def sign_in_there(page: Page, person: Person) -> None:
    """What their page asks: the password; the handle it knows from us."""
    page.locator("input[type=password]").fill(person.password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script on our side"])
def test_somebody_goes_to_bluesky_and_comes_back_connected(
    desk: Site, bluesky: Bluesky, open_tab: Callable[..., Tab], script: bool
) -> None:
    person = bluesky.person("alderandrye")
    tab = open_tab(desk)
    tab.forgiven = THEIRS
    if not script:
        # Their page is made of script; ours must not need any.
        tab.page.route(f"{desk.address}/**/*.js", lambda route: route.abort())
        tab.forgiven = (*THEIRS, "ERR_FAILED")
    page = go_there(tab, person.handle)
    sign_in_there(page, person)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{desk.address}/accounts/")
    expect(page.locator("main")).to_contain_text(f"@{person.handle}")
    shows(page, ".toast", "is connected for")


def test_somebody_turns_away_at_the_door(desk: Site, bluesky: Bluesky, open_tab: Callable[..., Tab]) -> None:
    person = bluesky.person("tomhallam")
    tab = open_tab(desk)
    tab.forgiven = (*THEIRS, "400 (Bad Request)")
    page = go_there(tab, person.handle)
    sign_in_there(page, person)
    page.get_by_role("button", name="Deny access").click()
    page.wait_for_url(f"{desk.address}/accounts/back/**")
    shows(page, "main", "You did not let Twoway in at Bluesky, so nothing is connected.")
    tab.axe("back")
    page.get_by_role("link", name="Begin again").click()
    page.wait_for_url(f"**{CONNECT}**")

"""By mouse and keyboard: in at the door of a server of one's own choice, back with an account, and its news at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import Site, Tab
from tests.counterparts.mastodon_server import MastodonServer, served
from tests.counterparts.proxy import Proxy
from tests.flows.pages.by_hand import reload_until, shows, until
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.mastodon]


@dataclass(frozen=True, kw_only=True)
class Town:
    """A server with a stream, and the address under which it is known."""

    server: MastodonServer
    address: str


@pytest.fixture
def town() -> Iterator[Town]:
    port = free_port()
    with served(seen_at=f"http://127.0.0.1:{port}") as server:
        way = Proxy(server.address, port=port)
        yield Town(server=server, address=way.address)
        way.stop()


@pytest.fixture
def desk(town: Town, start_site: Callable[..., Site]) -> Site:
    """The demo workspace of an installation that knows the server and asks for news once a day."""
    known = f"mastodon={town.address}"
    return start_site("--demo", TWOWAY_NETWORK_ADDRESS=known, TWOWAY_FETCH_SECONDS="86400")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_somebody_connects_at_their_server_and_hears_at_once(
    desk: Site, town: Town, open_tab: Callable[..., Tab], phone: bool
) -> None:
    tab = open_tab(desk, phone=phone, dark=phone)
    # What the server's own page says of itself to the console is none of our faults.
    tab.forgiven = (town.address.removeprefix("http://"), "favicon.ico")
    page = tab.page
    tab.visit("/accounts/connect/mastodon/")
    page.locator("[name=persona]").first.check()
    page.locator("[name=answer-address]").fill(town.address)
    page.get_by_role("button", name="Go to Mastodon").click()
    page.wait_for_url("**/oauth/authorize**")
    page.get_by_role("button", name="Kemi Okafor").click()
    page.wait_for_url(f"{desk.address}/accounts/")
    shows(page, ".toast", "is connected for")

    def hears() -> bool:
        page.reload()
        return "hears news at once" in page.locator("main").inner_text()

    until(hears)
    tab.axe()
    tab.picture(f"hears-at-once-{'phone' if phone else 'desk'}")
    assert tab.goes_out_of_view() == ""
    town.server.post("tom", "@kemi is the market on?", spoiler_text="A question")
    page.goto(f"{desk.address}/inbox/")
    reload_until(page, "is the market on")
    tab.visit("/inbox/")
    page.get_by_text("is the market on").first.click()
    expect(page.locator("main")).to_contain_text("folded away behind “A question”")
    tab.axe()
    tab.picture(f"answer-behind-a-warning-{'phone' if phone else 'desk'}")
    assert tab.goes_out_of_view() == ""

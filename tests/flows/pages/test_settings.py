"""Settings in a real browser: a brand's example follows the typing, and a pause is begun and ended from anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import Site, Tab

pytestmark = pytest.mark.browser


def test_the_example_of_a_brand_follows_what_is_typed(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    page = tab.visit("/settings/personas/1/")
    page.get_by_label("The post").fill("Our rye is cheap, and the buns are warm.")
    reads = page.locator("#reads")
    reads.get_by_text("the buns are warm").first.wait_for()
    page.locator("#others > summary").click()
    page.get_by_label("Say this instead").fill("cheap=a fair price\nbuns=rolls")
    reads.get_by_text("a fair price, and the rolls").first.wait_for()
    assert page.locator("#others").get_attribute("open") is not None
    page.get_by_role("textbox", name="Colours").fill("gre")
    reads.get_by_text("is not a colour").wait_for()
    tab.axe("with a fault")


def test_a_pause_is_begun_from_the_palette_and_ended_from_its_bar(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    page = tab.visit("/calendar/")
    page.keyboard.press("Control+k")
    page.keyboard.type("pause")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/pause/")
    page.get_by_label("Why").fill("A fire in Mill Lane")
    page.get_by_role("button", name="Pause", exact=True).click()
    tab.visit("/accounts/")
    bar = page.locator(".stripe.paused")
    assert "A fire in Mill Lane" in bar.inner_text()
    bar.get_by_role("button").click()
    page.wait_for_url("**/accounts/")
    bar.wait_for(state="detached")


def test_somebody_is_let_in_by_a_link_without_any_script(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    page = tab.visit("/settings/team/")
    page.get_by_label("For whom").fill("Kemi")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".secret").inner_text().removeprefix(site.address)
    visitor = open_tab(site, script=False, signed_in=False, phone=True)
    seat = visitor.page
    seat.goto(site.address + link)
    seat.get_by_label("Your name").fill("Kemi")
    seat.get_by_label("The address you sign in with").fill("kemi@okafor.example")
    seat.get_by_label("A password").fill("rye-and-water-1")
    seat.get_by_role("button", name="Come in").click()
    seat.wait_for_url("**/inbox/")
    tab.visit("/settings/team/")
    page.get_by_role("button", name="Remove Kemi").click()
    page.wait_for_url("**/settings/team/")

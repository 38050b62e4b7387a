"""The main job by web page on the networks that are real here: from the first run to the answer that stands on the network."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, Tab
from tests.flows.pages.by_hand import press_and_land, reload_until, shows, until
from tests.flows.there import There

pytestmark = pytest.mark.browser


def found(page: Page, site: Site) -> None:
    """Start a desk of one's own through the first page."""
    page.goto(f"{site.address}/welcome/")
    for label, words in (
        ("Your name", "Sarah"),
        ("The address you sign in with", "sarah@alderrye.example"),
        ("A password", "rye-and-water-1"),
        ("The business", "Alder & Rye"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/compose/")


def connect(tab: Tab, there: There) -> None:
    """Connect an account, and let it post."""
    page = tab.page
    tab.visit(f"/accounts/connect/{there.slug}/?way=answers")
    page.locator("[name=persona]").first.check()
    for name, words in there.answers.items():
        page.locator(f"[name=answer-{name}]").fill(words)
    page.locator("[data-send]").click()
    page.wait_for_url("**/accounts/")
    shows(page, ".toast", "is connected for Alder & Rye.")
    page.get_by_role("button", name="Switch posting on").first.click()
    shows(page, "main", "May post")


def test_the_main_job_by_page(there: There, start_site: Callable[..., Site], open_tab: Callable[..., Tab]) -> None:
    batch = uuid.uuid4().hex[:8]
    site = start_site(TWOWAY_NETWORK_ADDRESS=f"{there.slug}={there.address}")
    tab = open_tab(site, signed_in=False)
    page = tab.page
    found(page, site)
    connect(tab, there)

    page.goto(f"{site.address}/compose/")
    page.locator("#who input[name=account]").first.check()
    page.locator("#text-master").fill(f"Fresh rye at eight, batch {batch}: https://example.org/rye #Millbrook")
    shows(page, "#previews", batch)
    expect(page.locator("[data-send]")).not_to_have_attribute("aria-disabled", "true")
    press_and_land(page, "Control+Enter", "**/calendar/")
    assert until(lambda: [text for text in there.ours() if batch in text])

    [sent] = until(lambda: [d for d in site.told("status", "show", "1")["deliveries"] if d["remote_id"]])
    page.goto(f"{site.address}/deliveries/{sent['id']}/")
    reload_until(page, "It is out.")
    expect(page.locator(f"dd a[href='{sent['address']}']")).to_be_visible()

    there.ask_us(sent["remote_id"], f"Do you keep one of {batch} back for noon?")
    page.goto(f"{site.address}/inbox/")
    reload_until(page, f"Do you keep one of {batch} back")
    page.locator("#reply-text").fill(f"Yes, one of {batch}, with your name on it.")
    expect(page.locator("#send-bar [data-send]")).not_to_have_attribute("aria-disabled", "true")
    page.locator("#send-bar [data-send]").click()
    assert until(lambda: [text for text in there.ours() if f"Yes, one of {batch}" in text])
    tab.axe("an answered conversation")

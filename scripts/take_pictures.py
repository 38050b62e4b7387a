"""Takes the pictures of the README from a fresh demo workspace: `python -m scripts.take_pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM, DESK, QUIET, Site, running

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WORDS = (
    "Marta has opened her second café, on Mill Lane, and the queue was out of the door by nine!! Go and say hello to "
    "@[Marta Lindqvist], and try the cardamom bun.\n\nOn Sunday we borrow her ovens to bake forty rye loaves for the "
    "school fair. #millbrook #SmallBusinessSaturday"
)


def main() -> None:
    """Compose and Inbox, light and dark."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running(Path(home), "--demo") as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for colours in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": DESK["width"], "height": DESK["height"]},
                color_scheme="light" if colours == "light" else "dark",
                reduced_motion="reduce",
                timezone_id="Europe/London",
                locale="en-GB",
            )
            page = context.new_page()
            _sign_in(page, site)
            _compose(page, site, PICTURES / f"compose-{colours}.png")
            _inbox(page, site, PICTURES / f"inbox-{colours}.png")
            context.close()
        browser.close()


def _sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/account/login/")
    page.get_by_label("Email", exact=True).fill(site.email)
    page.get_by_label("Password", exact=True).fill(site.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)


def _compose(page: Page, site: Site, file: Path) -> None:
    page.goto(f"{site.address}/compose/")
    page.locator("textarea").first.fill(WORDS)
    page.wait_for_timeout(2000)
    page.get_by_role("tab").nth(1).click()
    page.wait_for_timeout(1000)
    page.screenshot(path=file)


def _inbox(page: Page, site: Site, file: Path) -> None:
    page.goto(f"{site.address}/inbox/")
    page.get_by_text("Tom Hallam").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=file)


if __name__ == "__main__":
    main()

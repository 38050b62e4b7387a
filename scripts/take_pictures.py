"""Takes the pictures of the README from a running demo: Compose and Inbox, by day and by night.

python -m scripts.take_pictures http://127.0.0.1:8000 EMAIL PASSWORD
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent.parent / "docs/pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZE = {"width": 1440, "height": 900}
MASTER = (
    "Marta has opened her second café, on Mill Lane, and the queue was out of the door by nine. "
    "Go and say hello, and try the cardamom bun.\n\n"
    "We’re taking over her ovens on Sunday to bake forty rye loaves for the school fair. "
    "COME AND TASTE THEM!! #millbrook #SmallBusinessSaturday #rye"
)
ANSWER = "Tom, I’m sorry, and three times is not a slip. The eight o’clock bake starts earlier from Monday."


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sit down at the desk."""
    page.goto(f"{address}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")


def write_a_post(page: Page, address: str) -> None:
    """Compose, with one version open and something to mend."""
    page.goto(f"{address}/compose/")
    page.fill("#text-master", MASTER)
    page.fill("#at", "2026-11-28T11:40")
    page.wait_for_selector("#versions .dot")
    page.locator("#versions [role=tab]").nth(1).click()
    page.wait_for_timeout(600)


def answer_somebody(page: Page, address: str) -> None:
    """The inbox, with the one who is cross."""
    page.goto(f"{address}/inbox/")
    page.click(".conv:has-text('Tom Hallam')")
    page.wait_for_load_state("networkidle")
    page.fill("#reply-text", ANSWER)
    page.wait_for_timeout(800)


def keep(page: Page, name: str) -> None:
    """A small file: a screen has few colours."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(colors=192, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def main(address: str, email: str, password: str) -> None:
    """Take all four."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for colours in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=colours)  # type: ignore[arg-type]  # both are known
            sign_in(page, address, email, password)
            write_a_post(page, address)
            keep(page, f"compose-{colours}")
            answer_somebody(page, address)
            keep(page, f"inbox-{colours}")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

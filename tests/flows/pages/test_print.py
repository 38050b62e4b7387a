"""On paper: the words and what stands about them, dark on white, whatever the colours of the screen are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import Site, Tab

pytestmark = pytest.mark.browser

#: How light the words and the paper are, from 0 to 1, as the browser paints them.
_LIGHTNESS = """() => {
  const light = (colour) => {
    const paint = document.createElement("canvas").getContext("2d");
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = paint.getImageData(0, 0, 1, 1).data;
    return (r + g + b) / 765;
  };
  const body = getComputedStyle(document.body);
  return [light(body.color), light(body.backgroundColor)];
}"""


@pytest.mark.parametrize("path", ["/compose/", "/calendar/?view=month", "/reports/deliveries-by-week/", "/inbox/"])
def test_a_printed_page_is_dark_on_white_and_has_nothing_to_press(
    site: Site, open_tab: Callable[..., Tab], path: str
) -> None:
    page = open_tab(site, dark=True).page
    page.goto(f"{site.address}{path}", wait_until="load")
    expect(page.locator(".rail")).to_be_visible()
    page.emulate_media(media="print")
    ink, paper = page.evaluate(_LIGHTNESS)
    assert ink < 0.35
    assert paper == 1
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".tabbar")).to_be_hidden()
    assert page.locator("main .btn:visible").count() == 0
    expect(page.locator("h1").first).to_be_visible()
    # A4 without its margins.
    page.set_viewport_size({"width": 703, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 703

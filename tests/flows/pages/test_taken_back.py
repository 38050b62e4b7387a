"""With a browser: somebody takes back what they wrote while it waits for an answer."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Site, Tab, environment
from tests.flows.pages.by_hand import until
from twoway.rehearsal import reading, store

pytestmark = pytest.mark.browser
LOOKED_LONG_AGO = (
    "import django; django.setup();"
    "from datetime import timedelta; from django.utils import timezone;"
    "from twoway.apps.inbox.models import Message;"
    "Message.objects.update(looked_at=timezone.now() - timedelta(hours=8))"
)


def asked(site: Site, question: str) -> str:
    """Somebody asks under a post of ours; gives the id of what they wrote."""
    words = f"Rye at eight, {question}"
    site.twoway("post", words, "--to", "demo:rehearsal", "--now")
    until(lambda: any(one.text == words for one in reading.posts_of(site.stage, "alder.rye", 30)))
    post = next(one for one in reading.posts_of(site.stage, "alder.rye", 30) if one.text == words)
    return reading.act_as(site.stage, "kemi.okafor@rehearsal", post.id, question).id


def conversation(site: Site, question: str) -> int:
    site.twoway("inbox", "--fetch")
    found = site.told("inbox", "list", "--state", "all")["conversations"]
    return int(next(one["id"] for one in found if question in one["latest_words"]))


def pictures(tab: Tab, name: str) -> None:
    for size, window in (("desk", DESK), ("phone", PHONE)):
        tab.page.set_viewport_size(window)  # type: ignore[arg-type]  # playwright wants its own type
        for colours in ("light", "dark"):
            tab.page.emulate_media(color_scheme=colours)
            tab.axe(f"{name} {size} {colours}", colours_only=colours == "dark")
            tab.picture(f"{name}-{size}-{colours}")
        assert tab.goes_out_of_view() == "", size


def later_taken_back(site: Site, message_id: str) -> None:
    with store.writing(site.stage.path) as db:
        store.take_down(db, message_id)
    subprocess.run(
        [sys.executable, "-P", "-c", LOOKED_LONG_AGO],
        env=environment(site.home, site.address, DJANGO_SETTINGS_MODULE="twoway.site.settings"),
        check=True,
    )
    site.twoway("inbox", "--fetch")


def test_an_answer_whose_question_was_taken_back_is_shown_to_stand_alone(
    start_site: Callable[..., Site], open_tab: Callable[..., Tab]
) -> None:
    site = start_site("--demo", TWOWAY_STAGE_HURRY="1")
    question = f"Is there spelt too, {uuid.uuid4().hex[:6]}?"
    message_id = asked(site, question)
    number = conversation(site, question)
    site.twoway("reply", str(number), "Spelt comes on Thursdays, Kemi, from eight.", "--wait", "30")
    later_taken_back(site, message_id)

    tab = open_tab(site)
    page = tab.page
    page.goto(f"{site.address}/inbox/{number}/", wait_until="load")
    said = page.get_by_role("log", name="Messages")
    expect(said).to_contain_text("Not there any more")
    expect(said).to_contain_text("Stands alone there")
    pictures(tab, "stands-alone")
    said.get_by_role("link", name="Take it down, too").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Take")
    assert "it stands alone there" in site.twoway("inbox", "show", str(number))


def test_it_stays_and_says_so_and_nobody_can_answer_into_the_void(
    start_site: Callable[..., Site], open_tab: Callable[..., Tab]
) -> None:
    # With an inbox of its own: after other tests, what came last would stand on a second page. And nobody else is so quick that
    # they speak up under the same post meanwhile.
    site = start_site("--demo", TWOWAY_STAGE_HURRY="1")
    question = f"Is there spelt too, {uuid.uuid4().hex[:6]}?"
    message_id = asked(site, question)
    number = conversation(site, question)
    later_taken_back(site, message_id)

    tab = open_tab(site)
    page = tab.page
    page.goto(f"{site.address}/inbox/{number}/", wait_until="load")
    said = page.get_by_role("log", name="Messages")
    expect(said).to_contain_text(question)
    expect(said).to_contain_text("Not there any more")
    expect(page.locator("#about-reply")).to_contain_text("an answer would reach nobody")
    expect(page.locator("[data-send]")).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".conv[aria-current]")).to_contain_text("Deleted there")
    pictures(tab, "taken-back")

    shown = site.twoway("inbox", "show", str(number))
    assert "Not there any more since" in shown
    assert "an answer would reach nobody" in shown

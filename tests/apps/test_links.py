"""Pages behind links, looked at over real HTTP."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from tests.blog import Blog
from twoway.apps.accounts.models import Account
from twoway.apps.links import actions, jobs
from twoway.apps.links.models import Page
from twoway.apps.links.queries import known_links
from twoway.apps.posts.actions import save
from twoway.apps.posts.looks import look_at
from twoway.apps.posts.queries import Draft
from twoway.domain.linked import LinkState
from twoway.domain.permission import Actor
from twoway.work import pictures

PAGE = b"""<!doctype html><html><head><meta charset="iso-8859-1"><meta property="og:title" content="Br\xf6tchen">
<meta property="og:description" content="Warm at eight."><meta property="og:image" content="/loaf.png"></head></html>"""


@pytest.fixture
def at(blog: Blog) -> str:
    """The address of a page with a card."""
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "#a52").save(out, "PNG")
    blog.pages["/rye"] = ("text/html", PAGE)
    blog.pages["/loaf.png"] = ("image/png", out.getvalue())
    return f"{blog.address}/rye"


def looked_at(owner: Actor, address: str) -> Page:
    [page_id] = actions.learn(owner.workspace_id, [address])
    jobs.look.call(page_id)
    return Page.objects.get(pk=page_id)


def test_a_page_is_looked_at_and_its_card_kept(owner: Actor, at: str, settings: Any) -> None:
    page = looked_at(owner, at)

    assert (page.standing, page.title, page.about) == (LinkState.GOOD, "Brötchen", "Warm at eight.")
    assert pictures.shelf(Path(settings.TWOWAY_HOME), page.picture).exists()
    known = known_links(owner.workspace_id, [at, "https://elsewhere.example"])
    assert list(known) == [at]
    assert known[at].has_card


def test_a_page_that_is_known_is_not_asked_for_again_until_it_is_old(owner: Actor, at: str) -> None:
    looked_at(owner, at)
    assert actions.learn(owner.workspace_id, [at]) == []

    Page.objects.update(asked_at=timezone.now() - actions.GOOD_FOR - timedelta(minutes=1))

    assert len(actions.learn(owner.workspace_id, [at])) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, LinkState.GONE),
        (410, LinkState.GONE),
        (403, LinkState.LOCKED),
        (500, LinkState.UNSURE),
        (429, LinkState.UNSURE),
    ],
)
def test_a_page_that_does_not_answer_well_is_told_apart(
    owner: Actor, blog: Blog, at: str, status: int, state: LinkState
) -> None:
    blog.status = status

    page = looked_at(owner, at)

    assert page.standing == state
    assert str(status) in page.why


def test_a_page_that_failed_is_asked_again_sooner(owner: Actor, blog: Blog, at: str) -> None:
    blog.status = 500
    looked_at(owner, at)
    Page.objects.update(asked_at=timezone.now() - actions.DOUBTED_FOR - timedelta(seconds=1))

    assert len(actions.learn(owner.workspace_id, [at])) == 1


def test_an_address_inside_leads_nowhere_for_readers(owner: Actor) -> None:
    page = looked_at(owner, "http://10.0.0.7/admin")

    assert (page.standing, "private network" in page.why) == (LinkState.GONE, True)


def test_a_page_that_goes_round_in_circles_is_unsure(owner: Actor, blog: Blog, at: str) -> None:
    blog.status, blog.headers = 302, {"Location": "/rye"}

    assert looked_at(owner, at).standing == LinkState.UNSURE


def test_a_file_is_a_page_without_a_card(owner: Actor, blog: Blog) -> None:
    blog.pages["/menu.pdf"] = ("application/pdf", b"%PDF")

    page = looked_at(owner, f"{blog.address}/menu.pdf")

    assert page.standing == LinkState.GOOD
    assert not page.known.has_card


def test_a_card_s_picture_that_is_none_is_left_out(owner: Actor, blog: Blog, at: str) -> None:
    blog.pages["/loaf.png"] = ("image/png", b"<html>not here</html>")

    page = looked_at(owner, at)

    assert (page.title, page.picture) == ("Brötchen", "")


def test_the_same_address_of_two_workspaces_is_looked_at_for_each(owner: Actor, stranger: Actor, at: str) -> None:
    looked_at(owner, at)

    assert known_links(stranger.workspace_id, [at]) == {}


def test_no_more_pages_are_asked_for_than_a_post_can_sensibly_hold(owner: Actor) -> None:
    many = [f"https://rye.example/{n}" for n in range(50)]

    assert len(actions.learn(owner.workspace_id, many)) == actions.MOST_AT_ONCE


def test_a_page_that_is_gone_when_its_turn_comes_is_no_trouble(db: None) -> None:
    assert jobs.look.call(4711) == ""


def test_links_are_looked_at_when_a_draft_is_kept_and_what_was_found_is_told(
    owner: Actor, account: Account, blog: Blog, at: str
) -> None:
    blog.status = 404
    draft = Draft(master=f"Come along: {at}?utm_source=square", account_ids=(account.pk,))

    save(owner, draft)
    [page] = Page.objects.all()
    jobs.look.call(page.pk)

    [look] = look_at(owner, draft)
    assert "LNK001" in {finding.code for finding in look.findings}

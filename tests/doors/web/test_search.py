"""Searching the networks and answering what was found, without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.models import Conversation
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Where is there <b>sourdough</b> on a Sunday?"


@pytest.fixture
def said(owner: Actor, account: Account, world: Stage) -> str:
    send_now(owner, save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,))).pk)
    drain()
    return reading.act_as(world, "kemi.okafor@rehearsal", Delivery.objects.get().remote_id, WORDS).id


def page_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:500]
    return str(answer.content.decode())


def mark_in(shown: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', shown)
    assert found is not None
    return unescape(found[1])


def test_the_inbox_leads_to_the_search(desk: Client) -> None:
    assert 'href="/inbox/search/"' in page_of(desk.get("/inbox/"))
    assert "Nothing that is found is kept" in page_of(desk.get("/inbox/search/"))


def test_what_is_found_is_shown_escaped_and_answered(desk: Client, said: str) -> None:
    shown = page_of(desk.get("/inbox/search/", {"words": "sunday"}))
    assert "Kemi Okafor" in shown
    assert "<b>sourdough" not in shown
    mark = mark_in(shown)
    assert "Your answer" in page_of(desk.post("/inbox/search/answer/", {"mark": mark}))
    assert not Conversation.objects.exists()
    held = page_of(desk.post("/inbox/search/answer/", {"mark": mark, "text": "Rye. " * 100, "do": "send"}), 422)
    assert "Rye. Rye." in held
    assert not Conversation.objects.exists()
    words = "Kemi, ours is in the window from nine on Sundays."
    answer = desk.post("/inbox/search/answer/", {"mark": mark, "text": words, "do": "send"})
    assert answer.headers["Location"] == f"/inbox/{Conversation.objects.get().pk}/"
    assert "Go to the conversation" in page_of(desk.get("/inbox/search/", {"words": "sunday"}))


def test_an_answer_can_be_looked_at_first(desk: Client, said: str) -> None:
    mark = mark_in(page_of(desk.get("/inbox/search/", {"words": "sunday"})))
    shown = page_of(desk.post("/inbox/search/answer/", {"mark": mark, "text": "Rye. " * 100, "do": "look"}))
    assert "Held:" in shown


def test_a_network_that_fails_says_so(desk: Client, account: Account, world: Stage) -> None:
    reading.order(world, "down", touches="reading")
    assert "is down for a while" in page_of(desk.get("/inbox/search/", {"words": "sunday"}))


def test_older_ones_are_a_page_further(desk: Client, said: str, world: Stage) -> None:
    for number in range(60):
        reading.act_as(world, "jon.pritch@rehearsal", said, f"A Sunday joke {number}")
    shown = page_of(desk.get("/inbox/search/", {"words": "sunday"}))
    older = re.search(r'href="(\?words=[^"]+)">Older', shown)
    assert older is not None
    assert "Kemi Okafor" in page_of(desk.get(f"/inbox/search/{unescape(older[1])}"))


@pytest.mark.parametrize("asked", [{"words": "x"}, {"words": "x" * 300}])
def test_what_is_no_search_is_told(desk: Client, asked: dict[str, str]) -> None:
    assert "2 to 200 signs" in page_of(desk.get("/inbox/search/", asked), 400)


def test_nothing_to_search_with_says_what_to_do(bare_desk: Client) -> None:
    assert "Nothing can be searched yet" in page_of(bare_desk.get("/inbox/search/", {"words": "rye"}))


def test_who_only_looks_does_not_search_and_a_stranger_answers_nothing(
    desk: Client, guest: Actor, stranger: Actor, said: str
) -> None:
    assert seat(guest).get("/inbox/search/").status_code == 403
    mark = mark_in(page_of(desk.get("/inbox/search/", {"words": "sunday"})))
    for text in ("", "Hello"):
        assert seat(stranger).post("/inbox/search/answer/", {"mark": mark, "text": text}).status_code == 400
    assert desk.post("/inbox/search/answer/", {"mark": "x"}).status_code == 400

"""People whom the networks know, below our own and on a page of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.people.models import Person
from twoway.domain.permission import Actor

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def page_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:500]
    return str(answer.content.decode())


def mark_in(shown: str) -> str:
    found = re.search(r'(?:data-mark|name="mark" value)="([^"]+)"', shown)
    assert found is not None
    return unescape(found[1])


def test_our_own_list_leaves_a_place_for_whom_the_networks_know(desk: Client) -> None:
    asked = page_of(desk.get("/compose/people/", {"who": "to", "into": "master"}, headers=FRAGMENT))
    assert "data-elsewhere" in asked
    assert "data-elsewhere" not in page_of(desk.get("/compose/people/", {"who": "t"}, headers=FRAGMENT))


def test_a_choice_is_written_down_and_its_name_comes_back(desk: Client, account: Account) -> None:
    asked = {"who": "@tom", "into": "master", "account": str(account.pk)}
    shown = page_of(desk.get("/compose/people/elsewhere/", asked, headers=FRAGMENT))
    assert "@tom.hallam@rehearsal" in shown
    answer = desk.post("/compose/people/keep/", {"mark": mark_in(shown)}, headers={"Accept": "application/json"})
    assert answer.json() == {"name": "Tom Hallam"}
    assert Person.objects.get().name == "Tom Hallam"
    told = desk.post("/compose/people/keep/", {"mark": "x"}, headers={"Accept": "application/json"})
    assert (told.status_code, "Type the name again" in told.json()["why"]) == (400, True)


def test_without_a_script_there_is_a_page(desk: Client) -> None:
    assert 'href="/people/find/"' in page_of(desk.get("/people/"))
    shown = page_of(desk.get("/people/find/", {"words": "tom"}))
    assert "@tom.hallam@rehearsal" in shown
    answer = desk.post("/compose/people/keep/", {"mark": mark_in(shown)})
    assert answer.headers["Location"] == f"/people/{Person.objects.get().pk}/"
    assert "In People already" in page_of(desk.get("/people/find/", {"words": "tom"}))


def test_only_who_writes_may_ask(guest: Actor, replier: Actor, desk: Client, account: Account) -> None:
    for nobody in (guest, replier):
        assert seat(nobody).get("/people/find/", {"words": "tom"}).status_code == 403
        assert seat(nobody).get("/compose/people/elsewhere/", {"who": "tom"}, headers=FRAGMENT).status_code == 403
    assert desk.get("/compose/people/elsewhere/", {"who": "tom"}).status_code == 302

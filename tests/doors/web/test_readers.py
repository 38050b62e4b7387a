"""Compose asks who a post is for, and keeps the answer with it."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.doors.web.test_compose import FRAGMENT, RYE, page_of, sheet
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import change_brand, make_persona
from twoway.apps.people.queries import personas_of
from twoway.apps.posts import approving
from twoway.apps.posts.actions import save
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind


def speaking(owner: Actor) -> None:
    change_brand(owner, personas_of(owner).get().pk, {"readers": "Regulars, New in town"})
    home = make_persona(owner, name="Sarah, at home", kind=PersonaKind.PERSONAL)
    change_brand(owner, home.pk, {"readers": "Friends"})


def form(account: Account, *ticked: str, more: str = "", was: str = "", **rest: Any) -> dict[str, Any]:
    beside = {"readers_usual": ["Regulars", "New in town"], "readers": list(ticked)}
    return sheet(account, RYE) | beside | {"readers_more": more, "readers_was": was} | rest


def ticked(page: str) -> dict[str, bool]:
    boxes = re.findall(r'name="readers" value="([^"]+)"( checked)?', page)
    return {name: bool(is_checked) for name, is_checked in boxes}


def saved(desk: Client, sent: dict[str, Any]) -> Post:
    assert desk.post("/compose/save/", sent).status_code == 302
    return Post.objects.get()


def test_everybody_a_persona_speaks_to_is_meant_at_first(desk: Client, owner: Actor, account: Account) -> None:
    speaking(owner)
    assert ticked(page_of(desk.get("/compose/"))) == {"Regulars": True, "New in town": True}
    assert saved(desk, form(account, "Regulars", "New in town")).readers == []


def test_fewer_and_others_are_kept_and_shown_again(desk: Client, owner: Actor, account: Account) -> None:
    speaking(owner)
    post = saved(desk, form(account, "Regulars", more=" Teachers,  Choir "))
    assert post.readers == ["Regulars", "Teachers", "Choir"]
    page = page_of(desk.get(reverse("post", args=[post.pk])))
    assert ticked(page) == {"Regulars": True, "New in town": False}
    assert 'name="readers_more" id="readers-more"' in page
    assert 'value="Teachers, Choir"' in page


def test_nobody_ticked_is_everybody_again(desk: Client, owner: Actor, account: Account) -> None:
    speaking(owner)
    assert saved(desk, form(account)).readers == []


def test_readers_of_another_persona_hold_the_version(desk: Client, owner: Actor, account: Account) -> None:
    speaking(owner)
    page = page_of(desk.post("/compose/look/", form(account, more="Friends"), headers=FRAGMENT))
    assert "to whom Sarah, at home speaks" in page


def test_a_reason_for_other_readers_leaves_the_page_with_them(desk: Client, owner: Actor, account: Account) -> None:
    speaking(owner)
    aside = {f"aside-{account.pk}": "AUD003=They asked for it"}
    kept = page_of(
        desk.post("/compose/look/", form(account, more="Friends", was="Friends", **aside), headers=FRAGMENT)
    )
    assert "AUD003=They asked for it" in kept
    gone = page_of(desk.post("/compose/look/", form(account, "Regulars", was="Friends", **aside), headers=FRAGMENT))
    assert "AUD003=They asked for it" not in gone


def test_a_name_that_is_too_long_is_told_and_nothing_is_lost(desk: Client, owner: Actor, account: Account) -> None:
    answer = desk.post("/compose/save/", form(account, more="x" * 70))
    assert answer.status_code == 400
    assert "too long for a group of readers" in page_of(answer)
    assert RYE in page_of(answer)
    assert not Post.objects.exists()


def test_who_approves_sees_whom_it_is_for_and_that_it_changed(
    desk: Client, owner: Actor, writer: Actor, grace: Actor, account: Account
) -> None:
    speaking(owner)
    post = save(writer, Draft(master=RYE, account_ids=(account.pk,), readers=("Regulars",)))
    approval = approving.ask(writer, post.pk, of=grace.user_id)
    page = page_of(desk.get(f"/approvals/{approval.pk}/"))
    assert "Meant for" in page
    assert "has to ask again" not in page
    Post.objects.filter(pk=post.pk).update(readers=["New in town"])
    page = page_of(desk.get(f"/approvals/{approval.pk}/"))
    assert "It was asked about for Regulars, and is meant for New in town now." in page

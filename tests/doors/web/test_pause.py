"""Pausing by page, the bar on every page, and looking one by one at what missed its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from tests.doors.web.test_settings import said, told
from twoway.apps.accounts.actions import switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def planned(
    owner: Actor, account: Account, words: str = "Rye is back tomorrow at eight, in all three sizes."
) -> Delivery:
    """A post that is to go in an hour."""
    if not account.may_post:
        switch_posting(owner, account.pk, on=True)
    post = save(owner, Draft(master=words, account_ids=(account.pk,)))
    schedule(owner, post.pk, timezone.now() + timedelta(hours=1))
    return Delivery.objects.get(post_version__post=post)


def test_a_bar_stands_on_every_page_until_somebody_ends_the_pause(desk: Client, owner: Actor) -> None:
    assert "stripe paused" not in said(desk, "/calendar/")
    told(desk, "/settings/pause/", {"what": "workspace", "why": "A fire in Mill Lane. Back on Monday."})
    for path in ("/calendar/", "/compose/", "/inbox/", "/settings/"):
        page = said(desk, path)
        assert "A fire in Mill Lane." in page
        assert "By Sarah" in page
    told(desk, f"/settings/pause/{Pause.objects.get().pk}/end/", {})
    assert "stripe paused" not in said(desk, "/calendar/")
    assert "Sarah" in said(desk, "/settings/pause/")


def test_a_persona_or_an_account_is_paused_alone(desk: Client, owner: Actor, account: Account) -> None:
    told(desk, "/settings/pause/", {"what": f"persona:{account.persona_id}", "why": "Holiday"})
    told(desk, "/settings/pause/", {"what": f"account:{account.pk}", "why": "New owner", "lets_replies": "yes"})
    by_account = Pause.objects.get(account=account)
    assert (by_account.lets_replies, Pause.objects.get(persona=account.persona).lets_replies) == (True, False)
    page = said(desk, "/settings/pause/")
    assert "Answers to people still go." in page
    assert "paused already" in told(desk, "/settings/pause/", {"what": f"account:{account.pk}", "why": "x"}, 409)
    assert "Say why" in told(desk, "/settings/pause/", {"what": "workspace", "why": " "}, 400)


def test_what_missed_its_time_is_looked_at_one_by_one(desk: Client, owner: Actor, account: Account) -> None:
    first, second = planned(owner, account), planned(owner, account, "The school fair needs forty loaves on Sunday.")
    told(desk, "/settings/pause/", {"what": "workspace", "why": "A fire"})
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    Delivery.objects.filter(pk=first.pk).update(due_at=timezone.now() - timedelta(minutes=9))
    answer = desk.post(f"/settings/pause/{Pause.objects.get().pk}/end/")
    assert answer.headers["Location"] == "/settings/pause/missed/"
    page = said(desk, "/settings/pause/missed/")
    assert "Rye is back" in page
    assert "school fair" not in page
    told(desk, f"/settings/pause/missed/{first.pk}/", {"decision": "leave"})
    assert "school fair" in said(desk, "/settings/pause/missed/")
    again = desk.post(f"/settings/pause/missed/{second.pk}/", {"decision": "again"})
    assert again.headers["Location"].startswith("/compose/")
    assert "Nothing is left over." in said(desk, "/settings/pause/missed/")


def test_many_pauses_leave_room_for_the_page(desk: Client, owner: Actor, account: Account) -> None:
    for number in range(5):
        Pause.objects.create(
            workspace_id=owner.workspace_id, why=f"Reason {number}", by_name="Sarah", began_at=timezone.now()
        )
    page = said(desk, "/calendar/")
    assert page.count("stripe paused") == 4
    assert "And 2 more." in page


def test_who_may_pause(replier: Actor, owner: Actor, stranger: Actor, account: Account) -> None:
    told(seat(replier), "/settings/pause/", {"what": "workspace", "why": "x"}, 403)
    told(seat(owner), "/settings/pause/", {"what": "workspace", "why": "x"})
    pause = Pause.objects.get()
    told(seat(replier), f"/settings/pause/{pause.pk}/end/", {}, 403)
    told(seat(stranger), f"/settings/pause/{pause.pk}/end/", {}, 400)
    told(seat(stranger), "/settings/pause/", {"what": f"account:{account.pk}", "why": "x"}, 400)
    assert "stripe paused" not in said(seat(stranger), "/calendar/")

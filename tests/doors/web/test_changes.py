"""Changing what is out from its page, without a script: the form, the difference, taking down, and deciding."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import mending
from twoway.apps.delivery.changing import edit, seen
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.insights import counting
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.changing import Wanted
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

OLD, NEW = "Open till six on Saturday.", "Open till five on Saturday."


@pytest.fixture
def out(owner: Actor, account: Account) -> Delivery:
    """A post that is out."""
    delivery = send_now(owner, save(owner, Draft(master=OLD, account_ids=(account.pk,))).pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    return delivery


def page_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:500]
    return unescape(answer.content.decode())


def form(delivery: Delivery, text: str = NEW, **more: str) -> dict[str, str]:
    return {"text-0": text, "was": seen(delivery), "warning": "", **more}


def test_the_page_of_what_is_out_leads_to_changing_it(desk: Client, out: Delivery) -> None:
    shown = page_of(desk.get(f"/deliveries/{out.pk}/"))
    assert f"/deliveries/{out.pk}/edit/" in shown
    assert f"/deliveries/{out.pk}/take-down/" in shown
    assert OLD in page_of(desk.get(f"/deliveries/{out.pk}/edit/"))


def test_the_difference_is_shown_before_anything_goes(desk: Client, out: Delivery) -> None:
    shown = page_of(desk.post(f"/deliveries/{out.pk}/edit/", form(out, do="look")))
    assert "six" in shown.partition("<del>")[2].partition("</del>")[0]
    assert "five" in shown.partition("<ins>")[2].partition("</ins>")[0]
    assert not Change.objects.exists()


def test_while_it_is_typed_only_the_difference_comes_back(desk: Client, out: Delivery) -> None:
    answer = desk.post(f"/deliveries/{out.pk}/edit/", form(out), headers={"HX-Request": "true"})
    shown = page_of(answer)
    assert "<del>" in shown
    assert "<html" not in shown


def test_other_words_go_and_the_page_tells_of_the_old_ones(desk: Client, out: Delivery, world: Stage) -> None:
    desk.post(f"/deliveries/{out.pk}/edit/", form(out, do="send"))
    assert "It is done as soon as" in page_of(desk.get(f"/deliveries/{out.pk}/"))
    drain()
    shown = page_of(desk.get(f"/deliveries/{out.pk}/"))
    assert "What was changed" in shown
    assert "Sarah" in shown
    assert reading.posts_of(world, "alder.rye")[0].text == NEW


def test_what_the_guard_stops_is_told_and_the_words_stay_in_the_form(desk: Client, out: Delivery) -> None:
    shown = page_of(desk.post(f"/deliveries/{out.pk}/edit/", form(out, "Rye. " * 80, do="send")), 422)
    assert "Rye. Rye." in shown
    assert not Change.objects.exists()


def test_the_second_of_two_people_is_told(desk: Client, owner: Actor, out: Delivery) -> None:
    before = form(out, "Closed on Saturday.", do="send")
    edit(owner, out.pk, Wanted(texts=(NEW,)))
    drain()
    assert "since you read them" in page_of(desk.post(f"/deliveries/{out.pk}/edit/", before), 409)


def test_where_it_is_too_late_the_way_out_is_shown(desk: Client, out: Delivery) -> None:
    Delivery.objects.filter(pk=out.pk).update(sent_at=timezone.now() - timedelta(days=8))
    for path in (f"/deliveries/{out.pk}/", f"/deliveries/{out.pk}/edit/"):
        shown = page_of(desk.get(path))
        assert "for 7 days only" in shown
        assert "Write it again" in shown
    draft = desk.post(f"/deliveries/{out.pk}/again/", follow=True)
    assert OLD in page_of(draft)


def test_taking_down_asks_first(desk: Client, out: Delivery, world: Stage) -> None:
    assert "Nobody can put it back" in page_of(desk.get(f"/deliveries/{out.pk}/take-down/"))
    desk.post(f"/deliveries/{out.pk}/take-down/")
    drain()
    shown = page_of(desk.get(f"/deliveries/{out.pk}/"))
    assert "Taken down by Sarah." in shown
    assert "Change the words" not in shown
    assert reading.posts_of(world, "alder.rye") == ()


@pytest.mark.parametrize("decision", ["try-again", "take-back", "set-aside"])
def test_a_change_that_was_refused_or_held_waits_for_somebody(
    desk: Client, owner: Actor, out: Delivery, world: Stage, clock: Clock, decision: str
) -> None:
    reading.order(world, "refuse" if decision == "set-aside" else "sign-out")
    change = edit(owner, out.pk, Wanted(texts=(NEW,)))
    mending.advance(out.account_id, clock=clock)
    assert decision in page_of(desk.get(f"/deliveries/{out.pk}/"))
    desk.post(f"/deliveries/changes/{change.pk}/", {"decision": decision})
    change.refresh_from_db()
    assert not change.needs_person


def test_a_button_that_is_none_is_told(desk: Client, owner: Actor, out: Delivery) -> None:
    change = edit(owner, out.pk, Wanted(texts=(NEW,)))
    assert "one of the buttons" in page_of(desk.post(f"/deliveries/changes/{change.pk}/", {"decision": "x"}), 400)


def test_the_page_lives_while_a_change_is_on_its_way(desk: Client, owner: Actor, out: Delivery) -> None:
    assert "hx-get" not in page_of(desk.get(f"/deliveries/{out.pk}/")).partition("<main")[2].partition("split")[0]
    edit(owner, out.pk, Wanted(texts=(NEW,)))
    fragment = {"HX-Request": "true"}
    assert "HX-Refresh" not in desk.get(f"/deliveries/{out.pk}/?part=live", headers=fragment).headers
    drain()
    assert desk.get(f"/deliveries/{out.pk}/?part=live", headers=fragment).headers["HX-Refresh"] == "true"


def test_what_became_of_it_is_shown_and_what_is_not_told_is_not(
    desk: Client, out: Delivery, account: Account, world: Stage, clock: Clock
) -> None:
    assert "Nothing was counted yet" in page_of(desk.get(f"/deliveries/{out.pk}/"))
    for said in (None, "Lovely.", "More of that."):
        if said:
            reading.act_as(world, "kemi.okafor@rehearsal", out.remote_id, said)
        clock.turn(minutes=6)
        counting.begin_tallies(clock())
        counting.count(account, clock())
    shown = page_of(desk.get(f"/deliveries/{out.pk}/"))
    assert "replies" in shown
    assert "repost" not in shown.partition("What became of it")[2]
    assert "<polyline" in shown
    assert "How it grew: From" in shown
    post = out.post_version.post_id
    assert "replies" in page_of(desk.get(f"/calendar/posts/{post}/"))
    assert "replies" in page_of(desk.get("/calendar/?view=list"))


def test_who_only_looks_sees_no_button_and_a_stranger_no_page(
    guest: Actor, stranger: Actor, owner: Actor, out: Delivery
) -> None:
    looking, elsewhere = seat(guest), seat(stranger)
    assert "Change the words" not in page_of(looking.get(f"/deliveries/{out.pk}/"))
    assert "not change it" in page_of(looking.get(f"/deliveries/{out.pk}/edit/"))
    change = edit(owner, out.pk, Wanted(texts=(NEW,)))
    for path in (f"/deliveries/{out.pk}/take-down/", f"/deliveries/{out.pk}/again/"):
        assert looking.post(path).status_code == 403
        assert elsewhere.post(path).status_code == 400
    for client, status in ((looking, 403), (elsewhere, 400)):
        assert client.post(f"/deliveries/{out.pk}/edit/", form(out, do="send")).status_code == status
        assert client.post(f"/deliveries/changes/{change.pk}/", {"decision": "take-back"}).status_code == status
    assert elsewhere.get(f"/deliveries/{out.pk}/edit/").status_code == 404

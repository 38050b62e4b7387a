"""The directory of people, by page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.apps.test_directory import heard
from tests.doors.web.conftest import seat
from tests.doors.web.test_settings import said, told
from twoway.apps.accounts.models import Account
from twoway.apps.people.directory import know
from twoway.apps.people.models import Handle, Person
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def test_somebody_is_written_down_found_and_changed(desk: Client, owner: Actor) -> None:
    assert "Nobody yet." in said(desk, "/people/")
    told(
        desk,
        "/people/",
        {"name": "Tom Hallam", "network": "rehearsal", "handle": "tom.hallam@rehearsal", "about": "sourdough"},
    )
    tom = Person.objects.get()
    for words in ("", "?q=hallam", "?q=@tom", "?q=sour"):
        assert f"/people/{tom.pk}/" in said(desk, f"/people/{words}")
    assert "Nobody is called that." in said(desk, "/people/?q=kemi")
    told(desk, f"/people/{tom.pk}/", {"name": "Tom", "met": "At the market", "about": ""})
    page = said(desk, f"/people/{tom.pk}/")
    assert "At the market" in page
    assert "@tom.hallam@rehearsal" in page
    told(desk, f"/people/{tom.pk}/handles/{Handle.objects.get().pk}/", {})
    assert "No handle yet" in said(desk, f"/people/{tom.pk}/")
    told(desk, f"/people/{tom.pk}/handles/", {"network": "rehearsal", "handle": "@tom.h@rehearsal"})
    assert Handle.objects.get().handle == "tom.h@rehearsal"


def test_what_will_not_do_is_told_and_stays_typed(desk: Client, owner: Actor) -> None:
    page = told(desk, "/people/", {"name": "Tom", "network": "rehearsal", "handle": "no handle"}, 400)
    assert "is not a handle on" in page
    assert 'value="no handle"' in page
    assert not Person.objects.exists()
    tom = know(owner, "Tom", {})
    assert "needs a name" in told(desk, f"/people/{tom.pk}/", {"name": " "}, 400)
    assert "is not a handle" in told(
        desk, f"/people/{tom.pk}/handles/", {"network": "rehearsal", "handle": "x y"}, 400
    )


def test_two_entries_are_looked_at_and_made_one(desk: Client, owner: Actor, account: Account) -> None:
    tom, other = know(owner, "Tom Hallam", {}), know(owner, "T. Hallam", {"rehearsal": "tom.hallam@rehearsal"})
    heard(account, other, "Is there rye?", "1")
    page = told(desk, f"/people/{tom.pk}/merge/", {"other": "T. Hallam"}, 200)
    assert "Are these the same person?" in page
    assert Person.objects.count() == 2
    told(desk, f"/people/{tom.pk}/merge/", {"other": str(other.pk), "sure": "yes"})
    page = said(desk, f"/people/{tom.pk}/")
    assert "Is there rye?" in page
    assert "@tom.hallam@rehearsal" in page
    assert not Person.objects.filter(pk=other.pk).exists()
    for words in ("nobody", str(tom.pk)):
        assert 'role="alert"' in told(desk, f"/people/{tom.pk}/merge/", {"other": words}, 400)


def test_forgetting_needs_a_tick(desk: Client, owner: Actor) -> None:
    tom = know(owner, "Tom", {})
    assert "Tick the box first" in told(desk, f"/people/{tom.pk}/forget/", {}, 400)
    told(desk, f"/people/{tom.pk}/forget/", {"sure": "yes"})
    assert not Person.objects.exists()
    assert desk.get(f"/people/{tom.pk}/").status_code == 404


def test_who_may_do_what(owner: Actor, replier: Actor, guest: Actor, stranger: Actor) -> None:
    tom = know(owner, "Tom", {})
    assert ">Save<" not in said(seat(guest), f"/people/{tom.pk}/")
    told(seat(guest), f"/people/{tom.pk}/", {"name": "x"}, 403)
    told(seat(guest), "/people/", {"name": "x"}, 403)
    told(seat(replier), f"/people/{tom.pk}/", {"name": "Tom H."})
    told(seat(replier), f"/people/{tom.pk}/forget/", {"sure": "yes"}, 403)
    assert seat(stranger).get(f"/people/{tom.pk}/").status_code == 404
    told(seat(stranger), f"/people/{tom.pk}/forget/", {"sure": "yes"}, 400)
    assert "Tom" not in said(seat(stranger), "/people/")


def test_the_list_goes_on_after_fifty_and_asks_no_more_for_more(
    desk: Client, owner: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        know(owner, f"Person {number:02}", {"rehearsal": f"p{number}@rehearsal"})
    with django_assert_max_num_queries(16):
        page = said(desk, "/people/")
    assert "1 of 2" in page
    assert "Person 49" in page
    assert "Person 50" not in page

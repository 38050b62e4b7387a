"""The same form twice is one wish; the same words written anew are another."""

from __future__ import annotations

from django.test import Client

from tests.doors.web.test_compose import RYE, page_of, sheet
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.models import Post

LOAD, ANOTHER_LOAD = {"csrfmiddlewaretoken": "a" * 64}, {"csrfmiddlewaretoken": "b" * 64}


def test_the_second_press_is_told_and_sends_nothing(desk: Client, account: Account) -> None:
    for _ in range(2):
        assert desk.post("/compose/go/", sheet(account) | LOAD).headers["location"] == "/calendar/"
    assert Delivery.objects.count() == 1
    assert Post.objects.count() == 1
    assert "You pressed twice; it goes out once." in page_of(desk.get("/calendar/"))


def test_other_words_from_the_same_page_are_another_post(desk: Client, account: Account) -> None:
    for words in (RYE, RYE + " And jam."):
        desk.post("/compose/go/", sheet(account, words) | LOAD)
    assert Delivery.objects.count() == 2


def test_the_same_words_from_another_load_of_the_page_are_meant(desk: Client, account: Account) -> None:
    for load in (LOAD, ANOTHER_LOAD):
        desk.post("/compose/go/", sheet(account) | load)
    assert Delivery.objects.count() == 2


def test_what_was_refused_may_come_again(desk: Client, account: Account) -> None:
    too_long = sheet(account, "Bread and butter. " * 60) | LOAD
    assert [desk.post("/compose/go/", too_long).status_code for _ in range(2)] == [422, 422]

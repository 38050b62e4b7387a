"""Compose, without a script: write, look, save, send, and lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, StoredPicture
from twoway.apps.people.queries import personas_of
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState

Queries = Callable[[int], AbstractContextManager[Any]]
FRAGMENT = {"HX-Request": "true"}
RYE = "Fresh rye at eight, and a pot of butter beside it."


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def sheet(account: Account, master: str = RYE, **more: str) -> dict[str, str]:
    return {"master": master, "account": str(account.pk), "post": "", "revision": "0", **more}


def test_the_calendar_says_when_a_new_post_is_to_go(desk: Client) -> None:
    assert 'value="2026-11-28T11:30"' in page_of(desk.get("/compose/?at=2026-11-28T11:30"))
    assert desk.get("/compose/?at=nonsense").status_code == 200


def test_an_empty_page_scolds_nobody(desk: Client) -> None:
    page = page_of(desk.get("/compose/"))
    assert "Held" not in page
    assert "@alder.rye" in page


def test_without_an_account_it_says_where_to_connect_one(bare_desk: Client) -> None:
    assert "No account is connected yet" in page_of(bare_desk.get("/compose/"))


def test_looking_saves_nothing(desk: Client, account: Account) -> None:
    answer = desk.post("/compose/look/", sheet(account), headers=FRAGMENT)
    assert answer.status_code == 200
    assert f"{len(RYE)} of 300" in page_of(answer)
    assert not Post.objects.exists()


def test_a_text_over_the_limit_is_held_and_says_so(desk: Client, account: Account) -> None:
    page = page_of(desk.post("/compose/look/", sheet(account, "rye " * 100), headers=FRAGMENT))
    assert "Held back from" in page
    assert 'aria-disabled="true"' in page


def test_saving_makes_a_draft_with_an_address(desk: Client, account: Account) -> None:
    answer = desk.post("/compose/save/", sheet(account), follow=True)
    post = Post.objects.get()
    assert answer.redirect_chain[-1][0] == f"/compose/{post.pk}/"
    assert RYE in page_of(answer)


def test_the_second_of_two_tabs_is_told_and_keeps_its_words(desk: Client, account: Account) -> None:
    desk.post("/compose/save/", sheet(account))
    post = Post.objects.get()
    first = sheet(account, "First tab", post=str(post.pk), revision=str(post.revision))
    second = sheet(account, "Second tab", post=str(post.pk), revision=str(post.revision))
    desk.post("/compose/save/", first)
    answer = desk.post("/compose/save/", second)
    assert answer.status_code == 409
    assert "Second tab" in page_of(answer)
    assert "Load the newer draft" in page_of(answer)
    post.refresh_from_db()
    assert post.master == "First tab"


def test_the_second_tab_can_save_as_a_new_draft(desk: Client, account: Account) -> None:
    desk.post("/compose/save/", sheet(account))
    post = Post.objects.get()
    desk.post("/compose/save/", sheet(account, "Mine", post=str(post.pk), revision="0", anew="yes"))
    assert sorted(Post.objects.values_list("master", flat=True)) == [RYE, "Mine"]


def test_a_suggestion_is_taken_with_one_press(desk: Client, account: Account) -> None:
    loud = sheet(account, "COME AND TRY THE NEW RYE BREAD ON SATURDAY")
    page = page_of(desk.post("/compose/look/", loud, headers=FRAGMENT))
    value = page.split('name="fix" value="')[1].split('"')[0]
    desk.post("/compose/fix/", loud | {"fix": value}, headers=FRAGMENT)
    version = Post.objects.get().versions.get()
    assert version.is_edited
    assert version.text != loud["master"]


def test_a_version_can_start_over_from_the_master(desk: Client, account: Account) -> None:
    by_hand = {f"own-{account.pk}": "yes", f"text-{account.pk}": "By hand"}
    desk.post("/compose/save/", sheet(account, **by_hand))
    post = Post.objects.get()
    again = sheet(account, post=str(post.pk), revision=str(post.revision), follow=str(account.pk), **by_hand)
    desk.post("/compose/fix/", again, headers=FRAGMENT)
    assert not post.versions.get().is_edited


def test_a_time_schedules_and_the_toast_can_take_it_back(desk: Client, account: Account) -> None:
    at = (timezone.now() + timedelta(days=3)).replace(hour=12)
    answer = desk.post("/compose/go/", sheet(account, at=f"{at:%Y-%m-%dT%H:%M}"), follow=True)
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.WAITING
    assert "Scheduled for" in page_of(answer)
    assert f'name="deliveries" value="{delivery.pk}"' in page_of(answer)
    desk.post("/undo/", {"deliveries": str(delivery.pk)})
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELLED


def test_what_is_held_does_not_keep_the_rest(desk: Client, account: Account, second_account: Account) -> None:
    long = {f"own-{second_account.pk}": "yes", f"text-{second_account.pk}": "rye " * 100}
    both = {**sheet(account), **long, "account": [str(account.pk), str(second_account.pk)]}
    answer = desk.post("/compose/go/", both, follow=True)
    assert [d.account_id for d in Delivery.objects.all()] == [account.pk]
    assert "is held" in page_of(answer)


def test_when_nothing_may_go_the_page_comes_back_with_the_words(desk: Client, account: Account) -> None:
    answer = desk.post("/compose/go/", sheet(account, "rye " * 100))
    assert answer.status_code == 422
    assert "rye rye rye" in page_of(answer)
    assert not Delivery.objects.exists()


def test_text_that_nobody_can_carry_is_refused_and_comes_back(desk: Client, account: Account) -> None:
    master = "🥐" * 1_100_000
    answer = desk.post("/compose/save/", sheet(account, master))
    assert answer.status_code == 400
    assert master[:6] in page_of(answer)
    assert not Post.objects.exists()


def test_a_picture_is_kept_with_the_draft(desk: Client, account: Account) -> None:
    picture = SimpleUploadedFile("loaf.gif", GIF, "image/gif")
    desk.post("/compose/save/", sheet(account) | {"pictures": picture})
    stored = StoredPicture.objects.get()
    assert Post.objects.get().pictures.get().stored_id == stored.pk
    shown = desk.get(f"/pictures/{stored.sha256}")
    assert shown.headers["Content-Type"] == "image/gif"


def test_a_picture_that_is_none_keeps_the_words(desk: Client, account: Account) -> None:
    fake = SimpleUploadedFile("loaf.png", b"not a picture", "image/png")
    answer = desk.post("/compose/save/", sheet(account) | {"pictures": fake})
    assert answer.status_code == 400
    assert RYE in page_of(answer)
    assert "not a picture" in page_of(answer)


def test_a_stranger_sees_neither_post_nor_picture(desk: Client, account: Account, stranger: Actor) -> None:
    picture = SimpleUploadedFile("loaf.gif", GIF, "image/gif")
    desk.post("/compose/save/", sheet(account) | {"pictures": picture})
    other = seat(stranger)
    assert other.get(f"/compose/{Post.objects.get().pk}/").status_code == 404
    assert other.get(f"/pictures/{StoredPicture.objects.get().sha256}").status_code == 404


def test_a_guest_may_not_write(desk: Client, account: Account, guest: Actor) -> None:
    answer = seat(guest).post("/compose/save/", sheet(account))
    assert answer.status_code == 403
    assert RYE in page_of(answer)


def test_more_accounts_ask_the_database_no_more(
    owner: Actor, desk: Client, account: Account, django_assert_max_num_queries: Queries
) -> None:
    persona = personas_of(owner).get()
    made = [connect(owner, account.network, {"name": f"shop{n}"}, persona_id=persona.pk) for n in range(6)]
    many = {**sheet(account), "account": [str(a.pk) for a in made]}
    with django_assert_max_num_queries(15):
        desk.post("/compose/look/", many, headers=FRAGMENT)


GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")

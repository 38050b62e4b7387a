"""What can be decided in the composer: a thread, findings set aside, own words put back, times, and whose draft it is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from tests.doors.web.test_compose import FRAGMENT, GIF, RYE, page_of, sheet
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import make_persona
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor

LONG = "We baked bread and butter and jam rolls today, and tomorrow we bake them again for you. " * 6
LOUD = "COME AND TRY THE NEW RYE BREAD ON SATURDAY"


def button(page: str, words: str) -> dict[str, str]:
    """What a press on a button sends."""
    found = re.search(rf'<button[^>]* name="(\w+)" value="([^"]*)"[^>]*>(?:<[^>]*>)*{re.escape(words)}', page)
    assert found, f"there is no button “{words}”"
    return {found[1]: found[2]}


def looked_at(desk: Client, form: dict[str, Any]) -> str:
    return page_of(desk.post("/compose/look/", form, headers=FRAGMENT))


def saved(form: dict[str, Any], **more: str) -> dict[str, Any]:
    post = Post.objects.get()
    return form | {"post": str(post.pk), "revision": str(post.revision)} | more


class TestALongText:
    def test_a_thread_and_a_shorter_one_are_the_first_ways_out(self, desk: Client, account: Account) -> None:
        page = looked_at(desk, sheet(account, LONG))
        assert re.search(r"Send it as a thread of \d", page)
        assert button(page, "Shorten it") == {"choose": f"{account.pk}:shorten"}
        assert "Shortening would leave out" in page

    def test_a_thread_shows_its_parts_and_can_be_undone(self, desk: Client, account: Account) -> None:
        form = sheet(account, LONG)
        press = button(looked_at(desk, form), "Send it as a thread")
        page = page_of(desk.post("/compose/fix/", form | press, headers=FRAGMENT))
        assert Post.objects.get().versions.get().fit == "thread"
        assert "Goes as a thread of" in page
        assert page.count("of-thread") > 1
        desk.post("/compose/fix/", saved(form) | button(page, "Make it one post again"), headers=FRAGMENT)
        assert Post.objects.get().versions.get().fit == ""

    def test_the_choice_stays_when_the_page_is_loaded_again_and_saved(self, desk: Client, account: Account) -> None:
        form = sheet(account, LONG)
        desk.post("/compose/fix/", form | {"choose": f"{account.pk}:thread"})
        page = page_of(desk.get(f"/compose/{Post.objects.get().pk}/"))
        assert f'name="fit-{account.pk}" value="thread"' in page
        desk.post("/compose/save/", saved(form, **{f"fit-{account.pk}": "thread"}))
        assert Post.objects.get().versions.get().fit == "thread"

    def test_a_line_of_dashes_begins_the_next_part(self, desk: Client, account: Account) -> None:
        page = looked_at(desk, sheet(account, f"{RYE}\n---\nAnd on Sunday we rest."))
        assert page.count("of-thread") == 2

    def test_a_way_that_is_none_is_told(self, desk: Client, account: Account) -> None:
        answer = desk.post("/compose/fix/", sheet(account, LONG) | {"choose": f"{account.pk}:sing"})
        assert answer.status_code == 400
        assert "bread and butter" in page_of(answer)


class TestSettingAside:
    def form(self, account: Account, reason: str) -> dict[str, str]:
        return sheet(account, LOUD) | {"aside": f"{account.pk}:ACC005", f"reason-{account.pk}-ACC005": reason}

    def test_with_a_reason_it_is_kept_shown_and_logged(self, desk: Client, account: Account) -> None:
        page = page_of(desk.post("/compose/fix/", self.form(account, "The name of our stall"), headers=FRAGMENT))
        assert Post.objects.get().versions.get().set_aside == {"ACC005": "The name of our stall"}
        assert "The name of our stall" in page
        assert Event.objects.get(verb="set aside").why == "The name of our stall"

    def test_without_a_reason_it_is_refused_and_the_words_stay(self, desk: Client, account: Account) -> None:
        answer = desk.post("/compose/fix/", self.form(account, " "))
        assert answer.status_code == 400
        assert LOUD in page_of(answer)
        assert not Post.objects.exists()

    def test_it_can_count_again(self, desk: Client, account: Account) -> None:
        page = page_of(desk.post("/compose/fix/", self.form(account, "Our stall"), headers=FRAGMENT))
        again = saved(sheet(account, LOUD), **{f"aside-{account.pk}": "ACC005=Our stall"})
        desk.post("/compose/fix/", again | button(page, "Let it count again"), headers=FRAGMENT)
        assert Post.objects.get().versions.get().set_aside == {}

    def test_a_guest_may_not(self, guest: Actor, account: Account) -> None:
        assert seat(guest).post("/compose/fix/", self.form(account, "I like it")).status_code == 403


class TestWhatTailoringDid:
    def test_it_says_what_and_why_and_puts_the_authors_words_back(self, desk: Client, account: Account) -> None:
        form = sheet(account, "Fresh **rye** at eight")
        page = looked_at(desk, form)
        assert "What tailoring did" in page
        assert ",did" in page
        desk.post("/compose/fix/", form | button(page, "Put mine back"), headers=FRAGMENT)
        version = Post.objects.get().versions.get()
        assert version.is_edited
        assert "**rye" in version.text or "rye**" in version.text

    def test_a_button_of_another_text_is_told(self, desk: Client, account: Account) -> None:
        answer = desk.post("/compose/fix/", sheet(account, RYE) | {"restore": f"{account.pk}:0:3:00000000"})
        assert answer.status_code == 400
        assert "changed since" in page_of(answer)


class TestBesides:
    def test_a_first_comment_and_a_title_are_kept(self, desk: Client, account: Account) -> None:
        desk.post("/compose/save/", sheet(account, first_comment="#rye", title="Rye day"))
        post = Post.objects.get()
        assert (post.first_comment, post.title) == ("#rye", "Rye day")
        assert 'value="Rye day"' in page_of(desk.get(f"/compose/{post.pk}/"))

    def test_it_says_where_there_is_none(self, desk: Client, account: Account) -> None:
        assert "None of the chosen networks" in looked_at(desk, sheet(account))


class TestTimes:
    def test_a_version_goes_at_its_own_time(self, desk: Client, account: Account, second_account: Account) -> None:
        at = (timezone.now() + timedelta(days=2)).replace(hour=12)
        form = sheet(account, at=f"{at:%Y-%m-%dT%H:%M}") | {"account": [str(account.pk), str(second_account.pk)]}
        form[f"at-{second_account.pk}"] = f"{at + timedelta(hours=3):%Y-%m-%dT%H:%M}"
        desk.post("/compose/go/", form)
        first, second = Delivery.objects.order_by("due_at")
        assert second.account_id == second_account.pk
        assert second.due_at - first.due_at == timedelta(hours=3)

    def test_spread_versions_follow_each_other(self, desk: Client, account: Account, second_account: Account) -> None:
        at = (timezone.now() + timedelta(days=2)).replace(hour=12)
        form = sheet(account, at=f"{at:%Y-%m-%dT%H:%M}", spread="yes")
        desk.post("/compose/go/", form | {"account": [str(account.pk), str(second_account.pk)]})
        first, second = Delivery.objects.order_by("due_at")
        assert timedelta(minutes=7) <= second.due_at - first.due_at <= timedelta(minutes=15)

    @pytest.mark.parametrize("field", ["at", "own"])
    def test_a_time_that_is_none_loses_no_word(self, desk: Client, account: Account, field: str) -> None:
        name = "at" if field == "at" else f"at-{account.pk}"
        answer = desk.post("/compose/save/", sheet(account, **{name: "tomorrow-ish"}))
        assert answer.status_code == 400
        assert RYE in page_of(answer)

    def test_a_good_time_is_taken_with_one_press(self, desk: Client, account: Account) -> None:
        page = page_of(desk.get("/compose/"))
        slot = re.search(r'name="slot" value="([^"]+)"', page)
        assert slot
        desk.post("/compose/save/", sheet(account, slot=slot[1]))
        assert Post.objects.get().planned_at is not None


class TestTwoEditors:
    def test_both_sides_are_shown_and_mine_can_go_over_theirs(self, desk: Client, account: Account) -> None:
        desk.post("/compose/save/", sheet(account))
        stale = saved(sheet(account, "Mine"))
        desk.post("/compose/save/", saved(sheet(account, "Theirs, later")))
        page = page_of(desk.post("/compose/save/", stale))
        assert "Theirs, later" in page
        assert "Mine" in page
        desk.post("/compose/save/", stale | button(page, "Save mine over theirs"))
        assert Post.objects.get().master == "Mine"


class TestPictures:
    def picture(self, name: str = "loaf.gif", content: bytes = GIF) -> Any:
        return SimpleUploadedFile(name, content, "image/gif")

    def test_one_goes_up_by_itself(self, desk: Client) -> None:
        answer = desk.post("/compose/pictures/", {"picture": self.picture()})
        assert answer.json()["id"] > 0

    def test_what_is_no_picture_is_told_in_words(self, desk: Client) -> None:
        answer = desk.post("/compose/pictures/", {"picture": self.picture(content=b"no")})
        assert answer.status_code == 400
        assert "not a picture" in answer.json()["why"]

    def test_a_guest_may_not(self, guest: Actor) -> None:
        assert seat(guest).post("/compose/pictures/", {"picture": self.picture()}).status_code == 403

    def test_their_order_can_be_changed(self, desk: Client, account: Account) -> None:
        ids = [
            str(desk.post("/compose/pictures/", {"picture": self.picture(content=GIF[:-1] + end)}).json()["id"])
            for end in (b";", b";\x00")
        ]
        desk.post("/compose/save/", sheet(account) | {"picture": ids, "earlier": ids[1]})
        assert [str(p.stored_id) for p in Post.objects.get().pictures.all()] == ids[::-1]

    def test_as_a_network_takes_it_it_can_be_looked_at_and_not_by_strangers(
        self, desk: Client, account: Account, stranger: Actor
    ) -> None:
        desk.post("/compose/save/", sheet(account) | {"pictures": self.picture()})
        sha256 = Post.objects.get().pictures.get().stored.sha256
        assert desk.get(f"/pictures/{sha256}/{account.pk}").status_code == 200
        assert seat(stranger).get(f"/pictures/{sha256}/{account.pk}").status_code == 404


class TestMoving:
    WORDS = "Fresh rye at eight. My daughter took her first steps today. Come by."

    @pytest.fixture
    def home(self, owner: Actor) -> Account:
        persona = make_persona(owner, "Sarah, at home", "personal")
        return connect(owner, "rehearsal", {"name": "sarah.k"}, persona_id=persona.pk)

    def test_a_private_line_moves_into_a_draft_of_its_own(
        self, desk: Client, account: Account, home: Account
    ) -> None:
        form = sheet(account, self.WORDS)
        page = looked_at(desk, form)
        assert button(page, "Take the line out")
        answer = desk.post("/compose/fix/", form | button(page, "Move it to Sarah, at home"), headers=FRAGMENT)
        assert "a draft of its own" in page_of(answer)
        moved = Post.objects.get(versions__account=home)
        assert moved.master == "My daughter took her first steps today."
        assert Post.objects.get(versions__account=account).versions.get().text == "Fresh rye at eight. Come by."

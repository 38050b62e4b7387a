"""Inbox pages, without a script: read, answer, note, put off, done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.actions import hear
from twoway.apps.inbox.models import Conversation, Raw
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState, DeliveryState
from twoway.rehearsal.server import Stage

Queries = Callable[[int], AbstractContextManager[Any]]
FRAGMENT = {"HX-Request": "true"}
WORDS = "Third time this month my order wasn’t ready when you said it would be."


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def item(n: int = 1, name: str = "Tom Hallam", text: str = WORDS) -> dict[str, Any]:
    """A reply as the practice network tells of it."""
    handle = f"{name.lower().replace(' ', '.')}@rehearsal"
    by = {"id": f"m-{n}", "handle": handle, "name": name, "about": "", "address": f"http://127.0.0.1/{n}"}
    at = (timezone.now() - timedelta(minutes=42 + n)).isoformat()
    post = {
        "id": f"p-{n}",
        "key": "",
        "by": by,
        "text": text,
        "at": at,
        "reply_to": f"ours-{n}",
        "root": f"ours-{n}",
        "pictures": [],
        "languages": ["en"],
        "likes": 0,
        "path": f"/p-{n}",
        "address": f"http://127.0.0.1/p-{n}",
    }
    return {"number": n, "kind": "reply", "at": at, "by": by, "post": post, "under": "somebody"}


@pytest.fixture
def conversation(account: Account) -> Conversation:
    hear(account, item())
    return Conversation.objects.get()


def test_an_empty_inbox_says_that_everyone_has_an_answer(desk: Client) -> None:
    assert "Everyone has an answer." in page_of(desk.get("/inbox/"))


def test_what_people_wrote_stands_there_as_they_wrote_it(desk: Client, conversation: Conversation) -> None:
    page = page_of(desk.get("/inbox/"))
    assert WORDS in page
    assert "Tom Hallam" in page


def test_words_of_strangers_are_never_markup(desk: Client, account: Account) -> None:
    hear(account, item(text="<script>alert(1)</script> <b>bold</b>"))
    page = page_of(desk.get("/inbox/"))
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold" in page


def test_an_answer_goes_out_as_a_persona_and_can_be_taken_back(desk: Client, conversation: Conversation) -> None:
    answer = desk.post(f"/inbox/{conversation.pk}/reply/", {"text": "Tom, I’m sorry."}, follow=True)
    delivery = Delivery.objects.get()
    assert delivery.text == "Tom, I’m sorry."
    assert f'name="deliveries" value="{delivery.pk}"' in page_of(answer)
    desk.post("/undo/", {"deliveries": str(delivery.pk)})
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELLED


def test_a_held_answer_stays_in_the_box(desk: Client, conversation: Conversation) -> None:
    long = "sorry " * 100
    answer = desk.post(f"/inbox/{conversation.pk}/reply/", {"text": long})
    assert answer.status_code == 422
    assert long.strip() in page_of(answer)
    assert not Delivery.objects.exists()


def test_an_empty_answer_is_asked_for(desk: Client, conversation: Conversation) -> None:
    answer = desk.post(f"/inbox/{conversation.pk}/reply/", {"text": "  "})
    assert answer.status_code == 400
    assert "Write an answer first" in page_of(answer)


def test_looking_at_an_answer_counts_it_and_sends_nothing(desk: Client, conversation: Conversation) -> None:
    answer = desk.post(f"/inbox/{conversation.pk}/look/", {"text": "Tom, I’m sorry."}, headers=FRAGMENT)
    assert "15 of 300" in page_of(answer)
    assert not Delivery.objects.exists()


def test_what_is_being_written_is_kept(desk: Client, conversation: Conversation) -> None:
    kept = desk.post(f"/inbox/{conversation.pk}/draft/", {"text": "Tom, I"}, headers=FRAGMENT)
    assert kept.headers["HX-Trigger"] == "twoway:saved"
    assert "Tom, I</textarea>" in page_of(desk.get(f"/inbox/{conversation.pk}/"))


def test_done_takes_it_off_the_list_and_up_again_brings_it_back(desk: Client, conversation: Conversation) -> None:
    desk.post(f"/inbox/{conversation.pk}/done/")
    assert WORDS not in page_of(desk.get("/inbox/"))
    assert WORDS in page_of(desk.get("/inbox/?view=done"))
    desk.post(f"/inbox/{conversation.pk}/take-up/")
    assert WORDS in page_of(desk.get("/inbox/"))


def test_later_comes_back_at_a_time_people_mean(desk: Client, conversation: Conversation) -> None:
    desk.post(f"/inbox/{conversation.pk}/later/", {"until": "tomorrow"})
    conversation.refresh_from_db()
    assert conversation.state == ConversationState.SNOOZED
    assert conversation.snoozed_until is not None
    assert conversation.snoozed_until.minute == 0


def test_a_note_says_who_sees_it(desk: Client, conversation: Conversation) -> None:
    desk.post(f"/inbox/{conversation.pk}/note/", {"note": "The bake ran late on the 4th."})
    page = page_of(desk.get(f"/inbox/{conversation.pk}/"))
    assert "The bake ran late on the 4th." in page
    assert "only your team sees this" in page


def test_what_could_not_be_read_is_shown_and_not_dropped(desk: Client, account: Account) -> None:
    hear(account, {"number": 9, "kind": "reply", "what": "is this"})
    assert Raw.objects.exclude(trouble="").exists()
    assert "could not be read" in page_of(desk.get("/inbox/"))


def test_a_view_that_is_not_there_is_a_page_that_is_not_there(desk: Client) -> None:
    assert desk.get("/inbox/?view=everything").status_code == 404


def test_a_stranger_reads_nothing(conversation: Conversation, stranger: Actor) -> None:
    other = seat(stranger)
    assert other.get(f"/inbox/{conversation.pk}/").status_code == 404
    assert WORDS not in page_of(other.get("/inbox/"))
    other.post(f"/inbox/{conversation.pk}/reply/", {"text": "Hello"})
    assert not Delivery.objects.exists()


def test_long_lists_are_paged(desk: Client, account: Account) -> None:
    for n in range(1, 33):
        hear(account, item(n, f"Person {n}"))
    first = page_of(desk.get("/inbox/"))
    assert first.count('class="conv') == 30
    assert "page=2" in first
    assert page_of(desk.get("/inbox/?page=2")).count('class="conv') == 2


def test_more_conversations_ask_the_database_no_more(
    desk: Client, account: Account, world: Stage, django_assert_max_num_queries: Queries
) -> None:
    for n in range(1, 26):
        hear(account, item(n, f"Person {n}"))
    # Where the cache lies in the database, it is asked, too.
    with django_assert_max_num_queries(24):
        desk.get("/inbox/")


def test_an_open_page_asks_for_what_is_new_alone(desk: Client, account: Account, conversation: Conversation) -> None:
    said = page_of(desk.get(f"/inbox/{conversation.pk}/said/", headers=FRAGMENT))
    listed = page_of(desk.get(f"/inbox/list/?open={conversation.pk}", headers=FRAGMENT))
    assert WORDS in said
    assert WORDS in listed
    assert 'aria-current="true"' in listed
    assert "<html" not in said + listed


LOUD = "TOM, WE ARE SORRY AND WE WILL MEND IT TODAY"


class TestSettingAside:
    def look(self, desk: Client, conversation: Conversation, **more: str) -> Any:
        return desk.post(f"/inbox/{conversation.pk}/look/", {"text": LOUD, **more}, headers=FRAGMENT)

    def test_with_a_reason_a_finding_stands_aside(self, desk: Client, conversation: Conversation) -> None:
        assert 'value="reply:ACC005"' in page_of(self.look(desk, conversation))
        reason = {"reason-reply-ACC005": "It is how Tom writes"}
        page = page_of(self.look(desk, conversation, aside="reply:ACC005", **reason))
        assert 'name="aside-reply" value="ACC005=It is how Tom writes"' in page
        assert "Let it count again" in page
        again = page_of(self.look(desk, conversation, heed="reply:ACC005", **{"aside-reply": "ACC005=It is how"}))
        assert 'name="aside-reply"' not in again

    def test_without_a_reason_it_stays_and_the_words_too(self, desk: Client, conversation: Conversation) -> None:
        answer = self.look(desk, conversation, aside="reply:ACC005")
        assert answer.status_code == 400
        assert "Say why" in page_of(answer)
        assert 'value="reply:ACC005"' in page_of(answer)

    def test_without_a_script_the_page_comes_back_with_it(self, desk: Client, conversation: Conversation) -> None:
        form = {"text": LOUD, "aside": "reply:ACC005", "reason-reply-ACC005": "It is how Tom writes"}
        page = page_of(desk.post(f"/inbox/{conversation.pk}/look/", form))
        assert page.startswith("<!doctype html>")
        assert f"{LOUD}</textarea>" in page
        assert "It is how Tom writes" in page

    def test_the_reason_goes_with_the_answer_and_stays_on_record(
        self, desk: Client, conversation: Conversation
    ) -> None:
        form = {"text": LOUD, "aside-reply": ["ACC005=It is how Tom writes", "LEN001=Nothing of the kind"]}
        desk.post(f"/inbox/{conversation.pk}/reply/", form)
        assert Delivery.objects.get().frozen["set_aside"] == {"ACC005": "It is how Tom writes"}
        assert Event.objects.filter(verb="set aside", why="It is how Tom writes").exists()

    def test_a_reason_is_still_there_when_the_page_is_loaded_again(
        self, desk: Client, conversation: Conversation
    ) -> None:
        where = f"/inbox/{conversation.pk}/"
        self.look(desk, conversation, aside="reply:ACC005", **{"reason-reply-ACC005": "It is how Tom writes"})
        assert 'name="aside-reply" value="ACC005=It is how Tom writes"' in page_of(desk.get(where))
        desk.post(f"{where}draft/", {"text": "Thank you, Tom. See you on Saturday."})
        assert 'name="aside-reply"' not in page_of(desk.get(where))

    def test_one_that_counts_again_counts_after_loading_too(self, desk: Client, conversation: Conversation) -> None:
        where = f"/inbox/{conversation.pk}/"
        desk.post(f"{where}draft/", {"text": LOUD})
        self.look(desk, conversation, aside="reply:ACC005", **{"reason-reply-ACC005": "It is how Tom writes"})
        self.look(desk, conversation, heed="reply:ACC005", **{"aside-reply": "ACC005=It is how Tom writes"})
        assert 'name="aside-reply"' not in page_of(desk.get(where))

    def test_a_reason_goes_with_its_answer_and_is_not_there_for_the_next(
        self, desk: Client, conversation: Conversation
    ) -> None:
        where = f"/inbox/{conversation.pk}/"
        self.look(desk, conversation, aside="reply:ACC005", **{"reason-reply-ACC005": "It is how Tom writes"})
        desk.post(f"{where}reply/", {"text": LOUD, "aside-reply": "ACC005=It is how Tom writes"})
        desk.post(f"{where}draft/", {"text": LOUD + " AND ON SUNDAY"})
        assert 'name="aside-reply"' not in page_of(desk.get(where))

    def test_it_is_no_reason_of_a_team_mate(self, desk: Client, replier: Actor, conversation: Conversation) -> None:
        where = f"/inbox/{conversation.pk}/"
        desk.post(f"{where}draft/", {"text": LOUD})
        self.look(desk, conversation, aside="reply:ACC005", **{"reason-reply-ACC005": "It is how Tom writes"})
        page = page_of(seat(replier).get(where))
        assert LOUD in page
        assert 'name="aside-reply"' not in page

    def test_who_only_answers_may_set_a_warning_aside(
        self, replier: Actor, account: Account, conversation: Conversation
    ) -> None:
        form = {"text": LOUD, "aside": "reply:ACC005", "reason-reply-ACC005": "It is how Tom writes"}
        answer = seat(replier).post(f"/inbox/{conversation.pk}/look/", form, headers=FRAGMENT)
        assert answer.status_code == 200


def test_the_box_has_the_same_emoji_as_compose(desk: Client, conversation: Conversation) -> None:
    page = page_of(desk.get(f"/inbox/{conversation.pk}/"))
    assert 'data-emoji="reply-text"' in page
    assert page.count('id="emoji"') == 1

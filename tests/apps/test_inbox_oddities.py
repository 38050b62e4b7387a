"""What no honest network sends: it is kept or set aside, and it does not keep the rest from coming in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.inbox.actions import hear, hear_all
from twoway.apps.inbox.models import Message, Raw
from twoway.apps.people.directory import meet
from twoway.apps.people.models import Person
from twoway.domain.states import ConversationState
from twoway.domain.versions import Author


def mention(number: int, **of_the_author: str) -> dict[str, Any]:
    """A notification as the practice network sends it."""
    by = {"id": f"m{number}", "handle": "kemi.okafor@rehearsal", "name": "Kemi", "address": "http://x/kemi"}
    post = {
        "id": f"p{number}",
        "root": f"p{number}",
        "by": {**by, **of_the_author},
        "text": "Do you keep a loaf back?",
        "at": "2026-11-22T09:00:00+00:00",
        "address": f"http://x/p{number}",
        "reply_to": None,
    }
    return {"kind": "mention", "post": post, "under": None}


@pytest.mark.parametrize("what", ["id", "handle"])
def test_a_name_without_end_is_kept_once_and_the_next_message_comes_in(account: Account, what: str) -> None:
    endless = mention(1, **{what: "k" * 5000})
    for item in (endless, endless, mention(2)):
        hear(account, item)
    assert Message.objects.filter(remote_id="p2").count() == 1
    assert Raw.objects.filter(account=account).count() == 2


def test_what_cannot_be_read_is_kept_and_the_next_message_comes_in(account: Account) -> None:
    good, odd = mention(1), {**mention(2), "kind": ["mention"], "under": None}
    assert [message.remote_id for message in hear_all(account, [odd, good])] == ["p1"]
    assert Raw.objects.exclude(trouble="").count() == 1


@pytest.mark.parametrize(
    "odd",
    [float("nan"), float("inf"), "\x00", "\ud800", {"deep": [float("-inf")]}],
    ids=["nan", "inf", "nul", "half a sign", "deep"],
)
def test_what_no_database_takes_does_not_keep_the_next_message_away(account: Account, odd: object) -> None:
    broken = {**mention(1), "more": odd}
    heard = hear_all(account, [broken, mention(2)])
    assert "p2" in [message.remote_id for message in heard]
    assert Raw.objects.filter(account=account).count() == 2
    assert hear_all(account, [broken, mention(2)]) == []
    assert Raw.objects.filter(account=account).count() == 2


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59+00:00",
        "1969-12-31T23:59:59+00:00",
    ],
)
def test_a_time_that_cannot_be_right_is_now(account: Account, at: str) -> None:
    wrong = mention(1)
    wrong["post"]["at"] = at
    message = hear(account, wrong)
    assert message is not None
    assert abs(message.at - timezone.now()) < timedelta(minutes=1)


def test_a_message_from_the_year_9999_does_not_make_old_news_of_the_next_one(account: Account) -> None:
    first, second = mention(1), mention(2, id="m1")
    first["post"]["at"] = "9999-12-31T23:59:59+00:00"
    second["post"] |= {"root": "p1", "at": (timezone.now() + timedelta(seconds=5)).isoformat()}
    one = hear(account, first)
    assert one is not None
    one.conversation.become(ConversationState.DONE)
    two = hear(account, second)
    assert two is not None
    assert two.conversation_id == one.conversation_id
    assert two.conversation.state == ConversationState.OURS


def test_words_show_what_they_say_and_names_are_one_line(account: Account) -> None:
    odd = mention(1, name="Kemi\n\u202eOkafor\x1b[31m")
    odd["post"]["text"] = "Two loaves\u202e sevaol\x07\r\nplease"
    message = hear(account, odd)
    assert message is not None
    assert message.text == "Two loaves sevaol\nplease"
    assert str(message.person) == "Kemi Okafor[31m"


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_hear_a_stranger_at_once_both_keep_the_message(account: Account) -> None:
    """While one worker writes the stranger down, another one hears the same stranger, and has to wait for the first."""
    stranger = Author(remote_id="m1", handle="kemi.okafor@rehearsal", name="Kemi")
    heard: list[str] = []

    def other_worker() -> None:
        try:
            message = hear(account, mention(1))
            heard.append(message.remote_id if message else "lost")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            meet(account.workspace_id, account.network, stranger)
            second = pool.submit(other_worker)
            wait([second], timeout=0.5)
            assert heard == []
        second.result(timeout=20)

    assert heard == ["p1"]
    assert Person.objects.count() == 1

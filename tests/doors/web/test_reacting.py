"""One press in the inbox, without a script and with one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.doors.web.conftest import seat
from tests.doors.web.test_inbox import item, page_of
from twoway.apps.accounts.actions import switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.inbox.actions import hear
from twoway.apps.inbox.models import Message, Reaction
from twoway.domain.permission import Actor


@pytest.fixture
def message(account: Account) -> Message:
    hear(account, item())
    return Message.objects.get()


def press(client: Client, message: Message, **more: Any) -> Any:
    return client.post(f"/inbox/messages/{message.pk}/react/", {"reaction": "like", "on": "yes", **more})


def test_a_press_is_kept_and_can_be_taken_back(desk: Client, message: Message) -> None:
    where = f"/inbox/{message.conversation_id}/"
    assert 'aria-pressed="false"' in page_of(desk.get(where))
    assert press(desk, message).headers["Location"] == where
    shown = page_of(desk.get(where))
    assert 'aria-pressed="true"' in shown
    assert "On its way." in shown
    press(desk, message, on="no")
    assert 'aria-pressed="false"' in page_of(desk.get(where))


def test_a_page_with_a_script_is_told_to_look_again(desk: Client, message: Message) -> None:
    answer = desk.post(f"/inbox/messages/{message.pk}/react/", {"reaction": "like"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "twoway:pressed")


def test_what_did_not_get_through_says_so(desk: Client, message: Message) -> None:
    press(desk, message)
    Reaction.objects.update(wanted=False, is_pending=False, why="This is not wanted here.")
    assert "It did not get through. This is not wanted here." in page_of(
        desk.get(f"/inbox/{message.conversation_id}/")
    )


def test_an_account_that_only_looks_has_no_button(
    desk: Client, owner: Actor, message: Message, account: Account
) -> None:
    switch_posting(owner, account.pk, on=False)
    assert "aria-pressed" not in page_of(desk.get(f"/inbox/{message.conversation_id}/said/")).partition("msg")[2]
    assert press(desk, message).status_code == 403


def test_more_messages_ask_the_database_no_more(
    desk: Client, account: Account, message: Message, django_assert_max_num_queries: Any
) -> None:
    where, fragment = f"/inbox/{message.conversation_id}/said/", {"HX-Request": "true"}
    with django_assert_max_num_queries(40) as few:
        desk.get(where, headers=fragment)
    for number in range(2, 12):
        said = item(number)
        said["post"]["root"] = "ours-1"
        said["by"]["id"] = said["post"]["by"]["id"] = "m-1"
        hear(account, said)
    assert message.conversation.messages.count() == 11
    with django_assert_max_num_queries(len(few)):
        desk.get(where, headers=fragment)


def test_who_only_looks_and_strangers_press_nothing(guest: Actor, stranger: Actor, message: Message) -> None:
    assert press(seat(guest), message).status_code == 403
    assert press(seat(stranger), message).status_code == 400
    assert not Reaction.objects.exists()

"""`twoway react` and `twoway search`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Conversation, Message, Reaction
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Where is there sourdough on a Sunday?"


@pytest.fixture
def said(owner: Actor, account: Account, world: Stage) -> str:
    """Kemi says something under a post of ours; gives its id."""
    send_now(owner, save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,))).pk)
    drain()
    return reading.act_as(world, "kemi.okafor@rehearsal", Delivery.objects.get().remote_id, WORDS).id


@pytest.fixture
def conversation(account: Account, said: str) -> Conversation:
    bring(account)
    return Message.objects.get(remote_id=said).conversation


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_one_press_and_back(say: Say, conversation: Conversation, said: str, world: Stage) -> None:
    message = str(Message.objects.get(remote_id=said).pk)
    assert say("react", str(conversation.pk), "like", "--message", message).out == "like: pressed.\n"
    assert next(one for one in reading.thread(world, said) if one.id == said).likes == 1
    assert say("react", str(conversation.pk), "--message", message, "--back", "--json").json["is_on"] is False


def test_a_press_that_is_refused_says_why(say: Say, conversation: Conversation, world: Stage) -> None:
    reading.order(world, "refuse")
    told = say("react", str(conversation.pk))
    assert told.code == 4
    assert "not wanted here" in told.err
    assert "knows: like" in say("react", str(conversation.pk), "applause").err
    assert "no such message" in say("react", str(conversation.pk), "--message", "999999").err
    assert not Reaction.objects.get().wanted


def test_words_are_found_and_answered(say: Say, account: Account, said: str) -> None:
    told = say("search", "sourdough sunday", "--json").json
    assert [one["remote_id"] for one in told["results"]] == [said]
    assert "Kemi Okafor" in say("search", "sourdough sunday").out
    assert not Conversation.objects.exists()
    words = "Kemi, ours is in the window from nine on Sundays."
    answered = say("search", "sourdough sunday", "--answer", told["results"][0]["address"], "--text", words)
    assert answered.code == 0
    assert Conversation.objects.count() == 1


def test_a_network_that_fails_is_named(say: Say, account: Account, world: Stage) -> None:
    reading.order(world, "down", touches="reading")
    told = say("search", "sourdough")
    assert told.code == 4
    assert "@alder.rye@rehearsal on Rehearsal: " in told.err


def test_an_answer_needs_words_and_something_to_answer(say: Say, account: Account) -> None:
    assert "belong together" in say("search", "sourdough", "--answer", "x").err
    assert "can be answered" in say("search", "sourdough", "--answer", "x", "--text", "Hello").err

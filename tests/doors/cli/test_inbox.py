from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from tests.doors.cli.test_posting import order, read_as_a_visitor
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.models import Conversation
from twoway.domain.permission import Actor
from twoway.rehearsal import store
from twoway.rehearsal.orders import Kind, Touches
from twoway.rehearsal.server import Stage

#: A stranger may have founded a workspace first.
SARAH = ("--as", "sarah@alderrye.example")


@pytest.fixture
def heard(say: Say, account: Account) -> int:
    """The number of a conversation in which somebody wrote to us."""
    assert say(*SARAH, "post", "Fresh rye at eight", "--to", "rehearsal", "--now").code == 0
    told = say(*SARAH, "inbox", "--fetch", "--json").json
    assert told["troubles"] == []
    return int(told["conversations"][0]["id"])


def test_what_people_write_comes_in_and_is_answered_where_they_wrote(say: Say, heard: int, world: Stage) -> None:
    said = say("reply", str(heard), "Thank you. We open at eight.", "--json")
    assert said.code == 0
    assert "Thank you. We open at eight." in read_as_a_visitor(world, said.json["receipts"][0]["remote_id"])
    assert Conversation.objects.get(pk=heard).state == "theirs"
    assert heard not in [row["id"] for row in say("inbox", "--json").json["conversations"]]
    assert heard in [row["id"] for row in say("inbox", "--state", "theirs", "--json").json["conversations"]]


def test_a_conversation_is_shown_with_everything_that_was_said(say: Say, heard: int) -> None:
    say("inbox", "note", str(heard), "She was here on Tuesday.")
    say("reply", str(heard), "-", given="Thank you.\n")
    told = say("inbox", str(heard), "--json").json
    assert told["messages"][-1]["text"] == "Thank you."
    assert told["messages"][-1]["is_ours"] is True
    assert told["messages"][-1]["by"] == "Sarah"
    assert told["notes"][0]["text"] == "She was here on Tuesday."
    shown = say("inbox", str(heard)).out
    assert "you (Sarah)" in shown
    assert "note by Sarah" in shown


def test_a_list_for_people_names_who_wrote(say: Say, heard: int) -> None:
    person = Conversation.objects.get(pk=heard).person
    assert str(person) in say("inbox").out


def test_a_conversation_is_done_taken_up_and_put_off(say: Say, heard: int) -> None:
    assert say("inbox", "done", str(heard)).code == 0
    assert Conversation.objects.get(pk=heard).state == "done"
    assert say("inbox", "again", str(heard)).code == 0
    assert Conversation.objects.get(pk=heard).state == "ours"
    assert say("inbox", "later", str(heard), "--until", "+2h").code == 0
    assert Conversation.objects.get(pk=heard).state == "snoozed"


def test_putting_off_into_the_past_is_refused(say: Say, heard: int) -> None:
    assert say("inbox", "later", str(heard), "--until", "2020-01-01 09:00").code == 2


def test_an_answer_that_findings_stop_is_not_sent(say: Say, heard: int) -> None:
    said = say("reply", str(heard), "rye " * 100, "--json")
    assert said.code == 1
    assert said.error["findings"]


@pytest.mark.parametrize("words", ["", "   "])
def test_an_empty_answer_is_refused(say: Say, heard: int, words: str) -> None:
    assert say("reply", str(heard), words).code == 2


def test_an_answer_that_the_network_refuses_is_told_and_its_words_are_kept(
    say: Say, heard: int, world: Stage
) -> None:
    order(world, Kind.REFUSE)
    said = say("reply", str(heard), "Thank you.")
    assert said.code == 4
    assert "refused" in said.err
    assert say("inbox", str(heard), "--json").json["draft"] == "Thank you."


def test_an_answer_to_what_was_deleted_meanwhile_is_told_and_its_words_are_kept(
    say: Say, heard: int, world: Stage
) -> None:
    theirs = Conversation.objects.get(pk=heard).messages.get(is_ours=False)
    with store.writing(world.path) as db:
        store.take_down(db, theirs.remote_id)
    said = say("reply", str(heard), "Thank you.")
    assert said.code == 4
    assert said.err.count("\n") == 1
    assert say("inbox", str(heard), "--json").json["draft"] == "Thank you."


def test_a_network_that_is_down_is_told_and_what_is_here_is_shown(say: Say, heard: int, world: Stage) -> None:
    order(world, Kind.DOWN, touches=Touches.READING)
    with_trouble = say("inbox", "--fetch", "--json")
    assert with_trouble.code == 4
    assert "New messages could not be read" in with_trouble.json["troubles"][0]
    assert heard in [row["id"] for row in with_trouble.json["conversations"]]


def test_a_conversation_that_is_not_there_is_told(say: Say, account: Account) -> None:
    said = say("inbox", "999")
    assert said.code == 2
    assert "no conversation 999" in said.err


def test_a_replier_answers(say: Say, replier: Actor, heard: int) -> None:
    assert say("--as", "dele@alderrye.example", "reply", str(heard), "Thank you.").code == 0


def test_a_guest_only_looks(say: Say, guest: Actor, heard: int) -> None:
    as_guest = ("--as", "guest@alderrye.example")
    assert say(*as_guest, "inbox", str(heard)).code == 0
    assert say(*as_guest, "reply", str(heard), "Thank you.").code == 3
    assert say(*as_guest, "inbox", "done", str(heard)).code == 3
    assert say(*as_guest, "inbox", "note", str(heard), "x").code == 3


def test_a_stranger_hears_nothing(say: Say, stranger: Actor, heard: int) -> None:
    as_stranger = ("--as", "stranger@elsewhere.example")
    assert say(*as_stranger, "inbox", "--state", "all", "--json").json["conversations"] == []
    assert say(*as_stranger, "inbox", str(heard)).code == 2
    assert say(*as_stranger, "reply", str(heard), "Hello.").code == 2


def test_a_finding_is_set_aside_with_a_reason(say: Say, heard: int) -> None:
    words = "THANK YOU, WE OPEN AT EIGHT ON SATURDAY"
    assert say("reply", str(heard), words, "--set-aside", "ACC005=It is how we paint it").code == 0
    assert Delivery.objects.latest("pk").frozen["set_aside"] == {"ACC005": "It is how we paint it"}


def test_what_finds_nothing_cannot_be_set_aside(say: Say, heard: int) -> None:
    said = say("reply", str(heard), "Thank you. We open at eight.", "--set-aside", "ACC005=It is how we paint it")
    assert said.code == 2
    assert "finds nothing" in said.err
    assert say("reply", str(heard), "Thank you.", "--set-aside", "ACC005").code == 2

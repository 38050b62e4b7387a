"""`twoway approvals`, `twoway approve` and `twoway post --ask`, as somebody types them."""

from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from tests.people import member
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.models import Approval
from twoway.domain.permission import Actor, Role
from twoway.domain.states import ApprovalState

pytestmark = pytest.mark.django_db

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."
TOM, GRACE = ("--as", "tom@alderrye.example"), ("--as", "grace@alderrye.example")


@pytest.fixture(autouse=True)
def people(owner: Actor) -> None:
    member(owner, "Tom", Role.WRITER)
    member(owner, "Grace", Role.APPROVER)


def asked(say: Say, *more: str) -> int:
    said = say(*TOM, "post", WORDS, "--to", "rehearsal", "--ask", "Grace", *more, "--json")
    assert said.code == 0, said.err
    return int(said.json["id"])


def test_a_post_is_asked_about_read_and_said_yes_to(say: Say, account: Account) -> None:
    number = asked(say, "--now", "--ask-words", "For Saturday")
    assert "Fresh rye at eight" in say(*GRACE, "approvals").out
    unread = say(*GRACE, "approve", str(number))
    assert unread.code == 2
    assert "approvals show" in unread.err
    read = say(*GRACE, "approvals", "show", str(number)).out
    assert "For Saturday" in read
    assert "| Fresh rye at eight on Saturday." in read
    said = say(*GRACE, "approve", str(number), "--json")
    assert said.code == 0, said.err
    assert len(said.json["deliveries"]) == Delivery.objects.count() == 1


def test_what_was_asked_again_has_to_be_read_again(say: Say, account: Account) -> None:
    number = asked(say)
    say(*GRACE, "approvals", "show", str(number))
    post = Approval.objects.get().post
    post.master = WORDS.replace("a slice", "two slices")
    post.save()
    assert say(*TOM, "approvals", "ask", str(post.pk), "--of", "Grace", "--now").code == 0
    assert "approvals show" in say(*GRACE, "approve", str(number)).err
    assert "[-slice-][+slices+]" in say(*GRACE, "approvals", "show", str(number)).out
    assert "goes out" in say(*GRACE, "approve", str(number)).out


def test_it_is_scheduled_with_the_yes(say: Say, account: Account) -> None:
    number = asked(say, "--at", "+3h")
    say(*GRACE, "approvals", "show", str(number))
    said = say(*GRACE, "approve", str(number))
    assert said.code == 0, said.err
    assert Delivery.objects.get().due_at == Approval.objects.get().at


def test_a_small_change_goes_with_the_yes(say: Say, account: Account) -> None:
    number = asked(say, "--now")
    say(*GRACE, "approvals", "show", str(number))
    say(*GRACE, "approve", str(number), "--text", "rehearsal=Fresh rye at nine.")
    assert Delivery.objects.get().text == "Fresh rye at nine."


def test_changes_a_no_and_withdrawing(say: Say, account: Account) -> None:
    number = str(asked(say))
    assert say(*GRACE, "approvals", "changes", number, "Say where.").code == 0
    assert "Grace asks for changes" in say(*TOM, "approvals", "--which", "mine").out
    assert say(*GRACE, "approvals", "refuse", number, "We are closed.").code == 0
    assert say(*GRACE, "approvals", "refuse", number, "We are closed.").code != 0
    assert say(*TOM, "approvals", "withdraw", number).code == 0
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_comments(say: Say, account: Account) -> None:
    number = str(asked(say))
    made = say(*GRACE, "approvals", "comment", number, "How much?", "--on", "a slice", "--json").json["id"]
    assert "is not in it" in say(*GRACE, "approvals", "comment", number, "What?", "--on", "a cake").err
    assert say(*TOM, "approvals", "answer", str(made), "Two.").code == 0
    assert say(*TOM, "approvals", "done", str(made)).code == 0
    shown = say(*TOM, "approvals", "show", number, "--json").json["versions"][0]["comments"][0]
    assert (shown["on"], shown["done"], shown["answers"][0]["words"]) == ("a slice", True, "Two.")
    assert say(*TOM, "approvals", "delete", str(made)).code != 0
    assert say(*GRACE, "approvals", "delete", str(made)).code == 0


def test_rules(say: Say, account: Account) -> None:
    assert say(*TOM, "approvals", "rule").code != 0
    assert say("approvals", "rule", "--named", "Grace").code == 0
    assert say("approvals", "rules", "--json").json == [{"where": "everything", "persona": None, "named": ["Grace"]}]
    held = say(*TOM, "post", WORDS, "--to", "rehearsal", "--now")
    assert "without a yes from Grace" in held.err
    assert say("approvals", "rule", "--persona", "Alder & Rye", "--named", "Tom").code == 2
    assert say("approvals", "rule", "--off").code == 0
    assert say("approvals", "rules").out.splitlines() == ["where\ta yes from"]


def test_somebody_else_is_told_that_there_is_nothing(say: Say, account: Account, stranger: Actor) -> None:
    number = str(asked(say))
    other = ("--as", "stranger@elsewhere.example")
    for words in (("approve", number), ("approvals", "show", number), ("approvals", "withdraw", number)):
        assert "There is no approval" in say(*other, *words).err


def test_an_empty_list_says_what_is_not_there(say: Say, owner: Actor) -> None:
    assert say("approvals").err == "Nothing waits for your yes.\n"
    assert say("approvals", "--which", "mine").err == "You have asked for no yes.\n"

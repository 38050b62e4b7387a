"""What a command line decides for a post besides its words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor

RYE = "Fresh rye at eight."
LOUD = "COME AND TRY THE NEW RYE BREAD ON SATURDAY"
LONG = "We baked bread and butter and jam rolls today, and tomorrow we bake them again for you. " * 6


def test_a_text_that_is_too_long_goes_as_a_thread(say: Say, account: Account) -> None:
    said = say("post", LONG, "--to", "rehearsal", "--thread", "--draft", "--json")
    [look] = said.json["looks"]
    assert len(look["parts"]) > 1
    assert Post.objects.get().versions.get().fit == "thread"


def test_people_see_the_parts(say: Say, account: Account) -> None:
    assert "(2 of " in say("post", LONG, "--to", "rehearsal", "--thread", "--draft").out


def test_or_it_is_shortened(say: Say, account: Account) -> None:
    [look] = say("post", LONG, "--to", "rehearsal", "--shorten", "--draft", "--json").json["looks"]
    assert len(look["parts"]) == 1
    assert not [finding for finding in look["findings"] if finding["code"] == "LEN001"]


def test_only_one_of_the_two(say: Say, account: Account) -> None:
    assert say("post", LONG, "--to", "rehearsal", "--thread", "--shorten").code == 2


def test_a_finding_is_set_aside_with_its_reason(say: Say, account: Account) -> None:
    said = say("post", LOUD, "--to", "rehearsal", "--set-aside", "ACC005=The name of our stall", "--draft", "--json")
    assert said.json["looks"][0]["set_aside"] == {"ACC005": "The name of our stall"}
    assert Event.objects.get(verb="set aside").why == "The name of our stall"


@pytest.mark.parametrize("words", ["ACC005", "=why", "LEN001=never mind", "NOT999=because"])
def test_what_cannot_be_set_aside_is_told_and_nothing_is_kept(say: Say, account: Account, words: str) -> None:
    assert say("post", LOUD, "--to", "rehearsal", "--set-aside", words).code == 2
    assert not Post.objects.exists()


def test_versions_are_spread(say: Say, account: Account, second_account: Account) -> None:
    both = f"{account.handle},{second_account.handle}"
    assert say("post", RYE, "--to", both, "--spread", "--at", "+2h").code == 0
    first, second = Delivery.objects.order_by("due_at")
    assert timedelta(minutes=7) <= second.due_at - first.due_at <= timedelta(minutes=15)


def test_a_version_has_its_own_time(say: Say, account: Account, second_account: Account) -> None:
    both = f"{account.handle},{second_account.handle}"
    assert say("post", RYE, "--to", both, "--at", "+2h", "--at-for", f"{second_account.handle}=+1d").code == 0
    first, second = Delivery.objects.order_by("due_at")
    assert second.account_id == second_account.pk
    assert second.due_at - first.due_at > timedelta(hours=20)


@pytest.mark.parametrize("words", ["nobody=+2h", "{}", "{}=whenever"])
def test_an_own_time_that_makes_no_sense_is_told(say: Say, account: Account, words: str) -> None:
    assert say("post", RYE, "--to", "rehearsal", "--at-for", words.format(account.handle)).code == 2


def test_a_first_comment_and_a_title_are_kept(say: Say, account: Account) -> None:
    say("post", RYE, "--to", "rehearsal", "--first-comment", "#rye", "--title", "Rye day", "--draft")
    post = Post.objects.get()
    assert (post.first_comment, post.title) == ("#rye", "Rye day")


def test_a_draft_that_is_there_can_be_decided_about(say: Say, account: Account) -> None:
    say("post", LONG, "--to", "rehearsal", "--draft")
    said = say("post", "--id", str(Post.objects.get().pk), "--thread", "--json")
    assert len(said.json["looks"][0]["parts"]) > 1
    assert Post.objects.count() == 1


def test_a_replier_may_set_nothing_aside(say: Say, replier: Actor, account: Account) -> None:
    aside = ("--set-aside", "ACC005=I like it", "--draft")
    assert say("--as", "dele@alderrye.example", "post", LOUD, "--to", "rehearsal", *aside).code == 3
    assert not Post.objects.exists()


@pytest.fixture
def fediverse(account: Account) -> Account:
    made = Account.objects.get(pk=account.pk)
    made.pk, made.network, made.handle, made.remote_id = None, "mastodon", "alderrye@mill.example", "m1"
    made.save()
    return made


def test_a_warning_and_an_audience_are_kept_and_told(say: Say, account: Account, fediverse: Account) -> None:
    to = f"{account.handle},{fediverse.handle}"
    said = say("post", RYE, "--to", to, "--warning", "Food", "--audience", "unlisted", "--draft")
    assert said.code == 0
    assert "warning: Food" in said.out
    assert "who sees it: Everybody, but kept out of public lists" in said.out
    post = Post.objects.get()
    assert post.warning == "Food"
    assert {v.account_id: v.audience for v in post.versions.all()} == {account.pk: "", fediverse.pk: "unlisted"}


def test_an_audience_for_one_account_is_in_the_json(say: Say, account: Account, fediverse: Account) -> None:
    to = f"{account.handle},{fediverse.handle}"
    said = say("post", RYE, "--to", to, "--audience", f"{fediverse.handle}=private", "--preview", "--json")
    assert [look["audience"] for look in said.json["looks"]] == ["", "private"]


@pytest.mark.parametrize("words", ["family", "{}=unlisted"])
def test_an_audience_that_nobody_has_is_told(say: Say, account: Account, words: str) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--audience", words.format(account.handle), "--draft")
    assert said.code == 2
    assert "no" in said.err.lower()
    assert not Post.objects.exists()


def test_the_point_of_a_picture_that_stays_is_kept(say: Say, account: Account, tmp_path: Path) -> None:
    picture = tmp_path / "oven.png"
    Image.new("RGB", (90, 30), "tan").save(picture)
    given = ("post", RYE, "--to", "rehearsal", "--image", str(picture), "--alt", "An oven", "--json")
    assert say(*given, "--focus", "0.9,0.25").json["looks"][0]["pictures"][0]["focus"] == [0.9, 0.25]
    assert say(*given, "--focus", "").json["looks"][0]["pictures"][0]["focus"] is None
    assert say(*given, "--focus", "left").code == 2
    assert say(*given, "--focus", "0,0", "--focus", "1,1").code == 2
    assert say(*given, "--focus", "2,0").code == 2

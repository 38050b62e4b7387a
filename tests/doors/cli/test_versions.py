"""What the buttons of a version do, from a command line."""

from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import make_persona
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor

RYE = "Fresh rye at eight. Come early."


def kept(say: Say, *more: str, text: str = RYE) -> str:
    assert say("post", text, "--to", "rehearsal", *more, "--draft").code == 0
    return str(Post.objects.get().pk)


def test_what_tailoring_did_is_shown_with_its_number_and_put_back(say: Say, account: Account) -> None:
    post = kept(say, text="Rye  at eight **today**")
    assert "follows the master" in say("versions", "show", post).out
    [look] = say("versions", "show", post, account.handle, "--json").json["looks"]
    number = next(n for n, change in enumerate(look["changes"], start=1) if change["before"] or change["after"])
    assert say("versions", "put-back", post, account.handle, str(number)).code == 0
    version = Post.objects.get().versions.get()
    assert version.is_edited
    assert look["changes"][number - 1]["before"] in version.text


@pytest.mark.parametrize("number", ["0", "99"])
def test_a_change_that_is_not_there_is_told(say: Say, account: Account, number: str) -> None:
    assert say("versions", "put-back", kept(say), account.handle, number).code == 2
    assert not Post.objects.get().versions.get().is_edited


def test_the_masters_changes_come_in_and_own_sentences_stay(say: Say, account: Account) -> None:
    post = kept(say, "--text", f"{account.handle}=Fresh rye at eight. Bring a friend.")
    row = Post.objects.get()
    Post.objects.filter(pk=row.pk).update(master="Fresh rye at nine. Come early.")
    assert "has changed since" in say("versions", "show", post).out
    assert say("versions", "catch-up", post, account.handle).code == 0
    assert row.versions.get().text == "Fresh rye at nine. Bring a friend."


def test_a_version_starts_over(say: Say, account: Account) -> None:
    post = kept(say, "--text", f"{account.handle}=By hand.")
    said = say("versions", "start-over", post, account.handle, "--json")
    assert said.json["looks"][0]["is_edited"] is False
    assert not Post.objects.get().versions.get().is_edited


@pytest.mark.parametrize("deed", ["catch-up", "start-over"])
def test_what_follows_the_master_already_is_told(say: Say, account: Account, deed: str) -> None:
    said = say("versions", deed, kept(say), account.handle)
    assert said.code == 2
    assert "follows the master already" in said.err


def test_a_line_moves_to_another_persona(say: Say, owner: Actor, account: Account) -> None:
    post = kept(say, text="Fresh rye at eight. MY WILD NIGHT OUT WITH THE BABY AT HOME. Come early.")
    home = make_persona(owner, "Sarah, at home", "personal")
    connect(owner, "rehearsal", {"name": "sarah.k"}, persona_id=home.pk)
    [look] = say("versions", "show", post, account.handle, "--json").json["looks"]
    code = next(f["code"] for f in look["findings"] if f["end"] > f["start"])
    said = say("versions", "move", post, account.handle, code, "Sarah, at home", "--json")
    assert said.code == 0, said.err
    elsewhere = Post.objects.get(pk=said.json["elsewhere"])
    assert "WILD NIGHT" in elsewhere.master
    assert "WILD NIGHT" not in Post.objects.get(pk=int(post)).versions.get().text
    assert say("versions", "move", post, account.handle, "ZZZ999", "Sarah, at home").code == 2


def test_what_is_on_its_way_stays(say: Say, account: Account) -> None:
    post = kept(say)
    assert say("post", "--id", post, "--at", "+2h").code == 0
    said = say("versions", "start-over", post, account.handle)
    assert said.code != 0
    assert "on its way" in said.err


def test_a_guest_changes_nothing_and_a_stranger_finds_nothing(say: Say, guest: Actor, account: Account) -> None:
    post = kept(say, "--text", f"{account.handle}=By hand.")
    assert say("--as", "guest@alderrye.example", "versions", "start-over", post, account.handle).code == 3
    assert say("versions", "show", "99999").code == 2
    assert Post.objects.get().versions.get().is_edited

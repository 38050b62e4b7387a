"""On the command line, as on the page: whom a post is meant for."""

from __future__ import annotations

from pathlib import Path

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import change_brand, make_persona
from twoway.apps.people.queries import personas_of
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind

RYE = "Fresh rye at eight. Come and try a slice."
FILE = """
[personas.bakery]
kind = "work"
words = {speaks_to = ["regulars", "new in town"]}
[personas.sarah]
kind = "personal"
words = {speaks_to = ["friends"]}
"""


def speaking(owner: Actor) -> None:
    change_brand(owner, personas_of(owner).get().pk, {"readers": "Regulars, New in town"})
    home = make_persona(owner, name="Sarah, at home", kind=PersonaKind.PERSONAL)
    change_brand(owner, home.pk, {"readers": "Friends"})


def test_they_are_kept_with_the_draft_and_given_back(say: Say, owner: Actor, account: Account) -> None:
    speaking(owner)
    said = say("post", RYE, "--to", "rehearsal", "--readers", "Regulars,Teachers")
    assert said.code == 0
    assert "Meant for Regulars, Teachers." in said.out
    post = Post.objects.get()
    assert say("post", "--id", str(post.pk), "--json").json["readers"] == ["Regulars", "Teachers"]
    assert say("post", "--id", str(post.pk), "--readers", "", "--json").json["readers"] == []


def test_readers_of_another_persona_stop_it(say: Say, owner: Actor, account: Account) -> None:
    speaking(owner)
    said = say("post", RYE, "--to", "rehearsal", "--readers", "Friends", "--preview")
    assert said.code == 1
    assert "AUD003" in said.out
    assert "Sarah, at home" in said.out
    assert say("check", RYE, "--to", "rehearsal", "--readers", "Friends").code == 1
    assert say("check", RYE, "--to", "rehearsal", "--readers", "Regulars").code == 0


def test_a_group_that_is_none_is_told(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--readers", "x" * 70)
    assert said.code == 2
    assert "too long for a group of readers" in said.err
    assert not Post.objects.exists()


def test_a_file_of_choices_says_who_speaks_to_whom(say: Say, tmp_path: Path) -> None:
    config = tmp_path / "twoway.toml"
    config.write_text(FILE, encoding="utf-8")
    asked = ("check", RYE, "--network", "rehearsal", "--config", str(config), "--persona")
    assert say(*asked, "bakery", "--readers", "regulars").code == 0
    said = say(*asked, "bakery", "--readers", "friends")
    assert said.code == 1
    assert "to whom sarah speaks" in said.out
    assert say(*asked, "sarah", "--readers", "friends").code == 0

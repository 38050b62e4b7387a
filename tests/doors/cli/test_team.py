"""`twoway team`, `workspace`, `personas brand`, `people` and `pause`, as somebody types them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.apps.test_directory import heard
from tests.doors.cli.conftest import Say
from tests.doors.web.test_pause import planned
from tests.people import PASSWORD
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.people.directory import know
from twoway.apps.people.models import Membership, Person
from twoway.apps.people.queries import brand_of, invitations_of, personas_of, workspace_of
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def test_somebody_is_invited_comes_in_changes_and_goes(say: Say, owner: Actor, tmp_path: Path) -> None:
    link = say("team", "invite", "writer", "--for", "Kemi").out.strip()
    assert "Kemi, writer" in say("team").out
    file = tmp_path / "password"
    file.write_text(PASSWORD)
    joined = say(
        "team", "join", link, "--email", "kemi@okafor.example", "--name", "Kemi", "--password-file", str(file)
    )
    assert (joined.code, joined.out) == (0, "Kemi is writer of Alder & Rye now.\n")
    assert say("team", "join", link, "--email", "other@okafor.example", "--password-file", str(file)).code == 2
    assert say("team", "role", "kemi", "replier").code == 0
    assert say("team", "--json").json["members"][1]["role"] == "replier"
    assert "--yes" in say("team", "remove", "Kemi").err
    assert say("team", "remove", "Kemi", "--yes").code == 0
    assert Membership.objects.count() == 1


def test_an_invitation_is_taken_back_and_the_last_owner_stays(say: Say, owner: Actor) -> None:
    number = say("team", "invite", "guest", "--json").json["id"]
    assert say("team", "withdraw", str(number)).code == 0
    assert not invitations_of(owner).exists()
    assert "needs an owner" in say("team", "role", "Sarah", "guest").err


def test_the_business_is_shown_and_changed(say: Say, owner: Actor) -> None:
    said = say("workspace", "--set", "town=Ryeton", "--set", "topics=bread, rye", "--json")
    assert (said.json["town"], said.json["topics"]) == ("Ryeton", ["bread", "rye"])
    assert "Ryeton" in say("workspace").out
    assert "not a time zone" in say("workspace", "--set", "zone=Ryeton").err


def test_a_brand_template_is_set_and_shown(say: Say, owner: Actor) -> None:
    assert say("personas", "brand", "Alder & Rye", "--set", "voice=warm, plain", "--set", "most_emoji=1").code == 0
    assert brand_of(personas_of(owner).get()).voice == ("warm", "plain")
    assert "warm, plain" in say("personas", "brand", "alder & rye", "--show").out
    assert say("personas", "brand", "Alder & Rye", "--json").json["most_emoji"] == "1"
    wrong = say("personas", "brand", "Alder & Rye", "--set", "mood=good")
    assert (wrong.code, "has no “mood”" in wrong.err) == (2, True)


def test_personas_are_renamed_and_removed(say: Say, owner: Actor) -> None:
    say("personas", "make", "Sarah", "--kind", "personal")
    assert say("personas", "rename", "Sarah", "Sarah at home").code == 0
    assert say("personas", "remove", "Sarah at home").code == 0
    assert personas_of(owner).count() == 1


def test_people_are_put_right_merged_and_forgotten(say: Say, owner: Actor, account: Account) -> None:
    tom = know(owner, "Tom", {"rehearsal": "tom.hallam@rehearsal"})
    other = know(owner, "T. Hallam", {})
    heard(account, other, "Is there rye?", "1")
    assert say("people", "change", "Tom", "--name", "Tom Hallam", "--about", "sourdough").code == 0
    assert say("people", "show", "@tom.hallam@rehearsal", "--json").json["about"] == "sourdough"
    assert "--yes" in say("people", "merge", "Tom Hallam", "T. Hallam").err
    assert say("people", "merge", "Tom Hallam", str(other.pk), "--yes").code == 0
    assert Person.objects.get() == tom
    say("people", "change", str(tom.pk), "--drop-handle", "rehearsal=tom.hallam@rehearsal")
    assert say("people", "show", "Tom Hallam", "--json").json["handles"] == {}
    assert say("people", "forget", "Tom Hallam", "--yes").code == 0
    assert not Person.objects.exists()


def test_everything_is_paused_and_what_missed_its_time_is_looked_at(say: Say, owner: Actor, account: Account) -> None:
    first, second = planned(owner, account), planned(owner, account, "The school fair needs forty loaves on Sunday.")
    number = say("pause", "begin", "--why", "A fire in Mill Lane", "--json").json["id"]
    assert "A fire in Mill Lane" in say("pause").out
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    assert "2 missed their time" in say("pause", "end", str(number)).out
    assert [one["id"] for one in say("pause", "--json").json["missed"]] == [first.pk, second.pk]
    assert say("pause", "leave", str(first.pk)).code == 0
    again = say("pause", "again", str(second.pk))
    assert (again.code, "twoway post --id" in again.out) == (0, True)
    assert say("pause", "leave", str(second.pk)).code == 2


def test_a_part_is_paused_alone(say: Say, owner: Actor, account: Account) -> None:
    assert say("pause", "begin", "--why", "x", "--account", account.label, "--lets-replies").code == 0
    assert say("pause", "begin", "--why", "x", "--persona", "Alder & Rye").code == 0
    assert {pause.account_id for pause in Pause.objects.all()} == {account.pk, None}
    assert workspace_of(owner).pauses.filter(persona=account.persona).exists()

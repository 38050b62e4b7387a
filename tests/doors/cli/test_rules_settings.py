"""`twoway rules`, as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.people.queries import workspace_of
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def does(say: Say, *more: str) -> str:
    [row] = [row for row in say("rules", "list", "all-caps", "--json", *more).json if row["name"] == "all-caps"]
    return str(row["does"])


def test_a_rule_is_weighed_everywhere_for_a_network_and_for_a_persona(say: Say, owner: Actor) -> None:
    usually = does(say)
    assert say("rules", "set", "all-caps", "stop").code == 0
    assert say("rules", "set", "all-caps", "hint", "--network", "rehearsal").code == 0
    assert say("rules", "set", "all-caps", "off", "--persona", "personal").code == 0
    assert (does(say), does(say, "--network", "rehearsal")) == ("stop", "hint")
    assert (does(say, "--persona", "personal"), does(say, "--persona", "Alder & Rye")) == ("off", "stop")
    say("rules", "set", "all-caps", "usual")
    assert does(say) == usually


def test_what_is_not_known_is_told(say: Say, owner: Actor) -> None:
    assert "all-caps" in say("rules", "set", "caps", "off").err
    assert say("rules", "set", "all-caps", "off", "--network", "nowhere").code == 2
    assert "no persona" in say("rules", "set", "all-caps", "off", "--persona", "Nobody").err
    assert "no list" in say("rules", "words", "nonsense").err
    assert "Say which list" in say("rules", "words", "--set", "x").err


def test_words_are_listed_set_and_cleared(say: Say, owner: Actor) -> None:
    said = say("rules", "words", "never", "--set", "artisanal", "--set", "best in town")
    assert said.out == "artisanal\nbest in town\n"
    assert say("rules", "words", "--json").json["never"] == ["artisanal", "best in town"]
    say("rules", "words", "never", "--clear")
    assert workspace_of(owner).words == {}


def test_rules_and_words_travel_as_a_file(say: Say, owner: Actor, tmp_path: Path) -> None:
    say("rules", "set", "all-caps", "off")
    say("rules", "words", "brands", "--set", "Alder & Rye")
    text = say("rules", "export").out
    file = tmp_path / "twoway.toml"
    file.write_text(text)
    say("rules", "set", "all-caps", "usual")
    assert say("rules", "import", str(file)).code == 0
    assert say("rules", "export").out == text
    assert workspace_of(owner).rules == {"ignore": ["all-caps"]}


def test_the_whole_list_says_what_each_does(say: Say, owner: Actor) -> None:
    assert say("rules").out.splitlines()[0] == "code\tname\tdoes\tusually"


@pytest.mark.parametrize("weight", ["off", "warn", "hint"])
def test_what_a_network_refuses_itself_cannot_be_weakened_and_it_says_why(
    say: Say, owner: Actor, weight: str
) -> None:
    said = say("rules", "set", "over-limit", weight)
    assert said.code == 2
    assert "over-limit always stops: what it finds, the network itself would refuse." in said.err


def test_a_file_that_tries_is_refused_with_the_reason(say: Say, owner: Actor) -> None:
    said = say("rules", "import", "-", given='ignore = ["LEN001"]\n[severity]\ntitle-limit = "hint"\n')
    assert said.code == 2
    assert "over-limit always stops" in said.err
    assert "title-limit always stops" in said.err

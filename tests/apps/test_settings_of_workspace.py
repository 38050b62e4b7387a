"""What is known of a business, its personas, its rules and its words can be changed by who manages it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.people.actions import (
    change_workspace,
    list_words,
    make_persona,
    remove_persona,
    rename_persona,
    take_choices,
    weigh_rule,
)
from twoway.apps.people.queries import choices_of, personas_of, rule_named, workspace_of
from twoway.domain.choosing import Weight, weight_in
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.findings import Severity
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def test_the_business_can_be_told_anew(owner: Actor) -> None:
    change_workspace(
        owner,
        {
            "name": " Alder and Rye ",
            "town": "Millbrook",
            "zone": "Europe/Berlin",
            "topics": "bread, rye\nmarkets,bread",
            "never_mix": "politics",
            "language": "de",
        },
    )
    workspace = workspace_of(owner)
    assert (workspace.name, workspace.zone, workspace.language) == ("Alder and Rye", "Europe/Berlin", "de")
    assert (workspace.topics, workspace.never_mix) == (["bread", "rye", "markets"], ["politics"])
    event = Event.objects.filter(subject="workspace").last()
    assert event is not None
    assert event.facts["zone"] == ["Europe/London", "Europe/Berlin"]
    assert "town" not in event.facts


@pytest.mark.parametrize(
    ("field", "words", "says"),
    [
        ("name", " ", "a name"),
        ("zone", "Millbrook", "not a time zone"),
        ("language", "English please", "not a language"),
        ("mood", "good", "has no “mood”"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(owner: Actor, field: str, words: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        change_workspace(owner, {"town": "Elsewhere", field: words})
    assert workspace_of(owner).town == "Millbrook"


def weight(actor: Actor, rule: str, network: str = "rehearsal", persona: str = "") -> Weight:
    facts = rule_named(rule).facts
    layer = choices_of(workspace_of(actor)).for_account(network, persona, "work")
    return weight_in(layer, facts.code, facts.name, facts.default)


def test_a_rule_is_weighed_for_everything_for_a_network_and_for_a_persona(owner: Actor) -> None:
    make_persona(owner, "Sarah", "personal")
    weigh_rule(owner, "all-caps", "stop")
    weigh_rule(owner, rule_named("all-caps").facts.code, "hint", network="rehearsal")
    weigh_rule(owner, "all-caps", "off", persona="sarah")
    weigh_rule(owner, "emoji-overuse", "hint", persona="personal")
    assert weight(owner, "all-caps", "bluesky") == Weight.STOP
    assert weight(owner, "all-caps", "rehearsal") == Weight.HINT
    assert weight(owner, "all-caps", "bluesky", "Sarah") == Weight.OFF
    weigh_rule(owner, "all-caps", "usual")
    assert weight(owner, "all-caps", "bluesky") == Weight(rule_named("all-caps").facts.default)


def test_what_cannot_be_named_is_told(owner: Actor) -> None:
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: weigh_rule(owner, "caps", "off"), "all-caps"),
        (lambda: weigh_rule(owner, "all-caps", "loud"), "stop, warn"),
        (lambda: weigh_rule(owner, "all-caps", "off", network="nowhere"), "nowhere"),
        (lambda: weigh_rule(owner, "all-caps", "off", persona="Nobody"), "no persona"),
        (lambda: list_words(owner, {"topics": ["bread"], "nonsense": ["x"]}), "no list"),
        (lambda: take_choices(owner, "select = ["), "not TOML"),
        (lambda: take_choices(owner, 'ignore = ["nonsense-rule"]'), "no rule"),
    ]
    for call, says in calls:
        with pytest.raises(BadInput, match=says):
            call()
    assert (workspace_of(owner).rules, workspace_of(owner).words) == ({}, {})


def test_a_file_takes_the_place_of_what_was_chosen_and_the_old_is_on_record(owner: Actor) -> None:
    weigh_rule(owner, "all-caps", "off")
    list_words(owner, {"never": ["cheap"]})
    take_choices(
        owner,
        '[severity]\nemoji-overuse = "stop"\n[words]\nbrands = ["Alder & Rye"]\n[network.rehearsal]\nignore = ["TAG"]',
    )
    workspace = workspace_of(owner)
    assert workspace.rules == {"severity": {"emoji-overuse": "stop"}, "network": {"rehearsal": {"ignore": ["TAG"]}}}
    assert workspace.words == {"brands": ["Alder & Rye"]}
    assert choices_of(workspace).base.severity == {"emoji-overuse": Severity.STOP}
    event = Event.objects.filter(verb="take").last()
    assert event is not None
    assert event.facts["before"] == {"rules": {"ignore": ["all-caps"]}, "words": {"never": ["cheap"]}}


def test_a_persona_is_renamed_with_what_was_chosen_for_it(owner: Actor) -> None:
    made = make_persona(owner, "Sarah", "personal")
    weigh_rule(owner, "all-caps", "off", persona="Sarah")
    rename_persona(owner, made.pk, "Sarah at home", "Weekends")
    assert workspace_of(owner).rules == {"personas": {"Sarah at home": {"ignore": ["all-caps"]}}}
    with pytest.raises(Conflict, match="already"):
        rename_persona(owner, made.pk, "alder & rye")
    with pytest.raises(BadInput, match="a name"):
        rename_persona(owner, made.pk, " ")


def test_a_persona_with_accounts_stays(owner: Actor, account: Account) -> None:
    with pytest.raises(Conflict, match="has accounts"):
        remove_persona(owner, account.persona_id)
    made = make_persona(owner, "Sarah", "personal")
    remove_persona(owner, made.pk)
    assert personas_of(owner).count() == 1


def test_only_who_manages_may_change_any_of_this(owner: Actor, replier: Actor, stranger: Actor) -> None:
    persona = personas_of(owner).get()
    for call in (
        lambda: change_workspace(replier, {"town": "x"}),
        lambda: weigh_rule(replier, "all-caps", "off"),
        lambda: list_words(replier, {"never": []}),
        lambda: take_choices(replier, ""),
        lambda: rename_persona(replier, persona.pk, "x"),
        lambda: remove_persona(replier, persona.pk),
    ):
        with pytest.raises(NotAllowed):
            call()
    with pytest.raises(BadInput, match="not here"):
        rename_persona(stranger, persona.pk, "x")
    weigh_rule(stranger, "all-caps", "off")
    assert workspace_of(owner).rules == {}

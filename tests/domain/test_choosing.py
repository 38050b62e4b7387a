"""Rules are weighed in a table that reads like a file of choices."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from twoway.domain.choices import WORDS, Known, of_table, parse
from twoway.domain.choosing import Weight, as_toml, set_in, table_of, weighed, weight_in, worded
from twoway.domain.errors import BadInput
from twoway.domain.findings import Severity

KNOWN = Known(
    rules={"TAG001": "hashtag-chain", "TAG002": "generic-hashtag", "LEN001": "over-limit"},
    networks=("rehearsal", "bluesky"),
)


def does(
    table: dict[str, Any], code: str, network: str = "rehearsal", persona: str = "", kind: str = "work"
) -> Weight:
    """What a rule does for an account."""
    choices, faults = of_table(table, KNOWN)
    assert faults == ()
    return weight_in(choices.for_account(network, persona, kind), code, KNOWN.rules[code], Severity.WARN)


def test_a_rule_is_switched_off_and_on_again() -> None:
    off = weighed({}, KNOWN, "TAG001", Weight.OFF)
    assert off == {"ignore": ["hashtag-chain"]}
    assert does(off, "TAG001") == Weight.OFF
    assert weighed(off, KNOWN, "TAG001", Weight.USUAL) == {}
    stops = weighed(off, KNOWN, "TAG001", Weight.STOP)
    assert stops == {"severity": {"hashtag-chain": "stop"}}
    assert does(stops, "TAG001") == Weight.STOP
    assert does(stops, "TAG002") == Weight.WARN


def test_a_network_and_a_persona_weigh_for_themselves() -> None:
    table = weighed({}, KNOWN, "TAG001", Weight.STOP, network="bluesky")
    table = weighed(table, KNOWN, "TAG001", Weight.OFF, persona="Sarah")
    assert does(table, "TAG001", "bluesky") == Weight.STOP
    assert does(table, "TAG001", "rehearsal") == Weight.WARN
    assert does(table, "TAG001", "rehearsal", "Sarah", "personal") == Weight.OFF
    assert weighed(table, KNOWN, "TAG001", Weight.USUAL, persona="Sarah") == {
        "network": {"bluesky": {"severity": {"hashtag-chain": "stop"}}}
    }


def test_one_rule_of_a_family_that_is_off_can_be_switched_on() -> None:
    table = weighed({"ignore": ["TAG"]}, KNOWN, "TAG001", Weight.HINT)
    assert (does(table, "TAG001"), does(table, "TAG002")) == (Weight.HINT, Weight.OFF)


def test_a_rule_outside_of_those_chosen_joins_them() -> None:
    table = weighed({"select": ["LEN"]}, KNOWN, "TAG001", Weight.STOP)
    assert [does(table, code) for code in KNOWN.rules] == [Weight.STOP, Weight.OFF, Weight.WARN]


def test_what_is_off_for_everything_is_not_switched_on_for_a_part() -> None:
    with pytest.raises(BadInput, match="off for everything"):
        weighed({"ignore": ["TAG001"]}, KNOWN, "TAG001", Weight.STOP, network="bluesky")
    with pytest.raises(BadInput, match="either a network or a persona"):
        weighed({}, KNOWN, "TAG001", Weight.STOP, network="bluesky", persona="work")


FIXED = Known(rules=KNOWN.rules, networks=KNOWN.networks, final=frozenset({"LEN001"}))


@pytest.mark.parametrize("weight", [Weight.OFF, Weight.WARN, Weight.HINT])
def test_a_rule_whose_findings_the_network_refuses_cannot_be_weakened(weight: Weight) -> None:
    with pytest.raises(BadInput, match="network itself would refuse"):
        weighed({}, FIXED, "LEN001", weight, network="bluesky")


@pytest.mark.parametrize("weight", [Weight.STOP, Weight.USUAL])
def test_to_let_it_stop_is_no_fault(weight: Weight) -> None:
    assert weighed({}, FIXED, "LEN001", weight) in ({}, {"severity": {"over-limit": "stop"}})


@pytest.mark.parametrize(
    "text",
    [
        'ignore = ["LEN001"]',
        'ignore = ["over-limit"]',
        '[severity]\nover-limit = "hint"',
        '[network.bluesky.severity]\nLEN001 = "warn"',
    ],
)
def test_a_file_that_tries_is_told_why(text: str) -> None:
    with pytest.raises(BadInput, match="always stops"):
        parse(text, FIXED)


def test_a_family_may_still_be_ignored_in_a_file() -> None:
    choices = parse('ignore = ["LEN", "TAG001"]', FIXED)
    assert choices is not None
    assert choices.base.ignore == ("LEN", "TAG001")


def test_the_old_table_stays_as_it_was() -> None:
    table: dict[str, Any] = {"ignore": ["TAG001"], "network": {"bluesky": {"ignore": ["LEN001"]}}}
    weighed(table, KNOWN, "LEN001", Weight.USUAL, network="bluesky")
    assert table == {"ignore": ["TAG001"], "network": {"bluesky": {"ignore": ["LEN001"]}}}


def test_what_a_layer_says_itself_is_told_from_what_comes_from_below() -> None:
    table = weighed({}, KNOWN, "TAG001", Weight.STOP)
    table = weighed(table, KNOWN, "TAG002", Weight.OFF, network="bluesky")
    choices, _ = of_table(table, KNOWN)
    assert set_in(choices.networks["bluesky"], "TAG001", "hashtag-chain") == Weight.USUAL
    assert set_in(choices.networks["bluesky"], "TAG002", "generic-hashtag") == Weight.OFF
    assert set_in(choices.base, "TAG001", "hashtag-chain") == Weight.STOP


def test_a_list_of_words_is_replaced_or_emptied() -> None:
    words = worded({"topics": ["bread"]}, "never", [" artisanal ", "best  in town", "artisanal", ""])
    assert words == {"topics": ["bread"], "never": ["artisanal", "best in town"]}
    assert worded(words, "never", []) == {"topics": ["bread"]}
    with pytest.raises(BadInput, match="no list"):
        worded({}, "nonsense", [])


FULL: dict[str, Any] = {
    "select": ["TAG", "over-limit"],
    "ignore": ["TAG002"],
    "severity": {"over-limit": "hint"},
    "tailor": {"most_emoji": "2", "swaps": "cheap=good value"},
    "network": {"bluesky": {"ignore": ["LEN001"], "limits": {"text": 250}, "handle": "alder.rye"}},
    "personas": {'Sarah\'s "own"': {"kind": "personal", "words": {"never": ["sale\nnow", "\x7f"]}, "select": []}},
}


def test_what_is_written_as_a_file_is_read_back_the_same() -> None:
    text = as_toml(FULL, {"topics": ["bread", "Straße"]})
    choices = parse(text, KNOWN)
    assert choices is not None
    assert table_of(choices) == (FULL, {"topics": ["bread", "Straße"]})


def test_nothing_chosen_is_an_empty_file() -> None:
    assert as_toml({}, {}).strip() == ""


weights = some.tuples(
    some.sampled_from(sorted(KNOWN.rules)),
    some.sampled_from(list(Weight)),
    some.sampled_from([{}, {"network": "bluesky"}, {"persona": "work"}, {"persona": "Ma\trta\u2028 “ü”"}]),
)


@given(some.lists(weights, max_size=12), some.dictionaries(some.sampled_from(sorted(WORDS)), some.lists(some.text())))
def test_however_it_is_weighed_the_file_says_the_same_as_the_table(
    steps: list[tuple[str, Weight, dict[str, str]]], words: dict[str, list[str]]
) -> None:
    table: dict[str, Any] = {}
    for code, weight, where in steps:
        try:
            table = weighed(table, KNOWN, code, weight, **where)
        except BadInput:
            continue
    listed: dict[str, list[str]] = {}
    for name, kept in words.items():
        listed = worded(listed, name, [one.encode("utf-8", "replace").decode() for one in kept])
    choices = parse(as_toml(table, listed), KNOWN)
    assert choices is not None
    assert table_of(choices) == (table, listed)

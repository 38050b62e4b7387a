"""The brand template: words become a brand, a brand becomes a policy, and what is stored can always be read."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from twoway.domain import brand as brands
from twoway.domain.brand import BY_NAME, PLAIN, Brand, changed, policy, read, shown, stored, words
from twoway.domain.errors import BadInput
from twoway.domain.policy import PLAIN as PLAIN_POLICY
from twoway.domain.policy import Fit, HashtagPlace, LinkPlace
from twoway.domain.threads import Numbering

BAKERY = {
    "voice": "warm, plain\na little dry",
    "colours": "#124D38, #b52",
    "sign_off": "Sarah at the counter",
    "never": "artisanal, best in town",
    "swaps": "cheap=good value, customers=guests",
    "must_have": "Millbrook",
    "hashtags": "end",
    "most_hashtags": "2",
    "links": "comment",
    "utm_source": "{network}",
    "utm_medium": "social",
    "utm_campaign": "{persona}-{date}",
    "own_hosts": "https://alderrye.example/, shop.alderrye.example",
    "most_emoji": "0",
    "numbering": "(1/5)",
    "fit": "thread",
    "camel_case": "yes",
    "jargon": "no",
}


def test_words_become_a_brand() -> None:
    made = changed(PLAIN, BAKERY)
    assert made == Brand(
        voice=("warm", "plain", "a little dry"),
        colours=("#124d38", "#b52"),
        sign_off="Sarah at the counter",
        never=("artisanal", "best in town"),
        swaps={"cheap": "good value", "customers": "guests"},
        must_have=("Millbrook",),
        hashtags=HashtagPlace.END,
        most_hashtags=2,
        links=LinkPlace.COMMENT,
        utm_source="{network}",
        utm_medium="social",
        utm_campaign="{persona}-{date}",
        own_hosts=("alderrye.example", "shop.alderrye.example"),
        most_emoji=0,
        numbering=Numbering.BRACKETS,
        fit=Fit.THREAD,
        camel_case=True,
        jargon=False,
    )


def test_what_is_shown_can_be_given_back_and_what_is_stored_read_again() -> None:
    made = changed(PLAIN, BAKERY)
    assert changed(PLAIN, shown(made)) == made
    assert read(json.loads(json.dumps(stored(made)))) == made
    assert set(shown(made)) == set(BY_NAME)


def test_an_empty_value_goes_back_to_what_is_usual() -> None:
    made = changed(PLAIN, BAKERY)
    assert changed(made, {"most_emoji": "", "fit": " "}).fit == Fit.ASK
    assert changed(made, dict.fromkeys(BY_NAME, "")) == PLAIN
    assert stored(PLAIN) == {}


def test_the_other_keys_stay_as_they_were() -> None:
    made = changed(PLAIN, BAKERY)
    assert changed(made, {"sign_off": "Dele"}).never == made.never


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("colours", "green", "not a colour"),
        ("colours", " ".join(f"#00000{n}" for n in range(7)), "at most"),
        ("swaps", "cheap", "not a swap"),
        ("swaps", "cheap=", "not a swap"),
        ("most_hashtags", "many", "whole number"),
        ("most_emoji", "-1", "whole number"),
        ("most_emoji", "100", "whole number"),
        ("most_emoji", "²", "whole number"),
        ("hashtags", "everywhere", "none of: keep"),
        ("fit", "cut", "none of: ask"),
        ("utm_source", "{town}", "cannot be filled in"),
        ("utm_campaign", "a&b", "without &"),
        ("utm_medium", "two words", "without blanks"),
        ("own_hosts", "our site", "not a host"),
        ("sign_off", "x" * 201, "too long"),
        ("never", "x, " * 2000, "too long"),
        ("camel_case", "perhaps", "yes or no"),
        ("mood", "good", "has no “mood”"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(key: str, value: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        changed(PLAIN, {key: value})


@pytest.mark.parametrize("data", [None, [], "x", {"fit": "one day"}, {"most_emoji": [1, 2]}, {"later": {"a": 1}}])
def test_what_was_stored_by_another_version_is_read_as_far_as_it_goes(data: object) -> None:
    assert read(data) == PLAIN


def test_a_brand_is_a_policy_for_tailoring() -> None:
    made = policy(changed(PLAIN, BAKERY), persona="Alder & Rye", date="2026-11-28", language="de")
    assert (made.hashtags, made.most_hashtags, made.links) == (HashtagPlace.END, 2, LinkPlace.COMMENT)
    assert made.utm == {"utm_source": "{network}", "utm_medium": "social", "utm_campaign": "{persona}-{date}"}
    assert (made.persona, made.date, made.language) == ("Alder & Rye", "2026-11-28", "de")
    assert (made.numbering, made.fit, made.most_emoji) == (Numbering.BRACKETS, Fit.THREAD, 0)
    assert policy(PLAIN, persona="", date="") == PLAIN_POLICY


def test_a_brand_is_lists_of_words_for_the_rules() -> None:
    found = words(changed(PLAIN, BAKERY))
    assert found["swaps"] == ("cheap=good value", "customers=guests")
    assert found["never"] == ("artisanal", "best in town")
    assert words(PLAIN) == {}


def test_every_key_that_can_be_chosen_is_explained() -> None:
    assert all(key.label and key.help for key in brands.KEYS)
    for key in brands.KEYS:
        for choice in filter(None, key.choices):
            assert shown(changed(PLAIN, {key.name: choice}))[key.name] == choice


@given(some.dictionaries(some.sampled_from(sorted(BY_NAME)), some.text(max_size=60)))
def test_any_words_make_a_brand_that_can_be_stored_or_are_refused(settings: dict[str, str]) -> None:
    with suppress(BadInput):
        made = changed(PLAIN, settings)
        assert read(json.loads(json.dumps(stored(made)))) == made

"""What holds for every master text on every network, whatever a team chose. TAILOR_MASTERS=20000 makes it a long run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.domain.masters import DENIED, HANDLES, KEPT, PEOPLE, how_many, masters, policies
from tests.domain.text.made import awkward
from twoway.domain.adapt import Adapted, adapt
from twoway.domain.facts import Facts, HashtagUse
from twoway.domain.policy import PLAIN, HashtagPlace, Policy, suiting
from twoway.domain.tailor import tailor
from twoway.domain.text.count import count
from twoway.plug import finder

FACTS = [network.facts for network in finder.networks().values()]
_TAG = re.compile(r"(?<![\w&/#＃])[#＃]\w*[^\W\d_]\w*")
_LINE_OF_TAGS = re.compile(r"\s*(?:[#＃]\w+\s*)+(?: \(?\d+/\d+\)?)?")
_UTM = re.compile(r"[?&](?:utm_source|utm_campaign)=[\w-]+")


def by(facts: Facts) -> str:
    return facts.slug


def fitting(facts: Facts, policy: Policy) -> Policy:
    return replace(policy, fit=suiting(facts))


def said(made: Adapted) -> str:
    """Everything that readers get, without what is only there to count visits."""
    return _UTM.sub("", "\n".join((*made.parts, made.first_comment, made.link)))


def admitted(made: Adapted) -> str:
    """Everything that was said to be left out or changed."""
    return "\n".join((*(drop.before for drop in made.missed), *(change.before for change in made.changes)))


def check(master: str, facts: Facts, policy: Policy) -> None:
    made = adapt(master, facts, {}, PEOPLE, policy)
    check_fits(made, facts, policy)
    check_hashtags(made, facts, policy)
    check_people(made, facts)
    if made.parts:
        check_nothing_is_lost(master, made)
    check_again(master, facts, policy)


def check_fits(made: Adapted, facts: Facts, policy: Policy) -> None:
    assert made.parts or made.problem
    for part in made.parts:
        assert not count(part, facts, {}).is_over
    if made.link:
        assert facts.links.own_field
    if made.first_comment:
        assert facts.first_comment


def check_hashtags(made: Adapted, facts: Facts, policy: Policy) -> None:
    for part in made.parts:
        if facts.hashtags.use is HashtagUse.NOTHING:
            for line in part.split("\n"):
                alone = policy.hashtags in (HashtagPlace.END, HashtagPlace.KEEP) and _stands_alone(line)
                assert alone or not _TAG.search(line), line
        if policy.hashtags in (HashtagPlace.WORDS, HashtagPlace.DROP):
            assert not _TAG.search(part)


def _stands_alone(line: str) -> bool:
    """No hashtag of the line is within a sentence."""
    first = _TAG.search(line)
    return (
        first is None
        or (not line[: first.start()].strip() or line[: first.start()].rstrip()[-1] in '.!?…:)"”’')
        or bool(_LINE_OF_TAGS.fullmatch(line))
    )


def check_people(made: Adapted, facts: Facts) -> None:
    words = said(made)
    for slug, handle in HANDLES.items():
        assert slug == facts.slug or f"@{handle}" not in words
    assert "@[" not in words


def check_nothing_is_lost(master: str, made: Adapted) -> None:
    there, told = said(made), admitted(made)
    for kept in KEPT:
        if kept in master:
            assert kept in there or kept in told, kept
    words = Counter(re.findall(r"[\w'’]+", there.casefold()))
    for denied in DENIED:
        wanted = len(re.findall(rf"(?<![\w#'’]){denied}(?![\w'’])", master.casefold()))
        assert words[denied] >= wanted - len(re.findall(rf"\b{denied}\b", told.casefold())), denied


def check_again(master: str, facts: Facts, policy: Policy) -> None:
    once = tailor(master, facts, {}, PEOPLE, policy)
    assert tailor(once.text, facts, {}, PEOPLE, policy).text == once.text
    for change in once.changes:
        assert change.why
        assert 0 <= change.start <= change.end <= len(once.text)
        assert 0 <= change.was_start <= change.was_end <= len(master)


@pytest.mark.parametrize("facts", FACTS, ids=by)
def test_what_is_promised_holds_for_every_master(facts: Facts) -> None:
    for master in masters(how_many()):
        check(master, facts, fitting(facts, PLAIN))


@pytest.mark.parametrize("facts", FACTS, ids=by)
def test_and_whatever_a_team_chose(facts: Facts) -> None:
    for master, policy in zip(masters(how_many(), seed=2), policies(how_many()), strict=True):
        check(master, facts, fitting(facts, policy))


@pytest.mark.parametrize("facts", FACTS, ids=by)
@settings(max_examples=30)
@given(master=awkward())
def test_and_for_texts_made_of_what_goes_wrong(facts: Facts, master: str) -> None:
    for policy in (PLAIN, *policies(2, seed=len(master))):
        made = adapt(master, facts, {}, PEOPLE, fitting(facts, policy))
        check_fits(made, facts, policy)
        check_again(master, facts, policy)

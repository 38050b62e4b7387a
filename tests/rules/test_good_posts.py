"""Ordinary good posts of many trades go through: a rule that cries wolf is switched off."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.guard import build_case, look
from twoway.domain.tailor import tailor
from twoway.plug.examples import FOREIGN, LONG, example, picture
from twoway.plug.finder import networks, rules


def written(file: str) -> list[tuple[str, str]]:
    """Language and text of each piece in a file; every piece begins with a line `= language trade`."""
    whole = Path(__file__).with_name(file).read_text("utf-8")
    return [(head.split()[0], text.strip()) for head, text in re.findall(r"^= (.+)\n((?:(?!= ).*\n?)+)", whole, re.M)]


POSTS, REPLIES = written("good_posts.txt"), written("good_replies.txt")
MOST_WARNINGS_A_POST = 0.3


def found_in(text: str, language: str) -> tuple[Finding, ...]:
    """As on a typical network with short texts, where people search by hashtag."""
    case = example(text, limit=300, foreign=FOREIGN, languages=(language,), pictures=(picture(),), alt_limit=1500)
    return look(case, rules().values())


def test_there_are_enough_posts_in_many_languages() -> None:
    assert len(POSTS) >= 200
    assert {"en", "de", "es", "fr", "it", "nl", "pt", "pl", "ja", "ar", "he"} <= {language for language, _ in POSTS}


@pytest.mark.parametrize(("language", "text"), REPLIES, ids=range(len(REPLIES)))
def test_a_good_answer_is_neither_stopped_nor_warned_about(language: str, text: str) -> None:
    case = example(text, scope=Scope.REPLY, foreign=FOREIGN, languages=(language,))
    assert [f for f in look(case, rules().values()) if f.severity is not Severity.HINT] == []


@pytest.mark.parametrize(("language", "text"), POSTS, ids=range(len(POSTS)))
def test_no_good_post_is_stopped(language: str, text: str) -> None:
    assert [f for f in found_in(text, language) if f.severity is Severity.STOP] == []


def test_good_posts_earn_few_warnings() -> None:
    warned = Counter(
        f.rule for language, text in POSTS for f in found_in(text, language) if f.severity is Severity.WARN
    )
    assert warned.total() / len(POSTS) <= MOST_WARNINGS_A_POST, warned


def test_good_posts_earn_few_hints() -> None:
    hinted = Counter(
        f.rule for language, text in POSTS for f in found_in(text, language) if f.severity is Severity.HINT
    )
    assert hinted.total() / len(POSTS) <= MOST_WARNINGS_A_POST, hinted


@pytest.mark.parametrize(("language", "text"), POSTS, ids=range(len(POSTS)))
def test_no_good_post_is_stopped_where_hashtags_do_nothing(language: str, text: str) -> None:
    found = look(example(text, facts=LONG, languages=(language,)), rules().values())
    assert [f for f in found if f.severity is Severity.STOP] == []


NETWORKS = networks()


@pytest.mark.parametrize("slug", NETWORKS)
def test_tailored_for_a_real_network_good_posts_go_and_earn_few_warnings(slug: str) -> None:
    facts, everybody = NETWORKS[slug].facts, [network.facts for network in NETWORKS.values()]
    warned: Counter[str] = Counter()
    for language, master in POSTS:
        text = tailor(master, facts, {}, ()).text
        shown = (picture(),) * min(1, facts.media.most)
        case = build_case(text=text, facts=facts, languages=(language,), pictures=shown, all_facts=everybody)
        found = look(case, rules().values())
        assert [f for f in found if f.severity is Severity.STOP] == [], text
        warned.update(f.rule for f in found if f.severity is Severity.WARN)
    assert warned.total() / len(POSTS) <= MOST_WARNINGS_A_POST, warned

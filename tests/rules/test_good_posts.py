"""Ordinary good posts of many trades go through: a rule that cries wolf is switched off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.guard import build_case, look
from twoway.domain.history import Said
from twoway.domain.tailor import tailor
from twoway.plug.examples import FOREIGN, LONG, NOW, account, after, example, picture, said
from twoway.plug.finder import networks, rules


def written(file: str) -> list[tuple[str, str]]:
    """Language and text of each piece in a file; every piece begins with a line `= language trade`."""
    return [(head[0], text) for head, text in written_under(file)]


def written_under(file: str) -> list[tuple[list[str], str]]:
    """The same with all words of the line at the beginning."""
    whole = Path(__file__).with_name(file).read_text("utf-8")
    return [(head.split(), text.strip()) for head, text in re.findall(r"^= (.+)\n((?:(?!= ).*\n?)+)", whole, re.M)]


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


# -- with a past behind them -------------------------------------------------------------------------------------------


def _past() -> dict[str, tuple[Said, ...]]:
    """What firms like these said in the four weeks before, by language."""
    told: dict[str, list[Said]] = {}
    for head, text in written_under("good_past.txt"):
        told.setdefault(head[0], []).append(said(text, days=float(head[1])))
    return {language: tuple(past) for language, past in told.items()}


PAST = _past()
ANSWERS = tuple(
    said(text, days=n / 4, is_reply=True, to=head[1])
    for n, (head, text) in enumerate(written_under("good_past_replies.txt"), 1)
)
#: An answer in every afternoon, as somebody gives who looks in daily.
DAILY = tuple(NOW - timedelta(days=n, hours=3) for n in range(28))


def past_of(language: str) -> tuple[Said, ...]:
    """In a language in which no past was written, people write as they do in English."""
    return PAST.get(language, PAST["en"])


def found_after(text: str, language: str, past: Iterable[Said]) -> tuple[Finding, ...]:
    case = example(text, limit=300, foreign=FOREIGN, languages=(language,), pictures=(picture(),), alt_limit=1500)
    return look(after(case, *past), rules().values())


def test_with_a_past_good_posts_are_not_stopped_and_earn_few_findings() -> None:
    earned: dict[Severity, Counter[str]] = {Severity.WARN: Counter(), Severity.HINT: Counter()}
    for language, text in POSTS:
        found = found_after(text, language, past_of(language))
        assert [f for f in found if f.severity is Severity.STOP] == [], text
        for severity, rules_of in earned.items():
            rules_of.update(f.rule for f in found if f.severity is severity)
    for rules_of in earned.values():
        assert rules_of.total() / len(POSTS) <= MOST_WARNINGS_A_POST, earned


@pytest.mark.parametrize("language", PAST)
def test_four_good_weeks_go_out_post_by_post(language: str) -> None:
    past = sorted(PAST[language], key=lambda one: one.at)
    earned: Counter[str] = Counter()
    for place, post in enumerate(past):
        case = replace(after(example(post.text), *past[:place]), at=post.at)
        found = look(case, rules().values())
        assert [f for f in found if f.severity is Severity.STOP] == [], post.text
        earned.update(f.rule for f in found if f.severity is Severity.WARN)
    assert earned.total() / len(past) <= MOST_WARNINGS_A_POST, earned


@pytest.mark.parametrize(("language", "text"), REPLIES, ids=range(len(REPLIES)))
def test_among_other_good_answers_a_good_answer_is_neither_stopped_nor_warned_about(language: str, text: str) -> None:
    case = after(example(text, scope=Scope.REPLY, foreign=FOREIGN, languages=(language,)), *ANSWERS)
    assert [f for f in look(case, rules().values()) if f.severity is not Severity.HINT] == []


@pytest.mark.parametrize("language", PAST)
def test_an_account_that_behaves_like_this_is_well(language: str) -> None:
    found = look(account(*PAST[language], answers_at=DAILY), rules().values())
    assert found == ()


# -- pasts that are not good -------------------------------------------------------------------------------------------

_OFFER = "Book your autumn boiler service now, only £79, places are going fast! https://hallamheating.example/service"


def test_an_account_that_only_sells_is_told() -> None:
    sells = [said(f"{_OFFER} #{n}", days=n) for n in range(1, 9)]
    assert {f.rule for f in look(account(*sells, answers_at=DAILY), rules().values())} == {"self-promotion-share"}
    rules_found = {f.rule for f in found_after(_OFFER.replace("79", "69"), "en", sells)}
    assert {"near-duplicate-own-post", "self-promotion-share"} <= rules_found


def test_a_leaflet_in_answers_is_stopped_although_names_and_links_differ() -> None:
    line = "Hi {}, thank you for your lovely message, do have a look at our autumn offers on {}"
    past = [
        said(line.format(name, f"https://a.example/{name}"), is_reply=True, to=name)
        for name in ("Kemi", "Tom", "Grace", "Ruta")
    ]
    case = after(example(line.format("Dele", "https://a.example/x"), scope=Scope.REPLY), *past)
    assert "boilerplate-reply" in {f.rule for f in look(case, rules().values()) if f.severity is Severity.STOP}


def test_a_link_once_a_week_is_told_as_a_newsletter() -> None:
    weekly = [said(f"Read our {n}th letter: https://a.example/{n}", days=7 * n) for n in range(1, 4)]
    assert "newsletter-cadence" in {f.rule for f in look(account(*weekly), rules().values())}

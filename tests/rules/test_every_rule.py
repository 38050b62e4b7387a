"""What every rule promises, asked of each that the finder finds."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.guard import apply_fix, apply_fixes, look
from twoway.domain.history import Whose
from twoway.plug.examples import FOREIGN, LONG, NOW, SHORT, account, after, example, picture, said
from twoway.plug.finder import rules
from twoway.plug.rule import Rule

RULES = tuple(rules().values())
EACH = [pytest.param(r, id=r.facts.name) for r in RULES]


def with_text(case: Case, text: str) -> Case:
    """The same case about other words; the made-up networks of the examples count code points."""
    return replace(case, text=text, length=len(text), bytes_length=len(text.encode("utf-8", "surrogatepass")))


def weight(findings: tuple[Finding, ...]) -> int:
    """How much is still at fault: findings and the signs they point at."""
    return sum(1 + f.end - f.start for f in findings)


@pytest.mark.parametrize("rule", EACH)
def test_has_a_code_a_name_after_the_fault_and_enough_examples(rule: Rule) -> None:
    # A rule fresh from `twoway new rule` carries NEW- and its name until it is given a number.
    assert re.fullmatch(r"[A-Z]{3}\d{3}|NEW-[A-Z0-9-]+", rule.facts.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.facts.name)
    assert rule.check.__module__.rsplit(".", 1)[-1] == rule.facts.name.replace("-", "_")
    assert len(rule.passes) >= 3
    assert len(rule.fails) >= 3
    assert rule.facts.scopes


def test_codes_and_names_are_given_once() -> None:
    # The finder keeps one rule a code, so the modules themselves are counted.
    from twoway.plug.finder import modules

    facts = [module.RULE for module in modules("rules")]
    assert [code for code, n in Counter(f.code for f in facts).items() if n > 1] == []
    assert [name for name, n in Counter(f.name for f in facts).items() if n > 1] == []


def test_what_is_final_is_what_the_network_itself_would_refuse() -> None:
    final = [rule for rule in RULES if rule.facts.is_final]
    assert len(final) > 10
    assert [rule.facts.name for rule in final if rule.facts.default is not Severity.STOP] == []


@pytest.mark.parametrize(
    "code",
    ["LEN001", "LEN003", "LEN007", "MED001", "MED002", "MED003", "MED004", "MED005", "LNK008", "FMT005", "FMT011"],
)
def test_length_bytes_media_and_signs_that_the_network_refuses_cannot_be_set_aside(code: str) -> None:
    rule = next(rule for rule in RULES if rule.facts.code == code)
    found = [finding for case in rule.fails for finding in look(case, [rule])]
    assert found
    assert {(finding.severity, finding.is_final) for finding in found} == {(Severity.STOP, True)}


def test_too_many_hashtags_cannot_be_set_aside_just_where_the_network_refuses_them() -> None:
    rule = next(rule for rule in RULES if rule.facts.code == "TAG002")
    found = [finding for case in rule.fails for finding in look(case, [rule])]
    assert {finding.is_final for finding in found} == {True, False}
    assert [finding for finding in found if finding.is_final != (finding.severity is Severity.STOP)] == []


def test_a_rule_about_accounts_is_not_asked_about_words() -> None:
    about_accounts = {rule.facts.code for rule in RULES if rule.facts.scopes == {Scope.ACCOUNT}}
    assert {"CAD001", "CAD003", "CAD004", "RPL001"} == about_accounts
    behaves = account(said(days=20), waiting_since=(NOW - timedelta(days=3),))
    assert {finding.code for finding in look(behaves, RULES)} == {"CAD003", "RPL001"}
    assert about_accounts.isdisjoint({finding.code for finding in look(replace(behaves, scope=Scope.POST), RULES)})


def test_a_family_is_one_set_of_letters() -> None:
    pairs = {(r.facts.code[:3], r.facts.family) for r in RULES if not r.facts.code.startswith("NEW-")}
    assert len(pairs) == len({letters for letters, _ in pairs}) == len({family for _, family in pairs})


@pytest.mark.parametrize("rule", EACH)
def test_the_help_page_says_why_with_a_source_and_what_instead(rule: Rule) -> None:
    assert "Source:" in rule.why
    assert rule.what.endswith(".")
    assert rule.instead.endswith((".", "?"))


@pytest.mark.parametrize("rule", EACH)
def test_passing_examples_have_no_finding(rule: Rule) -> None:
    assert [(n, found) for n, case in enumerate(rule.passes) for found in rule.check(case)] == []


@pytest.mark.parametrize("rule", EACH)
def test_failing_examples_have_a_finding_of_that_rule_in_its_scope(rule: Rule) -> None:
    for case in rule.fails:
        found = tuple(rule.check(case))
        assert found, case
        assert {(f.code, f.rule) for f in found} == {(rule.facts.code, rule.facts.name)}, case
        assert case.scope in rule.facts.scopes, case


@pytest.mark.parametrize("rule", EACH)
def test_findings_point_into_the_text_and_say_one_plain_thing(rule: Rule) -> None:
    for case, finding in [(failing, found) for failing in rule.fails for found in rule.check(failing)]:
        assert 0 <= finding.start <= finding.end <= len(case.text)
        assert finding.message.endswith((".", "?"))
        assert finding.message[0] == finding.message[0].upper()
        assert "!" not in finding.message.replace(case.text[finding.start : finding.end], "")
        for fix in finding.fixes:
            assert 0 <= fix.start <= fix.end <= len(case.text)
            assert fix.label
            assert case.text[fix.start : fix.end] != fix.text


@pytest.mark.parametrize("rule", EACH)
def test_a_safe_fix_takes_the_fault_away_or_makes_it_smaller(rule: Rule) -> None:
    for case in rule.fails:
        before = tuple(rule.check(case))
        for fix in (fix for finding in before for fix in finding.fixes if fix.is_safe):
            after = tuple(rule.check(with_text(case, apply_fix(case.text, fix))))
            assert weight(after) < weight(before), (case, fix)


@pytest.mark.parametrize("rule", EACH)
def test_all_safe_fixes_together_leave_nothing_more_to_fix(rule: Rule) -> None:
    for case in rule.fails:
        text = case.text
        for _ in range(4):
            text = apply_fixes(text, [f for found in rule.check(with_text(case, text)) for f in found.fixes[:1]])
        assert [f for found in rule.check(with_text(case, text)) for f in found.fixes if f.is_safe] == [], case


AWKWARD = st.text(st.characters(), max_size=300) | st.lists(
    st.sampled_from(
        [
            "#", "@", "#rye", "@sunnybank", "https://a.example/?x=1#y", "http://", "www.", "!!", "🥐", "👩🏽‍🍳", "🇩🇪",
            "\ud83d", "\u202e", "\u200b", "\u200d", "**", "__", "[a](b)", "`", "\n\n\n", " ", "RT", "FREE BREAD TODAY",
            "{{name}}", "LIKE if", "tag a friend", "𝐁𝐨𝐥𝐝", "e\u0301", "ﬁ", "a" * 50, "£", "%", "<", ">", "\x00", "١٢٣",
            "we", "our", "you", "?", ".", ",", "100%", "win", "07700 900123", "a@b.example", "שלום", "焼きたて", "\ufeff",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip

LISTS = {
    "blocked_hashtags": ("#bread",),
    "brands": ("Alder & Rye",),
    "capitals": ("BBC",),
    "must_have": ("Your bakers",),
    "never": ("synergy", ""),
    "other_brands": ("Paper Lane",),
    "saved_replies": ("Thank you", ""),
    "swaps": ("rye=loaf", "=", "odd"),
    "town_hashtags": ("#Millbrook",),
    "utm": ("utm_source={network}",),
    "website": ("https://a.example",),
}


def with_everything(case: Case) -> Case:
    """The same case with all there is to know beside the words, made of the words themselves."""
    text = case.text
    told = after(
        case,
        said(text, days=0.01),
        said(text, days=-3, pictures=frozenset({case.pictures[0].sha256})),
        said(text, is_reply=True, to="one"),
        said(text, is_reply=True, to="another"),
        said(text, whose=Whose.ANOTHER, client="Paper Lane"),
    )
    return replace(
        told,
        parts=(text, text, ""),
        title=text,
        first_comment=text,
        link="https://a.example",
        person=text,
        about=text,
        is_private=True,
        is_first=True,
        is_addressed=False,
        asks_server=True,
        siblings_at={"Other": NOW, "Third": NOW},
        elsewhere={"sunnybank": "Guild", text: "Guild"},
        answers_at=(NOW - timedelta(days=30),),
        waiting_since=(NOW - timedelta(days=3),),
    )


@given(text=AWKWARD, scope=st.sampled_from(Scope), facts=st.sampled_from([SHORT, LONG]), filled=st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_rule_falls_over_any_text(text: str, scope: Scope, facts: object, filled: bool) -> None:
    case = example(
        text,
        facts=SHORT if facts is SHORT else LONG,
        scope=scope,
        limit=200,
        bytes_limit=400,
        pictures=(picture(text[:40], size=9_000_000, mime="image/gif"),) * 5 if filled else (),
        alt_limit=10,
        siblings={"Other": text, "Third": text} if filled else {},
        words=LISTS if filled else {},
        foreign=FOREIGN,
        languages=("de",) if filled else ("en",),
    )
    if filled:
        case = with_everything(case)
    for rule in RULES:
        for finding in rule.check(case):
            assert 0 <= finding.start <= finding.end <= len(text), rule.facts.name
            for fix in finding.fixes:
                assert 0 <= fix.start <= fix.end <= len(text), rule.facts.name
                apply_fix(text, fix)


@given(text=AWKWARD)
@settings(max_examples=100, deadline=None)
def test_the_safe_fixes_of_all_rules_settle_and_do_not_work_against_each_other(text: str) -> None:
    for _ in range(12):
        found = look(example(text, words=LISTS), RULES)
        mended = apply_fixes(text, [f for finding in found for f in finding.fixes[:1]])
        if mended == text:
            break
        text = mended
    else:
        pytest.fail(f"still being mended after twelve rounds: {text!r}")


PIECES = (
    "a", "#a ", "@a.", "!", "\n ", "**", "[a](", "https://a.example/(", "A B ", "🥐", "we our ", "1.", "\u200b", "=", "<a ",
)  # fmt: skip


@pytest.mark.parametrize("rule", EACH)
def test_a_very_long_text_is_looked_at_in_no_time(rule: Rule) -> None:
    for piece in PIECES:
        case = example(piece * (40_000 // len(piece)))
        began = time.process_time()
        sum(1 for _ in zip(rule.check(case), range(2000), strict=False))
        assert time.process_time() - began < 2, piece

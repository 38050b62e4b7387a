"""The guard asks the rules, puts their findings in order and lays fixes into the text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, FORUM, HERD, SKY, WALL
from twoway.domain.errors import BadInput
from twoway.domain.findings import COMMENT, Case, Finding, Fix, Scope, Severity
from twoway.domain.guard import (
    DEFAULT,
    LENGTH,
    Settings,
    apply_fix,
    apply_fixes,
    build_case,
    look,
    look_through,
    may_go,
)
from twoway.domain.tailor import tailor
from twoway.domain.text.clean import BEYOND_ALL, MOST_CHARACTERS
from twoway.domain.text.count import count
from twoway.plug.examples import LONG, SHORT, example, picture, reply
from twoway.plug.finder import rules
from twoway.plug.rule import Rule, RuleFacts


def rule(
    code: str,
    check: Callable[[Case], Iterable[Finding]],
    *,
    name: str = "",
    default: Severity = Severity.WARN,
    scopes: Iterable[Scope] = Scope,
) -> Rule:
    facts = RuleFacts(
        code=code, name=name or code.lower(), family="Made up", default=default, scopes=frozenset(scopes)
    )
    return Rule(facts=facts, what="", why="", instead="", passes=(), fails=(), check=check)


def finds(code: str, severity: Severity = Severity.WARN, start: int = 0, *, name: str = "") -> Rule:
    """A rule that always finds one thing."""
    found = Finding(
        code=code, rule=name or code.lower(), severity=severity, message="Found.", start=start, end=start + 1
    )
    return rule(code, lambda case: [found], name=name)


def fix(start: int, end: int, text: str, *, is_safe: bool = True) -> Fix:
    return Fix(start=start, end=end, text=text, label="Do it", is_safe=is_safe)


def codes(found: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_the_gravest_comes_first_and_then_the_order_of_the_text() -> None:
    three = [
        finds("AAA001", Severity.HINT),
        finds("BBB001", Severity.WARN, 5),
        finds("CCC001", Severity.WARN, 2),
        finds("DDD001", Severity.STOP, 9),
    ]
    assert codes(look(example("Fresh rye at eight"), three)) == ["DDD001", "CCC001", "BBB001", "AAA001"]


def test_a_rule_for_replies_does_not_look_at_posts() -> None:
    only_replies = rule("AAA001", lambda case: [RuleFacts.found(_FACTS, "Found.")], scopes=[Scope.REPLY])
    assert look(example("Fresh rye"), [only_replies]) == ()
    assert len(look(reply("Fresh rye"), [only_replies])) == 1


_FACTS = RuleFacts(code="AAA001", name="made-up", family="Made up", default=Severity.WARN)


def test_a_rule_that_falls_over_is_a_hint_and_the_others_still_look() -> None:
    def falls(case: Case) -> Iterator[Finding]:
        yield Finding(code="AAA001", rule="falls", severity=Severity.STOP, message="Half way.")
        raise ZeroDivisionError

    found = look(example("Fresh rye"), [rule("AAA001", falls, name="falls"), finds("BBB001")])
    assert codes(found) == ["BBB001", "AAA001"]
    assert found[1].severity is Severity.HINT
    assert "falls could not be run on this text" in found[1].message
    assert may_go(found)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (DEFAULT, ["AAA001", "AAA002", "BBB001"]),
        (Settings(select=("AAA",)), ["AAA001", "AAA002"]),
        (Settings(ignore=("AAA",)), ["BBB001"]),
        # The more exact word wins, whichever list it stands in.
        (Settings(select=("AAA001",), ignore=("AAA",)), ["AAA001"]),
        (Settings(select=("AAA",), ignore=("AAA001",)), ["AAA002"]),
        # Of two equally exact ones, leaving out wins.
        (Settings(select=("AAA001",), ignore=("AAA001",)), []),
        # A name does as well as a code.
        (Settings(select=("bbb-name",)), ["BBB001"]),
        (Settings(ignore=("bbb-name",)), ["AAA001", "AAA002"]),
        # An empty word selects nothing by accident.
        (Settings(ignore=("",)), ["AAA001", "AAA002", "BBB001"]),
    ],
)
def test_a_team_selects_and_ignores_rules(settings: Settings, wanted: list[str]) -> None:
    three = [finds("AAA001"), finds("AAA002"), finds("BBB001", name="bbb-name")]
    assert codes(look(example("Fresh rye"), three, settings)) == wanted


@pytest.mark.parametrize("key", ["AAA001", "made-up"])
def test_a_team_decides_what_stops(key: str) -> None:
    harsh = Settings(severity={key: Severity.STOP})
    found = look(example("Fresh rye"), [finds("AAA001", Severity.HINT, name="made-up")], harsh)
    assert not may_go(found)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(ignore=("LEN001",)),
        Settings(ignore=("LEN",)),
        Settings(ignore=("over-limit",)),
        Settings(select=("TAG",)),
        Settings(severity={"LEN001": Severity.HINT}),
        Settings(severity={"over-limit": Severity.WARN}),
    ],
)
def test_what_the_network_itself_refuses_stops_whatever_a_team_chose(settings: Settings) -> None:
    long = example("Rye. " * 200)
    found = [finding for finding in look(long, rules().values(), settings) if finding.code == "LEN001"]
    assert [finding.severity for finding in found] == [Severity.STOP]


def test_of_a_rule_that_is_off_only_what_is_final_is_found() -> None:
    lazy = finds("TAG001")
    strict = rule("TAG002", lambda case: [replace(next(iter(lazy.check(case))), code="TAG002", is_final=True)])
    assert codes(look(example("Rye"), [lazy, strict], Settings(ignore=("TAG",)))) == ["TAG002"]


def test_nothing_found_and_warnings_may_go_but_a_stop_may_not() -> None:
    assert may_go(())
    assert may_go(look(example("Fresh rye"), [finds("AAA001", Severity.WARN), finds("BBB001", Severity.HINT)]))
    assert not may_go(look(example("Fresh rye"), [finds("AAA001", Severity.STOP)]))


def test_a_fix_replaces_the_words_it_points_at() -> None:
    assert apply_fix("FRESH RYE today", fix(0, 9, "Fresh rye")) == "Fresh rye today"
    assert apply_fix("Fresh rye", fix(9, 9, " today")) == "Fresh rye today"


@pytest.mark.parametrize("stale", [fix(5, 99, ""), fix(7, 3, ""), fix(-1, 2, "")])
def test_a_fix_for_other_words_is_refused_and_says_so(stale: Fix) -> None:
    with pytest.raises(BadInput) as refusal:
        apply_fix("Fresh rye", stale)
    assert "has changed" in refusal.value.for_people


def test_fixes_are_laid_in_together_and_only_the_safe_ones() -> None:
    text = "ab cd ef"
    assert apply_fixes(text, [fix(0, 2, "X"), fix(6, 8, "Z"), fix(3, 5, "Y", is_safe=False)]) == "X cd Z"


def test_of_two_fixes_for_the_same_words_the_first_goes_in() -> None:
    assert apply_fixes("abcdef", [fix(1, 4, "-"), fix(3, 6, "+")]) == "a-ef"
    assert apply_fixes("abcdef", [fix(2, 2, "-"), fix(2, 2, "-")]) == "ab-cdef"


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.text(max_size=3))))
def test_any_number_of_fixes_leaves_a_text(text: str, asked: list[tuple[int, int, str]]) -> None:
    fixes = [fix(min(a, b), max(a, b), new) for a, b, new in asked if max(a, b) <= len(text)]
    assert isinstance(apply_fixes(text, fixes), str)


BIRDHOUSE = replace(
    SHORT,
    slug="birdhouse",
    name="Birdhouse",
    mentions=replace(SHORT.mentions, telling=r"[\w-]+\.birdhouse\.example"),
)


def test_a_case_is_counted_as_the_network_counts_and_over_the_accounts_own_limit() -> None:
    plain = build_case(text="Fresh rye at eight", facts=SHORT)
    assert (plain.length, plain.limit, plain.over_at) == (18, 300, None)
    tight = build_case(
        text="Fresh rye at eight", facts=SHORT, limits={"text": 9, "pictures": 2, "picture_bytes": 10, "alt": 5}
    )
    assert (tight.length, tight.limit, tight.over_at) == (18, 9, 9)
    assert build_case(text="", facts=SHORT, limits={"hashtags": 1}).facts.hashtags.usual == 1
    assert (tight.pictures_limit, tight.picture_bytes_limit, tight.alt_limit) == (2, 10, 5)


def test_an_answer_and_words_beside_pictures_are_held_to_their_own_limits() -> None:
    limit = SHORT.text.limit
    text = replace(SHORT.text, comment_limit=replace(limit, value=40), caption_limit=replace(limit, value=50))
    facts = replace(SHORT, text=text)
    assert build_case(text="", facts=facts).limit == 300
    assert build_case(text="", facts=facts, scope=Scope.REPLY).limit == 40
    assert build_case(text="", facts=facts, pictures=[picture()]).limit == 50
    assert build_case(text="", facts=facts, pictures=[picture()], limits={"text": 900}).limit == 900


def test_a_case_knows_the_handles_that_give_other_networks_away() -> None:
    practice = replace(BIRDHOUSE, slug="practice", name="Practice", is_practice=True)
    case = build_case(text="", facts=SHORT, all_facts=[SHORT, LONG, BIRDHOUSE, practice])
    assert case.foreign_handles == {"Birdhouse": r"[\w-]+\.birdhouse\.example"}
    assert case.other_networks == ("Town Hall", "Birdhouse")
    assert build_case(text="", facts=BIRDHOUSE, all_facts=[BIRDHOUSE]).foreign_handles == {}


def test_the_real_rules_hold_a_bad_post_and_let_its_mended_form_go() -> None:
    bad = build_case(
        text="DRAFT: FRESH RYE TODAY for @sunnybank.birdhouse.example #smallbusinesssaturday",
        facts=SHORT,
        pictures=(picture(""),),
        all_facts=[BIRDHOUSE],
    )
    found = look(bad, rules().values())
    assert {"PRV007", "MEN001", "ACC001", "ACC005", "TAG003"} <= set(codes(found))
    assert not may_go(found)
    mended = apply_fixes(bad.text.removeprefix("DRAFT: "), ())
    good = build_case(
        text=mended.replace("@sunnybank.birdhouse.example", "Sunnybank"), facts=SHORT, pictures=(picture(),)
    )
    assert may_go(look(good, rules().values()))


def test_only_the_length_of_a_text_that_is_longer_than_any_network_takes_is_looked_at() -> None:
    text = "DRAFT: FRESH RYE TODAY @a #b " * (BEYOND_ALL // 28)
    found = look(build_case(text=text, facts=SHORT), rules().values())
    assert {rules()[code].facts.family for code in codes(found)} == {LENGTH}
    assert [f.message for f in found if f.code == "LEN010"] == [
        "No network takes more than 100,000 characters, so only the length was checked; keep the part you want to post."
    ]
    assert not may_go(found)


def test_a_text_that_is_too_long_to_check_never_goes_even_where_its_signs_count_nothing() -> None:
    text = "rye" + "\u200d" * BEYOND_ALL
    case = build_case(text=text, facts=SKY)
    assert case.length == 3
    assert ("LEN010", Severity.STOP) in [(f.code, f.severity) for f in look(case, rules().values())]


def test_a_text_that_is_just_not_too_long_to_check_is_checked() -> None:
    text = ("DRAFT: rye\n" * BEYOND_ALL)[:BEYOND_ALL]
    found = codes(look(build_case(text=text, facts=SHORT), rules().values()))
    assert "PRV007" in found
    assert "LEN010" not in found


@pytest.mark.parametrize(
    "sign",
    ["👩‍🍳", "🇬🇧", "@", "#", "http://a.b ", "[", "[(", "](", "@a@b.co ", "#a ", "word. ", "\n", "e\u0301"],
)
def test_a_million_characters_are_answered_at_once_on_every_way_of_counting(sign: str) -> None:
    text = (sign * MOST_CHARACTERS)[:MOST_CHARACTERS]
    # The time this process had, not what the clock says: others may be busy here. Each must be far below the seconds it took.
    began = time.process_time()
    for facts in (SKY, HERD, BIRD, WALL, FORUM):
        made = tailor(text, facts, {}, ())
        assert count(made.text, facts, {}).is_over
        assert "LEN010" in codes(look(build_case(text=made.text, facts=facts), rules().values()))
    assert time.process_time() - began < 5


# -- several texts -----------------------------------------------------------------------------------------------------


def test_later_texts_are_looked_at_too_and_their_findings_say_which_they_are_about() -> None:
    cases = {0: example("one"), 1: example("two"), COMMENT: example("three")}
    found = look_through(cases, [finds("AAA001")])
    assert [finding.part for finding in found] == [0, 1, COMMENT]


def test_what_is_said_of_the_whole_is_said_once() -> None:
    whole = Finding(code="AAA001", rule="aaa001", severity=Severity.WARN, message="Found.")
    found = look_through({0: example("one"), 1: example("two")}, [rule("AAA001", lambda case: [whole])])
    assert [finding.part for finding in found] == [0]


def test_a_later_text_that_is_empty_is_told() -> None:
    found = look_through({0: example("one"), 1: example("")}, rules().values())
    assert [finding.part for finding in found if finding.severity is Severity.STOP] == [1]


def test_of_several_texts_the_gravest_comes_first_wherever_it_stands() -> None:
    def check(case: Case) -> list[Finding]:
        severity = Severity.STOP if case.text == "two" else Severity.HINT
        return [Finding(code="AAA001", rule="aaa001", severity=severity, message="Found.", end=1)]

    found = look_through({0: example("one"), 1: example("two")}, [rule("AAA001", check)])
    assert [finding.part for finding in found] == [1, 0]

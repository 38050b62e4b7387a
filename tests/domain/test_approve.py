"""Whether somebody's yes holds, who may say it, and where the words of a comment went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from twoway.domain.approve import (
    Anchor,
    Consent,
    Given,
    Place,
    Rule,
    consent,
    difference,
    mark_of,
    may_say_yes,
    place_of,
    why_not,
)
from twoway.domain.permission import Role
from twoway.domain.states import APPROVAL_MOVES, ApprovalState, may_turn
from twoway.domain.versions import Card, Mention, Picture, Version

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
PICTURE = Picture(sha256="ab", mime="image/jpeg", size=9, width=3, height=3, alt="A loaf")
VERSION = Version(
    text="Fresh rye at eight.", pictures=(PICTURE,), mentions=(Mention(handle="marta", remote_id=None),)
)


@pytest.mark.parametrize(
    "other",
    [
        replace(VERSION, text="Fresh rye at nine."),
        replace(VERSION, more=("And plum cake.",)),
        replace(VERSION, pictures=()),
        replace(VERSION, pictures=(replace(PICTURE, alt="Two loaves"),)),
        replace(VERSION, pictures=(replace(PICTURE, sha256="cd"),)),
        replace(VERSION, pictures=(replace(PICTURE, focus=(0.2, 0.4)),)),
        replace(VERSION, first_comment="See you."),
        replace(VERSION, title="Rye"),
        replace(VERSION, link="https://alderrye.example"),
        replace(VERSION, audience="followers"),
        replace(VERSION, warning="Sugar"),
        replace(VERSION, mentions=(Mention(handle="jon", remote_id=None),)),
        replace(VERSION, languages=("de",)),
    ],
)
def test_whatever_readers_would_see_otherwise_has_another_mark(other: Version) -> None:
    assert mark_of(1, other) != mark_of(1, VERSION)


def test_the_same_words_elsewhere_have_another_mark() -> None:
    assert mark_of(2, VERSION) != mark_of(1, VERSION)


@pytest.mark.parametrize(
    "same",
    [
        replace(
            VERSION, mentions=(Mention(handle="marta", remote_id="did:1", start=3),)
        ),  # the network told who it is
        replace(VERSION, card=Card(address="https://a.example", title="A page")),  # the page was read meanwhile
        replace(VERSION, set_aside={"ACC005": "Our name"}),  # readers do not see it
        replace(VERSION, pictures=(replace(PICTURE, remote={"id": 1}),)),  # it was uploaded
    ],
)
def test_what_readers_do_not_see_has_the_same_mark(same: Version) -> None:
    assert mark_of(1, same) == mark_of(1, VERSION)


YES = Given(mark="m", is_yes=True)


@pytest.mark.parametrize(
    ("is_needed", "state", "given_", "mark", "at", "found"),
    [
        (False, None, None, "m", None, Consent.FREE),  # nobody asked, nobody has to
        (True, None, None, "m", None, Consent.MISSING),  # somebody has to be asked
        (False, ApprovalState.WITHDRAWN, YES, "m", None, Consent.FREE),  # asked, and withdrawn
        (True, ApprovalState.WITHDRAWN, YES, "m", None, Consent.MISSING),  # withdrawn, and still needed
        (False, ApprovalState.ASKED, YES, "m", None, Consent.ASKED),  # who asks, waits
        (True, ApprovalState.CHANGES, YES, "m", None, Consent.CHANGES),
        (True, ApprovalState.NO, YES, "m", None, Consent.REFUSED),
        (True, ApprovalState.YES, YES, "m", None, Consent.GIVEN),
        (True, ApprovalState.YES, YES, "other", None, Consent.CHANGED),  # one sign was changed
        (True, ApprovalState.YES, Given(mark="m", is_yes=False), "m", None, Consent.MISSING),  # not this version
        (True, ApprovalState.YES, replace(YES, at=TUESDAY), "m", TUESDAY, Consent.GIVEN),
        (True, ApprovalState.YES, replace(YES, at=TUESDAY), "m", TUESDAY + timedelta(days=1), Consent.MOVED),
        (True, ApprovalState.YES, None, "m", None, Consent.MISSING),  # an account that came later
        (False, ApprovalState.YES, None, "m", None, Consent.FREE),
    ],
)
def test_how_it_stands(
    is_needed: bool,
    state: ApprovalState | None,
    given_: Given | None,
    mark: str,
    at: datetime | None,
    found: Consent,
) -> None:
    assert consent(is_needed=is_needed, state=state, given=given_, mark=mark, at=at) is found


def test_what_does_not_go_says_why_and_what_does_says_nothing() -> None:
    assert all(bool(why_not(found, "Grace")) is not found.lets_go for found in Consent)


def test_every_state_has_a_way_out() -> None:
    assert all(APPROVAL_MOVES[state] for state in ApprovalState)
    assert not may_turn(ApprovalState.WITHDRAWN, ApprovalState.YES)


class Asking(RuleBasedStateMachine):
    """Authors write, ask, move and withdraw while approvers answer what they see, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.at, self.is_needed = "a", TUESDAY, True
        self.state: ApprovalState | None = None
        self.given: Given | None = None
        #: What a person said yes to and has not taken back, as somebody with a notebook would know it.
        self.heard: tuple[str, datetime] | None = None

    def become(self, new: ApprovalState) -> bool:
        if self.state is not None and not may_turn(self.state, new):
            return False
        self.state = new
        return True

    @rule(text=st.sampled_from("abc"))
    def write(self, text: str) -> None:
        self.text = text

    @rule(days=st.integers(0, 2))
    def move(self, days: int) -> None:
        self.at = TUESDAY + timedelta(days=days)

    @rule(is_needed=st.booleans())
    def set_rule(self, is_needed: bool) -> None:
        self.is_needed = is_needed

    @rule()
    def ask(self) -> None:
        if self.become(ApprovalState.ASKED):
            self.given, self.heard = Given(mark=self.text, is_yes=False, at=self.at), None

    @rule()
    def withdraw(self) -> None:
        if self.state is not None and self.become(ApprovalState.WITHDRAWN):
            self.heard = None

    @rule(answer=st.sampled_from([ApprovalState.YES, ApprovalState.CHANGES, ApprovalState.NO]))
    def answer(self, answer: ApprovalState) -> None:
        # The page shows what is there now; a yes for anything else is refused.
        if self.state is None or self.given is None or self.given.mark != self.text or not self.become(answer):
            return
        is_yes = answer is ApprovalState.YES
        self.given = replace(self.given, is_yes=is_yes)
        self.heard = (self.given.mark, self.given.at or self.at) if is_yes else None

    @invariant()
    def nothing_goes_without_a_yes_for_these_words_at_this_time(self) -> None:
        found = consent(is_needed=self.is_needed, state=self.state, given=self.given, mark=self.text, at=self.at)
        if found is Consent.GIVEN:
            assert self.heard == (self.text, self.at)
        if self.is_needed:
            assert found is not Consent.FREE
            assert found.lets_go is (self.heard == (self.text, self.at))


TestAsking = Asking.TestCase

TEAM = {1: Role.OWNER, 2: Role.WRITER, 3: Role.APPROVER, 4: Role.MANAGER, 5: Role.GUEST}


@pytest.mark.parametrize(
    ("members", "rules", "authors", "may"),
    [
        (TEAM, [], {2}, {1, 3, 4}),  # asked by hand: whoever's role allows it
        (TEAM, [Rule()], {2}, {1, 3, 4}),  # a rule without names: the same
        (TEAM, [Rule(named=frozenset({3}))], {2}, {3}),  # Grace, and nobody else
        (TEAM, [Rule(named=frozenset({3, 4})), Rule(named=frozenset({4}))], {2}, {4}),  # both rules allow only one
        (
            TEAM,
            [Rule(named=frozenset({9}))],
            {2},
            {1},
        ),  # whoever was named has left: the owner, so that nothing is stuck
        (TEAM, [Rule(named=frozenset({3}))], {3}, {1}),  # not her own words
        (TEAM, [Rule()], {1}, {3, 4}),  # an owner neither
        ({1: Role.OWNER, 2: Role.WRITER}, [Rule()], {1}, {1}),  # nobody else is there
        (
            {1: Role.OWNER, 2: Role.WRITER},
            [Rule(named=frozenset({2}))],
            {2},
            {1},
        ),  # a writer who was named and may not
    ],
)
def test_who_may_say_yes(members: dict[int, Role], rules: list[Rule], authors: set[int], may: set[int]) -> None:
    assert may_say_yes(members, rules, authors) == may


OLD = "Fresh rye at eight. Plum cake on Friday. Bring a bag."


def on(words: str, text: str = OLD) -> Anchor:
    return Anchor(text=text, start=text.index(words), end=text.index(words) + len(words))


@pytest.mark.parametrize(
    ("words", "now", "found"),
    [
        ("Plum cake on Friday.", OLD, "Plum cake on Friday."),
        ("Plum cake", "Hello. " + OLD, "Plum cake"),  # it moved along
        (
            "Plum cake on Friday.",
            "Bring a bag. Plum cake on Friday.",
            "Plum cake on Friday.",
        ),  # and changed its place
        (
            "Friday",
            "Fresh rye at eight. Plum cake on Saturday. Bring a bag.",
            "Plum cake on Saturday.",
        ),  # other words
        ("Plum cake on Friday.", "Fresh rye at eight. Bring a bag.", None),  # gone
        ("Plum cake on Friday.", "", None),
    ],
)
def test_a_comment_stays_with_its_words(words: str, now: str, found: str | None) -> None:
    place = place_of(on(words), now)
    assert (now[place.start : place.end] if place else None) == found


def test_it_says_when_the_words_are_not_the_same_any_more() -> None:
    place = place_of(on("Friday"), OLD.replace("Friday", "Saturday"))
    assert place == Place(start=20, end=42, is_changed=True)


def test_of_two_that_are_the_same_the_comment_stays_with_its_own() -> None:
    text = "Come in. Bread. Come in."
    place = place_of(Anchor(text=text, start=16, end=24), "Hello. " + text)
    assert place == Place(start=23, end=31)


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_a_place_always_lies_in_the_text(old: str, new: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(old)), min(two, len(old))))
    place = place_of(Anchor(text=old, start=start, end=end), new)
    if place is not None:
        assert 0 <= place.start <= place.end <= len(new)
        if not place.is_changed:
            assert new[place.start : place.end] == old[start:end]


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    bits = difference(old, new)
    assert "".join(bit.text for bit in bits if bit.kind != "in") == old
    assert "".join(bit.text for bit in bits if bit.kind != "out") == new

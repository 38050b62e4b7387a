"""Who says what to which words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.rehearsal import cast
from twoway.rehearsal.cast import CAST, GRACE, JON, KEMI, RUTA, TOM
from twoway.rehearsal.moods import (
    CALM,
    CROSS,
    DONE,
    Answered,
    Heard,
    answer,
    is_boilerplate,
    reactions,
    topics,
)

TEXTS = st.sampled_from(
    [
        "Good morning, everybody",
        "Christmas orders are open. Stollen, rye and the big panettone.",
        "New rye today",
        "🥖",
        "سلام",
        "?",
        "We are hiring an apprentice",
        "Half price after four",
    ]
) | st.text(max_size=80)


def voices(text: str, **more: object) -> set[str]:
    """Everybody who would ever say something to this, over many keys."""
    said: set[str] = set()
    for n in range(200):
        said |= {r.who for r in reactions(Heard(key=str(n), text=text, **more)) if r.kind == "reply"}  # type: ignore[arg-type]  # a test's shorthand
    return said


@given(text=TEXTS, key=st.text(st.characters(codec="utf-8"), max_size=20))
def test_somebody_answers_every_post_within_ten_seconds(text: str, key: str) -> None:
    first = min(r.after for r in reactions(Heard(key=key, text=text)) if r.kind == "reply")
    assert timedelta(seconds=4) < first <= timedelta(seconds=10)


@given(text=TEXTS, key=st.text(st.characters(codec="utf-8"), max_size=20))
def test_the_same_post_gets_the_same_people(text: str, key: str) -> None:
    assert reactions(Heard(key=key, text=text)) == reactions(Heard(key=key, text=text))


@given(text=TEXTS, key=st.text(st.characters(codec="utf-8"), max_size=20))
def test_the_talk_under_a_post_ends(text: str, key: str) -> None:
    found = reactions(Heard(key=key, text=text))
    assert len(found) <= 10
    assert len({r.step for r in found}) == len(found)
    assert max(r.after for r in found) < timedelta(minutes=20)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The rye starter is six years old", "rye"),
        ("We open at eight on Sunday", "hours"),
        ("Buns at £2 each", "price"),
        ("See you at the market", "event"),
        ("Welcome to the team, Ruta", "team"),
        ("Thank you all", "thanks"),
        ("Which colour should the van be?", "question"),
        ("Hm", "any"),
    ],
)
def test_a_post_is_about_something(text: str, topic: str) -> None:
    assert topic in topics(text)


def test_people_speak_of_what_the_post_is_about() -> None:
    # Bread brings those who bake, buy and ask; nobody comes with a remark that would fit anything.
    assert voices("New rye bread today") >= {KEMI, RUTA, JON}
    texts = {r.text for n in range(50) for r in reactions(Heard(key=str(n), text="New rye bread today"))}
    assert not texts & {line for remark in cast.REMARKS if remark.topic == "any" for line in remark.lines}


@pytest.mark.parametrize(
    "text",
    [
        "Christmas orders are open",
        "New opening hours",
        "We’re open until six",
        "Pick-up from eight",
        "Order by Friday",
    ],
)
def test_tom_is_cross_about_orders_and_opening(text: str) -> None:
    crossness = [r for r in reactions(Heard(key="k", text=text)) if r.who == TOM]
    assert crossness[0].mood == CROSS
    assert [r.mood for r in crossness] == sorted(r.mood or 0 for r in crossness)


def test_tom_has_nothing_against_bread() -> None:
    assert not [r for r in reactions(Heard(key="k", text="New rye today")) if r.who == TOM and r.mood]


def test_tom_is_cross_when_he_was_ignored() -> None:
    found = reactions(Heard(key="k", text="New rye today", tom_was_ignored=True))
    assert any(r.who == TOM and r.text in cast.TOM_IS_CROSS["ignored"] for r in found)


def test_grace_agrees_and_tom_waits_only_while_nobody_answers() -> None:
    found = {r.step: r for r in reactions(Heard(key="k", text="Orders are open"))}
    assert found["grace"].who == GRACE
    assert all(found[step].unless_answered == TOM for step in ("grace", "tom-waits", "tom-is-done"))


def test_tom_who_is_done_stays_away() -> None:
    assert TOM not in voices("Orders are open, and rye, and Christmas", tom_mood=DONE)


def test_nobody_repeats_himself_while_he_has_something_else_to_say() -> None:
    said: set[str] = set()
    for n in range(6):
        found = [r.text for r in reactions(Heard(key=str(n), text="New rye bread", said=said)) if r.kind == "reply"]
        assert not said & set(found)
        said |= set(found)


def test_when_all_has_been_said_somebody_says_it_again() -> None:
    everything = {line for remark in cast.REMARKS for line in remark.lines}
    assert [r for r in reactions(Heard(key="k", text="New rye bread", said=everything)) if r.kind == "reply"]


def test_who_is_named_answers() -> None:
    for n in range(30):
        found = reactions(Heard(key=str(n), text="Thank you @ruta.b@rehearsal", named={RUTA}))
        assert RUTA in {r.who for r in found if r.kind == "reply"}


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your feedback.",
        "Thanks for reaching out! We value your opinion.",
        "We apologise for any inconvenience caused.",
        "We’re sorry for the inconvenience.",
        "Please don’t hesitate to contact us.",
        "We take all complaints very seriously.",
    ],
)
def test_words_out_of_a_drawer_are_noticed(text: str) -> None:
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tom, I’m sorry. The eight o’clock bake ran late; from Monday we start at half past five.",
        "Thank you, Ruta. That made my morning.",
        "Yes, the walnut-free ones are baked on Thursdays.",
    ],
)
def test_words_of_a_person_are_not(text: str) -> None:
    assert not is_boilerplate(text)


def answered(ours: str, *, who: str = TOM, mood: int = CROSS, times: int = 0) -> Answered:
    return Answered(key="k", who=who, ours=ours, mood=mood, times=times)


IN_PERSON = "Tom, I’m sorry, three times is not a slip. Your next order is on us."


def test_tom_calms_down_when_he_is_answered_in_person() -> None:
    back = answer(answered(IN_PERSON))
    assert back is not None
    assert (back.mood, back.text in cast.TOM_IS_CALM) == (CALM, True)


@pytest.mark.parametrize("ours", ["Thank you for your feedback.", "OK."])
def test_tom_gets_crosser_on_cold_words(ours: str) -> None:
    back = answer(answered(ours))
    assert back is not None
    assert (back.mood or 0) > CROSS


def test_tom_can_still_be_won_after_one_cold_answer() -> None:
    back = answer(answered(IN_PERSON, mood=2, times=1))
    assert back is not None
    assert back.mood == CALM


def test_tom_gives_up_after_two_cold_answers() -> None:
    back = answer(answered("Thank you for your feedback.", mood=2, times=1))
    assert back is not None
    assert back.mood == DONE
    assert answer(answered("Thank you for your feedback.", mood=DONE, times=2)) is None


@pytest.mark.parametrize("who", sorted(CAST))
def test_everybody_else_answers_once(who: str) -> None:
    assert answer(answered("Yes, on Thursdays, ask for Dele.", who=who, mood=CALM)) is not None
    assert answer(answered("Yes, on Thursdays, ask for Dele.", who=who, mood=CALM, times=1)) is None


def test_a_question_back_gets_an_answer_and_a_form_letter_a_complaint() -> None:
    asked = answer(answered("How many would you need?", who=KEMI, mood=CALM))
    formal = answer(answered("Thank you for your message.", who=KEMI, mood=CALM))
    assert asked is not None
    assert formal is not None
    assert asked.text in cast.WHEN_ASKED_BACK
    assert formal.text in cast.ON_BOILERPLATE


def test_everybody_is_well_cast() -> None:
    assert set(cast.THANKS_FOR_AN_ANSWER) == set(CAST)
    assert {remark.who for remark in cast.REMARKS} <= set(CAST)
    assert {remark.topic for remark in cast.REMARKS} <= {*cast.TOPICS, "any"}

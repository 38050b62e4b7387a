"""The day in a version's links: it follows the version, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import SKY
from twoway.domain.adapt import Made, Words, version_for
from twoway.domain.approve import mark_of
from twoway.domain.dating import on_day, parameters, redated, undated
from twoway.domain.policy import LinkPlace, Policy
from twoway.domain.versions import from_data, to_data

UTM = {"utm_source": "{network}", "utm_campaign": "{persona}-{date}"}
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
WORDS = "Rye on the 2026-11-27: https://alderrye.example/rye and https://elsewhere.example/?on=2026-11-27"


def policy(day: date, **chosen: object) -> Policy:
    told = Policy(utm=UTM, own_hosts=("alderrye.example",), persona="Alder & Rye", date=day.isoformat())
    return replace(told, **chosen)  # type: ignore[arg-type]  # passed through


def made(text: str, day: date, *, by_hand: bool = False, **chosen: object) -> Made:
    return version_for(Words(text=text, is_edited=by_hand), SKY, {}, (), policy(day, **chosen))


def test_the_day_moves_with_the_version_and_every_other_date_stays() -> None:
    friday = made(WORDS, FRIDAY).version
    assert friday.dated == ("utm_campaign=alder-rye-{date}",)
    monday = redated(friday, MONDAY)
    assert monday == made(WORDS, MONDAY).version
    assert monday.text.count("2026-11-27") == 2
    assert monday.text.count("2026-11-30") == 1


@pytest.mark.parametrize("place", [LinkPlace.INLINE, LinkPlace.END])
def test_it_moves_wherever_the_link_stands_and_in_the_first_comment(place: LinkPlace) -> None:
    facts = replace(SKY, first_comment=True)
    words = Words(text="Rye at eight: https://alderrye.example/rye today", first_comment="https://alderrye.example/b")
    friday, monday = (version_for(words, facts, {}, (), policy(day, links=place)).version for day in (FRIDAY, MONDAY))
    assert "2026-11-27" in friday.first_comment
    assert redated(friday, MONDAY) == monday


def test_a_yes_is_for_the_words_whatever_the_day() -> None:
    friday, monday = (made(WORDS, day).version for day in (FRIDAY, MONDAY))
    assert mark_of(1, friday) == mark_of(1, monday)
    assert mark_of(1, friday) != mark_of(1, made(WORDS.replace("elsewhere", "other"), FRIDAY).version)
    assert mark_of(1, friday) != mark_of(1, made(WORDS.replace("?on=2026-11-27", "?on=2026-11-28"), FRIDAY).version)


def test_words_by_hand_keep_every_letter_but_the_day_that_the_brand_put_there() -> None:
    typed = made(WORDS, FRIDAY).whole.replace("Rye on", "Bread on")
    later = made(typed, MONDAY, by_hand=True)
    assert later.whole == typed.replace("alder-rye-2026-11-27", "alder-rye-2026-11-30")
    assert made(later.whole, FRIDAY, by_hand=True).whole == typed
    other = "https://alderrye.example/?utm_campaign=fair-2026-11-01 and utm_campaign=alder-rye-2026-11-01"
    assert made(other, MONDAY, by_hand=True).whole == other


def test_a_version_without_a_day_in_it_is_left_as_it_is() -> None:
    plain = made("Fresh rye at eight.", FRIDAY).version
    assert plain.dated == ()
    assert redated(plain, MONDAY) is plain
    assert undated(plain) is plain
    assert parameters(Policy(utm={"utm_source": "{network}"}, own_hosts=("a.com",), date="2026-11-27"), SKY) == ()


def test_it_survives_being_kept() -> None:
    friday = made(WORDS, FRIDAY).version
    assert from_data(to_data(friday)) == friday
    older = {key: value for key, value in to_data(friday).items() if key != "dated"}
    assert from_data(older).dated == ()


@given(st.text(), st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_there_and_back_is_the_same_and_no_place_moves(text: str, one: date, other: date) -> None:
    dated = ("utm_campaign=rye-{date}",)
    written = on_day(f"{text} https://a.com/?utm_campaign=rye-{one.isoformat()} {text}", dated, one.isoformat())
    moved = on_day(written, dated, other.isoformat())
    assert len(moved) == len(written)
    assert on_day(moved, dated, one.isoformat()) == written

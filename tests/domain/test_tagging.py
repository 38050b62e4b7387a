"""Where hashtags go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.text.made import BIRD, SKY, WALL
from twoway.domain.facts import Facts
from twoway.domain.policy import HashtagPlace, Policy
from twoway.domain.tailor import Tailored, tailor

#: Hashtags do nothing there, and a comment may stand below a post.
OFFICE = replace(WALL, slug="office", name="Office", first_comment=True)
#: One topic a post.
LOOM = replace(BIRD, slug="loom", name="Loom", hashtags=replace(BIRD.hashtags, usual=1, most=1))


def on(facts: Facts, master: str, place: HashtagPlace | None, most: int | None = None, **more: object) -> Tailored:
    policy = Policy(hashtags=place, most_hashtags=most, **more)  # type: ignore[arg-type]  # passed through
    made = tailor(master, facts, {}, (), policy)
    assert tailor(made.text, facts, {}, (), policy).text == made.text
    return made


@pytest.mark.parametrize(
    ("facts", "master", "expected"),
    [
        (BIRD, "Our #rye is out. #Bread #Oven\nCome by!", "Our rye is out.\nCome by!\n\n#rye #Bread"),
        (BIRD, "Rye. #Bread", "Rye. #Bread"),  # at the end already
        (WALL, "Rye. #Bread", "Rye.\n\n#Bread"),  # never behind a sentence where hashtags do nothing
        (WALL, "Our #rye!\n\n#rye #Bread", "Our rye!\n\n#rye #Bread"),
        (WALL, "Fresh at eight #Rye #Oats #Spelt", "Fresh at eight\n\n#Rye #Oats #Spelt"),
        (WALL, "We love our #Rye #Oats #Spelt", "We love our Rye, Oats, Spelt\n\n#Rye #Oats #Spelt"),
        (WALL, "#Rye", "#Rye"),
    ],
)
def test_at_the_end_they_stand_once_and_a_sentence_keeps_its_words(facts: Facts, master: str, expected: str) -> None:
    assert on(facts, master, HashtagPlace.END).text == expected


def test_those_that_are_too_many_at_the_end_are_left_out_but_for_numbers_and_a_not() -> None:
    made = on(SKY, "Rye. #A #NotToday #May24 #D\nCome!", HashtagPlace.END, most=1)
    assert made.text == "Rye. Not Today May 24\nCome!\n\n#A"


def test_in_the_first_comment_they_leave_their_words_to_sentences() -> None:
    made = on(OFFICE, "Our #rye is out. #Bread #smallbusiness", HashtagPlace.COMMENT, camel_case=True)
    assert made.text == "Our rye is out."
    assert made.first_comment == "#rye #Bread #SmallBusiness"
    assert {change.before for change in made.changes} >= {"#rye", " #Bread", " #smallbusiness"}


def test_where_there_is_no_first_comment_they_stay_as_suits_the_network() -> None:
    assert on(BIRD, "Our #rye.", HashtagPlace.COMMENT).text == "Our #rye."
    assert on(WALL, "Our #rye.", HashtagPlace.COMMENT).text == "Our rye."


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Our #rye is out. #Bread", "Our rye is out."),
        ("Rye. #NotToday #May24", "Rye. Not Today May 24"),
    ],
)
def test_left_out_means_without_those_that_no_sentence_needs(master: str, expected: str) -> None:
    assert on(SKY, master, HashtagPlace.DROP).text == expected


def test_kept_where_they_do_nothing_they_stand_beside_sentences_only() -> None:
    made = on(WALL, "Our #rye is out. #Bread #Oven #Flour #Salt", HashtagPlace.KEEP)
    assert made.text == "Our rye is out. #Bread #Oven #Flour"


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Rye.\n#rye #bread #oven", "Rye.\n#rye, bread, oven"),
        ("Our #rye and #bread", "Our #rye and bread"),
    ],
)
def test_where_a_post_has_one_topic_the_first_stays_and_the_others_are_words(master: str, expected: str) -> None:
    assert on(LOOM, master, None).text == expected


def test_words_are_words_wherever_that_is_chosen() -> None:
    assert on(BIRD, "Our #SmallBusiness", HashtagPlace.WORDS).text == "Our Small Business"


def test_capitals_are_put_only_where_every_word_is_known() -> None:
    made = on(BIRD, "#smallbusiness #sourdough", None, camel_case=True)
    assert made.text == "#SmallBusiness #sourdough"

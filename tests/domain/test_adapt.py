"""A master as it goes to each network: it fits, and nothing is lost without a word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.adapt import Made, Words, adapt, in_whole, version_for
from twoway.domain.facts import Facts, HashtagUse
from twoway.domain.findings import COMMENT, Finding, Fix, Severity
from twoway.domain.policy import PLAIN, Fit, HashtagPlace, LinkPlace, Policy
from twoway.domain.tailor import ChangeKind, Handle, Known
from twoway.domain.text.count import count
from twoway.domain.threads import Numbering
from twoway.domain.versions import Picture
from twoway.plug import finder

FACTS = [network.facts for network in finder.networks().values()]
MARTA = Known(
    name="Marta Lindqvist", handles={"x": Handle(handle="martal"), "mastodon": Handle(handle="marta@town.example")}
)
WORDS = st.sampled_from(
    [
        "Fresh rye at eight.", "Not before 9 a.m.!", "3 for £5.20", "until 24 December", "#SmallBusinessSaturday", "#bread",
        "https://alderrye.example/a?b=c", "@[Marta Lindqvist]", "🍞🥐", "**warm**", "We are never closed on Mondays.",
        "Große Brötchen, z. B. mit Käse.", "\n\n", "- one\n- two", "(bring a bag)", "الخبز", "今日は", "a" * 40,
    ]
)  # fmt: skip
MASTERS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def by(facts: Facts) -> str:
    return facts.slug


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_every_part_fits_as_its_network_counts(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    assert made.parts or made.problem
    assert not any(count(part, facts, {}).is_over for part in made.parts)


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_numbers_and_links_are_there_or_said_to_be_left_out(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    whole, missed = " ".join(made.parts), " ".join(drop.before for drop in made.missed)
    for essential in ("£5.20", "24 December", "https://alderrye.example/a?b=c"):
        if made.parts and essential in master:
            assert essential in whole or essential in missed


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_no_handle_of_another_network_and_no_dead_hashtag(facts: Facts, master: str) -> None:
    whole = " ".join(adapt(master, facts, {}, (MARTA,)).parts)
    for slug, handle in (("x", "@martal"), ("mastodon", "@marta@town.example")):
        assert facts.slug == slug or handle not in whole
    if facts.hashtags.use is HashtagUse.NOTHING:
        assert not re.search(r"(?<!\S)#\w", whole)


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_adapting_again_changes_nothing(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    for part in made.parts:
        assert adapt(part, facts, {}, (MARTA,)).parts == (part,)


@pytest.mark.parametrize("facts", FACTS, ids=by)
def test_one_endless_word_is_a_problem_in_words_not_a_crash(facts: Facts) -> None:
    made = adapt("a" * 90_000, facts, {}, ())
    assert made.parts == ()
    assert len(made.problem) > 20


# Parts, and what stands beside them

SKY = next(facts for facts in FACTS if facts.slug == "bluesky")
OFFICE = next(facts for facts in FACTS if facts.slug == "linkedin")
LONG = "We bake rye bread every single day of the year, and we like it. " * 12


def version(text: str, facts: Facts, *, is_edited: bool = False, **chosen: object) -> Made:
    policy = Policy(**chosen)  # type: ignore[arg-type]  # passed through
    return version_for(Words(text=text, is_edited=is_edited), facts, {}, (MARTA,), policy)


def test_a_line_of_hyphens_begins_a_new_part_where_there_are_threads() -> None:
    made = version("One.\n---\nTwo #rye.\n---\nThree.", SKY)
    assert made.version.parts == ("One. 1/3", "Two #rye. 2/3", "Three. 3/3")
    assert made.whole == "One.\n---\nTwo #rye.\n---\nThree."


def test_elsewhere_it_is_a_blank_line_and_that_is_said() -> None:
    made = version("One.\n---\nTwo.", OFFICE)
    assert made.version.parts == ("One.\n\nTwo.",)
    assert made.changes[0].kind is ChangeKind.BREAK


@pytest.mark.parametrize(
    ("numbering", "first", "last"), [("1/5", " 1/3", " 3/3"), ("(1/5)", " (1/3)", " (3/3)"), ("none", "it.", "it.")]
)
def test_numbers_are_counted_in_and_sign_off_and_hashtags_stand_on_the_last_part(
    numbering: str, first: str, last: str
) -> None:
    made = version(f"{LONG} #rye", SKY, fit=Fit.THREAD, numbering=Numbering(numbering))
    assert made.version.text.endswith(first)
    assert not any(one.is_over for one in made.counts(SKY, {}))
    signed = version(f"{LONG} #rye", SKY, fit=Fit.THREAD, numbering=Numbering(numbering), sign_off="— Sarah")
    assert "— Sarah\n\n#rye" in signed.version.parts[-1]
    assert all("Sarah" not in part for part in signed.version.parts[:-1])
    assert "#rye" in made.version.more[-1]
    assert made.version.more[-1].endswith(("#rye", f"#rye{last}"))


def test_a_section_that_is_too_long_is_split_within_itself() -> None:
    made = version(f"Short.\n---\n{LONG}", SKY, fit=Fit.THREAD)
    first, *more = made.version.parts
    assert first == f"Short. 1/{len(more) + 1}"
    assert not any(one.is_over for one in made.counts(SKY, {}))


def test_a_person_is_asked_about_what_is_too_long_and_it_stays_whole() -> None:
    made = version(LONG, SKY, fit=Fit.ASK)
    assert made.version.parts == (LONG.strip(),)
    assert made.counts(SKY, {})[0].is_over


def test_shortened_the_sign_off_stays_and_every_change_says_where_and_why() -> None:
    made = version(f"{LONG}Order by @[Marta Lindqvist] now. #rye", SKY, fit=Fit.SHORTEN, sign_off="— Sarah")
    assert made.whole == made.version.text
    assert made.version.text.endswith("— Sarah")
    assert not made.counts(SKY, {})[0].is_over
    shorter = [change for change in made.changes if change.kind is ChangeKind.SHORTENED]
    assert shorter
    for change in shorter:
        assert change.why
        assert made.whole[change.start : change.end] == change.after


def test_a_sign_off_that_alone_makes_it_too_long_is_left_out_and_said_but_never_one_that_was_written() -> None:
    text = "a" * 298
    made = version(f"{text}.", SKY, sign_off="— Sarah")
    assert made.version.text == f"{text}."
    assert "no room for the sign-off" in made.changes[-1].why
    written = version(f"{text}. — Sarah", SKY, sign_off="— Sarah")
    assert written.version.text == f"{text}. — Sarah"


def test_what_was_written_by_hand_is_never_changed_but_cut_where_that_was_chosen() -> None:
    text = "  **One** #a #b #c #d #e \n---\n Two @martal  "
    assert version(text, OFFICE, is_edited=True, sign_off="— Sarah").version.parts == (text,)
    assert version(text, SKY, is_edited=True).version.parts == ("**One** #a #b #c #d #e", "Two @martal")
    assert version(LONG, SKY, is_edited=True).version.parts == (LONG,)
    assert version(LONG, SKY, is_edited=True, fit=Fit.SHORTEN).version.parts == (LONG,)
    assert len(version(LONG, SKY, is_edited=True, fit=Fit.THREAD).version.parts) == 3


def test_who_is_known_by_an_id_is_named_in_both_kinds_of_words() -> None:
    kemi = Known(name="Kemi Okafor", handles={"linkedin": Handle(handle="urn:li:person:1")})
    for words in (Words(text="  Thanks @[Kemi Okafor]!"), Words(text="Thanks Kemi Okafor!", is_edited=True)):
        made = version_for(words, OFFICE, {}, (kemi,), PLAIN)
        [mention] = made.version.mentions
        assert made.version.text == "Thanks Kemi Okafor!"
        assert (mention.name, mention.remote_id) == ("Kemi Okafor", "urn:li:person:1")
        assert mention.start in (None, 7)


def test_a_first_comment_holds_what_was_written_for_it_and_then_what_was_moved() -> None:
    words = Words(text="Our #rye: https://a.com/x", first_comment="Ask **us** anything. #bread")
    policy = Policy(hashtags=HashtagPlace.COMMENT, links=LinkPlace.COMMENT)
    made = version_for(words, OFFICE, {}, (), policy)
    assert made.version.text == "Our rye (link in the first comment)"
    assert made.version.first_comment == "Ask us anything. #bread\n\nhttps://a.com/x\n#rye"


def test_where_there_is_no_first_comment_it_is_said_that_it_is_not_sent() -> None:
    silent = replace(SKY, first_comment=False)
    made = version_for(Words(text="Rye.", first_comment="Ask us."), silent, {}, (), PLAIN)
    assert made.version.first_comment == ""
    assert made.changes[-1].kind is ChangeKind.COMMENT
    assert made.changes[-1].before == "Ask us."


def test_a_title_is_one_plain_line_where_posts_have_one() -> None:
    forum = next(facts for facts in FACTS if facts.slug == "youtube")
    words = Words(text="Rye.", title=" **Fresh**\nrye ")
    assert version_for(words, forum, {}, (), PLAIN).version.title == "Fresh rye"
    assert version_for(words, SKY, {}, (), PLAIN).version.title == ""


def test_words_beside_pictures_are_held_to_their_own_limit() -> None:
    carrier = next(facts for facts in FACTS if facts.slug == "telegram")
    picture = Picture(sha256="a", mime="image/png", size=1, width=1, height=1)
    policy = Policy(fit=Fit.SHORTEN)
    alone = version_for(Words(text=LONG * 3), carrier, {}, (), policy)
    beside = version_for(Words(text=LONG * 3), carrier, {}, (), policy, pictures=(picture,))
    assert len(beside.version.text) <= 1024 < len(alone.version.text)
    assert beside.counts(carrier, {})[0].limit == 1024


def test_findings_of_a_part_lead_into_the_whole() -> None:
    made = version(f"One.\n---\nTwo tpyo.\n---\n{LONG}", SKY, fit=Fit.THREAD)
    fix = Fix(start=4, end=8, text="typo", label="Write it right")
    found = in_whole(Finding(**_FAULT, part=1, start=4, end=8, fixes=(fix,)), made)
    assert made.whole[found.start : found.end] == "tpyo"
    assert (found.fixes[0].start, found.fixes[0].end) == (found.start, found.end)
    last = len(made.version.parts[1])
    behind = in_whole(Finding(**_FAULT, part=1, start=last - 1, end=last), made)  # in the number
    assert behind.start == behind.end == made.whole.index("tpyo.") + 5


def test_findings_of_the_first_comment_have_no_place_in_the_words() -> None:
    found = in_whole(Finding(**_FAULT, part=COMMENT, start=2, end=5), version("Rye.", OFFICE))
    assert (found.start, found.end, found.part) == (0, 0, COMMENT)


_FAULT: dict[str, Any] = {"code": "TST001", "rule": "test", "severity": Severity.WARN, "message": "Look."}


def test_beside_pictures_a_link_stays_in_line_where_they_take_its_field() -> None:
    page = next(facts for facts in FACTS if facts.slug == "facebook")
    picture = Picture(sha256="a", mime="image/png", size=1, width=1, height=1)
    words, policy = Words(text="Order here: https://a.com/x"), Policy(links=LinkPlace.FIELD)
    alone = version_for(words, page, {}, (), policy).version
    beside = version_for(words, page, {}, (), policy, pictures=(picture,)).version
    assert (alone.text, alone.link) == ("Order here (see the link)", "https://a.com/x")
    assert beside.text == "Order here: https://a.com/x"

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.facts import Facts, MentionFacts
from twoway.domain.payloads import (
    by_name,
    call,
    first_link,
    headline,
    language,
    named_in,
    pieces,
    uploaded,
    with_people,
)
from twoway.domain.text.graphemes import graphemes
from twoway.domain.versions import Mention, Picture, Version
from twoway.plug.examples import SHORT

PICTURE = Picture(sha256="ab" * 32, mime="image/jpeg", size=1, width=1, height=1)
SUNNY = Mention(handle="sunnybank", remote_id="7")


def named(text: str, *people: Mention) -> str:
    return with_people(Version(text=text, mentions=people), lambda person: f"<{person.remote_id}>")


def test_a_call_says_where_it_goes_and_what_goes_there() -> None:
    assert call("POST /a", {"b": 1}) == {"call": "POST /a", "body": {"b": 1}}


def test_a_picture_is_called_as_the_network_calls_it_and_has_a_placeholder_before() -> None:
    there = Picture(sha256="ab" * 32, mime="image/jpeg", size=1, width=1, height=1, remote={"id": "m-1", "url": ""})
    assert (uploaded(there), uploaded(there, "url"), uploaded(PICTURE)) == (
        "m-1",
        "upload-abababababab",
        "upload-abababababab",
    )


def test_the_first_link_is_found_as_the_network_finds_it() -> None:
    assert (
        first_link("Bread at alder.example.com/rye and https://b.example.com", SHORT)
        == "https://alder.example.com/rye"
    )
    assert first_link("No link here", SHORT) == ""


def test_the_first_language_counts() -> None:
    assert (language(Version(text="", languages=("cy", "en"))), language(Version(text="", languages=()))) == (
        "cy",
        "",
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Thanks @sunnybank", "Thanks <7>"),
        ("@SunnyBank and @sunnybank.", "<7> and <7>."),
        ("(@sunnybank)", "(<7>)"),
        # somebody else, an e-mail address and a link stay
        ("@sunnybank2 @sunnybank.co.uk @sunnybank-ltd", "@sunnybank2 @sunnybank.co.uk @sunnybank-ltd"),
        ("mail@sunnybank https://t.example/@sunnybank", "mail@sunnybank https://t.example/@sunnybank"),
        ("@tom", "@tom"),
    ],
)
def test_only_who_is_named_is_written_as_the_network_wants(text: str, written: str) -> None:
    assert named(text, SUNNY, Mention(handle="tom")) == written


def test_the_longest_handle_is_meant() -> None:
    assert (
        named("@rye @rye bread", Mention(handle="rye", remote_id="1"), Mention(handle="rye bread", remote_id="2"))
        == "<1> <2>"
    )


def test_pieces_are_the_whole_text_in_order() -> None:
    found = list(pieces(Version(text="Hi @sunnybank!", mentions=(SUNNY,))))
    assert [(one.words, one.person) for one in found] == [("Hi ", None), ("sunnybank", SUNNY), ("!", None)]


MARTA = Mention(handle="marta", remote_id="8", name="Marta Lindqvist")


@pytest.mark.parametrize(
    ("text", "start", "written"),
    [
        # exactly the place that was given, although the name stands before it, too
        ("Marta Lindqvist? Thanks, Marta Lindqvist!", 25, "Marta Lindqvist? Thanks, <8>!"),
        ("Marta Lindqvist? Thanks, Marta Lindqvist!", 0, "<8>? Thanks, Marta Lindqvist!"),
        # the words have moved, or nobody said where: the first place
        ("Thanks, Marta Lindqvist! Marta Lindqvist bakes.", 3, "Thanks, <8>! Marta Lindqvist bakes."),
        ("Thanks, Marta Lindqvist!", None, "Thanks, <8>!"),
        ("Thanks, Marta Lindqvist!", -1, "Thanks, <8>!"),
        ("Thanks, Marta Lindqvist!", 10**9, "Thanks, <8>!"),
        # the name is no longer there, or is part of something else
        ("Thanks, Marta!", 8, "Thanks, Marta!"),
        ("Thanks, @Marta Lindqvist2 and Marta Lindqvists", None, "Thanks, @Marta Lindqvist2 and Marta Lindqvists"),
    ],
)
def test_who_is_called_by_name_is_named_at_their_own_place(text: str, start: int | None, written: str) -> None:
    assert named(text, replace(MARTA, start=start)) == written


def test_a_name_and_a_handle_can_stand_in_one_text() -> None:
    text = "@sunnybank and Marta Lindqvist, thank you @sunnybank"
    assert named(text, MARTA, SUNNY) == "<7> and <8>, thank you <7>"
    assert [text[one.start : one.end] for one in named_in(text, (MARTA, SUNNY))] == [
        "@sunnybank",
        "Marta Lindqvist",
        "@sunnybank",
    ]


def test_of_two_names_that_overlap_the_first_and_longer_one_is_meant() -> None:
    whole = Mention(handle="a", remote_id="1", name="Alder & Rye Millbrook", start=0)
    part = Mention(handle="b", remote_id="2", name="Alder & Rye", start=0)
    assert named("Alder & Rye Millbrook", part, whole) == "<1>"


def network(**mentions: object) -> Facts:
    return replace(SHORT, mentions=MentionFacts(**mentions))  # type: ignore[arg-type]  # any fact may be set


@pytest.mark.parametrize(
    ("facts", "handle", "remote_id", "is_by_name"),
    [
        # a typed handle does nothing there, and there is an id
        (network(handle=r"\w+", needs_id=True, ids=r"urn:\w+"), "marta", "urn:1", True),
        (network(handle=r"\w+", notifies=False, ids=r"urn:\w+"), "marta", "urn:1", True),
        # the id stands where the handle should be, as a people directory may have it
        (network(handle=r"\w+", needs_id=True, ids=r"urn:\w+"), "urn:1", None, True),
        (network(handle=r"[a-z]+", ids=r"\d+"), "77", None, True),
        # a handle says it better where one is of use
        (network(handle=r"[a-z]+", ids=r"\d+"), "marta", "77", False),
        # nothing is known, or it is no id of that network
        (network(handle=r"\w+", needs_id=True, ids=r"urn:\w+"), "marta", None, False),
        (network(handle=r"\w+", needs_id=True, ids=r"urn:\w+"), "marta", "did:1", False),
        (network(handle=r"\w+", needs_id=True), "marta", "urn:1", False),
    ],
)
def test_a_network_names_people_by_name_where_a_handle_does_nothing(
    facts: Facts, handle: str, remote_id: str | None, is_by_name: bool
) -> None:
    made = by_name(" Marta  Lindqvist ", handle, remote_id, facts)
    assert (made is not None) is is_by_name
    if made:
        assert (made.name, made.remote_id) == ("Marta Lindqvist", remote_id or handle)


def test_nobody_without_a_name_is_called_by_it() -> None:
    assert by_name("  ", "urn:1", None, network(handle=r"\w+", needs_id=True, ids=r"urn:\w+")) is None


NAMES = st.text("ab @é#.", max_size=5)


@given(
    text=st.text(max_size=60) | st.text("ab @é#.", max_size=30), handle=NAMES, name=NAMES, start=st.integers(-2, 40)
)
def test_nothing_is_lost_whoever_is_named(text: str, handle: str, name: str, start: int) -> None:
    people = (
        Mention(handle=handle or "a", remote_id="1"),
        Mention(handle="b", remote_id="2", name=name, start=start),
    )
    version = Version(text=text, mentions=people)
    assert "".join(piece.written for piece in pieces(version)) == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fresh rye at eight", "Fresh rye at eight"),
        ("\n\n  Fresh rye\nat eight", "Fresh rye"),
        ("## Fresh rye\n\nat eight", "Fresh rye"),
        ("#rye at eight", "#rye at eight"),
        ("Rye is here. And a good deal of oat bread.", "Rye is here."),
        ("Rye and oat, and spelt bread too", "Rye and oat, and…"),
        ("Rye and oat bread, spelt too", "Rye and oat bread…"),
        ("Ryebreadandoatbreadandspelt", "Ryebreadandoatbread…"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_line_and_ends_where_a_reader_pauses(text: str, title: str) -> None:
    assert headline(text, 20) == title


@given(text=st.text() | st.text("👩‍👩‍👧🇬🇧e\u0301 ."), most=st.integers(2, 30))
def test_a_title_never_is_too_long_and_never_cuts_a_sign(text: str, most: int) -> None:
    title = headline(text, most)
    assert len(title) <= most
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if title.endswith("…") and not line.endswith("…"):
        kept = graphemes(title[:-1])
        assert graphemes(re.sub(r"\A#{1,6}\s+", "", line))[: len(kept)] == kept

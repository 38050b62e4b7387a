import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.payloads import call, first_link, headline, language, pieces, uploaded, with_people
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


@given(text=st.text(max_size=60), handle=st.text(min_size=1, max_size=5))
def test_nothing_is_lost_whoever_is_named(text: str, handle: str) -> None:
    version = Version(text=text, mentions=(Mention(handle=handle, remote_id="1"),))
    assert "".join(f"@{p.words}" if p.person else p.words for p in pieces(version)) == text


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

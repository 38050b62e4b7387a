"""Exactly what is sent to a Mastodon server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import AT, KEY, LOAF, account, message, reply_to, status
from twoway.domain.versions import Picture, ReplyTo, Version
from twoway.networks import mastodon


def test_keys_differ_and_tell_the_hour() -> None:
    assert mastodon.new_key(AT, 255) == f"twoway-{int(AT.timestamp()):x}-00000000000000ff"
    assert mastodon.new_key(AT, 1) != mastodon.new_key(AT, 2)


def test_the_payload_of_a_post_is_exactly_its_words() -> None:
    version = Version(text="Frisches Brot 🥖 #Brot", languages=("de-AT", "en"))

    assert mastodon.to_payload(version, KEY) == {
        "status": "Frisches Brot 🥖 #Brot",
        "visibility": "public",
        "language": "de",
    }


def test_a_picture_is_a_placeholder_before_and_a_number_after_the_upload() -> None:
    uploaded = Picture(sha256="cd", mime="image/png", size=4, width=1, height=1, remote={"id": "9"})

    payload = mastodon.to_payload(Version(text="Loaves", pictures=(LOAF, uploaded)), KEY)

    assert payload["media_ids"] == ["upload-abababababab", "9"]


@pytest.mark.parametrize(
    ("seen", "visibility"),
    [
        ("public", "public"),
        ("unlisted", "unlisted"),
        ("private", "private"),
        ("direct", "direct"),
        ("", "unlisted"),  # not told: quieter than a post
        ("local", "direct"),  # a word of some other server: never seen by more people
    ],
)
def test_an_answer_is_seen_by_no_more_people_than_the_question(seen: str, visibility: str) -> None:
    payload = mastodon.to_payload(Version(text="Yes", reply_to=reply_to(visibility=seen)), KEY)

    assert payload["visibility"] == visibility
    assert payload["in_reply_to_id"] == "55"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@sunnybank@town.social yes", "@sunnybank@town.social yes"),
        ("Yes, @SunnyBank@Town.Social.", "Yes, @SunnyBank@Town.Social."),
        ("Yes", "@sunnybank@town.social Yes"),
        ("@sunnybank yes", "@sunnybank@town.social @sunnybank yes"),  # somebody else, on our server
        ("@sunnybank@town.social.example yes", "@sunnybank@town.social @sunnybank@town.social.example yes"),
        ("mail x@sunnybank@town.social", "@sunnybank@town.social mail x@sunnybank@town.social"),
    ],
)
def test_an_answer_names_the_one_it_is_for(text: str, sent: str) -> None:
    version = Version(text=text, reply_to=reply_to(acct="sunnybank@town.social"))

    assert mastodon.to_payload(version, KEY)["status"] == sent


def test_words_that_begin_with_the_prefix_are_sent_as_they_are() -> None:
    asked = message({"status": status(account=account(acct="sunnybank"), mentions=[account("8", "tom@town.social")])})
    text = f"{asked.reply_to.refs['prefix']}at eight"

    assert text == "@sunnybank @tom@town.social at eight"
    assert mastodon.to_payload(Version(text=text, reply_to=asked.reply_to), KEY)["status"] == text


@given(st.text(max_size=60))
def test_a_post_is_never_changed_on_its_way(text: str) -> None:
    assert mastodon.to_payload(Version(text=text), KEY)["status"] == text


AUDIENCES = [one.name for one in mastodon.FACTS.audiences]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_post_goes_to_whom_it_is_meant_for(audience: str) -> None:
    assert mastodon.to_payload(Version(text="Rye", audience=audience), KEY)["visibility"] == audience


def test_an_audience_that_nobody_knows_is_taken_for_the_fewest_people() -> None:
    assert mastodon.to_payload(Version(text="Rye", audience="family"), KEY)["visibility"] == "direct"


@pytest.mark.parametrize(
    ("seen", "chosen", "visibility"),
    [
        ("public", "", "public"),
        ("public", "private", "private"),
        ("direct", "public", "direct"),  # never more people than what is answered
        ("unlisted", "public", "unlisted"),
        ("local", "public", "direct"),
    ],
)
def test_an_answer_may_be_for_fewer_people_and_never_for_more(seen: str, chosen: str, visibility: str) -> None:
    reply = ReplyTo(remote_id="55", root_id="50", refs={"visibility": seen})

    assert mastodon.to_payload(Version(text="Yes", reply_to=reply, audience=chosen), KEY)["visibility"] == visibility


@pytest.mark.parametrize(
    ("focus", "told"),
    [((0.5, 0.5), "0.000,0.000"), ((0.0, 0.0), "-1.000,1.000"), ((1.0, 0.75), "1.000,-0.500")],
)
def test_the_point_that_matters_goes_with_a_picture(focus: tuple[float, float], told: str) -> None:
    picture = Picture(sha256=LOAF.sha256, mime="image/png", size=4, width=1, height=1, alt="A loaf", focus=focus)
    made = status(content="<p>Rye</p>", media_attachments=[{"id": "9"}])
    http = FakeHttp([says({"id": "9"}), says(made)], pictures={LOAF.sha256: b"x"})

    mastodon.publish(http, Version(text="Rye", pictures=(picture,)), KEY)

    assert http.requests[0].form == {"description": "A loaf", "focus": told}


def test_words_before_the_text_hide_the_text_and_the_pictures() -> None:
    payload = mastodon.to_payload(Version(text="Rye", warning="Food"), KEY)

    assert (payload["spoiler_text"], payload["sensitive"]) == ("Food", True)
    assert "spoiler_text" not in mastodon.to_payload(Version(text="Rye"), KEY)

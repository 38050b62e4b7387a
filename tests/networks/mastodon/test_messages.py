"""What a server gives, as messages, people and words."""

from __future__ import annotations

import contextlib
import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.mastodon.answers import AT, account, message, status
from twoway.networks import mastodon
from twoway.networks.mastodon import messages


def test_a_mention_becomes_a_message() -> None:
    author = account(display_name="Sunnybank Café", avatar_static="https://town.social/a.png")
    made = status(
        "90", '<p><a href="https://bakery.social/@alder" class="u-url mention">@<span>alder</span></a> hi</p>'
    )

    found = message({"notification": {"id": "1", "type": "mention", "status": made | {"account": author}}})

    assert found.text == "@alder hi"
    assert found.kind == "mention"
    assert found.root_id == "90"
    assert found.about_id == ""
    assert found.at == AT
    assert found.author.handle == "sunnybank@town.social"
    assert found.author.name == "Sunnybank Café"
    assert found.author.picture == "https://town.social/a.png"
    assert not found.ours
    assert found.reply_to.refs == {
        "acct": "sunnybank@town.social",
        "prefix": "@sunnybank@town.social ",
        "visibility": "public",
    }


@pytest.mark.parametrize("kind", ["favourite", "reblog", "follow", "poll", "something new"])
def test_other_news_is_no_message(kind: str) -> None:
    assert mastodon.to_message({"notification": {"id": "1", "type": kind}}, "1") is None


def test_a_mention_whose_post_is_gone_is_no_message() -> None:
    assert mastodon.to_message({"notification": {"id": "1", "type": "mention", "status": None}}, "1") is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"status": {}},
        {"status": "text"},
        {"status": status(created_at="yesterday")},
        {"status": status(account=None)},
        {"notification": {"id": "1", "type": "mention"}},
    ],
)
def test_an_unknown_shape_is_told(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a post"):
        mastodon.to_message(raw, "1")


@pytest.mark.parametrize(
    ("seen", "private"), [("public", False), ("unlisted", False), ("private", True), ("direct", True)]
)
def test_what_few_people_see_is_private(seen: str, private: bool) -> None:
    assert message({"status": status(visibility=seen)}).private is private


def test_our_own_words_in_a_thread_are_ours_and_need_no_handle() -> None:
    found = message({"status": status(account=account("1", "alder"))}, own_id="1")

    assert found.ours
    assert found.reply_to.refs["prefix"] == ""


def test_an_answer_begins_with_everybody_named_but_us() -> None:
    named = [account("1", "alder"), account("8", "tom@town.social"), account("7", "sunnybank@town.social")]

    refs = message({"status": status(mentions=named)}, own_id="1").reply_to.refs

    assert refs["prefix"] == "@sunnybank@town.social @tom@town.social "


def test_a_content_warning_and_pictures_are_told_in_words() -> None:
    media = [
        {"type": "image", "url": "https://town.social/1.png", "description": "A burnt loaf"},
        {"type": "video", "url": "https://town.social/2.mp4", "description": None},
    ]
    made = status(content="<p>Look</p>", spoiler_text="Food", media_attachments=media)

    assert message({"status": made}).text == (
        "Warning: Food\n\nLook\n\nPicture: A burnt loaf https://town.social/1.png"
        "\n\nAttachment: no description https://town.social/2.mp4"
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>One</p><p>Two<br>Three<br />Four</p>", "One\n\nTwo\nThree\nFour"),
        ("<p>Rye &amp; spelt &lt;3</p>", "Rye & spelt <3"),
        ("no markup", "no markup"),
        ("", ""),
        ("<p>See <a href='https://a.example/long/path'>a.example/long…</a></p>", "See https://a.example/long/path"),
        ("<p><a href='https://a.example'>our menu</a></p>", "our menu (https://a.example)"),
        ("<p><a href='javascript:alert(1)'>our menu</a></p>", "our menu"),
        ("<p><a href='https://x.example/tags/rye'>#<span>rye</span></a></p>", "#rye"),
        ("<p><a href='https://town.social/@tom'>@<span>tom</span></a></p>", "@tom@town.social"),
        ("<p><a href='https://else.example/@ann'>@<span>ann</span></a></p>", "@ann"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>a</p><script>alert(1)</script><p>b</p>", "a\n\nb"),
        ("<p>un<b>closed", "unclosed"),
        ("<p>smile <img alt=':smile:' src='x'></p>", "smile :smile:"),
        ("<p>a\u0000b\ud83dc</p>", "abc"),
        ("<p>5 < 6 &bogus; </p></a></b>", "5 < 6 &bogus;"),
    ],
)
def test_html_is_read_as_one_would_write_it(content: str, text: str) -> None:
    assert messages.plain_text(status(content=content, mentions=[account("8", "tom@town.social")])) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=80))
def test_any_words_survive_html(words: str) -> None:
    assert messages.plain_text(status(content=f"<p>{html.escape(words)}</p>")) == words


@given(st.text(alphabet="<>/ap'\"= &#;x0\n!-[]", max_size=60))
def test_no_html_is_too_broken_to_read(content: str) -> None:
    text = messages.plain_text(status(content=content))

    assert text == text.strip()


def test_what_is_hidden_without_a_word_is_told_as_such() -> None:
    picture = {"type": "image", "url": "https://town.social/1.png", "description": "A cut thumb"}
    made = status(content="<p>Ouch</p>", sensitive=True, media_attachments=[picture])
    assert (
        message({"status": made}).text
        == "Ouch\n\nPicture (marked as sensitive): A cut thumb https://town.social/1.png"
    )


def test_a_poll_is_told_with_what_can_be_chosen() -> None:
    made = status(content="<p>Which?</p>", poll={"options": [{"title": "Rye"}, {"title": "Spelt\x07"}, {}]})
    assert message({"status": made}).text == "Which?\n\nPoll: Rye / Spelt / "


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Kemi :verified: Okafor :bread:", "Kemi Okafor"),
        (":bread:", "sunnybank"),  # nothing else is left
        ("At 8:30:45 :unknown:", "At 8:30:45 :unknown:"),  # only what its server says to be a picture
        ("", "sunnybank"),
    ],
)
def test_little_pictures_are_no_part_of_a_name(shown: str, name: str) -> None:
    emojis = [{"shortcode": "verified"}, {"shortcode": "bread"}, {"url": "x"}, "odd"]
    made = status(account=account(display_name=shown, emojis=emojis))
    assert message({"status": made}).author.name == name


def quoting(whose: str, **more: Any) -> dict[str, Any]:
    quoted = status("55", url="https://bakery.social/@alder/55", account=account(whose, "alder"))
    return status(content="<p>So true</p>", quote={"state": "accepted", "quoted_status": quoted}, **more)


def test_a_quote_of_ours_is_about_our_post() -> None:
    found = message(
        {"notification": {"id": "1", "type": "quote", "status": quoting("1")}, "thread": []}, "1@bakery.social"
    )
    assert (found.kind, found.about_id, found.remote_id) == ("quote", "55", "100")
    assert found.text == "So true\n\nQuotes: https://bakery.social/@alder/55"


def test_a_quote_of_somebody_else_is_a_mention_with_its_address() -> None:
    found = message({"status": quoting("7")})
    assert (found.kind, found.about_id) == ("mention", "")
    again = status(content="<p>RE: https://bakery.social/@alder/55</p>", quote=quoting("7")["quote"])
    assert message({"status": again}).text == "RE: https://bakery.social/@alder/55"  # its own words say it already


@pytest.mark.parametrize(
    "quote", [None, {}, {"state": "deleted", "quoted_status": None}, {"quoted_status": "odd"}, "odd"]
)
def test_a_quote_that_is_gone_changes_nothing(quote: object) -> None:
    assert message({"status": status(content="<p>So true</p>", quote=quote)}).text == "So true"


def test_people_of_two_servers_with_one_number_are_two_people() -> None:
    """Each server numbers everybody itself, beginning with 1."""
    ours = message({"status": status(account=account("1", "alder"))}, "1@bakery.social")
    theirs = message({"status": status(account=account("1", "Kemi@town.social"))}, "2@bakery.social")
    assert ours.ours
    assert not theirs.ours
    assert theirs.author.remote_id == "kemi@town.social"
    from_there = message(
        {"status": status(account=account("9", "kemi", url="https://town.social/@kemi"))}, "2@town.social"
    )
    assert from_there.author.remote_id == theirs.author.remote_id  # she is one, whichever server tells of her


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-11-22T08:00:00Z"),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.sampled_from([*status(), *account(), "title"]), one, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([*status(), "poll", "quote", "sensitive", "spoiler_text", "edited_at"]), ODD, max_size=4
    ),
    st.dictionaries(st.sampled_from([*account(), "display_name", "emojis"]), ODD, max_size=3),
    ODD,
)
def test_whatever_a_server_gives_is_a_message_or_nothing_or_said_to_be_unknown(
    of_post: dict[str, Any], of_author: dict[str, Any], kind: object
) -> None:
    made = {**status(account={**account(), **of_author}), **of_post}
    for raw in ({"status": made}, {"notification": {"id": "1", "type": kind, "status": made}}):
        with contextlib.suppress(ValueError):
            mastodon.to_message(raw, "1@bakery.social")

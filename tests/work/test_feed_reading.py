"""Feeds as they come over the wire."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.errors import BadInput
from twoway.work.feed_reading import feeds_named_in, read

AT = "https://rye.example/blog/feed"


def rss(inside: str, before: str = "") -> str:
    return f"{before}<rss version='2.0'><channel>{inside}</channel></rss>"


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Alder &amp; Rye</title><id>urn:x</id>
<link href="https://rye.example/"/><entry><title type="html">Rye &lt;em&gt;at&lt;/em&gt; eight</title><id>urn:1</id>
<link href="/blog/rye"/><updated>2026-11-21T09:00:00+01:00</updated>
<content type="html">&lt;p&gt;Fresh.&lt;/p&gt;</content></entry></feed>"""


def test_an_atom_feed_is_read_with_whole_links_and_plain_words() -> None:
    feed = read(ATOM, {"content-type": "application/atom+xml"}, AT)

    assert (feed.title, feed.home) == ("Alder & Rye", "https://rye.example/")
    (article,) = feed.articles
    assert (article.title, article.link, article.summary) == (
        "Rye at eight",
        "https://rye.example/blog/rye",
        "Fresh.",
    )
    assert article.at == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_json_feed_is_read_too() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Alder & Rye",
        "items": [
            {"id": 7, "url": "rye", "content_html": "<p>Fresh.</p>", "date_published": "2026-11-21T08:00:00Z"},
            3,
        ],
    }

    feed = read(json.dumps(body).encode(), {"content-type": "application/feed+json"}, AT)

    (article,) = feed.articles
    assert (article.guid, article.link, article.summary) == ("7", "https://rye.example/blog/rye", "Fresh.")


def test_scripts_and_invisible_signs_do_not_come_along() -> None:
    body = rss(
        "<item><title>Rye\u202e</title><description>&lt;script&gt;x()&lt;/script&gt;Hi</description></item>"
    ).encode()

    (article,) = read(body, {}, AT).articles

    assert (article.title, article.summary) == ("Rye", "Hi")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://[", ""])
def test_a_link_that_is_no_address_of_the_web_is_left_out(link: str) -> None:
    body = rss(f"<item><title>Rye</title><link>{link}</link></item>").encode()

    assert read(body, {}, AT).articles[0].link == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "is a page"),
        (b"just words", "no RSS"),
        (b"{not json", "no RSS"),
        (b'{"title": "x"}', "no list of items"),
        (b"[" * 100_000, "no RSS"),
        (b"\x00\xff\xfe" * 50, "no RSS"),
    ],
)
def test_what_is_no_feed_is_told_as_what_it_is(body: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read(body, {"content-type": "application/json"} if body[:1] in b"[{" and body else {}, AT)


def test_a_feed_in_another_encoding_keeps_its_letters() -> None:
    body = rss("<item><title>Brötchen</title></item>", "<?xml version='1.0' encoding='iso-8859-1'?>")

    assert read(body.encode("latin-1"), {}, AT).articles[0].title == "Brötchen"


def test_words_that_grow_without_end_do_not() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    body = rss("<title>&l8;</title><item><title>a</title></item>", f"<!DOCTYPE x [{entities}]>")

    assert len(read(body.encode(), {}, AT).title) < 1000


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["<!--", "<a ", "<div>"])
def test_a_feed_that_was_made_to_keep_us_busy_does_not(piece: str) -> None:
    words = f"Fresh {piece * (400_000 // len(piece))}"
    body = rss(f"<item><guid>1</guid><title>Rye</title><description><![CDATA[{words}]]></description></item>")
    assert [one.title for one in read(body.encode(), {}, AT).articles] == ["Rye"]
    assert feeds_named_in(f"<html><head>{words}".encode(), AT) == ()


def test_the_feeds_that_a_page_names_are_found_in_order() -> None:
    page = b"""<html><head><link rel="stylesheet" href="x.css"><link rel="ALTERNATE" type="application/rss+xml" href="/rss">
    <link rel="alternate" type="application/atom+xml" href="atom.xml"><link rel="alternate" hreflang="de" href="/de"></head>"""

    assert feeds_named_in(page, "https://rye.example/blog/") == (
        "https://rye.example/rss",
        "https://rye.example/blog/atom.xml",
    )


@pytest.mark.parametrize(
    "body",
    [
        # A space with a second meaning in the name of a namespace, and a tag called as the reader calls its own list.
        b'<rss version="2.0" xmlns:atom="http://\xa0w.example/Atom"><channel><atom:link href="https://h"/></c\xceannel></rss>',
        b'<?xml version="1.0"?><rss><channel><links version="2.0">Rye</links><title>Rye</title></channel></rss',
    ],
)
def test_what_the_reader_itself_stumbles_over_is_told(body: bytes) -> None:
    with suppress(BadInput):
        assert read(body, {}, AT).title


@given(st.binary(max_size=400))
def test_whatever_comes_it_is_a_feed_or_told(body: bytes) -> None:
    for wrapped in (body, b"<rss version='2.0'><channel><item>" + body, b'{"items": [' + body + b"]}"):
        with suppress(BadInput):
            assert read(wrapped, {}, AT).title


def test_of_an_archive_only_the_beginning_is_looked_at() -> None:
    items = "".join(f"<item><title>Rye {n}</title><link>https://rye.example/{n}</link></item>" for n in range(20_000))
    found = read(rss(f"<title>Rye</title>{items}").encode(), {}, AT)
    assert len(found.articles) == 500
    assert found.articles[-1].link == "https://rye.example/499"
    assert found.title == "Rye"


def test_of_an_archive_in_atom_too() -> None:
    entry = b"<entry><title>Rye</title><id>urn:%d</id></entry>"
    body = ATOM.replace(b"</feed>", b"".join(entry % n for n in range(2000)) + b"</feed>")
    assert len(read(body, {"content-type": "application/atom+xml"}, AT).articles) == 500


@pytest.mark.parametrize(
    "inside",
    [
        f"<item><title>{'<b>' * 400_000}</title></item>",
        f"<title>{'<![CDATA[' * 50_000}",
        "<item " + " ".join(f"a{number}='x'" for number in range(20_000)) + "/>",
        f"<title>{'&' * 600_000}</title>",
    ],
    ids=["tags", "what never closes", "attributes", "signs"],
)
def test_a_feed_that_was_made_to_be_slow_is_not_read(inside: str) -> None:
    """Its reader would take from forty seconds to many minutes for these."""
    with pytest.raises(BadInput, match="would take minutes"):
        read(rss(inside).encode(), {}, AT)


def test_markup_inside_words_is_no_reason_to_leave_a_feed_alone() -> None:
    words = f"<![CDATA[{'<p>Rye</p>' * 40_000}]]>"
    assert read(rss(f"<item><title>Rye</title><description>{words}</description></item>").encode(), {}, AT).articles


@pytest.mark.parametrize(
    "body",
    [
        rss("<item/><item><guid isPermaLink='false'>1</guid></item>").encode(),
        b'{"items": [{}, {"id": 1}, {"url": ["https://rye.example"]}, {"title": 5}]}',
    ],
)
def test_an_article_that_says_nothing_is_none(body: bytes) -> None:
    assert read(body, {}, AT).articles == ()


def test_what_is_defined_to_explode_does_not() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    document = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    found = read(rss("<item><title>&l9;&f;Rye</title></item>", document).encode(), {}, AT)
    assert len(found.articles[0].title) < 300

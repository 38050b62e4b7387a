"""`twoway feeds`, as somebody types it, against a blog on loopback."""

from __future__ import annotations

import pytest

from tests.blog import Blog
from tests.installation import Installation


@pytest.fixture
def there(installation: Installation, blog: Blog) -> Installation:
    """An installation that may read the blog on loopback."""
    installation.env["TWOWAY_NETWORK_ADDRESS"] = f"blog={blog.address}"
    blog.write(("/rye", "Rye at eight", "Fresh."))
    return installation


def test_a_blog_is_followed_read_drafted_and_left(there: Installation, blog: Blog) -> None:
    told = there.twoway("feeds", "follow", blog.feed)
    assert told.returncode == 0, told.stderr
    assert "new ones become drafts" in told.stdout
    [feed] = there.json("feeds", "list")["followed"]

    blog.write(("/buns", "Buns on Sunday", ""), ("/rye", "Rye at eight", "Fresh."))
    assert "Buns on Sunday (draft" in there.twoway("feeds", "read").stdout
    assert "nothing new" in there.twoway("feeds", "read", str(feed["id"])).stdout

    seen = there.json("feeds", "articles", str(feed["id"]))
    older = next(article for article in seen if article["title"] == "Rye at eight")
    assert older["draft"] is None
    assert there.json("feeds", "draft", str(older["id"]))["post"]

    assert "not followed any more" in there.twoway("feeds", "unfollow", str(feed["id"])).stdout
    assert there.json("feeds", "list")["followed"] == []


def test_what_is_no_feed_is_told_and_nothing_is_kept(there: Installation, blog: Blog) -> None:
    blog.body, blog.kind = b"<!doctype html><html></html>", "text/html"

    told = there.twoway("feeds", "follow", blog.address)

    assert told.returncode == 2
    assert "is a page that names no feed" in told.stderr
    assert there.json("feeds", "list")["followed"] == []


def test_a_reading_that_fails_ends_in_words_and_a_code(there: Installation, blog: Blog) -> None:
    there.twoway("feeds", "follow", blog.feed)
    blog.status = 503

    told = there.twoway("feeds", "read")

    assert told.returncode == 2
    assert "answered with an error (503)" in told.stderr


def test_a_persona_is_published_and_not_any_more(there: Installation) -> None:
    [persona] = [p["name"] for p in there.json("personas", "list") if p["kind"] == "work"]

    addresses = there.json("feeds", "publish", persona)
    assert addresses["rss"].endswith(".rss")
    assert addresses["rss"] in there.twoway("feeds").stdout

    assert "no feed any more" in there.twoway("feeds", "publish", persona, "--off").stdout
    assert there.json("feeds", "list")["published"] == []


def test_a_persona_that_is_not_there_is_told_with_those_that_are(there: Installation, blog: Blog) -> None:
    told = there.twoway("feeds", "follow", blog.feed, "--persona", "Nobody")

    assert told.returncode == 2
    assert "Known ones:" in told.stderr

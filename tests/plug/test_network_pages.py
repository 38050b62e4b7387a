"""What is known of a network, as a page that somebody new can read."""

from __future__ import annotations

import pytest

from twoway.domain.facts import Unit
from twoway.plug import finder
from twoway.plug.network_pages import Part, parts


def part(slug: str, title: str) -> Part:
    return next(one for one in parts(finder.network(slug)) if one.title == title)


def test_every_unit_is_told_in_words() -> None:
    said = [unit.words for unit in Unit]
    assert len(set(said)) == len(Unit)
    assert not any(term in words for words in said for term in ("grapheme", "weighted", "utf", "code point"))
    assert "500 characters as a reader sees them, of a handle only the name" in part("mastodon", "Limits").rows[0]


def test_both_ways_of_connecting_are_told() -> None:
    told = part("bluesky", "Connecting an account")
    assert "You sign in on the network's own page" in told.words[1]
    assert told.items[0].startswith("Handle (if you like)")
    assert any(line.startswith("With an app password: Handle.") for line in told.items)
    assert not part("rehearsal", "Connecting an account").words[1].startswith("You sign in on")


@pytest.mark.parametrize("slug", finder.networks())
def test_no_sentence_ends_twice(slug: str) -> None:
    for one in parts(finder.network(slug)):
        assert not [line for line in (*one.words, *one.items) if ".." in line.replace("...", "")]


def test_how_long_words_may_be_changed_is_told() -> None:
    rows = {row[0]: row[1] for row in part("x", "How it works there").rows}
    assert "changing words that are out for 30 minutes" in rows["The network itself has"]

"""What is known of Mastodon."""

from __future__ import annotations

import re

import pytest

from twoway.networks import mastodon
from twoway.plug.network import Network


def test_it_is_a_network() -> None:
    names = ("to_payload", "publish", "connect", "new_key", "find", "fetch", "to_message", "instance")
    found = Network(facts=mastodon.FACTS, **{name: getattr(mastodon, name) for name in names})

    assert "find" in found.can()
    assert not hasattr(mastodon, "renew")  # tokens have no end


@pytest.mark.parametrize("handle", ["alder", "alder@bakery.social", "a_b.c-d", "a@xn--bcker-gra.example"])
def test_handles_are_known(handle: str) -> None:
    assert re.fullmatch(mastodon.FACTS.mentions.handle, handle)


@pytest.mark.parametrize("handle", ["", "-alder", "alder@", "alder@-x", "al der", "alder@x..y"])
def test_what_is_no_handle_is_not_taken_for_one(handle: str) -> None:
    assert not re.fullmatch(mastodon.FACTS.mentions.handle, handle)


def test_only_a_handle_with_its_server_tells_the_network() -> None:
    telling = mastodon.FACTS.mentions.telling or ""

    assert re.fullmatch(telling, mastodon.FACTS.mentions.example)
    assert not re.fullmatch(telling, "alder")
    assert not re.fullmatch(telling, "alder.bsky.social")

"""Who somebody is on Bluesky."""

from __future__ import annotations

from tests.networks.bluesky.words import (
    wire,
)
from tests.networks.fake_http import says
from twoway.networks import bluesky as network


def test_nobody_has_a_handle_that_is_none() -> None:
    http = wire()
    assert network.look_up(http, "not a handle") is None
    assert http.requests == []


def test_somebody_the_readers_side_does_not_know_yet_is_still_found() -> None:
    unknown = says({"error": "InvalidRequest", "message": "Profile not found"}, status=400)
    found = network.look_up(wire(says({"did": "did:plc:new"}), unknown), "@new.bsky.social")
    assert found is not None
    assert (found.remote_id, found.handle) == ("did:plc:new", "new.bsky.social")

"""What has to be there before a post goes out."""

from __future__ import annotations

import pytest

from tests.networks.bluesky.words import (
    ANSWERING,
    DID,
    KEY,
    NOT_THERE,
    OURS,
    STORED,
    THEIRS,
    URI,
    YES,
    send,
    wire,
)
from tests.networks.fake_http import says
from twoway.domain.errors import (
    Refused,
)
from twoway.domain.versions import Picture, ReplyTo, Version
from twoway.networks import bluesky as network


def test_pictures_go_up_first_and_then_the_post() -> None:
    picture = Picture(sha256="aa", mime="image/png", size=3, width=1, height=1, alt="Rye")
    blob = {"$type": "blob", "ref": {"$link": "bafkrei"}, "mimeType": "image/png", "size": 3}
    http = wire(says({"blob": blob}), YES, pictures={"aa": b"png"})
    send(http, Version(text="Look", pictures=(picture,)))
    up, put = http.requests
    assert (up.content, up.headers["Content-Type"], up.changes) == (b"png", "image/png", False)
    assert isinstance(put.json, dict)
    assert put.json["repo"] == DID
    assert put.json["record"]["embed"]["images"][0]["image"] == blob


def test_somebody_named_is_looked_up_and_nobody_stays_plain_text() -> None:
    unknown = says({"error": "InvalidRequest", "message": "Unable to resolve handle"}, status=400)
    http = wire(unknown, says({"did": "did:plc:sunny"}), YES)
    send(http, Version(text="@nobody.bsky.social @sunny.bsky.social"))
    assert isinstance(http.requests[-1].json, dict)
    facets = http.requests[-1].json["record"]["facets"]
    assert [facet["features"][0]["did"] for facet in facets] == ["did:plc:sunny"]


def test_an_answer_to_what_is_gone_is_refused_before_anything_is_sent() -> None:
    http = wire(says({"posts": [OURS]}), NOT_THERE)
    with pytest.raises(Refused, match="no longer there"):
        send(http, Version(text="Gladly", reply_to=ANSWERING))
    assert {sent.method for sent in http.requests} == {"GET"}


def test_an_answer_that_is_out_already_stays_out_when_its_thread_goes() -> None:
    http = wire(says({"posts": [OURS]}), STORED)
    assert network.publish(http, Version(text="Gladly", reply_to=ANSWERING), KEY).remote_id == URI


def test_a_thread_closed_to_us_refuses_our_answer() -> None:
    closed = {**THEIRS, "viewer": {"replyDisabled": True}}
    with pytest.raises(Refused, match="takes no answers"):
        send(wire(says({"posts": [closed, OURS]}), NOT_THERE), Version(text="Gladly", reply_to=ANSWERING))


def test_an_answer_goes_out_although_the_readers_side_is_down() -> None:
    assert send(wire(says(body=b"Bad gateway", status=502), YES), Version(text="Gladly", reply_to=ANSWERING))


def test_missing_references_are_looked_up() -> None:
    http = wire(says({"posts": [THEIRS, OURS]}), YES)
    send(http, Version(text="Gladly", reply_to=ReplyTo(remote_id=THEIRS["uri"], root_id=URI)))
    assert isinstance(http.requests[-1].json, dict)
    assert http.requests[-1].json["record"]["reply"] == {"root": OURS, "parent": THEIRS}

"""Posts go out to Mastodon, are changed, and are taken down. The counterpart ignores pictures in a change: those are taped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import (
    AT,
    KEY,
    LOAF,
    Before,
    fresh,
    new_key,
    status,
)
from twoway.domain.errors import NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.versions import Picture, Version, known_there
from twoway.networks import mastodon
from twoway.networks.mastodon.messages import plain_text
from twoway.plug.http import Answer


def test_what_the_preview_shows_is_what_is_sent() -> None:
    http = FakeHttp([says({"id": "9"}), says(status(media_attachments=[{}]))], pictures={LOAF.sha256: b"\x89PNG"})
    version = Version(text="Fresh rye", pictures=(LOAF,))

    receipt = mastodon.publish(http, version, KEY)

    upload, post = http.requests
    assert upload.files == {"file": ("picture.png", b"\x89PNG", "image/png")}
    assert upload.form == {"description": "A loaf"}
    assert not upload.changes  # nobody sees a lost upload
    assert post.path == "/api/v1/statuses"
    assert post.json == dict(mastodon.to_payload(version, KEY), media_ids=["9"])
    assert post.form is None  # a form was seen to make an empty public post
    assert post.headers["Idempotency-Key"] == KEY
    assert post.headers["Authorization"] == "Bearer t0ken"
    assert post.changes
    assert receipt.remote_id == "100"
    assert receipt.address == "https://bakery.social/@alder/100"
    assert receipt.at == AT
    assert receipt.refs == {"visibility": "public"}


def test_deleting_what_is_gone_is_fine() -> None:
    http = FakeHttp([says({"error": "Record not found"}, status=404)])

    mastodon.delete(http, "10/0")

    assert http.paths == ["DELETE /api/v1/statuses/10%2F0"]
    assert not http.requests[0].changes  # deleting twice does no harm


def there(**more: Any) -> dict[str, Any]:
    return status("100", "<p>Open till six</p>", **more)


def source(text: str = "Open till six", warning: str = "") -> Answer:
    return says({"id": "100", "text": text, "spoiler_text": warning})


def test_other_words_are_put_where_the_old_ones_were() -> None:
    http = FakeHttp([says(there()), source(), says(status("100", "<p>Open till five</p>"))])

    receipt = mastodon.edit(http, Version(text="Open till five"), "100")

    change = http.requests[-1]
    assert http.paths[-1] == "PUT /api/v1/statuses/100"
    assert change.changes
    assert change.json == {
        "status": "Open till five",
        "spoiler_text": "",
        "sensitive": False,
        "media_ids": [],
        "media_attributes": [],
        "language": "en",
    }
    assert receipt.remote_id == "100"
    assert "surprise" not in receipt.refs


def test_what_says_so_already_is_left_alone() -> None:
    http = FakeHttp([says(there()), source()])

    receipt = mastodon.edit(http, Version(text="Open till six"), "100")

    assert receipt.remote_id == "100"
    assert http.paths == ["GET /api/v1/statuses/100", "GET /api/v1/statuses/100/source"]


def test_pictures_that_are_there_are_kept_and_described_anew() -> None:
    out = there(media_attachments=[{"id": "9", "type": "image", "description": "A loaf"}])
    changed = there(media_attachments=[{"id": "9", "type": "image", "description": "A dark loaf"}])
    http = FakeHttp([says(out), source(), says(changed)])
    picture = Picture(sha256=LOAF.sha256, mime="image/png", size=4, width=1, height=1, alt="A dark loaf")
    version = known_there(
        Version(text="Open till six", pictures=(picture,)), {"pictures": {LOAF.sha256: {"id": "9"}}}
    )

    receipt = mastodon.edit(http, version, "100")

    sent = http.requests[-1].json
    assert isinstance(sent, dict)
    assert sent["media_ids"] == ["9"]
    assert sent["media_attributes"] == [{"id": "9", "description": "A dark loaf"}]
    assert "surprise" not in receipt.refs


def test_another_picture_is_uploaded_and_takes_the_place_of_the_old_one() -> None:
    out = there(media_attachments=[{"id": "9", "description": "A loaf"}])
    changed = there(media_attachments=[{"id": "12", "description": "A loaf"}])
    http = FakeHttp([says(out), source(), says({"id": "12"}), says(changed)], pictures={LOAF.sha256: b"x"})

    receipt = mastodon.edit(http, Version(text="Open till six", pictures=(LOAF,)), "100")

    sent = http.requests[-1].json
    assert isinstance(sent, dict)
    assert sent["media_ids"] == ["12"]
    assert receipt.refs["pictures"] == {LOAF.sha256: {"id": "12"}}


def test_who_sees_a_post_cannot_be_changed() -> None:
    with pytest.raises(Refused, match="Delete it and post it anew"):
        mastodon.edit(FakeHttp([says(there())]), Version(text="Rye", audience="private"), "100")


def test_a_change_of_words_leaves_the_audience_as_it_is() -> None:
    quiet = there(visibility="unlisted")
    http = FakeHttp([says(quiet), source(), says(status("100", "<p>Rye</p>", visibility="unlisted"))])

    assert "surprise" not in mastodon.edit(http, Version(text="Rye"), "100").refs


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        ([says(None, status=404)], Refused),
        ([says(None, body=b"<html>")], TryLater),
        ([says(there()), says(None, status=500)], TryLater),
        ([says(there()), source(), says(None, status=500)], Unsure),
        ([says(there()), source(), Unsure("lost")], Unsure),
        ([says(there()), source(), says({})], Unsure),
        ([says(there()), source(), says(status("7"))], Unsure),
        (
            [says(there()), says(None, status=404), says(None, status=404)],
            Refused,
        ),  # before 3.5 nothing can be changed
        ([says(there()), source(), says({"error": "Validation failed: Text is too long"}, status=422)], Refused),
    ],
)
def test_a_change_that_meets_trouble(answers: list[Answer | Exception], raised: type[NetworkAnswer]) -> None:
    with pytest.raises(raised):
        mastodon.edit(FakeHttp(answers), Version(text="Open till five"), "100")


@pytest.mark.mastodon
@pytest.mark.parametrize("audience", [one.name for one in mastodon.FACTS.audiences])
def test_the_counterpart_takes_every_audience_and_a_warning(mastodon_server: MastodonServer, audience: str) -> None:
    version = Version(text=fresh("@sunnybank Rye").text, audience=audience, warning="Bread, and much of it")

    receipt = mastodon.publish(mastodon_server.http("alder"), version, new_key())

    seen = mastodon_server.ask("sunnybank", "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert (seen["visibility"], seen["spoiler_text"], seen["sensitive"]) == (audience, version.warning, True)
    assert "surprise" not in receipt.refs


@pytest.mark.mastodon
def test_a_change_stands_there_with_what_was_before(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder")
    receipt = mastodon.publish(http, fresh("Open till six"), new_key())
    new = Version(text=fresh("Open till five").text, warning="Hours")

    changed = mastodon.edit(http, new, receipt.remote_id)

    seen = mastodon_server.ask("sunnybank", "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert (plain_text(seen), seen["spoiler_text"]) == (new.text, "Hours")
    assert changed.remote_id == receipt.remote_id
    assert "surprise" not in changed.refs
    history = mastodon_server.ask("alder", "GET", f"/api/v1/statuses/{receipt.remote_id}/history")
    assert len(history) == 2


@pytest.mark.mastodon
@pytest.mark.parametrize("accident", [Accident.DROP, Accident.HALF, Accident.SAY_500, Accident.DUPLICATE])
def test_a_change_whose_answer_is_lost_can_be_asked_for_again(
    mastodon_server: MastodonServer, proxy: Before, accident: Accident
) -> None:
    way = proxy(mastodon_server.address)
    http = mastodon_server.http("alder", address=way.address)
    receipt, new = mastodon.publish(http, fresh(), new_key()), fresh("Changed")
    way.on("PUT", "/api/v1/statuses", accident)

    if accident is Accident.DUPLICATE:
        mastodon.edit(http, new, receipt.remote_id)
    else:
        with pytest.raises(Unsure):
            mastodon.edit(http, new, receipt.remote_id)
    again = mastodon.edit(http, new, receipt.remote_id)

    assert again.remote_id == receipt.remote_id
    changes = [one for one in way.seen if one.startswith("PUT")]
    assert len(changes) == 1


@pytest.mark.mastodon
def test_what_is_gone_cannot_be_changed(mastodon_server: MastodonServer) -> None:
    http = mastodon_server.http("alder")
    receipt = mastodon.publish(http, fresh(), new_key())
    mastodon.delete(http, receipt.remote_id)

    with pytest.raises(Refused, match="gone"):
        mastodon.edit(http, fresh(), receipt.remote_id)

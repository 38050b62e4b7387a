"""The practice network, through the transport that every network is handed, against its own server.

The end-to-end tests of the product rely on it; here stands what this module makes of each thing the server can say.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.fake_http import FakeHttp, says
from tests.rehearsal.world import MORNING, World
from twoway.domain.errors import NeedsReconnect, Refused, TryLater, Unsure
from twoway.domain.text.count import count
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.versions import Connection, Inbound, Picture, ReplyTo, Version
from twoway.networks import rehearsal
from twoway.rehearsal import api
from twoway.rehearsal.cast import CAST, TOM
from twoway.rehearsal.reading import act_as, thread, timeline
from twoway.rehearsal.wsgi import as_wsgi
from twoway.work.http import WebHttp

RYE = Version(text="Fresh rye at eight #SmallBusinessSaturday")
BYTES = b"a picture, as far as this network cares"
PICTURE = Picture(sha256="b" * 64, mime="image/jpeg", size=len(BYTES), width=1200, height=900, alt="Two rye loaves")


def way_to(world: World, secrets: Mapping[str, str]) -> WebHttp:
    return WebHttp(
        address=rehearsal.FACTS.default_address,
        secrets=secrets,
        pictures=lambda sha256: BYTES,
        local={"rehearsal": world.stage.answer},
    )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def bakery(world: World) -> Connection:
    return rehearsal.connect(way_to(world, {}), {"name": "Alder & Rye"})


@pytest.fixture
def http(world: World, bakery: Connection) -> WebHttp:
    return way_to(world, bakery.secrets)


def messages(http: WebHttp, own: str, cursor: str = "") -> tuple[list[Inbound], str]:
    batch = rehearsal.fetch(http, cursor, ())
    found = (rehearsal.to_message(raw, own) for raw in batch.raw)
    return [message for message in found if message is not None], batch.cursor


# -- connecting ----------------------------------------------------------------------------------------------------


def test_a_name_is_all_it_takes_to_connect(bakery: Connection) -> None:
    assert (bakery.handle, bakery.name) == ("alder.rye@rehearsal", "Alder & Rye")
    assert bakery.address == "rehearsal://stage"
    assert set(bakery.secrets) == {"token", "renewal"}


@pytest.mark.parametrize("name", ["", "Tom Hallam", "x" * 90])
def test_a_name_that_cannot_be_had_is_refused_in_a_sentence(world: World, name: str) -> None:
    with pytest.raises(Refused) as refused:
        rehearsal.connect(way_to(world, {}), {"name": name})
    assert refused.value.for_people.endswith(".")


def test_an_ended_session_is_renewed_and_goes_on(world: World, http: WebHttp) -> None:
    world.order("expire-session")
    with pytest.raises(NeedsReconnect):
        rehearsal.publish(http, RYE, "k-1")
    fresh = way_to(world, rehearsal.renew(http).secrets)
    assert rehearsal.publish(fresh, RYE, "k-1").remote_id


def test_a_session_ended_for_good_needs_a_person(world: World, http: WebHttp) -> None:
    world.order("sign-out")
    with pytest.raises(NeedsReconnect):
        rehearsal.is_alive(http)
    with pytest.raises(NeedsReconnect):
        rehearsal.renew(http)


def test_a_renewal_that_cannot_be_read_needs_a_person_too() -> None:
    with pytest.raises(NeedsReconnect):
        rehearsal.renew(FakeHttp([says(body=b"<html>")]))


# -- sending -------------------------------------------------------------------------------------------------------


def test_a_version_goes_out_as_it_is_and_says_where(world: World, http: WebHttp) -> None:
    receipt = rehearsal.publish(http, RYE, "k-1")
    [shown] = timeline(world.stage)
    assert shown.text == RYE.text
    assert receipt.address == f"https://desk.example/rehearsal/alder.rye/{receipt.remote_id}"
    assert receipt.at == MORNING


def test_the_same_key_brings_the_same_receipt(world: World, http: WebHttp) -> None:
    assert rehearsal.publish(http, RYE, "k-1") == rehearsal.publish(http, RYE, "k-1")
    assert len(timeline(world.stage)) == 1


def test_a_picture_is_uploaded_and_described(world: World, http: WebHttp) -> None:
    rehearsal.publish(http, replace(RYE, pictures=(PICTURE,)), "k-1")
    [shown] = timeline(world.stage)[0].pictures
    assert (shown.alt, shown.sha256) == ("Two rye loaves", PICTURE.sha256)


def test_a_picture_that_is_there_already_is_not_uploaded_again() -> None:
    there = replace(PICTURE, remote={"id": "p-1"})
    post = {"id": "1", "address": "https://desk.example/1", "at": MORNING.isoformat()}
    http = FakeHttp([says(post, status=201)])
    rehearsal.publish(http, replace(RYE, pictures=(there,)), "k-1")
    assert http.paths == ["POST /api/posts"]


def test_a_lost_upload_is_tried_later_for_nobody_saw_it() -> None:
    http = FakeHttp([says(body=b"<html>")], pictures={PICTURE.sha256: BYTES})
    with pytest.raises(TryLater):
        rehearsal.publish(http, replace(RYE, pictures=(PICTURE,)), "k-1")
    assert [sent.changes for sent in http.requests] == [False]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (replace(RYE, text="x" * 301), "300"),
        (replace(RYE, pictures=(replace(PICTURE, mime="application/pdf"),)), "application/pdf"),
        (replace(RYE, pictures=(PICTURE,) * 5), "4 pictures"),
        (replace(RYE, pictures=(replace(PICTURE, alt="x" * 1001),)), "1000"),
        (replace(RYE, text="half \ud83d"), "signs"),
        (replace(RYE, reply_to=ReplyTo(remote_id="nothing", root_id="nothing")), "taken down"),
    ],
)
def test_what_the_network_will_not_take_is_refused_with_the_reason(http: WebHttp, wrong: Version, word: str) -> None:
    with pytest.raises(Refused, match=word):
        rehearsal.publish(http, wrong, "k-1")


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("down", TryLater),  # nothing happened
        ("rate-limit", TryLater),
        ("refuse", Refused),
        ("expire-session", NeedsReconnect),
        ("lose-answer", Unsure),  # it is out, and we were not told
        ("garbage", Unsure),
    ],
)
def test_every_failure_is_one_of_the_answers(world: World, http: WebHttp, kind: str, raised: type[Exception]) -> None:
    world.order(kind)
    with pytest.raises(raised):
        rehearsal.publish(http, RYE, "k-1")


def test_the_network_says_how_long_to_wait(world: World, http: WebHttp) -> None:
    world.order("rate-limit", seconds=7)
    with pytest.raises(TryLater) as later:
        rehearsal.publish(http, RYE, "k-1")
    assert later.value.wait == timedelta(seconds=7)


@pytest.mark.parametrize("kind", ["lose-answer", "garbage"])
def test_what_is_out_without_a_receipt_is_found(world: World, http: WebHttp, kind: str) -> None:
    world.order(kind)
    with pytest.raises(Unsure):
        rehearsal.publish(http, RYE, "k-1")
    found = rehearsal.find(http, RYE, "k-1", MORNING)
    assert found is not None
    assert found == rehearsal.publish(http, RYE, "k-1")


def test_what_is_not_out_is_not_found(world: World, http: WebHttp) -> None:
    world.order("down")
    with pytest.raises(TryLater):
        rehearsal.publish(http, RYE, "k-1")
    assert rehearsal.find(http, RYE, "k-1", MORNING) is None


@pytest.mark.parametrize("kind", ["down", "garbage"])
def test_a_doubtful_look_is_no_answer(world: World, http: WebHttp, kind: str) -> None:
    world.order(kind, touches="reading")
    with pytest.raises(TryLater):
        rehearsal.find(http, RYE, "k-1", MORNING)


def test_a_broken_server_leaves_a_sending_unsure_and_a_look_for_later() -> None:
    with pytest.raises(Unsure):
        rehearsal.publish(FakeHttp([says({}, status=500)]), RYE, "k-1")
    with pytest.raises(TryLater):
        rehearsal.fetch(FakeHttp([says({}, status=500)]), "", ())


@given(entropy=st.integers(0, 2**64 - 1))
def test_a_key_is_one_the_network_takes(entropy: int) -> None:
    key = rehearsal.new_key(datetime(2026, 11, 22, 9, 14, tzinfo=UTC), entropy)
    assert key.startswith("20261122T091400-")
    assert api._KEY.fullmatch(key)


def test_a_post_is_deleted_once_or_twice_with_the_same_success(world: World, http: WebHttp) -> None:
    receipt = rehearsal.publish(http, RYE, "k-1")
    rehearsal.delete(http, receipt.remote_id)
    rehearsal.delete(http, receipt.remote_id)
    rehearsal.delete(http, "never-there")
    assert timeline(world.stage) == ()


# -- over a wire ---------------------------------------------------------------------------------------------------


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests keep their output clean."""


@pytest.fixture
def far_away(world: World) -> Iterator[str]:
    """The address of the same network behind real HTTP."""
    with make_server("127.0.0.1", 0, as_wsgi(world.stage), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def wire_to(address: str, secrets: Mapping[str, str]) -> WebHttp:
    return WebHttp(address=address, secrets=secrets, pictures=lambda sha256: BYTES, trusted=frozenset({address}))


def test_it_is_the_same_network_over_a_wire(world: World, far_away: str) -> None:
    bakery = rehearsal.connect(wire_to(far_away, {}), {"name": "Alder & Rye"})
    http = wire_to(far_away, bakery.secrets)
    receipt = rehearsal.publish(http, replace(RYE, pictures=(PICTURE,)), "k-1")
    world.clock.wait(seconds=10)
    assert {message.about_id for message in messages(http, bakery.remote_id)[0]} == {receipt.remote_id}
    assert rehearsal.look_up(http, TOM) is not None
    rehearsal.delete(http, receipt.remote_id)


def test_an_answer_lost_on_a_wire_is_unsure_too(world: World, far_away: str) -> None:
    bakery = rehearsal.connect(wire_to(far_away, {}), {"name": "Alder & Rye"})
    http = wire_to(far_away, bakery.secrets)
    world.order("lose-answer")
    with pytest.raises(Unsure):
        rehearsal.publish(http, RYE, "k-1")
    assert rehearsal.find(http, RYE, "k-1", MORNING) is not None


# -- people --------------------------------------------------------------------------------------------------------


def test_people_answer_and_we_answer_them(world: World, http: WebHttp, bakery: Connection) -> None:
    receipt = rehearsal.publish(http, Version(text="Christmas orders are open"), "k-1")
    world.clock.wait(seconds=25)
    heard, cursor = messages(http, bakery.remote_id)
    tom = next(message for message in heard if message.author.handle == TOM)
    assert (tom.about_id, tom.root_id, tom.ours, tom.kind) == (receipt.remote_id, receipt.remote_id, False, "reply")
    assert (tom.author.name, tom.under_id) == ("Tom Hallam", receipt.remote_id)

    answer = Version(text="Tom, I’m sorry. Your next order is on us, at eight, in my hand.", reply_to=tom.reply_to)
    rehearsal.publish(http, answer, "k-2")
    world.clock.wait(minutes=1)
    later, _ = messages(http, bakery.remote_id, cursor)
    assert TOM in {message.author.handle for message in later}


def test_a_like_is_no_message(world: World, http: WebHttp, bakery: Connection) -> None:
    rehearsal.publish(http, RYE, "k-1")
    world.clock.wait(hours=1)
    raw = rehearsal.fetch(http, "", ()).raw
    assert any(rehearsal.to_message(each, bakery.remote_id) is None for each in raw)


def test_a_long_absence_is_caught_up_with(world: World, http: WebHttp, bakery: Connection) -> None:
    receipt = rehearsal.publish(http, RYE, "k-1")
    for n in range(130):
        act_as(world.stage, TOM, receipt.remote_id, f"Number {n}")
    heard, cursor = messages(http, bakery.remote_id)
    assert len(heard) == 130
    assert messages(http, bakery.remote_id, cursor) == ([], cursor)


def test_a_mention_elsewhere_is_not_about_a_post_of_ours(world: World, http: WebHttp, bakery: Connection) -> None:
    sarah = rehearsal.connect(way_to(world, {}), {"name": "Sarah, at home"})
    rehearsal.publish(way_to(world, sarah.secrets), Version(text="Thank you @alder.rye@rehearsal"), "k-1")
    [mention] = messages(http, bakery.remote_id)[0]
    assert (mention.kind, mention.about_id) == ("mention", "")


@pytest.mark.parametrize("raw", [{}, {"kind": "wave"}, {"kind": "reply"}, {"kind": "reply", "post": {"id": "1"}}])
def test_an_unknown_shape_is_said_to_be_unknown(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="notification"):
        rehearsal.to_message(raw, "me")


def test_people_are_looked_up(http: WebHttp) -> None:
    tom = rehearsal.look_up(http, TOM)
    assert tom is not None
    assert (tom.name, tom.handle) == ("Tom Hallam", TOM)
    assert rehearsal.look_up(http, "no.body@rehearsal") is None


# -- facts ---------------------------------------------------------------------------------------------------------


def test_the_server_allows_what_the_facts_say(http: WebHttp) -> None:
    facts, allowed = rehearsal.FACTS, rehearsal.instance(http)
    assert facts.media.alt_limit is not None
    assert dict(allowed) == {
        "text": facts.text.limit.value,
        "pictures": facts.media.most,
        "picture_bytes": facts.media.bytes_limit,
        "alt": facts.media.alt_limit.value,
    }
    assert facts.media.types == api.PICTURE_TYPES


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=400))
def test_our_count_is_the_networks_count(text: str) -> None:
    is_over = count(text, rehearsal.FACTS, {}).is_over
    try:
        api.check_length(text)
    except api.No:
        assert is_over
    else:
        assert not is_over


def test_the_people_of_the_network_are_found_in_a_text() -> None:
    text = "Thank you " + " ".join(f"@{handle}" for handle in CAST)
    found = [e.value for e in entities(text, rehearsal.FACTS) if e.kind is EntityKind.MENTION]
    assert found == list(CAST)


def test_a_server_that_is_there_is_alive(http: WebHttp) -> None:
    rehearsal.is_alive(http)


# -- changing, pressing, counting, finding -------------------------------------------------------------------------


def test_a_post_that_is_out_can_say_something_else(http: WebHttp, world: World) -> None:
    receipt = rehearsal.publish(http, RYE, "k1")
    new = Version(text="Fresh rye at nine", pictures=(PICTURE,), warning="Hours")
    assert rehearsal.edit(http, new, receipt.remote_id).remote_id == receipt.remote_id
    shown = timeline(world.stage)[0]
    assert (shown.text, shown.warning, shown.was_changed) == ("Fresh rye at nine", "Hours", True)
    assert shown.pictures[0].alt == "Two rye loaves"


def test_a_change_whose_answer_is_lost_may_have_been_made_and_may_be_said_again(http: WebHttp, world: World) -> None:
    receipt = rehearsal.publish(http, RYE, "k1")
    world.order("lose-answer")
    new = Version(text="Fresh rye at nine")
    with pytest.raises(Unsure):
        rehearsal.edit(http, new, receipt.remote_id)
    assert timeline(world.stage)[0].text == "Fresh rye at nine"
    assert rehearsal.edit(http, new, receipt.remote_id).remote_id == receipt.remote_id


def test_what_is_too_old_stays_as_it_is(http: WebHttp, world: World) -> None:
    receipt = rehearsal.publish(http, RYE, "k1")
    world.clock.wait(days=8)
    with pytest.raises(Refused, match="7 days"):
        rehearsal.edit(http, Version(text="Fresh rye at nine"), receipt.remote_id)


def test_what_somebody_wrote_is_liked_once_and_not_any_more(http: WebHttp, world: World) -> None:
    said = act_as(world.stage, TOM, rehearsal.publish(http, RYE, "k1").remote_id, "Late again")
    for on, likes in ((True, 1), (True, 1), (False, 0), (False, 0)):
        rehearsal.react(http, said.id, {}, "like", on)
        shown = next(one for one in thread(world.stage, said.id) if one.id == said.id)
        assert shown.likes == likes


def test_what_is_gone_is_liked_by_nobody(http: WebHttp) -> None:
    receipt = rehearsal.publish(http, RYE, "k1")
    rehearsal.delete(http, receipt.remote_id)
    rehearsal.react(http, receipt.remote_id, {}, "like", False)
    with pytest.raises(Refused):
        rehearsal.react(http, receipt.remote_id, {}, "like", True)


def test_counts_leave_out_what_is_not_told_and_what_is_gone(http: WebHttp, world: World) -> None:
    here, gone = (rehearsal.publish(http, RYE, key).remote_id for key in ("k1", "k2"))
    rehearsal.delete(http, gone)
    act_as(world.stage, TOM, here, "Late again")
    told = rehearsal.counts(http, (here, gone))
    assert set(told) == {here}
    assert told[here].replies == 1
    assert told[here].reposts is None


def test_what_is_found_reads_as_a_message(http: WebHttp, bakery: Connection, world: World) -> None:
    said = act_as(world.stage, TOM, rehearsal.publish(http, RYE, "k1").remote_id, "Where is my sourdough")
    batch = rehearsal.search(http, "sourdough", "")
    found = rehearsal.to_message(batch.raw[0], bakery.remote_id)
    assert found is not None
    assert (found.remote_id, found.kind, found.author.handle) == (said.id, "found", TOM)


def test_people_are_found_while_a_name_is_typed(http: WebHttp) -> None:
    assert [one.handle for one in rehearsal.people(http, "tom")] == [TOM]


def test_counts_that_make_no_sense_are_asked_for_later() -> None:
    http = FakeHttp([says({"counts": {"a": {"likes": "many"}}})])
    with pytest.raises(TryLater):
        rehearsal.counts(http, ("a",))

"""The AT protocol's names and references, against answers of real servers."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twoway.domain import atproto
from twoway.domain.text.entities import EntityKind, entities
from twoway.networks import bluesky

#: A busy machine is no fault of the code.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENTROPY = st.integers(min_value=0, max_value=2**64 - 1)
TIMES = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them bare


def test_a_key_made_by_a_real_server_tells_its_time() -> None:
    at = atproto.time_of("3n2vkagp2tk2e")
    assert at is not None
    assert at.replace(microsecond=0) == datetime(2026, 11, 22, 11, 48, 3, tzinfo=UTC)


@PATIENT
@given(TIMES, ENTROPY)
def test_a_key_is_a_valid_one_of_its_second(at: datetime, entropy: int) -> None:
    key = atproto.record_key(at, entropy)
    assert re.fullmatch(r"[2-7a-j][2-7a-z]{12}", key)
    told = atproto.time_of(key)
    assert told is not None
    assert timedelta(0) <= told - at.replace(microsecond=0) < timedelta(seconds=1)


@PATIENT
@given(TIMES, ENTROPY, ENTROPY)
def test_keys_sort_by_time(at: datetime, one: int, other: int) -> None:
    assert atproto.record_key(at, one) < atproto.record_key(at + timedelta(seconds=2), other)


def test_keys_of_one_moment_differ() -> None:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert len({atproto.record_key(at, 7919 * n * 2**33) for n in range(2000)}) == 2000


@pytest.mark.parametrize("key", ["", "preview", "3n2vkagp2tk2", "zn2vkagp2tk2e", "3n2vkagp2tk1e", "3n2vkagp2tk2e\n"])
def test_what_is_no_key_has_no_time(key: str) -> None:
    assert atproto.time_of(key) is None


def test_a_time_is_written_in_utc_with_milliseconds() -> None:
    at = datetime.fromisoformat("2026-11-22T09:00:00.123456+02:00")
    assert atproto.datetime_text(at) == "2026-11-22T07:00:00.123Z"


def test_a_picture_has_the_reference_that_a_real_server_gave_it() -> None:
    digest = hashlib.sha256(b"hello hello hello hello").hexdigest()
    assert atproto.blob(digest, "image/png", 23) == {
        "$type": "blob",
        "ref": {"$link": "bafkreihkye64pdnd66mfqraachsnwqih5eybgfcrdzwqa4zsbmkmknnyeq"},
        "mimeType": "image/png",
        "size": 23,
    }


@pytest.mark.parametrize("sha256", ["", "not hexadecimal", "abc"])
def test_a_picture_without_a_hash_is_no_reason_to_fall_over(sha256: str) -> None:
    assert atproto.blob(sha256, "image/png", 1)["$type"] == "blob"


@PATIENT
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_offsets_point_at_whole_signs_in_order(text: str) -> None:
    whole, end = text.encode(), 0
    for facet in atproto.rich_text(text, bluesky.FACTS, {}):
        index = facet["index"]
        assert isinstance(index, dict)
        assert end <= index["byteStart"] < index["byteEnd"] <= len(whole)
        whole[index["byteStart"] : index["byteEnd"]].decode()
        end = index["byteEnd"]


def test_each_kind_of_thing_has_its_facet() -> None:
    text = "🥖 @sunnybank.bsky.social see example.org/rye and $RYE #Brot, mail a@example.org, not @nobody.bsky.social"
    found = atproto.rich_text(text, bluesky.FACTS, {"sunnybank.bsky.social": "did:plc:sunny"})
    features = [facet["features"][0] for facet in found if isinstance(facet["features"], list)]
    kind = "app.bsky.richtext.facet#"
    assert features == [
        {"$type": f"{kind}mention", "did": "did:plc:sunny"},
        {"$type": f"{kind}link", "uri": "https://example.org/rye"},
        {"$type": f"{kind}tag", "tag": "$RYE"},
        {"$type": f"{kind}tag", "tag": "Brot"},
    ]
    assert [one.kind for one in entities(text, bluesky.FACTS)].count(EntityKind.MENTION) == 2


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.W10.c", "...", "a.é.c", "a.bm90IGpzb24.c"])
def test_a_token_that_cannot_be_read_says_nothing(token: str) -> None:
    assert atproto.claims(token) == {}


def test_a_token_is_read() -> None:
    assert atproto.claims("e30.eyJleHAiOjF9.sig") == {"exp": 1}


def test_a_later_key_is_later_by_so_many_seconds_and_sorts_after() -> None:
    first = atproto.record_key(datetime(2026, 11, 22, 12, tzinfo=UTC), 123_456_789)
    later = [atproto.later_key(first, seconds) for seconds in range(4)]
    assert later[0] == first
    assert later == sorted(later)
    at = atproto.time_of(first)
    assert at is not None
    assert atproto.time_of(later[3]) == at + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("record", "cid"),
    [
        # The empty map and the empty list, and a map whose keys come shortest first: names known from the IPLD fixtures.
        ({}, "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"),
        ({"b": 1, "a": 2}, atproto.record_cid({"a": 2, "b": 1})),  # the order of writing does not matter
        ({"aa": 1, "b": 2}, atproto.record_cid({"b": 2, "aa": 1})),
    ],
)
def test_a_record_is_named_by_its_contents(record: dict[str, object], cid: str) -> None:
    assert atproto.record_cid(record) == cid


def test_records_that_differ_in_one_value_have_other_names() -> None:
    base: dict[str, object] = {"text": "Fresh rye", "n": 24, "yes": True, "none": None, "list": ["a"]}
    changes: list[dict[str, object]] = [
        {"text": "Fresh rye "},
        {"n": 23},
        {"n": 256},
        {"n": -1},
        {"yes": False},
        {"none": 0},
        {"list": []},
    ]
    names = {atproto.record_cid(base | change) for change in changes} | {atproto.record_cid(base)}
    assert len(names) == len(changes) + 1


def test_what_is_no_json_has_no_name() -> None:
    with pytest.raises(TypeError, match="float"):
        atproto.record_cid({"price": 1.5})

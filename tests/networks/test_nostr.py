import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.written import ANSWERED, DIRECT, LOAVES, SEEN, counted, remarked, sunny, version
from twoway.domain.versions import Mention, ReplyTo
from twoway.networks.nostr import FACTS, from_name, new_key, nprofile, npub, to_payload

#: The example of NIP-19.
KEY = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e"
NAME = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"
PROFILE = nprofile(KEY)
#: The other example of NIP-19: the key stands beside the addresses of two relays.
OTHER_KEY = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"
WITH_RELAYS = (
    "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34"
    "kytnrdaksjlyr9p"
)
AT = "1795348800-0000000000000001"


def tags(payload: object) -> list[list[str]]:
    assert isinstance(payload, dict)
    return list(payload["tags"])


def test_an_event_holds_the_words_and_the_time_of_its_key() -> None:
    assert to_payload(version("Fresh rye"), AT) == {
        "kind": 1,
        "content": "Fresh rye",
        "tags": [],
        "created_at": 1_795_348_800,
    }


def test_the_same_words_with_the_same_key_are_the_same_event() -> None:
    def identity(key: str) -> str:
        event = to_payload(version("Fresh rye #Rye", SEEN), key)
        parts = [0, KEY, event["created_at"], event["kind"], event["tags"], event["content"]]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert identity(new_key(noon, 7)) == identity(new_key(noon, 7))
    assert identity(new_key(noon, 7)) != identity(new_key(datetime(2026, 11, 22, 13, tzinfo=UTC), 7))


def test_a_key_that_is_none_gives_no_time() -> None:
    assert "created_at" not in to_payload(version(), "a-key")


def test_hashtags_are_told_in_small_letters_and_once() -> None:
    payload = to_payload(version("#Rye in #Millbrook, #rye"), AT)
    assert tags(payload) == [["t", "rye"], ["t", "millbrook"]]
    assert payload["content"] == "#Rye in #Millbrook, #rye"


@pytest.mark.parametrize("known", [KEY, KEY.upper(), NAME, PROFILE])
def test_somebody_is_named_by_their_key_however_it_is_kept(known: str) -> None:
    payload = to_payload(version("Thanks @sunnybank!", mentions=(sunny(known),)), AT)
    assert payload["content"] == f"Thanks nostr:{PROFILE}!"
    assert tags(payload) == [["p", KEY]]


def test_a_profile_that_says_where_somebody_can_be_read_is_passed_on_whole() -> None:
    grace = Mention(handle="grace", remote_id=WITH_RELAYS, name="Grace Wynne")
    payload = to_payload(version("Thanks, Grace Wynne!", mentions=(grace,)), AT)
    assert payload["content"] == f"Thanks, nostr:{WITH_RELAYS}!"
    assert tags(payload) == [["p", OTHER_KEY]]


def test_a_name_whose_key_cannot_be_read_stays_a_name() -> None:
    grace = Mention(handle="grace", remote_id="77", name="Grace Wynne")
    assert to_payload(version("Thanks, Grace Wynne!", mentions=(grace,)), AT)["content"] == "Thanks, Grace Wynne!"


@pytest.mark.parametrize("unknown", ["77", NAME[:-1] + "q", PROFILE[:-1] + "q", ""])
def test_a_key_that_cannot_be_read_names_nobody(unknown: str) -> None:
    payload = to_payload(version("Thanks @sunnybank!", mentions=(sunny(unknown),)), AT)
    assert (payload["content"], tags(payload)) == ("Thanks @sunnybank!", [])


def test_an_answer_marks_the_top_of_the_thread_and_what_it_answers() -> None:
    answered = ReplyTo(remote_id="456", root_id="123", refs={"pubkey": KEY})
    assert tags(to_payload(version("Thank you", reply_to=answered), AT)) == [
        ["e", "123", "", "root"],
        ["e", "456", "", "reply"],
        ["p", KEY],
    ]
    assert tags(to_payload(version("Thank you", reply_to=DIRECT), AT)) == [["e", "123", "", "root"]]
    assert len(tags(to_payload(version("Thank you", reply_to=ANSWERED), AT))) == 2


def test_a_picture_stands_at_its_address_below_the_words_with_its_description() -> None:
    payload = to_payload(version("Fresh rye", SEEN), AT)
    assert payload["content"] == "Fresh rye\nhttps://alder.example.com/loaves.jpg"
    assert tags(payload) == [
        [
            "imeta",
            "url https://alder.example.com/loaves.jpg",
            "m image/jpeg",
            f"x {LOAVES.sha256}",
            "dim 1200x900",
            "alt Two rye loaves",
        ]
    ]


def test_the_example_of_the_specification_is_kept() -> None:
    assert npub(KEY) == NAME
    assert from_name(NAME) == KEY
    assert from_name(WITH_RELAYS) == OTHER_KEY


@given(key=st.binary(min_size=32, max_size=32))
def test_every_key_comes_back_from_its_name(key: bytes) -> None:
    assert from_name(npub(key.hex())) == key.hex()
    assert from_name(nprofile(key.hex())) == key.hex()


@given(place=st.integers(5, 62), sign=st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_sign_is_noticed(place: int, sign: str) -> None:
    assert from_name(NAME[:place] + sign + NAME[place + 1 :]) == (KEY if NAME[place] == sign else "")


def test_bytes_are_counted_and_markup_would_be_seen() -> None:
    assert counted("é🍞", FACTS) == 6
    assert "markdown-leak" in remarked("**Rye** is out", FACTS)

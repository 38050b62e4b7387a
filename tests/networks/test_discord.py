from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.networks.written import ANSWERED, LOAVES, SEEN, stopped, sunny, tailored, version
from twoway.networks.discord import FACTS, new_key, to_payload

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_markdown_stays_and_nobody_is_told_of_it() -> None:
    payload = to_payload(version("**Rye** @everyone"), "k-1")
    assert payload["content"] == "**Rye** @everyone"
    assert payload["allowed_mentions"] == {"parse": [], "users": []}
    assert (
        tailored("**Rye** at [eight](https://alder.example.com)", FACTS)
        == "**Rye** at [eight](https://alder.example.com)"
    )


def test_somebody_who_was_looked_up_is_told_once() -> None:
    payload = to_payload(version("@sunnybank thanks, @sunnybank", mentions=(sunny(),)), "k-1")
    assert payload["content"] == "<@77> thanks, <@77>"
    assert payload["allowed_mentions"] == {"parse": [], "users": ["77"]}


def test_the_key_keeps_it_from_being_sent_twice() -> None:
    payload = to_payload(version(), "k-1")
    assert (payload["nonce"], payload["enforce_nonce"]) == ("k-1", True)


@given(entropy=st.integers(0, 2**64 - 1), at=st.datetimes(timezones=st.just(UTC)))
def test_a_key_is_never_longer_than_the_network_takes(entropy: int, at: datetime) -> None:
    assert len(new_key(at, entropy)) == 25


def test_pictures_carry_their_descriptions() -> None:
    assert to_payload(version("Rye", SEEN, LOAVES), "k-1")["attachments"] == [
        {"id": 0, "filename": "loaves.jpg", "description": "Two rye loaves"},
        {"id": 1, "filename": "upload-abababababab", "description": "Two rye loaves"},
    ]


def test_an_answer_names_the_message() -> None:
    assert to_payload(version("Thanks", reply_to=ANSWERED), "k-1")["message_reference"] == {"message_id": "456"}


def test_2000_fit_and_hashtags_read_as_words() -> None:
    assert "over-limit" not in stopped("x" * 2000, FACTS)
    assert "over-limit" in stopped("x" * 2001, FACTS)
    assert tailored("Open for #SmallBusinessSaturday today.", FACTS) == "Open for Small Business Saturday today."

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.written import ANSWERED, LOAVES, SEEN, SHOP, body, counted, stopped, version
from twoway.domain.payloads import by_name
from twoway.domain.versions import Mention, ReplyTo
from twoway.networks.telegram import FACTS, to_payload


def found_in(text: str) -> list[tuple[str, str]]:
    """What is told beside the text: kind and words, cut out as the network cuts them."""
    units = text.encode("utf-16-le")
    entities = body(to_payload(version(text), ""))["entities"]
    return [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")) for e in entities
    ]


def test_nothing_is_escaped() -> None:
    text = "Rye_bread *dark* [new] (3.50) #rye!"
    assert body(to_payload(version(text), ""))["text"] == text


def test_offsets_are_counted_in_utf16_units() -> None:
    assert body(to_payload(version("🎉👩‍👩‍👧 #Rye"), ""))["entities"] == [
        {"type": "hashtag", "offset": 11, "length": 4}
    ]


def test_links_people_and_tags_are_told_beside_the_text() -> None:
    text = "🎉 @sunnybank: rye at https://alder.example.com/é and bread@alder.example #rye $RYE"
    assert found_in(text) == [
        ("mention", "@sunnybank"),
        ("url", "https://alder.example.com/é"),
        ("email", "bread@alder.example"),
        ("hashtag", "#rye"),
        ("cashtag", "$RYE"),
    ]


def test_who_has_no_username_is_meant_by_their_number_beside_the_name() -> None:
    grace = Mention(handle="", remote_id="5012345678", name="Grace Wynne")
    payload = body(to_payload(version("🎉 Thanks, Grace Wynne! #rye", mentions=(replace(grace, start=10),)), ""))
    assert payload["text"] == "🎉 Thanks, Grace Wynne! #rye"
    assert payload["entities"] == [
        {
            "type": "text_mention",
            "offset": 11,
            "length": 11,
            "user": {"id": 5012345678, "is_bot": False, "first_name": "Grace Wynne"},
        },
        {"type": "hashtag", "offset": 24, "length": 4},
    ]


def test_a_name_that_looks_like_a_link_is_told_once() -> None:
    shop = Mention(handle="", remote_id="5012345678", name="alder.com")
    assert [one["type"] for one in body(to_payload(version("At alder.com", mentions=(shop,)), ""))["entities"]] == [
        "text_mention"
    ]


def test_a_name_without_a_number_is_told_as_nothing() -> None:
    grace = Mention(handle="", remote_id="²", name="Grace Wynne")
    assert body(to_payload(version("Thanks, Grace Wynne", mentions=(grace,)), ""))["entities"] == []


def test_a_username_is_written_and_a_number_stands_beside_the_name() -> None:
    assert by_name("Grace Wynne", "gracewynne", "5012345678", FACTS) is None
    assert by_name("Grace Wynne", "", "5012345678", FACTS) is not None


@given(text=st.text(st.characters(exclude_categories=["Cs"])) | st.text("🎉#@a. é👩‍👧", max_size=30))
def test_every_entity_is_cut_at_whole_signs_and_in_order(text: str) -> None:
    found = body(to_payload(version(text), ""))["entities"]
    assert all(words for _, words in found_in(text))
    assert all(one["offset"] + one["length"] <= two["offset"] for one, two in itertools.pairwise(found))


def test_words_beside_a_picture_are_its_caption() -> None:
    payload = to_payload(version("Rye #rye", SEEN), "")
    assert payload == {
        "call": "sendPhoto",
        "body": {
            "photo": "f-1",
            "caption": "Rye #rye",
            "caption_entities": [{"type": "hashtag", "offset": 4, "length": 4}],
        },
    }


def test_several_pictures_are_an_album_with_one_caption() -> None:
    payload = to_payload(version("Fresh rye", LOAVES, SHOP), "")
    assert payload["call"] == "sendMediaGroup"
    assert [one.get("caption") for one in body(payload)["media"]] == ["Fresh rye", None]


@pytest.mark.parametrize("pictures", [(), (SEEN,), (LOAVES, SHOP)])
def test_an_answer_names_the_number_of_the_message(pictures: tuple[object, ...]) -> None:
    answer = to_payload(version("Thank you", *pictures, reply_to=ANSWERED), "")  # type: ignore[arg-type]  # pictures of any number
    assert body(answer)["reply_parameters"] == {"message_id": 456}


def test_what_is_no_number_is_left_as_it_is() -> None:
    odd = ReplyTo(remote_id="²", root_id="²")
    assert body(to_payload(version("Thank you", reply_to=odd), ""))["reply_parameters"] == {"message_id": "²"}


def test_a_caption_is_shorter_than_a_message() -> None:
    assert counted("🎉", FACTS) == 2
    assert "over-limit" not in stopped("x" * 4096, FACTS)
    assert "over-limit" not in stopped("x" * 1024, FACTS, LOAVES)
    assert "over-limit" in stopped("x" * 1025, FACTS, LOAVES)

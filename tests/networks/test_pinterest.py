import pytest

from tests.networks.written import ANSWERED, LOAVES, SEEN, SHOP, stopped, version
from twoway.domain.errors import BadInput
from twoway.networks.pinterest import FACTS, to_payload


def test_a_pin_has_a_picture_a_description_and_the_first_link() -> None:
    text = "Dark rye, see https://alder.example.com/rye and https://alder.example.com/oat"
    assert to_payload(version(text, SEEN), "") == {
        "description": text,
        "link": "https://alder.example.com/rye",
        "alt_text": "Two rye loaves",
        "media_source": {"source_type": "image_url", "url": "https://alder.example.com/loaves.jpg"},
    }


def test_several_pictures_are_leafed_through() -> None:
    source = to_payload(version("Dark rye", LOAVES, SHOP), "")["media_source"]
    assert source == {
        "source_type": "multiple_image_urls",
        "items": [
            {"url": "upload-abababababab", "description": "Two rye loaves"},
            {"url": "upload-cdcdcdcdcdcd", "description": "The shop in the morning"},
        ],
    }


def test_a_link_that_is_too_long_for_its_field_stays_in_the_words() -> None:
    assert "link" not in to_payload(version("See https://alder.example.com/" + "a" * 2048), "")


def test_nobody_can_be_answered() -> None:
    with pytest.raises(BadInput, match="answer"):
        to_payload(version("Thank you", reply_to=ANSWERED), "")


def test_the_shorter_of_the_limits_that_are_told_holds() -> None:
    assert "over-limit" not in stopped("x" * 500, FACTS, LOAVES)
    assert "over-limit" in stopped("x" * 501, FACTS, LOAVES)
    assert "missing-media" in stopped("Dark rye", FACTS)

from dataclasses import replace

import pytest

from tests.networks.written import ANSWERED, LOAVES, SEEN, SHOP, counted, remarked, stopped, tailored, version
from twoway.networks.threads import FACTS, to_payload


def test_words_alone_are_a_text_post() -> None:
    assert to_payload(version("Fresh rye"), "") == {"media_type": "TEXT", "text": "Fresh rye"}


def test_one_picture_makes_an_image_post() -> None:
    assert to_payload(version("Fresh rye", SEEN), "") == {
        "media_type": "IMAGE",
        "text": "Fresh rye",
        "image_url": "https://alder.example.com/loaves.jpg",
        "alt_text": "Two rye loaves",
    }


def test_several_pictures_are_leafed_through() -> None:
    payload = to_payload(version("Fresh rye", LOAVES, replace(SHOP, alt="")), "")
    assert (payload["media_type"], payload["text"]) == ("CAROUSEL", "Fresh rye")
    assert payload["children"] == [
        {
            "media_type": "IMAGE",
            "image_url": "upload-abababababab",
            "alt_text": "Two rye loaves",
            "is_carousel_item": True,
        },
        {"media_type": "IMAGE", "image_url": "upload-cdcdcdcdcdcd", "is_carousel_item": True},
    ]


def test_an_answer_names_what_it_answers() -> None:
    assert to_payload(version("Thank you", reply_to=ANSWERED), "")["reply_to_id"] == "456"


@pytest.mark.parametrize(("number", "goes"), [(5, True), (6, False)])
def test_more_than_five_links_are_refused(number: int, goes: bool) -> None:
    links = " ".join(f"https://alder.example.com/{n}" for n in range(number))
    assert ("too-many-links" not in stopped(f"Fresh rye {links}", FACTS)) is goes


def test_one_hashtag_is_the_topic_and_more_become_words() -> None:
    assert tailored("Fresh rye at eight. #Rye #Millbrook", FACTS).count("#") == 1
    assert "too-many-hashtags" in stopped("Fresh #rye in #Millbrook at eight.", FACTS)


def test_a_picture_takes_the_preview_of_a_link_away() -> None:
    assert "preview-lost-to-media" in remarked("Order at https://alder.example.com", FACTS, LOAVES)


def test_500_fit_and_an_emoji_counts_as_its_bytes() -> None:
    assert counted("Rye 👩‍👩‍👧", FACTS) == 22
    assert "over-limit" not in stopped("x" * 500, FACTS)
    assert "over-limit" in stopped("x" * 501, FACTS)

from dataclasses import replace

import pytest

from tests.networks.written import ANSWERED, LOAVES, SEEN, SHOP, body, remarked, stopped, tailored, version
from twoway.networks.instagram import FACTS, to_payload


def test_one_picture_is_fetched_from_its_address_with_its_description() -> None:
    payload = to_payload(version("Fresh rye", SEEN), "")
    assert payload["call"] == "POST /{account}/media"
    assert body(payload) == {
        "caption": "Fresh rye",
        "image_url": "https://alder.example.com/loaves.jpg",
        "alt_text": "Two rye loaves",
    }


def test_several_pictures_are_leafed_through_under_one_caption() -> None:
    found = body(to_payload(version("Fresh rye", LOAVES, SHOP), ""))
    assert (found["media_type"], found["caption"]) == ("CAROUSEL", "Fresh rye")
    assert [child["alt_text"] for child in found["children"]] == ["Two rye loaves", "The shop in the morning"]
    assert all(child["is_carousel_item"] and "caption" not in child for child in found["children"])


def test_no_description_is_no_field() -> None:
    assert "alt_text" not in body(to_payload(version("Fresh rye", replace(LOAVES, alt="")), ""))


def test_an_answer_goes_below_the_comment() -> None:
    assert to_payload(version("Thank you", reply_to=ANSWERED), "") == {
        "call": "POST /456/replies",
        "body": {"message": "Thank you"},
    }


def test_words_alone_are_held_back() -> None:
    assert "missing-media" in stopped("Fresh rye at eight", FACTS)
    assert "missing-media" not in stopped("Fresh rye at eight", FACTS, LOAVES)


@pytest.mark.parametrize(("number", "goes"), [(5, True), (6, False)])
def test_more_than_five_hashtags_are_refused(number: int, goes: bool) -> None:
    tags = " ".join(f"#Rye{chr(65 + n)}" for n in range(number))
    assert ("too-many-hashtags" not in stopped(f"Fresh rye. {tags}", FACTS, LOAVES)) is goes
    assert tailored(f"Fresh rye. {tags}", FACTS).count("#") == min(number, 5)


def test_a_link_is_dead_and_only_jpeg_goes() -> None:
    assert "link-not-clickable" in remarked("Order at https://alder.example.com today", FACTS, LOAVES)
    assert "wrong-type-or-size" in remarked("Fresh rye", FACTS, replace(LOAVES, mime="image/png"))


def test_more_than_three_people_are_too_many() -> None:
    assert "too-many-mentions" not in remarked("Thanks @a1, @b1 and @c1", FACTS, LOAVES)
    assert "too-many-mentions" in remarked("Thanks @a1, @b1, @c1 and @d1", FACTS, LOAVES)


def test_a_picture_too_tall_is_found() -> None:
    assert "bad-aspect-ratio" in remarked("Fresh rye", FACTS, replace(LOAVES, width=600, height=1200))

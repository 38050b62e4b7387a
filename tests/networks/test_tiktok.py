import pytest

from tests.networks.written import ANSWERED, LOAVES, SEEN, SHOP, counted, remarked, stopped, version
from twoway.domain.errors import BadInput
from twoway.networks.tiktok import FACTS, to_payload


def test_photos_are_fetched_from_their_addresses() -> None:
    payload = to_payload(version("Fresh rye", SEEN, SHOP), "")
    assert (payload["media_type"], payload["post_mode"]) == ("PHOTO", "DIRECT_POST")
    assert payload["post_info"] == {
        "description": "Fresh rye",
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "disable_comment": False,
    }
    assert payload["source_info"] == {
        "source": "PULL_FROM_URL",
        "photo_cover_index": 0,
        "photo_images": ["https://alder.example.com/loaves.jpg", "upload-cdcdcdcdcdcd"],
    }


def test_nobody_can_be_answered() -> None:
    with pytest.raises(BadInput, match="answer"):
        to_payload(version("Thank you", reply_to=ANSWERED), "")


def test_utf16_units_are_counted() -> None:
    assert counted("🍞", FACTS) == 2
    assert "over-limit" not in stopped("🍞" * 1100, FACTS, LOAVES)
    assert "over-limit" in stopped("🍞" * 1101, FACTS, LOAVES)


def test_words_alone_are_held_back_and_a_link_is_dead() -> None:
    assert "missing-media" in stopped("Fresh rye", FACTS)
    assert "link-not-clickable" in remarked("Order at https://alder.example.com", FACTS, LOAVES)


def test_a_title_goes_along_where_somebody_wrote_one() -> None:
    titled, plain = (to_payload(version("Fresh rye.", title=title), "")["post_info"] for title in ("Rye day", ""))
    assert isinstance(titled, dict)
    assert isinstance(plain, dict)
    assert titled["title"] == "Rye day"
    assert "title" not in plain

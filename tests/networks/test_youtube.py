import pytest

from tests.networks.written import ANSWERED, LOAVES, body, counted, stopped, version
from twoway.networks.youtube import FACTS, to_payload


def test_the_text_is_the_description_and_its_first_line_the_title() -> None:
    payload = to_payload(version("How we bake rye\n\nIt takes a day."), "")
    assert payload["call"] == "POST /upload/youtube/v3/videos?part=snippet,status"
    assert body(payload)["snippet"] == {
        "title": "How we bake rye",
        "description": "How we bake rye\n\nIt takes a day.",
        "defaultLanguage": "en",
    }
    assert body(payload)["status"]["privacyStatus"] == "public"


def test_a_title_has_a_hundred_signs_at_most() -> None:
    title = body(to_payload(version("Rye and oat and spelt " * 20), ""))["snippet"]["title"]
    assert len(title) <= 100
    assert title.endswith("…")


def test_no_language_is_no_field() -> None:
    assert "defaultLanguage" not in body(to_payload(version("Rye", languages=()), ""))["snippet"]


def test_a_comment_is_answered_under_its_thread() -> None:
    payload = to_payload(version("Thank you", reply_to=ANSWERED), "")
    assert payload["call"] == "POST /youtube/v3/comments?part=snippet"
    assert body(payload) == {"snippet": {"parentId": "123", "textOriginal": "Thank you"}}


def test_a_description_is_counted_in_bytes() -> None:
    assert counted("é🍞", FACTS) == 6
    assert "over-limit" not in stopped("é" * 2500, FACTS)
    assert "over-limit" in stopped("é" * 2501, FACTS)


@pytest.mark.parametrize("text", ["Rye < oat", "Oat > rye"])
def test_angle_brackets_are_refused(text: str) -> None:
    assert "angle-brackets" in stopped(text, FACTS)


def test_pictures_are_not_sent() -> None:
    assert "too-many-media" in stopped("Fresh rye", FACTS, LOAVES)


def test_a_title_that_somebody_wrote_is_the_films() -> None:
    told = body(to_payload(version("Fresh rye at eight.\nCome early.", title="Rye day"), ""))
    assert told["snippet"]["title"] == "Rye day"

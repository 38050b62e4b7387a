import pytest

from tests.networks.written import ANSWERED, LOAVES, SEEN, body, remarked, stopped, sunny, tailored, version
from twoway.domain.versions import Mention
from twoway.networks.facebook import FACTS, to_payload

LINK = "https://alder.example.com/rye"


def test_the_card_of_a_link_comes_from_a_field_of_its_own() -> None:
    payload = to_payload(version(f"Fresh rye {LINK}"), "")
    assert payload["call"] == "POST /{page}/feed"
    assert body(payload) == {"message": f"Fresh rye {LINK}", "link": LINK}


def test_pictures_are_attached_and_take_the_card_away() -> None:
    found = body(to_payload(version(f"Fresh rye {LINK}", SEEN, LOAVES), ""))
    assert found["attached_media"] == [{"media_fbid": "m-1"}, {"media_fbid": "upload-abababababab"}]
    assert "link" not in found


def test_a_comment_hangs_under_what_it_answers_and_takes_one_picture() -> None:
    payload = to_payload(version("Thank you", SEEN, LOAVES, reply_to=ANSWERED), "")
    assert payload == {"call": "POST /456/comments", "body": {"message": "Thank you", "attachment_id": "m-1"}}


def test_hashtags_read_as_words() -> None:
    assert tailored("Come to #MillbrookMarket on Saturday.", FACTS) == "Come to Millbrook Market on Saturday."
    assert "hashtag-out-of-place" in remarked("Come to #MillbrookMarket on Saturday.", FACTS)


def test_a_typed_at_tells_nobody() -> None:
    assert "mention-not-notified" in remarked("Thanks @sunnybank for the flour.", FACTS)


def test_a_page_is_named_by_its_number_where_its_name_stands() -> None:
    hallam = Mention(handle="hallamheating", remote_id="104512345", name="Hallam Heating", start=7)
    assert (
        body(to_payload(version("Thanks Hallam Heating!", mentions=(hallam,)), ""))["message"]
        == "Thanks @[104512345]!"
    )
    answer = version("Thanks Hallam Heating!", mentions=(hallam,), reply_to=ANSWERED)
    assert body(to_payload(answer, ""))["message"] == "Thanks @[104512345]!"


@pytest.mark.parametrize("remote_id", ["hallam", "²", None])
def test_a_name_without_a_number_stays_a_name(remote_id: str | None) -> None:
    hallam = Mention(handle="hallamheating", remote_id=remote_id, name="Hallam Heating")
    found = body(to_payload(version("Thanks Hallam Heating and @sunnybank", mentions=(hallam, sunny())), ""))
    assert found["message"] == "Thanks Hallam Heating and @sunnybank"


def test_a_very_long_text_still_fits() -> None:
    assert "over-limit" not in stopped("x" * 63_206, FACTS)
    assert "over-limit" in stopped("x" * 63_207, FACTS)

from tests.networks.written import ANSWERED, LOAVES, SEEN, body, remarked, stopped, tailored, version
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


def test_a_very_long_text_still_fits() -> None:
    assert "over-limit" not in stopped("x" * 63_206, FACTS)
    assert "over-limit" in stopped("x" * 63_207, FACTS)

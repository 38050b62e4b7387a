from tests.networks.written import LOAVES, SEEN, SHOP, body, stopped, tailored, version
from twoway.domain.versions import ReplyTo
from twoway.networks.google_business import FACTS, to_payload

REVIEW = "accounts/1/locations/2/reviews/3"


def test_the_first_link_becomes_the_button() -> None:
    payload = to_payload(version("Fresh rye, order at https://alder.example.com", SEEN), "")
    assert payload["call"] == "POST /v4/{location}/localPosts"
    assert body(payload) == {
        "summary": "Fresh rye, order at https://alder.example.com",
        "topicType": "STANDARD",
        "languageCode": "en",
        "callToAction": {"actionType": "LEARN_MORE", "url": "https://alder.example.com"},
        "media": [{"mediaFormat": "PHOTO", "sourceUrl": "https://alder.example.com/loaves.jpg"}],
    }


def test_without_a_link_there_is_no_button() -> None:
    assert body(to_payload(version("Fresh rye", languages=()), "")) == {
        "summary": "Fresh rye",
        "topicType": "STANDARD",
    }


def test_a_review_is_answered() -> None:
    answer = to_payload(version("Thank you", reply_to=ReplyTo(remote_id=REVIEW, root_id=REVIEW)), "")
    assert answer == {"call": f"PUT /v4/{REVIEW}/reply", "body": {"comment": "Thank you"}}


def test_hashtags_are_of_no_use() -> None:
    assert tailored("Open for #SmallBusinessSaturday today.", FACTS) == "Open for Small Business Saturday today."


def test_1500_fit_and_one_picture() -> None:
    assert "over-limit" not in stopped("x" * 1500, FACTS)
    assert "over-limit" in stopped("x" * 1501, FACTS)
    assert "too-many-media" in stopped("Fresh rye", FACTS, LOAVES, SHOP)

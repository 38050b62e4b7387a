from tests.networks.written import ANSWERED, LOAVES, body, remarked, stopped, tailored, version
from twoway.networks.reddit import FACTS, to_payload


def test_a_post_is_markdown_under_its_first_line() -> None:
    payload = to_payload(version("## How we bake *rye*\n\n* flour\n* water"), "")
    assert payload["call"] == "POST /api/submit"
    found = body(payload)
    assert (found["kind"], found["title"]) == ("self", "How we bake *rye*")
    assert found["text"] == "## How we bake *rye*\n\n* flour\n* water"


def test_a_title_has_300_signs_at_most() -> None:
    assert len(body(to_payload(version("Rye and oat " * 100), ""))["title"]) <= 300


def test_a_comment_names_what_it_answers() -> None:
    payload = to_payload(version("Thank you", reply_to=ANSWERED), "")
    assert payload == {
        "call": "POST /api/comment",
        "body": {"api_type": "json", "thing_id": "456", "text": "Thank you"},
    }


def test_markdown_stays_and_hashtags_do_not() -> None:
    assert tailored("**Rye** is out. Open for #SmallBusinessSaturday today.", FACTS) == (
        "**Rye** is out. Open for Small Business Saturday today."
    )


def test_the_shortest_limit_that_is_told_holds_and_no_picture_goes() -> None:
    assert "over-limit" not in stopped("x" * 5000, FACTS)
    assert "over-limit" in stopped("x" * 5001, FACTS)
    assert "over-limit" not in stopped("x" * 5001, FACTS, reply=True)
    assert "too-many-media" in stopped("Fresh rye", FACTS, LOAVES)


def test_a_typed_at_tells_nobody() -> None:
    assert "mention-not-notified" in remarked("Thanks @sunnybank for the flour.", FACTS)
    assert FACTS.mentions.sign == "u/"


def test_a_title_that_somebody_wrote_stands_above_the_post() -> None:
    assert body(to_payload(version("Fresh rye at eight.\nCome early.", title="Rye day"), ""))["title"] == "Rye day"

from tests.networks.written import ANSWERED, LOAVES, SEEN, counted, remarked, stopped, tailored, version
from twoway.networks.x import FACTS, to_payload


def test_a_post_is_its_words() -> None:
    assert to_payload(version("Fresh rye at eight"), "") == {"text": "Fresh rye at eight"}


def test_pictures_go_by_the_ids_of_their_uploads() -> None:
    payload = to_payload(version("Fresh rye", SEEN, LOAVES), "")
    assert payload["media"] == {"media_ids": ["m-1", "upload-abababababab"]}


def test_an_answer_names_what_it_answers() -> None:
    assert to_payload(version("Thank you", reply_to=ANSWERED), "")["reply"] == {"in_reply_to_tweet_id": "456"}


def test_a_link_has_one_price_and_heavy_signs_count_twice() -> None:
    assert counted("https://alder.example.com/a-very-long-address-of-a-page", FACTS) == 23
    assert counted("alder.com", FACTS) == 23
    assert counted("面包", FACTS) == 4
    assert counted("👩‍👩‍👧", FACTS) == 2


def test_280_fit_and_281_do_not() -> None:
    assert "over-limit" not in stopped("x" * 280, FACTS)
    assert "over-limit" in stopped("x" * 281, FACTS)


def test_the_cost_of_a_link_is_told_before_it_is_paid() -> None:
    assert "paid-link-post" in remarked("Fresh rye, order at https://alder.example.com", FACTS)
    assert "paid-link-post" not in remarked("Fresh rye at eight", FACTS)
    assert "0.015" in FACTS.cost_per_post
    assert FACTS.links.cost == "0.20 USD"


def test_two_hashtags_are_enough() -> None:
    assert tailored("Fresh rye at eight. #Rye #Bread #Millbrook", FACTS).count("#") == 2


def test_a_post_can_be_changed_for_half_an_hour() -> None:
    assert FACTS.edit_seconds == 1800
    assert any(page.endswith("/edit-posts") for page, _ in FACTS.sources)

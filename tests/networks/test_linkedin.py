from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.written import DIRECT, LOAVES, SEEN, SHOP, body, remarked, stopped, sunny, tailored, version
from twoway.domain.payloads import by_name
from twoway.domain.text import little
from twoway.domain.versions import Mention, ReplyTo, Version
from twoway.networks.linkedin import FACTS, to_payload

COMPANY = "urn:li:organization:2414183"
UNDER = ReplyTo(remote_id="urn:li:comment:(urn:li:activity:1,2)", root_id="urn:li:activity:1")


def commentary(text: str, *mentions: Mention) -> Any:
    return body(to_payload(version(text, mentions=mentions), ""))["commentary"]


def test_a_post_is_public_and_out_at_once() -> None:
    payload = to_payload(version("Fresh rye"), "")
    assert payload["call"] == "POST /rest/posts"
    assert (body(payload)["visibility"], body(payload)["lifecycleState"]) == ("PUBLIC", "PUBLISHED")
    assert "content" not in body(payload)


@pytest.mark.parametrize("sign", little.RESERVED)
def test_every_reserved_sign_of_a_post_carries_a_backslash(sign: str) -> None:
    assert commentary(f"a{sign} b") == f"a\\{sign} b"


def test_what_stands_in_brackets_is_not_cut_off() -> None:
    assert commentary("Rye (the dark one) at 3 * 2 [sic]") == r"Rye \(the dark one\) at 3 \* 2 \[sic\]"


def test_a_hashtag_is_a_template_and_a_number_is_not() -> None:
    assert commentary("#SmallBusiness is #1") == r"{hashtag|\#|SmallBusiness} is \#1"


def test_somebody_with_a_urn_is_mentioned_and_nobody_else() -> None:
    assert commentary("Thanks @sunnybank!", sunny(COMPANY)) == f"Thanks @[sunnybank]({COMPANY})!"
    assert (
        commentary("Thanks @Alder & Rye!", Mention(handle="Alder & Rye", remote_id=COMPANY))
        == f"Thanks @[Alder & Rye]({COMPANY})!"
    )
    assert commentary("Thanks @sunnybank!", sunny("77")) == r"Thanks \@sunnybank!"
    assert commentary("Thanks @sunnybank!") == r"Thanks \@sunnybank!"


MARTA = Mention(handle="marta", remote_id="urn:li:person:a-B_9", name="Marta (Rye) Lindqvist", start=8)


def test_somebody_is_mentioned_by_their_plain_name_and_escaping_comes_last() -> None:
    text = "Thanks, Marta (Rye) Lindqvist (our baker)!"
    assert commentary(text, MARTA) == rf"Thanks, @[Marta \(Rye\) Lindqvist]({MARTA.remote_id}) \(our baker\)!"
    assert version(text, mentions=(MARTA,)).text == text


def test_a_name_without_a_urn_stays_a_name() -> None:
    stranger = replace(MARTA, remote_id="77")
    assert commentary("Thanks, Marta (Rye) Lindqvist!", stranger) == r"Thanks, Marta \(Rye\) Lindqvist!"


def test_a_comment_says_the_name() -> None:
    text = "Thanks, Marta (Rye) Lindqvist!"
    assert body(to_payload(version(text, mentions=(MARTA,), reply_to=DIRECT), ""))["message"] == {"text": text}


@pytest.mark.parametrize("urn", ["urn:li:person:a-B_9", "urn:li:organization:2414183", "urn:li:organizationBrand:1"])
def test_people_and_companies_are_known_by_their_urn(urn: str) -> None:
    assert by_name("Marta", urn, None, FACTS) == Mention(handle=urn, remote_id=urn, name="Marta")
    assert by_name("Marta", "marta", urn, FACTS) == Mention(handle="marta", remote_id=urn, name="Marta")
    assert by_name("Marta", "marta", None, FACTS) is None


@given(text=st.text(max_size=80) | st.text("#@a(\\)[]{}|_~*<> \n", max_size=30))
def test_a_reader_sees_the_words_as_they_were_written(text: str) -> None:
    signs: Mapping[little.PartKind, str] = {little.PartKind.HASHTAG: "#", little.PartKind.MENTION: "@"}
    assert "".join(signs.get(p.kind, "") + p.words for p in little.parse(commentary(text))) == text


def test_a_comment_is_plain_text() -> None:
    payload = to_payload(version("Thank you (both) @sunnybank #rye", reply_to=UNDER, mentions=(sunny(COMPANY),)), "")
    assert body(payload)["message"] == {"text": "Thank you (both) @sunnybank #rye"}
    assert body(payload)["parentComment"] == UNDER.remote_id
    assert (
        payload["call"] == "POST /rest/socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29/comments"
    )


def test_a_comment_right_under_a_post_has_no_parent() -> None:
    assert "parentComment" not in body(to_payload(version("Thank you", reply_to=DIRECT), ""))


def test_one_picture_is_a_medium_and_several_are_a_set_each_with_its_description() -> None:
    one = body(to_payload(version("Rye", SEEN), ""))["content"]
    two = body(to_payload(version("Rye", LOAVES, SHOP), ""))["content"]
    assert one == {"media": {"id": "m-1", "altText": "Two rye loaves"}}
    assert [image["altText"] for image in two["multiImage"]["images"]] == [
        "Two rye loaves",
        "The shop in the morning",
    ]


def test_a_comment_has_a_shorter_limit() -> None:
    assert "over-limit" not in stopped("x" * 3000, FACTS)
    assert "over-limit" in stopped("x" * 3001, FACTS)
    assert "over-limit" in stopped("x" * 1251, FACTS, reply=True)


def test_a_hashtag_inside_a_sentence_is_out_of_place_and_becomes_words() -> None:
    text = "We are open for #SmallBusinessSaturday from eight."
    assert "hashtag-out-of-place" in remarked(text, FACTS)
    assert tailored(text, FACTS) == "We are open for Small Business Saturday from eight."


def test_no_handle_of_somebody_unknown_is_left() -> None:
    assert "@" not in tailored("Thanks @sunnybank.bsky.social and @tom@town.social", FACTS)


def test_an_empty_post_is_no_trouble() -> None:
    assert body(to_payload(Version(text=""), ""))["commentary"] == ""

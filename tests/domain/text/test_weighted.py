import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given

from tests.domain.text.made import awkward
from twoway.domain.text import weighted
from twoway.domain.text.units import utf16_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("héllo", 5),
        ("日本", 4),  # heavy signs count two
        ("see https://example.org/a", 27),  # every link counts 23
        ("see example.org/a/very/long/path/indeed.", 28),
        ("👩‍👩‍👧", 2),  # a family is one sign
        ("👍🏽", 2),
        ("🇬🇧🇫🇷", 4),
        ("🇦🇧", 4),  # no country's flag: two signs
        ("1️⃣", 2),
        ("©", 1),
        ("©\ufe0f", 2),
        ("❤\ufe0e", 4),  # as text: the sign and its selector
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("🫶🏼", 4),  # newer than what the network joins
        ("e\u0301", 1),  # counted in its composed form
    ],
)
def test_signs_links_and_emoji_have_their_weight(text: str, expected: int) -> None:
    assert weighted.length(text) == expected


def test_the_price_of_a_link_can_be_another() -> None:
    assert weighted.length("https://example.org/a", link_length=30) == 30


def test_the_oldest_rules_weigh_every_sign_alike() -> None:
    assert weighted.length("日本 https://example.org/a", weighted.V1) == 3 + 23


def test_the_second_rules_do_not_join_emoji() -> None:
    assert weighted.length("👍🏽", weighted.V2) == 4


def test_the_valid_part_ends_before_what_no_longer_fits_whole() -> None:
    parsed = weighted.parse("a" * 270 + " https://example.org/abc")
    assert (parsed.weighted_length, parsed.is_valid, parsed.valid_end) == (294, False, 270)


def test_a_sign_that_is_refused_ends_the_valid_part() -> None:
    parsed = weighted.parse("abc\ufeffdef")
    assert (parsed.is_valid, parsed.valid_end, parsed.display_end) == (False, 2, 6)


def test_nothing_is_not_valid() -> None:
    assert not weighted.parse("").is_valid


@given(awkward())
def test_the_valid_part_always_fits(text: str) -> None:
    parsed = weighted.parse(text * 12)
    composed = unicodedata.normalize("NFC", text * 12)
    if parsed.weighted_length <= weighted.V3.most or composed != text * 12:
        return
    kept = composed.encode("utf-16-le", "surrogatepass")[: 2 * (parsed.valid_end + 1)]
    assert utf16_length(kept.decode("utf-16-le", "surrogatepass")) == parsed.valid_end + 1
    assert parsed.valid_end < parsed.display_end


def test_the_configurations_are_those_that_the_network_publishes(vectors: Path) -> None:
    for number, ours in ((1, weighted.V1), (2, weighted.V2), (3, weighted.V3)):
        theirs = json.loads((vectors / f"twitter_text_config_v{number}.json").read_text(encoding="utf-8"))
        assert ours.most == theirs["maxWeightedTweetLength"]
        assert ours.scale == theirs["scale"]
        assert ours.heavy == theirs["defaultWeight"]
        assert ours.link_length == theirs["transformedURLLength"]
        assert ours.joins_emoji == theirs.get("emojiParsingEnabled", False)
        light = "".join(f"{chr(one['start'])}-{chr(one['end'])}" for one in theirs["ranges"])
        assert ours.light == light

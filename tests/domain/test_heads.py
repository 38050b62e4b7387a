"""Numbers and times in the heads of answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from twoway.domain.heads import moment, number, parts_of


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0", 0),
        ("9" * 15, 10**15 - 1),
        ("9" * 16, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_number_is_plain_digits_and_no_more_than_anybody_means(words: str, found: int | None) -> None:
    assert number(words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Mon, 23 Nov 2026 10:00:00 GMT", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:00:00 +0200", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:00:00 -0000", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("Mon, 23 Nov 99999999999999999999 10:00:00 GMT", None),
        ("Mon, 23 Nov 2026 99999999999999999999:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
        ("Mon, 23 Nov 2026 10:00:00 +99999999999", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_a_time_is_one_that_calendars_have(words: str, found: datetime | None) -> None:
    assert moment(words) == found


@pytest.mark.parametrize("address", ["http://[", "https://[::1", "//[x]y", ""])
def test_an_address_that_is_none_has_no_parts(address: str) -> None:
    assert parts_of(address).netloc == ""


def test_an_address_has_its_parts() -> None:
    assert parts_of("https://bakery.social/@alder").netloc == "bakery.social"

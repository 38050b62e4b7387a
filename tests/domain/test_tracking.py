"""Parameters behind links to one's own site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.tracking import filled, host_of, is_own, template, tracked

UTM = {"utm_source": "x", "utm_medium": "social"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://alder.example", "https://alder.example?utm_source=x&utm_medium=social"),
        ("https://alder.example/menu?a=1", "https://alder.example/menu?a=1&utm_source=x&utm_medium=social"),
        ("https://alder.example/#top", "https://alder.example/?utm_source=x&utm_medium=social#top"),
        ("https://alder.example/?", "https://alder.example/?utm_source=x&utm_medium=social"),
        ("https://alder.example/?a=1&", "https://alder.example/?a=1&utm_source=x&utm_medium=social"),
        ("https://alder.example/?utm_source=letter", "https://alder.example/?utm_source=letter&utm_medium=social"),
        ("https://alder.example/?UTM_Source=a;utm_medium=b", "https://alder.example/?UTM_Source=a;utm_medium=b"),
        ("www.alder.example/x", "www.alder.example/x?utm_source=x&utm_medium=social"),
    ],
)
def test_what_stands_in_a_link_stays_and_nothing_is_doubled(address: str, expected: str) -> None:
    assert tracked(address, UTM) == expected
    assert tracked(expected, UTM) == expected


@given(st.text(max_size=30), st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3))
def test_tracking_twice_changes_nothing(address: str, parameters: dict[str, str]) -> None:
    once = tracked(address, filled(parameters, {}))
    assert tracked(once, filled(parameters, {})) == once


def test_words_are_filled_in_as_they_stand_in_an_address() -> None:
    words = {"network": "x", "persona": "Alder & Rye", "date": "2026-11-28"}
    made = filled({"utm_campaign": "{persona}-{date}", "utm_source": "{network}"}, words)
    assert made == {"utm_campaign": "alder-rye-2026-11-28", "utm_source": "x"}


def test_a_parameter_that_nothing_is_known_for_is_left_out() -> None:
    assert filled({"utm_campaign": "{date}", "utm_source": "post", "utm_term": "{nobody}"}, {"date": ""}) == {
        "utm_source": "post"
    }


def test_a_value_never_ends_in_what_could_be_the_end_of_the_sentence() -> None:
    assert filled({"utm_source": "post."}, {}) == {"utm_source": "post"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://alder.example/x", True),
        ("https://www.alder.example", True),
        ("https://shop.alder.example/?a", True),
        ("http://ALDER.example:8000/x", True),
        ("https://me@alder.example/", True),
        ("https://balder.example/", False),
        ("https://other.example/?to=alder.example", False),
    ],
)
def test_a_link_is_ones_own_on_the_host_and_below_it(address: str, expected: bool) -> None:
    assert is_own(address, ("https://www.alder.example/", "")) is expected
    assert host_of("alder.example/x") == "alder.example"


def test_a_template_is_read_as_people_write_it() -> None:
    assert template("?utm_source={network}&utm_medium=social&=x&empty=") == {
        "utm_source": "{network}",
        "utm_medium": "social",
    }

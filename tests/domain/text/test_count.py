from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, FORUM, HERD, SKY, WALL, awkward, network
from twoway.domain.facts import Facts, Unit
from twoway.domain.findings import Scope
from twoway.domain.guard import build_case
from twoway.domain.text.count import beside_warning, count
from twoway.domain.versions import Picture

PICTURE = Picture(sha256="ab" * 32, mime="image/jpeg", size=1, width=1, height=1)
FAMILY = "👩‍👩‍👧"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (Unit.GRAPHEMES, 2),
        (Unit.CODE_POINTS, 6),
        (Unit.UTF16, 9),
        (Unit.BYTES, 19),
        (Unit.FEDIVERSE, 2),
        (Unit.X_WEIGHTED, 3),  # a family is one sign that counts two
    ],
)
def test_each_network_counts_in_its_own_unit(unit: Unit, expected: int) -> None:
    assert count(FAMILY + "!", network(unit=unit), {}).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a/very/long/way/indeed", 4 + 23),
        ("seehttps://example.org/a", 24),  # glued to a word: counted in full
        ("@bob@some.server.example hi", 7),
        ("mail bob@some.server.example", 28),  # an address is no mention
        ("@bob@" + "d" * 254 + " hi", 262),  # nobody's server is called that
        ("https://example.org/" + "a" * 4096, 4116),
    ],
)
def test_the_fediverse_counts_links_at_a_fixed_price_and_people_without_their_server(
    text: str, expected: int
) -> None:
    assert count(text, HERD, {}).value == expected


def test_an_account_may_be_allowed_more_than_its_network() -> None:
    counted = count("see https://example.org/a", HERD, {"text": 5000, "link_length": 30})
    assert (counted.value, counted.limit, counted.left) == (34, 5000, 4966)


SHORTER = replace(
    HERD,
    text=replace(
        HERD.text,
        comment_limit=replace(HERD.text.limit, value=125),
        caption_limit=replace(HERD.text.limit, value=250),
    ),
)


@pytest.mark.parametrize(
    ("facts", "scope", "pictures", "limit"),
    [
        (SHORTER, Scope.POST, (), 500),
        (SHORTER, Scope.POST, (PICTURE,), 250),
        (SHORTER, Scope.REPLY, (), 125),
        (SHORTER, Scope.REPLY, (PICTURE,), 125),
        (HERD, Scope.REPLY, (PICTURE,), 500),  # no limits of their own
    ],
)
def test_an_answer_and_words_beside_pictures_have_their_own_limits_and_the_guard_agrees(
    facts: Facts, scope: Scope, pictures: tuple[Picture, ...], limit: int
) -> None:
    counted = count("hello", facts, {}, is_reply=scope is Scope.REPLY, has_pictures=bool(pictures))
    case = build_case(text="hello", facts=facts, scope=scope, pictures=pictures)
    assert (counted.limit, case.limit, case.length) == (limit, limit, counted.value)


def test_a_limit_that_cannot_be_is_not_believed() -> None:
    assert count("hello", HERD, {"text": 0, "link_length": -1}).limit == 500


def test_a_second_limit_in_bytes_can_be_the_one_that_is_broken() -> None:
    counted = count(FAMILY * 200, SKY, {})
    assert counted.value == 200 < counted.limit
    assert counted.bytes_value == 3600
    assert counted.bytes_limit == 3000
    assert counted.is_over


def test_a_text_at_the_limit_fits_and_one_more_does_not() -> None:
    assert not count("a" * 300, SKY, {}).is_over
    assert count("a" * 301, SKY, {}).is_over
    assert count("a" * 301, SKY, {}).left == -1


@given(awkward(), st.sampled_from([SKY, HERD, WALL, BIRD, FORUM]))
def test_any_text_can_be_counted(text: str, facts: Facts) -> None:
    assert 0 <= count(text, facts, {}).value <= 23 * len(text)


WARNED = replace(HERD, text=replace(HERD.text, warning_counts=True))


@pytest.mark.parametrize(
    ("warning", "limits", "left"),
    [
        ("", {}, 500),
        ("Food", {}, 496),
        ("Food", {"text": 5000}, 4996),
        ("See https://alder.example/what-is-in-it", {}, 461),  # as it is written, not as a link in the text
        ("For @sunnybank@town.social", {}, 474),
        ("👩‍👩‍👧", {}, 499),
        ("x" * 600, {}, 1),  # never nothing: whoever counts must not divide by it
    ],
)
def test_the_words_of_a_warning_take_room_from_the_text(warning: str, limits: dict[str, int], left: int) -> None:
    assert count("", WARNED, beside_warning(limits, WARNED, warning)).limit == left


def test_elsewhere_a_warning_takes_no_room() -> None:
    assert beside_warning({"text": 300}, SKY, "Food") == {"text": 300}

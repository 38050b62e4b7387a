"""Forms are read into what actions ask for; nonsense is told in words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from twoway.domain.errors import BadInput
from twoway.doors.web.forms import draft_from, later, list_of_words, mark_of, moment, number, page_number

LONDON = ZoneInfo("Europe/London")


def form(words: str) -> QueryDict:
    return QueryDict(words)


def test_a_version_is_its_own_only_when_a_hand_touched_it() -> None:
    data = form("master=Rye&account=1&account=2&text-1=Rye+here&own-1=yes&text-2=Rye&own-2=")
    draft = draft_from(data, LONDON)
    assert draft.account_ids == (1, 2)
    assert draft.texts == {1: "Rye here"}


def test_words_of_an_account_that_is_not_chosen_are_left_out() -> None:
    assert draft_from(form("master=Rye&account=1&text-2=Else&own-2=yes"), LONDON).texts == {}


def test_line_ends_of_forms_become_line_ends_of_texts() -> None:
    assert draft_from(form("master=one%0D%0Atwo"), LONDON).master == "one\ntwo"


def test_pictures_keep_their_order_and_descriptions() -> None:
    draft = draft_from(form("master=x&picture=9&alt-9=A+loaf&picture=4&alt-4="), LONDON)
    assert draft.pictures == ((9, "A loaf"), (4, ""))


@pytest.mark.parametrize("words", ["", "x", "-1", "1.5", "９", "9" * 40])
def test_what_is_no_number_is_told(words: str) -> None:
    with pytest.raises(BadInput):
        number(words)


@pytest.mark.parametrize(("words", "found"), [(None, 1), ("", 1), ("0", 1), ("x", 1), ("3", 3)])
def test_a_mistyped_page_is_the_first(words: str | None, found: int) -> None:
    assert page_number(words) == found


def test_a_time_is_meant_in_the_zone_of_the_workspace() -> None:
    found = moment("2026-07-01T11:40", LONDON)
    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 7, 1, 10, 40, tzinfo=UTC)


def test_no_time_is_now_and_nonsense_is_told() -> None:
    assert moment("  ", LONDON) is None
    with pytest.raises(BadInput, match="not a time"):
        moment("tomorrow-ish", LONDON)


@pytest.mark.parametrize(
    ("choice", "at"),
    [
        ("hour", datetime(2026, 11, 27, 22, 30, tzinfo=LONDON)),
        ("tomorrow", datetime(2026, 11, 28, 9, 0, tzinfo=LONDON)),
        ("monday", datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)),
    ],
)
def test_later_is_a_time_people_mean(choice: str, at: datetime) -> None:
    friday_evening = datetime(2026, 11, 27, 21, 30, tzinfo=LONDON)
    assert later(choice, friday_evening, LONDON) == at


def test_later_is_one_of_the_times_offered() -> None:
    with pytest.raises(BadInput):
        later("never", datetime(2026, 11, 27, tzinfo=LONDON), LONDON)


def test_lists_are_parted_by_commas_or_lines_and_hold_nothing_twice() -> None:
    assert list_of_words("bread, baking\nbread,, town ") == ("bread", "baking", "town")


def test_without_scripts_a_changed_version_is_its_own() -> None:
    shown = f"master=Rye&account=1&own-1=&was-1={mark_of('Rye')}"
    assert draft_from(form(f"{shown}&text-1=Rye"), LONDON).texts == {}
    assert draft_from(form(f"{shown}&text-1=Rye,+by+hand"), LONDON).texts == {1: "Rye, by hand"}

"""Deliveries and replies by week: weeks are cut where the asker lives, and silence is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from twoway.plug.finder import as_report
from twoway.plug.report import Happening, Period
from twoway.reports import deliveries_by_week
from twoway.reports.deliveries_by_week import report

LONDON = ZoneInfo("Europe/London")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def period(zone: ZoneInfo = LONDON, *, since: tuple[int, int, int] = (2026, 10, 12), weeks: int = 2) -> Period:
    begin = datetime(*since, tzinfo=zone)
    return Period(since=begin, until=begin + timedelta(weeks=weeks))


def happened(kind: str, at: datetime) -> Happening:
    return Happening(kind=kind, at=at, network="rehearsal", account="bakery", persona="Alder & Rye")


def minutes_into_2026(minutes: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)


def test_it_keeps_the_contract_of_a_report() -> None:
    found = as_report(deliveries_by_week)
    assert found.facts.slug == "deliveries-by-week"
    assert [column.name for column in found.columns] == ["week", "sent", "not_sent", "received", "replied"]


def test_each_week_has_a_row_with_what_happened_in_it() -> None:
    tuesday = datetime(2026, 10, 13, 9, tzinfo=LONDON)
    rows = [
        happened("sent", tuesday),
        happened("sent", tuesday),
        happened("received", tuesday),
        happened("replied", tuesday + timedelta(hours=1)),
        happened("missed", tuesday + timedelta(days=7)),
    ]
    table = report(rows, period())
    assert table.rows == (("2026-10-12", 2, 0, 1, 1), ("2026-10-19", 0, 1, 0, 0))
    assert table.sentence == (
        "In 2 weeks, 2 posts went out, 1 message came in and you replied 1 time. 1 delivery did not go out."
    )


def test_a_silent_week_is_shown_and_not_left_out() -> None:
    table = report([], period(weeks=3))
    assert [row[0] for row in table.rows] == ["2026-10-12", "2026-10-19", "2026-10-26"]
    assert all(sum(n for n in row[1:] if isinstance(n, int)) == 0 for row in table.rows)
    assert table.sentence == "Nothing was sent and nobody wrote to you in this time."


def test_a_week_is_cut_in_the_zone_of_the_asker() -> None:
    # Sunday noon in UTC is already Monday in Auckland.
    sunday_noon = happened("sent", datetime(2026, 10, 18, 12, tzinfo=UTC))
    assert report([sunday_noon], period(LONDON)).rows[0][1] == 1
    assert report([sunday_noon], period(AUCKLAND)).rows[1][1] == 1


def test_the_hour_that_the_clocks_go_back_does_not_move_a_week() -> None:
    # British clocks went back on Sunday 25 October 2026; that Sunday's last hour still belongs to its week.
    late_sunday = happened("sent", datetime(2026, 10, 25, 23, 30, tzinfo=LONDON))
    table = report([late_sunday], period(weeks=3))
    assert [row[1] for row in table.rows] == [0, 1, 0]


def test_the_end_of_the_period_is_not_part_of_it() -> None:
    asked = period(weeks=1)
    rows = [happened("sent", asked.since), happened("sent", asked.until)]
    assert report(rows, asked).rows == (("2026-10-12", 1, 0, 0, 0),)


def test_a_period_that_begins_mid_week_counts_from_its_beginning_only() -> None:
    asked = period(since=(2026, 10, 14), weeks=1)
    rows = [happened("sent", datetime(2026, 10, 13, 9, tzinfo=LONDON)), happened("sent", asked.since)]
    assert [row[:2] for row in report(rows, asked).rows] == [("2026-10-12", 1), ("2026-10-19", 0)]


def test_a_period_that_ends_before_it_begins_has_no_rows() -> None:
    assert report([], period(weeks=-1)).rows == ()


def test_a_kind_that_is_not_known_yet_is_not_counted() -> None:
    asked = period(weeks=1)
    assert report([happened("liked", asked.since)], asked).rows == (("2026-10-12", 0, 0, 0, 0),)


@given(
    moments=st.lists(st.integers(0, 365 * 24 * 60).map(minutes_into_2026), max_size=30),
    zone=st.sampled_from([LONDON, AUCKLAND, ZoneInfo("America/St_Johns")]),
)
def test_everything_in_the_period_is_counted_exactly_once(moments: list[datetime], zone: ZoneInfo) -> None:
    asked = period(zone, weeks=20)
    table = report([happened("sent", at) for at in moments], asked)
    assert sum(int(row[1]) for row in table.rows) == sum(asked.since <= at < asked.until for at in moments)

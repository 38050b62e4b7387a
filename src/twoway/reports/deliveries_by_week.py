"""Deliveries and replies, week by week: what went out, what came in, and how often you answered.

A week begins on Monday at midnight in the zone that the period was asked in. Weeks in which nothing happened are
shown as well: a silence is a fact, too. The first and the last week may be cut short by the period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

from twoway.plug.report import Column, Happening, Period, ReportFacts, Table

REPORT = ReportFacts(
    slug="deliveries-by-week",
    name="Deliveries and replies by week",
    question="How much do we say, how much do we hear, and do we answer?",
)

COLUMNS = (
    Column(name="week", label="Week from", kind="text", help="The Monday on which the week begins."),
    Column(name="sent", label="Sent", help="Posts that a network confirmed, one for each account."),
    Column(name="not_sent", label="Not sent", help="Deliveries that were refused, came too late or are unsure."),
    Column(name="received", label="Received", help="Messages that people wrote to you."),
    Column(name="replied", label="Replied", help="Replies of yours that a network confirmed."),
)

#: Which column counts which kind of happening.
COUNTED = {
    "sent": "sent",
    "refused": "not_sent",
    "missed": "not_sent",
    "unsure": "not_sent",
    "received": "received",
    "replied": "replied",
}


def monday(at: datetime, zone: tzinfo | None) -> date:
    """The Monday of the week that a moment falls into, in this zone."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def weeks(period: Period) -> Iterator[date]:
    """The Mondays of all weeks that a period touches."""
    if period.until <= period.since:
        return
    zone = period.since.tzinfo
    week = monday(period.since, zone)
    last = monday(period.until - timedelta(microseconds=1), zone)
    while week <= last:
        yield week
        week += timedelta(days=7)


def some(count: int, one: str, many: str) -> str:
    """`1 post`, `3 posts`."""
    return f"{count:,} {one if count == 1 else many}"


def sentence(total: Counter[str], how_many_weeks: int) -> str:
    """What the table says, for those who read no tables."""
    if not total:
        return "Nothing was sent and nobody wrote to you in this time."
    words = (
        f"In {some(how_many_weeks, 'week', 'weeks')}, {some(total['sent'], 'post', 'posts')} went out, "
        f"{some(total['received'], 'message', 'messages')} came in and you replied "
        f"{some(total['replied'], 'time', 'times')}."
    )
    if total["not_sent"]:
        words += f" {some(total['not_sent'], 'delivery', 'deliveries')} did not go out."
    return words


def report(rows: Sequence[Happening], period: Period) -> Table:
    """One row for each week of the period, the oldest first."""
    counts: Counter[tuple[date, str]] = Counter()
    for row in rows:
        if row.kind in COUNTED and period.since <= row.at < period.until:
            counts[monday(row.at, period.since.tzinfo), COUNTED[row.kind]] += 1
    total: Counter[str] = Counter()
    for (_, column), count in counts.items():
        total[column] += count
    shown = list(weeks(period))
    names = [column.name for column in COLUMNS[1:]]
    return Table(
        columns=COLUMNS,
        rows=tuple((week.isoformat(), *(counts[week, name] for name in names)) for week in shown),
        sentence=sentence(total, len(shown)),
    )

"""When and in which words notices are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from twoway.domain.notices import (
    APART,
    GATHER,
    MOST_SUBJECT,
    URGENT_APART,
    WAITS,
    Quiet,
    Told,
    body,
    letter,
    secret_from,
    signed,
    subject,
    tell_at,
    try_again_at,
)

LONDON = ZoneInfo("Europe/London")
NIGHT = Quiet(zone=LONDON, begins=time(21), ends=time(7))
NOON_REST = Quiet(zone=LONDON, begins=time(12), ends=time(13))
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def told(words: str = "A post was refused.", *, urgent: bool = False, times: int = 1) -> Told:
    return Told(
        id=7,
        key="post:7",
        words=words,
        cure="Look at it.",
        address="http://desk/x",
        urgent=urgent,
        times=times,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-11-22T20:59", None),  # a minute before
        (NIGHT, "2026-11-22T21:00", "2026-11-23T07:00"),  # the very beginning
        (NIGHT, "2026-11-23T06:59", "2026-11-23T07:00"),  # after midnight
        (NIGHT, "2026-11-23T07:00", None),  # the very end
        (NOON_REST, "2026-11-22T12:30", "2026-11-22T13:00"),  # within one day
        (NOON_REST, "2026-11-22T13:00", None),
        (NIGHT, "2026-10-24T23:00", "2026-10-25T07:00"),  # the night that is an hour longer
        (NIGHT, "2026-03-28T23:00", "2026-03-29T07:00"),  # and the one that is an hour shorter
    ],
)
def test_quiet_hours_end_when_the_clock_on_the_wall_says_so(quiet: Quiet, now: str, until: str | None) -> None:
    found = quiet.until(datetime.fromisoformat(now).replace(tzinfo=LONDON))
    assert found == (datetime.fromisoformat(until).replace(tzinfo=LONDON) if until else None)


@pytest.mark.parametrize(
    ("urgent", "told_at", "after"),
    [
        (True, None, timedelta()),  # at once
        (True, NOW - timedelta(seconds=20), URGENT_APART - timedelta(seconds=20)),  # a crowd comes as one
        (True, NOW - timedelta(hours=1), timedelta()),
        (False, None, GATHER),  # waits for company
        (False, NOW - timedelta(minutes=1), APART - timedelta(minutes=1)),
    ],
)
def test_urgent_ones_go_at_once_and_others_wait_for_company(
    urgent: bool, told_at: datetime | None, after: timedelta
) -> None:
    at = tell_at(NOW, urgent=urgent, told_at=told_at, quiet=None, urgent_at_night=True)
    assert at - NOW == after


def test_the_waits_grow_and_the_last_one_stays() -> None:
    waits = [try_again_at(NOW, tries) - NOW for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] == WAITS[-1]


def test_a_subject_is_one_line_of_a_length_that_fits() -> None:
    line = subject("Alder\n& Rye", [told("x\r\nBcc: somebody@else.example\n" + "long " * 99)])
    assert "\n" not in line
    assert "\r" not in line
    assert len(line) <= MOST_SUBJECT


def test_several_are_counted_in_the_subject_and_all_stand_in_the_letter() -> None:
    several = [told("One.", urgent=True, times=3), told("Two.")]
    assert subject("Alder & Rye", several) == "[Alder & Rye] 2 things need you, 1 of them urgent"
    words = letter("Alder & Rye", several, "http://desk/notices/")
    assert words.startswith("Urgent: One.\nLook at it.\nIt was noticed 3 times.\nhttp://desk/x\n\nTwo.\n")
    assert words.endswith("Change that: http://desk/notices/\n")


def test_a_body_carries_any_text_as_json() -> None:
    content = body("notices", "Alder & Rye", [told("é 👩‍👩‍👧 \ud800")], NOW)
    assert json.loads(content.decode())["notices"][0]["key"] == "post:7"


def test_a_signature_is_the_one_of_the_published_example() -> None:
    # The example that the description of Standard Webhooks gives for its libraries.
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_secret_says_what_it_is() -> None:
    assert secret_from(b"\x00" * 24) == "whsec_" + "A" * 32

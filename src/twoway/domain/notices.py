"""How notices are told outside the house: when, in which words, and signed so that the other side can trust them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: What is not urgent waits so long, so that what comes together goes out together.
GATHER = timedelta(minutes=2)
#: And so long after the last message on the same route.
APART = timedelta(minutes=15)
#: Urgent ones that come in a crowd go out as one, this long after the first.
URGENT_APART = timedelta(minutes=1)
#: How long to wait after each failure; the last one holds for all that follow.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
#: Subjects of mails are cut here: phones show less.
MOST_SUBJECT = 140
SECRET_SIGN = "whsec_"  # noqa: S105  # the prefix by which such secrets are known, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice as it is told: what, what to do, and the address of the page where to do it."""

    id: int
    key: str
    words: str
    cure: str
    address: str
    urgent: bool
    times: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which a route is left in peace, in the workspace's zone; they may span midnight."""

    zone: ZoneInfo
    begins: time
    ends: time

    def until(self, now: datetime) -> datetime | None:
        """When the quiet hours that hold now end; None outside of them."""
        here = now.astimezone(self.zone)
        clock = here.timetz().replace(tzinfo=None)
        spans_midnight = self.begins > self.ends
        inside = clock >= self.begins or clock < self.ends if spans_midnight else self.begins <= clock < self.ends
        if not inside:
            return None
        day = here.date() + timedelta(days=1) if spans_midnight and clock >= self.begins else here.date()
        return datetime.combine(day, self.ends, self.zone)


def tell_at(
    now: datetime, *, urgent: bool, told_at: datetime | None, quiet: Quiet | None, urgent_at_night: bool
) -> datetime:
    """When a notice that is raised now goes out on a route on which something went out at `told_at` last."""
    apart = URGENT_APART if urgent else APART
    soonest = now if urgent else now + GATHER
    at = max(soonest, told_at + apart) if told_at else soonest
    if quiet is None or (urgent and urgent_at_night):
        return at
    return max(at, quiet.until(at) or at)


def try_again_at(now: datetime, tries: int) -> datetime:
    """When to try again after so many failures."""
    return now + WAITS[min(max(tries, 1), len(WAITS)) - 1]


def subject(workspace: str, told: Sequence[Told]) -> str:
    """One line that says what the mail is about."""
    if len(told) == 1:
        return _line(f"[{workspace}] {told[0].words}")
    urgent = sum(one.urgent for one in told)
    more = f", {urgent} of them urgent" if urgent else ""
    return _line(f"[{workspace}] {len(told)} things need you{more}")


def letter(workspace: str, told: Sequence[Told], where: str) -> str:
    """The words of the mail; `where` is the page of the person's routes, for whoever wants fewer of them."""
    blocks = ["\n".join(filter(None, _block(one))) for one in told]
    end = f"You get this because {workspace} sends its notices here. Change that: {where}"
    return "\n\n".join([*blocks, f"-- \n{end}\n"])


def _block(told: Told) -> tuple[str, ...]:
    urgent = "Urgent: " if told.urgent else ""
    often = f"It was noticed {told.times} times." if told.times > 1 else ""
    return (f"{urgent}{told.words}", told.cure, often, told.address)


def _line(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= MOST_SUBJECT else f"{flat[: MOST_SUBJECT - 1].rstrip()}…"


def body(kind: str, workspace: str, told: Sequence[Told], at: datetime) -> bytes:
    """What a webhook gets: JSON with `kind` (`notices` or `test`), `workspace`, `at`, and a list of notices."""
    notices = [
        {
            "id": one.id,
            "key": one.key,
            "words": one.words,
            "cure": one.cure,
            "address": one.address,
            "urgent": one.urgent,
            "times": one.times,
            "at": one.at.isoformat(),
        }
        for one in told
    ]
    whole = {"kind": kind, "workspace": workspace, "at": at.isoformat(), "notices": notices}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "backslashreplace")


def signed(secret: str, message_id: str, at: datetime, content: bytes) -> dict[str, str]:
    """The headers that prove a body: HMAC-SHA256 over `id.timestamp.body`, written as the Standard Webhooks say."""
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_SIGN))
    words = b".".join((message_id.encode(), timestamp.encode(), content))
    mark = base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": f"v1,{mark}"}


def secret_from(random: bytes) -> str:
    """A webhook's secret as people carry it over."""
    return SECRET_SIGN + base64.b64encode(random).decode()

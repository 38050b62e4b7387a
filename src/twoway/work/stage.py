"""The stage of the practice network in this process; all processes of an installation share its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from twoway.domain.errors import NetworkAnswer
from twoway.plug.later import later
from twoway.rehearsal.server import Stage
from twoway.work.outside import is_among

if TYPE_CHECKING:
    from twoway.work import http
else:
    http = later("twoway.work.http")


@cache
def stage() -> Stage:
    """The practice network's world."""
    return Stage(
        settings.TWOWAY_HOME / "rehearsal.sqlite3",
        clock=timezone.now,
        address=settings.TWOWAY_ADDRESS,
        pace=1 / settings.TWOWAY_STAGE_HURRY,
    )


def call_out() -> int:
    """Let the practice network call those who asked for it: only this very installation, at its own address."""
    return stage().call_out(_post)


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether our own door for calls took it."""
    if not is_among(address, (settings.TWOWAY_ADDRESS,)):
        return False
    way = http.WebHttp(
        address=settings.TWOWAY_ADDRESS,
        secrets={},
        pictures=lambda sha256: b"",
        trusted=frozenset({settings.TWOWAY_ADDRESS}),
        timeouts=http.Timeouts(total=10.0),
        most_bytes=65_536,
    )
    try:
        answer = way.request("POST", urlsplit(address).path, content=body, headers=headers, changes=False)
    except NetworkAnswer:
        return False
    return 200 <= answer.status < 300

"""Every error of the product, drawn once.

    TwowayError
    |-- BadInput            a person gave something that cannot be used; says what to do
    |   `-- Conflict        somebody else was first: two tabs, two people
    |-- NotAllowed          the person may not do this
    |-- Held                findings that stop: the version is kept, not sent
    `-- NetworkAnswer       what a network may answer besides a Receipt
        |-- TryLater        nothing happened; the same call may be made again
        |-- Unsure          it may be out: look for it before anything else
        |-- Refused         no, and asking again will not help
        `-- NeedsReconnect  the permission is gone; a person must sign in again

`for_people` is what a person reads and has no default: whoever raises decides.
`for_log` is for the log alone; it must not hold secrets.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twoway.domain.findings import Finding


class TwowayError(Exception):
    """Something went wrong that a person can be told about."""

    def __init__(self, for_people: str, *, for_log: str = "") -> None:
        super().__init__(for_people)
        self.for_people = for_people
        self.for_log = for_log


class BadInput(TwowayError):
    """What was given cannot be used; `field` names where, when it is known."""

    def __init__(self, for_people: str, *, field: str = "", for_log: str = "") -> None:
        super().__init__(for_people, for_log=for_log)
        self.field = field


class Conflict(BadInput):
    """Somebody else was first. Nothing was overwritten."""


class NotAllowed(TwowayError):
    """The person may not do this here."""


class Held(TwowayError):
    """The guard stops these words; they are kept as they were."""

    def __init__(self, for_people: str, *, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(for_people)
        self.findings = findings


class NetworkAnswer(TwowayError):
    """What a network answered, other than yes."""


class Reach(StrEnum):
    """Whom a "try later" concerns."""

    #: This one call.
    POST = "post"
    #: Everything that the account would send or ask.
    ACCOUNT = "account"
    #: Everything that we would send to that server or network, for whichever account.
    APP = "app"


class TryLater(NetworkAnswer):
    """Nothing happened on the network; wait and send again with the same key. `wait` is what the network asks for."""

    def __init__(
        self, for_people: str, *, wait: timedelta | None = None, reach: Reach = Reach.POST, for_log: str = ""
    ) -> None:
        super().__init__(for_people, for_log=for_log)
        self.wait = wait
        self.reach = reach


class Unsure(NetworkAnswer):
    """The words may be out. Look for them first; never send blindly again."""


class Refused(NetworkAnswer):
    """The network said no, and asking again will not help."""


class NeedsReconnect(NetworkAnswer):
    """The permission to speak for this account is gone."""

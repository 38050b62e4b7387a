"""The way out to mail servers: what a network that speaks by mail is handed besides `plug.http.Http`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from twoway.plug.http import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServers:
    """Where a mailbox is read (IMAP) and where its letters go out (SMTP), and who signs in to both."""

    imap_host: str
    imap_port: int
    smtp_host: str
    smtp_port: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A letter as it lies in the mailbox, and when it came in (aware).

    `is_whole` False: it was too large, and only its beginning was read.
    """

    source: bytes
    at: datetime
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A mail server that let us in: whether nobody else can read along, where sent letters lie, the largest letter it takes.

    `sent` is "" where the mailbox has no such place, and `most_bytes` 0 where the server does not say.
    """

    host: str
    is_safe: bool
    sent: str = ""
    most_bytes: int = 0


class PostOffice(Protocol):
    """A mailbox and its way out. Every method raises only the network answers of `domain.errors`."""

    def check(self) -> None:
        """Sign in to both servers and out again; NeedsReconnect when one of them does not know us."""
        ...

    def reading(self) -> Reached:
        """Sign in where letters are read, and out again."""
        ...

    def sending(self) -> Reached:
        """Sign in where letters go out, and out again."""
        ...

    def deliver(self, message: bytes, *, sender: str, to: tuple[str, ...]) -> None:
        """Hand a letter over. Whoever in `to` besides the first is not taken does not matter.

        `Unsure` when the server had the whole letter and did not say that it took it.
        """
        ...

    def bring(self, cursor: str, most: int) -> tuple[tuple[Arrived, ...], str]:
        """What lies in the inbox since the cursor, the oldest first, and where to go on; at first only the newest few."""
        ...

    def holds(self, message_id: str) -> bool:
        """Whether a letter with this id lies in the inbox or among what was sent."""
        ...

    def references_of(self, message_id: str) -> tuple[str, ...]:
        """The thread up to a letter that lies here, with it; empty when it does not."""
        ...

    def file_sent(self, message_ids: tuple[str, ...]) -> None:
        """Put our own copies that came into the inbox among what was sent."""
        ...


class Postal(Http, Protocol):
    """The way out of a network that speaks by mail."""

    def post_office(self, servers: MailServers) -> PostOffice:
        """The mailbox behind these servers."""
        ...

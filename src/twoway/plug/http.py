"""The way out that a network is handed: address, secrets, time limits and log scrubbing are already in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `json` is the parsed body, None when the body is not JSON. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    json: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An answer that goes on: its head in `answer` (with a body only where the status is no 200), and its lines as they come."""

    answer: Answer
    lines: Iterator[str] = field(default_factory=lambda: iter(()))


class NoAnswer(Exception):
    """A request went out and no whole answer came back: it was done, or it was not.

    What answers in process raises it where a wire would have broken. The transport turns it into `Unsure` when the
    call changes something, and into `TryLater` when it does not.
    """


class Http(Protocol):
    """One account's connection to its network.

    `request` returns an `Answer` for every HTTP status, and raises only the network answers of `domain.errors`:
    `TryLater` when the request surely never reached the network (no connection, name not found, refused),
    `Unsure` when it was sent and no whole answer came back and the call `changes` something (a call that changes
    nothing raises `TryLater` instead), and `Refused` when the address is not one we may talk to.
    """

    @property
    def address(self) -> str:
        """The base address of the server, without a slash at the end."""
        ...

    @property
    def secrets(self) -> Mapping[str, str]:
        """This account's secrets, by the names its network gave them."""
        ...

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool | None = None,
    ) -> Answer:
        """Send one request to `address + path`. `changes` defaults to: any method but GET and HEAD."""
        ...

    def listen(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> AbstractContextManager[Stream]:
        """Ask for an answer that goes on (GET), for as long as the block lasts.

        The lines end when the server ends them, and after an hour in any case. `TryLater` when it breaks, says nothing for
        too long, or says too much; when whoever listens is asked to end (`work.wire.ends_when`), the lines just end.
        """
        ...

    def picture(self, sha256: str) -> bytes:
        """The bytes of a picture of the version being sent."""
        ...

    def elsewhere(self, place: str, *, secrets: Mapping[str, str] | None = None) -> Http:
        """The same way out to another server: its address, or the name of one of `FACTS.servers`. Ours stay behind; it has
        only the `secrets` that are given, which are those that this very server gave us.

        What was found at one server (where to sign in, where an account lives) is asked for through this, so that it is
        judged like every address that people give us.
        """
        ...

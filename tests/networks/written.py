"""What the tests of networks that are only written for have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from twoway.domain.facts import Facts
from twoway.domain.findings import Scope, Severity
from twoway.domain.guard import build_case, look
from twoway.domain.tailor import tailor
from twoway.domain.text.count import count
from twoway.domain.versions import Mention, Picture, ReplyTo, Version
from twoway.plug import finder

LOAVES = Picture(sha256="ab" * 32, mime="image/jpeg", size=200_000, width=1200, height=900, alt="Two rye loaves")
SHOP = replace(LOAVES, sha256="cd" * 32, alt="The shop in the morning")
SEEN = replace(
    LOAVES,
    remote={"id": "m-1", "url": "https://alder.example.com/loaves.jpg", "file_id": "f-1", "filename": "loaves.jpg"},
)
ANSWERED = ReplyTo(remote_id="456", root_id="123")
DIRECT = ReplyTo(remote_id="123", root_id="123")


def sunny(remote_id: str | None = "77") -> Mention:
    """Somebody whom the network knows."""
    return Mention(handle="sunnybank", remote_id=remote_id)


def version(text: str = "Fresh rye", *pictures: Picture, reply_to: ReplyTo | None = None, **more: Any) -> Version:
    """A version with these pictures."""
    return Version(text=text, pictures=pictures, reply_to=reply_to, **more)


def body(payload: Mapping[str, object]) -> Mapping[str, Any]:
    """The body of a payload that names its address."""
    found = payload["body"]
    assert isinstance(found, Mapping)
    return found


def counted(text: str, facts: Facts) -> int:
    """How long the network finds a text."""
    return count(text, facts, {}).value


def tailored(text: str, facts: Facts) -> str:
    """The text as it would be sent there, with nobody known."""
    return tailor(text, facts, {}, ()).text


def stopped(text: str, facts: Facts, *pictures: Picture, reply: bool = False) -> set[str]:
    """The rules that hold back exactly this text."""
    scope = Scope.REPLY if reply else Scope.POST
    case = build_case(text=text, facts=facts, pictures=pictures, scope=scope)
    return {found.rule for found in look(case, finder.rules().values()) if found.severity is Severity.STOP}


def remarked(text: str, facts: Facts, *pictures: Picture) -> set[str]:
    """All rules that find something in exactly this text."""
    return {
        found.rule for found in look(build_case(text=text, facts=facts, pictures=pictures), finder.rules().values())
    }

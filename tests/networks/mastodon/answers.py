"""What servers that speak the Mastodon API say, and words to post, for tests of what is made of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.counterparts.proxy import Proxy
from tests.networks.fake_http import says
from twoway.domain.versions import Inbound, Picture, ReplyTo, Version
from twoway.networks import mastodon

KEY = "twoway-6740-00000000000000ff"


AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


LOAF = Picture(sha256="ab" * 32, mime="image/png", size=4, width=1, height=1, alt="A loaf")


def account(number: str = "7", acct: str = "sunnybank@town.social", **more: Any) -> dict[str, Any]:
    name = acct.partition("@")[0]
    host = acct.partition("@")[2] or "bakery.social"
    return {"id": number, "acct": acct, "username": name, "url": f"https://{host}/@{name}", **more}


def status(number: str = "100", content: str = "<p>Fresh rye</p>", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": number,
        "content": content,
        "created_at": "2026-11-22T08:00:00.000Z",
        "url": f"https://bakery.social/@alder/{number}",
        "visibility": "public",
        "in_reply_to_id": None,
        "media_attachments": [],
        "mentions": [],
        "account": account(),
    }
    return made | more


def reply_to(**refs: str) -> ReplyTo:
    return ReplyTo(remote_id="55", root_id="50", refs=refs)


def message(raw: dict[str, Any], own_id: str = "1") -> Inbound:
    found = mastodon.to_message(raw, own_id)
    assert found is not None
    return found


#: The answer to the last question of every fetch.
NO_WHISPERS = says([])


def mention(number: str, made: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"id": number, "type": "mention", "status": made or status(f"9{number}")}


Before = Callable[[str], Proxy]


def fresh(text: str = "Fresh rye at eight") -> Version:
    """Words that no other test wrote."""
    return Version(text=f"{text} {uuid.uuid4().hex[:8]}")


def new_key() -> str:
    return mastodon.new_key(datetime.now(UTC), uuid.uuid4().int & (2**64 - 1))


def just_before() -> datetime:
    return datetime.now(UTC)

"""What the server made, against what was sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from twoway.domain.versions import Receipt, Version
from twoway.networks.mastodon.asking import sequence, time_of
from twoway.networks.mastodon.facts import NAME
from twoway.networks.mastodon.messages import plain_text
from twoway.networks.mastodon.payload import addressed, visibility_of


def receipt_of(status: Mapping[str, Any], version: Version) -> Receipt:
    """What the server made. Nothing in here may fail: the post is out."""
    refs: dict[str, object] = {"visibility": str(status.get("visibility") or "")}
    if surprise := _surprise(status, version):
        refs["surprise"] = surprise
    return Receipt(
        remote_id=str(status["id"]),
        address=str(status.get("url") or status.get("uri") or ""),
        at=time_of(status.get("created_at")) or datetime.now(UTC),
        refs=refs,
    )


def _surprise(status: Mapping[str, Any], version: Version) -> str:
    """What is other than we sent it, in one sentence; '' when all is as it should be. The post is out either way."""
    text, sent = plain_text(status), addressed(version)
    if _squash(text) != _squash(sent):
        return (
            "The server published other words than these; look at the post." if text else "The post came out empty."
        )
    if str(status.get("visibility")) != visibility_of(version.reply_to):
        return f"The post is “{status.get('visibility')}” and should be “{visibility_of(version.reply_to)}”."
    if len(sequence(status.get("media_attachments"))) != len(version.pictures):
        return "Not every picture arrived."
    if version.reply_to and str(status.get("in_reply_to_id")) != version.reply_to.remote_id:
        return "The answer stands alone: the server did not put it under the post."
    return ""


def _squash(text: str) -> str:
    """What must be the same: servers rewrite links, shorten handles and take marks for emphasis."""
    text = re.sub(r"https?://\S+", "", text)
    text = re.sub(rf"(@{NAME})@[\w.:-]+", r"\1", text)
    return re.sub(r"[\s!-/:-@\[-`{-~]+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_it(status: Mapping[str, Any], version: Version) -> bool:
    """Whether this post of ours is the one that this version made."""
    answered = version.reply_to.remote_id if version.reply_to else ""
    return (
        str(status.get("in_reply_to_id") or "") == answered
        and _squash(plain_text(status)) == _squash(addressed(version))
        and len(sequence(status.get("media_attachments"))) == len(version.pictures)
    )

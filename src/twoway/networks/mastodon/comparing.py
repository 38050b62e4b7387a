"""What the server made, against what was sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from twoway.domain.versions import Receipt, Version
from twoway.networks.mastodon.asking import mapping, sequence, time_of
from twoway.networks.mastodon.facts import FACTS, NAME
from twoway.networks.mastodon.messages import plain_text, warning_of
from twoway.networks.mastodon.payload import addressed, is_wider, visibility_of

#: What people call the audiences, by the names that servers have for them.
_WORDS = {one.name: one.label.lower() for one in FACTS.audiences}


def receipt_of(status: Mapping[str, Any], version: Version) -> Receipt:
    """What the server made. Nothing in here may fail: the post is out."""
    made = str(status.get("visibility") or "")
    refs: dict[str, object] = {"visibility": made}
    if named := _names_of_pictures(status, version):
        refs["pictures"] = named
    if surprise := " ".join(_surprises(status, version)):
        refs["surprise"] = surprise
    if is_wider(made, visibility_of(version)):
        refs["alarm"] = surprise
    return Receipt(
        remote_id=str(status["id"]),
        address=str(status.get("url") or status.get("uri") or ""),
        at=time_of(status.get("created_at")) or datetime.now(UTC),
        refs=refs,
    )


def _names_of_pictures(status: Mapping[str, Any], version: Version) -> dict[str, object]:
    """What the server calls each picture, so that a change of the words need not upload it again."""
    ids = [str(mapping(one).get("id") or "") for one in sequence(status.get("media_attachments"))]
    if len(ids) != len(version.pictures) or not all(ids):
        return {}
    return {picture.sha256: {"id": media_id} for picture, media_id in zip(version.pictures, ids, strict=True)}


def _surprises(status: Mapping[str, Any], version: Version) -> Iterator[str]:
    """What is other than we sent it, in sentences, the worst first. The post is out either way."""
    made, meant = str(status.get("visibility") or ""), visibility_of(version)
    if made != meant:
        seen = f"this server calls its audience “{_WORDS.get(made, made or 'nothing')}”"
        yield (
            f"More people can see this than should: {seen} and it should be “{_WORDS[meant]}”."
            if is_wider(made, meant)
            else f"Fewer people can see this than should: {seen} and it should be “{_WORDS[meant]}”."
        )
    text = plain_text(status)
    if squash(text) != squash(addressed(version)):
        yield "The server published other words than these; look at the post." if text else "The post came out empty."
    if squash(warning_of(status)) != squash(version.warning):
        yield "The warning before the text is another one." if warning_of(status) else "The warning did not arrive."
    if len(sequence(status.get("media_attachments"))) != len(version.pictures):
        yield "Not every picture arrived."
    elif any(not _has_alt(one, picture.alt) for one, picture in _side_by_side(status, version)):
        yield "The description of a picture did not arrive."
    if version.reply_to and str(status.get("in_reply_to_id")) != version.reply_to.remote_id:
        yield "The answer stands alone: the server did not put it under the post."


def _side_by_side(status: Mapping[str, Any], version: Version) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """The pictures as they are there, and as they were sent."""
    there = map(mapping, sequence(status.get("media_attachments")))
    return zip(there, version.pictures, strict=False)


def _has_alt(media: Mapping[str, Any], alt: str) -> bool:
    """Whether a picture is described as it should be; a server that does not tell is believed."""
    return "description" not in media or squash(str(media["description"] or "")) == squash(alt)


def squash(text: str) -> str:
    """What must be the same: servers rewrite links, shorten handles and take marks for emphasis."""
    text = re.sub(r"https?://\S+", "", text)
    text = re.sub(rf"(@{NAME})@[\w.:-]+", r"\1", text)
    return re.sub(r"[\s!-/:-@\[-`{-~]+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_it(status: Mapping[str, Any], version: Version) -> bool:
    """Whether this post of ours is the one that this version made."""
    answered = version.reply_to.remote_id if version.reply_to else ""
    return (
        str(status.get("in_reply_to_id") or "") == answered
        and squash(plain_text(status)) == squash(addressed(version))
        and squash(warning_of(status)) == squash(version.warning)
        and len(sequence(status.get("media_attachments"))) == len(version.pictures)
    )

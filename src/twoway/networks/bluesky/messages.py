"""What people wrote, as the AppView gives it, as messages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from twoway.domain.atproto import maps, ref, when, whole_links, word
from twoway.domain.versions import Inbound, ReplyTo
from twoway.networks.bluesky.handles import author_of

#: Notifications that are about words for us ...
MESSAGES = ("reply", "mention", "quote")
#: ... and those that are not. Any other reason is new: what came with it is kept, and somebody told.
_NO_MESSAGES = frozenset(
    {
        "like",
        "repost",
        "follow",
        "starterpack-joined",
        "verified",
        "unverified",
        "like-via-repost",
        "repost-via-repost",
        "subscribed-post",
        "contact-match",
    }
)
#: How a post was come by when no notification told of it.
_COME_BY = ("reply", "quote", "found")


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A notification, or a post found under ours or by a search, as a message; None for a like and its kin."""
    reason, post, how = raw.get("reason"), raw.get("post"), raw.get("as", "reply")
    if isinstance(post, Mapping) and how in _COME_BY:
        return _message(post, own_id, str(raw.get("about", "")), str(how))
    if reason in MESSAGES:
        return _message(raw, own_id, str(raw.get("reasonSubject", "")), str(reason))
    if isinstance(reason, str) and reason in _NO_MESSAGES:
        return None
    raise ValueError(f"neither a post nor a notification that is known: {sorted(raw)} {reason!r}")


def _message(item: Mapping[str, object], own_id: str, subject: str, kind: str) -> Inbound:
    """A post by somebody, as the AppView shows it: its record, its author and when it came."""
    record = item.get("record")
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise ValueError("a message without a record")
    author = author_of(item.get("author"))
    here = {"uri": word(item, "uri"), "cid": word(item, "cid")}
    reply = record.get("reply")
    root, parent = (
        (ref(reply.get(place)) for place in ("root", "parent")) if isinstance(reply, Mapping) else (here, None)
    )
    mine = f"at://{own_id}/"
    ours = [uri for uri in ((parent or {}).get("uri", ""), subject, root["uri"]) if uri.startswith(mine)]
    return Inbound(
        remote_id=here["uri"],
        root_id=root["uri"],
        author=author,
        text=_whole_text(record, record["text"]),
        # The AppView's clock: a post's own time is whatever its author's machine says.
        at=_time(item),
        address=f"{author.address}/post/{here['uri'].rpartition('/')[2]}",
        about_id=ours[0] if ours else "",
        kind="reply" if parent and ours else kind,
        ours=author.remote_id == own_id,
        under_id=(parent or {}).get("uri", ""),
        reply_to=ReplyTo(remote_id=here["uri"], root_id=root["uri"], refs={"root": root, "parent": here}),
    )


def _whole_text(record: Mapping[str, object], text: str) -> str:
    """The words with their links written out, and a line for each picture and card that came along."""
    return "\n\n".join(filter(None, [whole_links(text, record.get("facets")), *_beside(record.get("embed"), text)]))


def _beside(embed: object, text: str) -> Iterator[str]:
    """What is shown under the words, in words."""
    told = embed if isinstance(embed, Mapping) else {}
    for picture in (*maps(told.get("images")), *maps(told.get("items"))):
        yield f"Picture: {_plain(picture.get('alt')) or 'no description'}"
    if "video" in told:
        yield f"Video: {_plain(told.get('alt')) or 'no description'}"
    card = told.get("external")
    if isinstance(card, Mapping) and (address := _plain(card.get("uri"))) and address not in text:
        yield f"Link: {_plain(card.get('title'))} {address}".replace("  ", " ")
    # A quote with pictures of its own.
    if isinstance(media := told.get("media"), Mapping):
        yield from _beside(media, text)


def _plain(words: object) -> str:
    return " ".join(words.split()) if isinstance(words, str) else ""


def _time(item: Mapping[str, object]) -> datetime:
    if (at := when(item.get("indexedAt"))) is None:
        raise ValueError("a message without a time")
    return at

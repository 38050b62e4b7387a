"""What people wrote, as the AppView gives it, as messages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from twoway.domain.atproto import maps, ref, when, whole_links, word
from twoway.domain.versions import Inbound, ReplyTo
from twoway.networks.bluesky.facts import FACTS
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
#: What posts are marked as, by their authors or by moderators, in words.
_MARKS = {
    "porn": "adult content",
    "sexual": "suggestive",
    "nudity": "nudity",
    "graphic-media": "graphic pictures",
    "gore": "graphic pictures",
    "!warn": "something to be warned of",
    "spam": "spam",
}
_POST = re.compile(r"at://(did:[A-Za-z0-9:._%-]{1,300})/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,300})")
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
        text=_whole_text(item, record, mine),
        # The AppView's clock: a post's own time is whatever its author's machine says.
        at=_time(item),
        address=f"{author.address}/post/{here['uri'].rpartition('/')[2]}",
        about_id=ours[0] if ours else "",
        kind="reply" if parent and ours else kind,
        ours=author.remote_id == own_id,
        under_id=(parent or {}).get("uri", ""),
        reply_to=ReplyTo(remote_id=here["uri"], root_id=root["uri"], refs={"root": root, "parent": here}),
    )


def _whole_text(item: Mapping[str, object], record: Mapping[str, object], mine: str) -> str:
    """The words with their links written out, under what they are marked as, and a line for each thing that came along."""
    text, embed = str(record["text"]), record.get("embed")
    marked = dict.fromkeys(
        _MARKS[str(one.get("val"))]
        for one in maps(item.get("labels"))
        if one.get("val") in _MARKS and not one.get("neg")
    )
    marks = f"Marked as {', '.join(marked)}." if marked else ""
    words = whole_links(text, record.get("facets"))
    return "\n\n".join(filter(None, [marks, words, *_beside(embed, text), _quoted(embed, mine)]))


def _quoted(embed: object, mine: str) -> str:
    """Where the post is that is quoted; "" where none is, and where it is ours and shown anyway."""
    told = embed.get("record") if isinstance(embed, Mapping) else None
    # A quote with pictures of its own holds it one deeper.
    inner = told.get("record", told) if isinstance(told, Mapping) else None
    found = _POST.fullmatch(str(inner.get("uri") or "")) if isinstance(inner, Mapping) else None
    if found is None or found[0].startswith(mine):
        return ""
    return f"Quotes: {FACTS.home}/profile/{found[1]}/post/{found[2]}"


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

"""What a server gives, as messages, people and words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twoway.domain.heads import parts_of
from twoway.domain.text.from_html import without_controls
from twoway.domain.versions import Author, Inbound, ReplyTo
from twoway.networks.mastodon.asking import mapping, own_name, sequence, time_of
from twoway.plug.html import words_of

_MOST_HTML = 200_000
#: Notifications that are about words for us.
_WORDS_FOR_US = frozenset({"mention", "quote"})


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A mention, an answer or a quote as a message; None for any other kind of news, and for a post that is gone."""
    own_id = own_name(own_id)
    notification = mapping(raw.get("notification"))
    if notification and (
        str(notification.get("type")) not in _WORDS_FOR_US or notification.get("status", "") is None
    ):
        return None
    status = mapping(notification.get("status") if notification else raw.get("status"))
    account = mapping(status.get("account"))
    at = time_of(status.get("created_at"))
    if not status.get("id") or not account.get("id") or at is None:
        raise ValueError("not a post: id, account or created_at is missing")
    thread = [mapping(one) for one in sequence(raw.get("thread"))]
    root = str(thread[0]["id"]) if thread else str(status["id"])
    about, quoted = _about(thread, own_id), _quoted_of_ours(status, own_id)
    return Inbound(
        remote_id=str(status["id"]),
        root_id=root,
        author=author_of(account),
        text=_whole_text(status),
        at=at,
        address=str(status.get("url") or status.get("uri") or ""),
        about_id=about or quoted,
        kind="reply" if status.get("in_reply_to_id") else "quote" if quoted else "mention",
        private=str(status.get("visibility")) in {"private", "direct"},
        ours=str(account["id"]) == own_id,
        under_id=str(status.get("in_reply_to_id") or ""),
        edited_at=time_of(status.get("edited_at")),
        reply_to=ReplyTo(remote_id=str(status["id"]), root_id=root, refs=_reply_refs(status, account, own_id)),
    )


def _quoted_of_ours(status: Mapping[str, Any], own_id: str) -> str:
    """The post of ours that is quoted; "" where none is."""
    quoted = mapping(mapping(status.get("quote")).get("quoted_status"))
    is_ours = bool(own_id) and str(mapping(quoted.get("account")).get("id")) == own_id
    return str(quoted.get("id") or "") if is_ours else ""


def _about(thread: Sequence[Mapping[str, Any]], own_id: str) -> str:
    """The nearest post of ours above."""
    ours = [str(one["id"]) for one in thread if one.get("ours") or (own_id and str(one.get("account")) == own_id)]
    return ours[-1] if ours else ""


def _reply_refs(status: Mapping[str, Any], account: Mapping[str, Any], own_id: str) -> dict[str, object]:
    """What an answer needs: who may see it, and the handles it has to begin with, the author's first."""
    acct = "" if str(account["id"]) == own_id else str(account.get("acct") or "")
    mentioned = [mapping(one) for one in sequence(status.get("mentions"))]
    others = [
        str(one.get("acct") or "") for one in mentioned if str(one.get("id")) not in {own_id, str(account["id"])}
    ]
    handles = dict.fromkeys(filter(None, [acct, *others]))
    warning = warning_of(status)
    return {
        "acct": acct,
        "prefix": "".join(f"@{handle} " for handle in handles),
        "visibility": str(status.get("visibility") or "unlisted"),
        **({"warning": warning} if warning else {}),
    }


def warning_of(status: Mapping[str, Any]) -> str:
    """The words before a text that is folded away."""
    return without_controls(str(status.get("spoiler_text") or "")).strip()


def author_of(account: Mapping[str, Any]) -> Author:
    """Who an account is. Each server has a number of its own for everybody, so people are known by their whole handle."""
    handle = handle_of(account)
    return Author(
        remote_id=handle.casefold() if "@" in handle else str(account["id"]),
        handle=handle,
        name=name_of(account),
        address=str(account.get("url") or ""),
        picture=str(account.get("avatar_static") or account.get("avatar") or ""),
    )


def name_of(account: Mapping[str, Any]) -> str:
    """The name that somebody shows, without the little pictures that their server alone has (":verified:")."""
    name = without_controls(str(account.get("display_name") or ""))
    for emoji in map(mapping, sequence(account.get("emojis"))):
        name = name.replace(f":{emoji.get('shortcode')}:", " ")
    return " ".join(name.split()) or str(account.get("username") or "")


def handle_of(account: Mapping[str, Any], domain: str = "") -> str:
    """The whole handle: people of the same server come without its name."""
    acct = str(account.get("acct") or account.get("username") or "")
    home = domain or parts_of(str(account.get("url") or "")).netloc
    return acct if "@" in acct or not home else f"{acct}@{home}"


def plain_text(status: Mapping[str, Any]) -> str:
    """The words of a post, with whole links and with mentions that tell the server."""
    mentions = {str(one.get("url")): str(one.get("acct")) for one in map(mapping, sequence(status.get("mentions")))}
    return words_of(str(status.get("content") or "")[:_MOST_HTML], mentions)


def _whole_text(status: Mapping[str, Any]) -> str:
    """The words, under the content warning where there is one, with a line for each picture, a poll, and what is quoted."""
    warning, words = warning_of(status), plain_text(status)
    parts = [f"Warning: {warning}" if warning else "", words]
    hidden = " (marked as sensitive)" if status.get("sensitive") and not warning else ""
    for media in map(mapping, sequence(status.get("media_attachments"))):
        kind = "Picture" if media.get("type") == "image" else "Attachment"
        alt = without_controls(str(media.get("description") or "")).strip() or "no description"
        parts.append(f"{kind}{hidden}: {alt} {media.get('url') or media.get('remote_url') or ''}".strip())
    options = [mapping(one).get("title") for one in sequence(mapping(status.get("poll")).get("options"))]
    parts.append("Poll: " + " / ".join(without_controls(str(one or "")) for one in options) if options else "")
    quoted = str(mapping(mapping(status.get("quote")).get("quoted_status")).get("url") or "")
    parts.append(f"Quotes: {quoted}" if quoted and quoted not in words else "")
    return "\n\n".join(filter(None, parts))

"""What has to be there before a post goes out: the thread it answers in, the people it names, its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from twoway.domain.atproto import maps
from twoway.domain.errors import Refused, TryLater
from twoway.domain.parts import pieces_of
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.versions import Mention, Picture, Version
from twoway.networks.bluesky.asking import ask, good, trouble
from twoway.networks.bluesky.facts import FACTS
from twoway.networks.bluesky.handles import did_of
from twoway.networks.bluesky.records import refs_of
from twoway.plug.http import Http


def prepared(http: Http, version: Version) -> Version:
    """The version with all that its record needs and only the network knows."""
    return _with_pictures(http, _with_people(http, _with_thread(http, version)))


def _with_thread(http: Http, version: Version) -> Version:
    """What is answered, as it stands now: Bluesky itself takes an answer to nothing, and nobody would see it."""
    if (reply := version.reply_to) is None:
        return version
    refs = refs_of(reply)
    ids = {ref["uri"] for ref in refs.values()}
    answer = ask(http, "GET", "app.bsky.feed.getPosts", uris=sorted(ids))
    if answer.status != 200 or not isinstance(answer.json, Mapping):
        if all(ref["cid"] for ref in refs.values()):
            return version
        raise trouble(answer)
    seen = {str(post.get("uri")): post for post in maps(answer.json.get("posts"))}
    parent = seen.get(reply.remote_id)
    if parent is None and not reply.remote_id.startswith(f"at://{http.secrets.get('did')}/"):
        raise Refused("What you answer is no longer there, or its author has blocked this account. Nothing was sent.")
    viewer = parent.get("viewer") if parent else None
    if isinstance(viewer, Mapping) and viewer.get("replyDisabled"):
        raise Refused("The author of this thread takes no answers from this account. Nothing was sent.")
    known = {
        place: {**ref, "cid": ref["cid"] or str(seen.get(ref["uri"], {}).get("cid", ""))}
        for place, ref in refs.items()
    }
    if not all(ref["cid"] for ref in known.values()):
        raise Refused("The thread that you answer in is no longer there. Nothing was sent.")
    return replace(version, reply_to=replace(reply, refs=known))


def _with_people(http: Http, version: Version) -> Version:
    """Everybody named in the text, looked up; a handle that nobody has stays as it is written."""
    known = {one.handle.lower() for one in version.mentions if one.remote_id}
    texts = [piece.text for piece in pieces_of(version)]
    found_in = (one for text in texts for one in entities(text, FACTS))
    named = {one.value.lower() for one in found_in if one.kind is EntityKind.MENTION} - known
    found = ((handle, did_of(http, handle)) for handle in sorted(named))
    more = tuple(Mention(handle=handle, remote_id=did) for handle, did in found if did)
    return replace(version, mentions=(*version.mentions, *more))


def _with_pictures(http: Http, version: Version) -> Version:
    ready = replace(version, pictures=tuple(_uploaded(http, one) for one in version.pictures))
    card = version.card
    if card is None or card.picture is None:
        return ready
    return replace(ready, card=replace(card, picture=_uploaded(http, card.picture)))


def _uploaded(http: Http, picture: Picture) -> Picture:
    """The picture as the server now has it. Uploading twice is the same as once, so a lost answer harms nothing."""
    if picture.remote:
        return picture
    sent = http.picture(picture.sha256)
    found = good(ask(http, "POST", "com.atproto.repo.uploadBlob", content=sent, mime=picture.mime, changes=False))
    blob = found.get("blob")
    if not isinstance(blob, Mapping):
        raise TryLater("Bluesky did not take a picture properly; nothing was posted.")
    return replace(picture, remote=dict(blob))

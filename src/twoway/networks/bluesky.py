"""Bluesky: posts and answers through the account's own server, signed in with an app password.

Followed: the guides at docs.bsky.app (posts, rich text, rate limits) and the lexicons `app.bsky.feed.post`,
`app.bsky.richtext.facet`, `app.bsky.embed.images` and `com.atproto.repo.putRecord`; tried on the network's own servers.
The record key is chosen before sending and `putRecord` is asked to create and never to overwrite, so a repeat finds what
is there. A thread is written whole or not at all (`com.atproto.repo.applyWrites`). It cannot change a post, and here it sends
no video, no link card and no private message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from twoway.domain.atproto import (
    EPOCH,
    asked_to_wait,
    blob,
    claims,
    datetime_text,
    instant,
    later_key,
    maps,
    record_cid,
    record_key,
    ref,
    rich_text,
    time_of,
    when,
    word,
)
from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, Reach, Refused, TryLater, Unsure
from twoway.domain.facts import (
    Byline,
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    LinkFacts,
    MediaFacts,
    MentionFacts,
    PageFacts,
    Question,
    RateFacts,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.parts import is_one, keys_of, part_version, pieces_of
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.versions import (
    Author,
    Batch,
    Card,
    Connection,
    Inbound,
    Mention,
    Picture,
    Receipt,
    ReplyTo,
    Version,
)
from twoway.plug.http import Answer, Http

_CHECKED = date(2026, 11, 22)
_LEXICONS = "https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky"
_RATES = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
_APP_PASSWORDS = "https://bsky.app/settings/app-passwords"
_HANDLE = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"

FACTS = Facts(
    slug="bluesky",
    name="Bluesky",
    glyph="B",
    colours=("#0560b0", "#7cc0ff"),
    home="https://bsky.app",
    default_address="https://bsky.social",
    text=TextFacts(
        limit=Limit(
            value=300,
            unit=Unit.GRAPHEMES,
            source=f"{_LEXICONS}/feed/post.json",
            checked_on=_CHECKED,
            standing=Standing.MEASURED,
        ),
        bytes_limit=Limit(
            value=3000,
            unit=Unit.BYTES,
            source=f"{_LEXICONS}/feed/post.json",
            checked_on=_CHECKED,
            standing=Standing.MEASURED,
        ),
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=3, source=f"{_LEXICONS}/richtext/facet.json"),
    links=LinkFacts(card_beside_pictures=False, card_by_us=True, source=f"{_LEXICONS}/embed/external.json"),
    mentions=MentionFacts(
        handle=_HANDLE, telling=r"(?:[a-zA-Z0-9-]+\.)+bsky\.(?:social|team)", example="sunnybank.bsky.social"
    ),
    media=MediaFacts(
        most=4,
        # 1,000,000 on servers before 0.5; `instance` tells.
        bytes_limit=2_000_000,
        types=("image/jpeg", "image/png", "image/webp"),
        alt_limit=Limit(
            value=2000,
            unit=Unit.GRAPHEMES,
            source="https://github.com/bluesky-social/social-app/blob/main/src/lib/constants.ts",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        source=f"{_LEXICONS}/embed/images.json",
    ),
    idempotency=Idempotency.CLIENT_ID,
    connecting=Connecting(
        questions=(
            Question(name="handle", label="Handle", help="For example sunnybank.bsky.social, without the @."),
            Question(
                name="password",
                label="App password",
                help=f"Not your main password: make one for Twoway at {_APP_PASSWORDS}.",
                secret=True,
            ),
            Question(
                name="address",
                label="Server",
                help="Only if your account lives on a server of its own, for example https://pds.example.org.",
                required=False,
            ),
        ),
        needs="Your handle and an app password, which you can take back at any time.",
        minutes=2,
    ),
    threads=True,
    first_comment=True,
    # A post costs 3 points, of 5,000 an hour and 35,000 a day.
    rates=(
        RateFacts(posts=1_666, seconds=3_600, source=_RATES, checked_on=_CHECKED),
        RateFacts(posts=11_666, seconds=86_400, source=_RATES, checked_on=_CHECKED),
    ),
    cannot=("change a post once it is out", "send video", "read or send private messages"),
    sources=(
        ("https://docs.bsky.app/docs/advanced-guides/posts", _CHECKED),
        ("https://docs.bsky.app/docs/advanced-guides/post-richtext", _CHECKED),
        (_RATES, _CHECKED),
        ("https://atproto.com/specs/record-key", _CHECKED),
        (f"{_LEXICONS}/feed/post.json", _CHECKED),
    ),
    page=PageFacts(actions=("Reply", "Repost", "Like", "Save"), byline=Byline.BESIDE, corner=2),
)

_POST = "app.bsky.feed.post"
_APPLY = "com.atproto.repo.applyWrites"
_MOST_LANGUAGES = 3
#: One tag that is none would have the whole post refused.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_MOST_THREADS = 10
_MOST_PAGES = 20
#: News may be filed a little late: a clock behind, a slow queue. What comes twice is kept once.
_OVERLAP = timedelta(minutes=10)
_MESSAGES = ("reply", "mention", "quote")
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
_EXPIRED = "Bluesky no longer accepts this sign-in. Connect the account again with a new app password."
_GONE_ACCOUNT = {
    "AccountTakedown": "Bluesky has taken this account down. Appeal there, then connect it again.",
    "AccountDeactivated": "This account is deactivated on Bluesky. Activate it there, then connect it again.",
    "AccountSuspended": "Bluesky has suspended this account. Sort it out there, then connect it again.",
}
_NO_ACCESS = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", *_GONE_ACCOUNT})
#: What servers say when they refuse a record (two generations of them), and what that means to the writer.
_REFUSALS = (
    (r"(?=.*grapheme)(?=.*record[./]text)", "This is longer than the 300 signs that Bluesky takes."),
    (r"record[./]text.*longer than|string too big.*record[./]text", "This is more than the 3,000 bytes that Bluesky takes."),
    (r"array too big.*embed|embed.*more than", "Bluesky takes at most four pictures in a post."),
    (r"too large|blob too big|maximum size", "A picture is larger than this Bluesky server takes. Send a smaller one."),
    (r"image/\*|mime ?type", "Bluesky does not take a picture of this kind. Send a JPEG or PNG."),
)  # fmt: skip


def new_key(at: datetime, entropy: int) -> str:
    """A record key in the second of `at`, which should be when the post is due: the post's own time is read from it."""
    return record_key(at, entropy)


def part_key(key: str, place: int) -> str:
    """The keys of a thread lie a second apart, so that its parts sort in their order."""
    return later_key(key, place)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The record as it is put into the account's repository, complete but for the account's name; of a thread, all of them.

    A picture's reference is computed from its bytes, so that it is shown here before the upload has answered with it.
    """
    if not is_one(version):
        return {"writes": _writes("", version, keys_of(version, key, part_key))}
    # swapRecord null: make it, and never write over what is already there.
    return {"collection": _POST, "rkey": key, "record": _record(version, key), "swapRecord": None}


def _record(version: Version, key: str) -> dict[str, object]:
    record: dict[str, object] = {"$type": _POST, "text": version.text}
    if at := time_of(key):
        record["createdAt"] = datetime_text(at)
    if languages := [one for one in version.languages if _LANGUAGE.fullmatch(one)]:
        record["langs"] = languages[:_MOST_LANGUAGES]
    people = {one.handle.lower(): one.remote_id for one in version.mentions if one.remote_id}
    if facets := rich_text(version.text, FACTS, people):
        record["facets"] = facets
    if version.pictures:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(one) for one in version.pictures]}
    elif version.card:
        record["embed"] = {"$type": "app.bsky.embed.external", "external": _external(version.card)}
    if version.reply_to:
        record["reply"] = {place: dict(ref) for place, ref in _refs(version.reply_to).items()}
    return record


def _writes(did: str, version: Version, keys: Sequence[str]) -> list[dict[str, object]]:
    """Every part of a thread as a record of its own. What a part answers is named by its contents, before it is there."""
    out: list[Receipt | None] = []
    writes: list[dict[str, object]] = []
    for piece, key in zip(pieces_of(version), keys, strict=True):
        part = part_version(version, piece.place, out) or version
        record = _record(part, key)
        writes.append({"$type": f"{_APPLY}#create", "collection": _POST, "rkey": key, "value": record})
        here = {"uri": f"at://{did}/{_POST}/{key}", "cid": record_cid(record)}
        out.append(Receipt(remote_id=here["uri"], address="", at=EPOCH, refs=_refs_below(part, here)))
    return writes


def _refs_below(version: Version, here: Mapping[str, str]) -> dict[str, object]:
    """What an answer to this post needs."""
    return {"parent": here, "root": dict(_refs(version.reply_to)["root"]) if version.reply_to else here}


def _external(card: Card) -> dict[str, object]:
    """A link's card. The network looks at no page itself: what is not said here is not shown."""
    told: dict[str, object] = {"uri": card.address, "title": card.title, "description": card.about}
    if thumb := card.picture:
        told["thumb"] = dict(thumb.remote or blob(thumb.sha256, thumb.mime, thumb.size))
    return told


def _image(picture: Picture) -> dict[str, object]:
    remote = picture.remote or blob(picture.sha256, picture.mime, picture.size)
    image: dict[str, object] = {"alt": picture.alt, "image": dict(remote)}
    if picture.width > 0 and picture.height > 0:
        image["aspectRatio"] = {"width": picture.width, "height": picture.height}
    return image


def _refs(reply: ReplyTo) -> dict[str, Mapping[str, str]]:
    """The two references of a reply: the top of the thread and what is answered."""
    found: dict[str, Mapping[str, str]] = {}
    for place, uri in (("root", reply.root_id or reply.remote_id), ("parent", reply.remote_id)):
        ref = reply.refs.get(place)
        cid = ref.get("cid") if isinstance(ref, Mapping) else None
        found[place] = {"uri": uri, "cid": str(cid or "")}
    return found


def publish(http: Http, version: Version, key: str) -> Receipt:
    """Put the record under its key. However often it is sent with one key, there is one post."""
    try:
        ready = _with_pictures(http, _with_people(http, _with_thread(http, version)))
    except Refused:
        # A repeat may be too late for the way there and still be out from the first time.
        if found := _out_already(http, version, key):
            return found
        raise
    body = {"repo": http.secrets.get("did", ""), **to_payload(ready, key)}
    answer = _ask(http, "POST", "com.atproto.repo.putRecord", json=body)
    if answer.status == 200:
        return replace(_receipt(http, answer.json, ready, key), rest=_rest(answer))
    # 500 is also what a server says to the second of two that came at once.
    if answer.status < 500 and _code(answer) != "InvalidSwap":
        raise _trouble(answer)
    if found := _out_already(http, ready, key):
        return found
    raise TryLater("Bluesky had trouble of its own and did not take the post; it is not out.", for_log=_log(answer))


def publish_all(http: Http, version: Version, keys: tuple[str, ...]) -> tuple[Receipt, ...]:
    """Write a thread into the repository, all of it or nothing. However often it is sent, it is there once."""
    try:
        ready = _with_pictures(http, _with_people(http, _with_thread(http, version)))
    except Refused:
        if found := _all_out(http, version, keys):
            return found
        raise
    did = http.secrets.get("did", "")
    writes = _writes(did, ready, keys)
    answer = _ask(http, "POST", _APPLY, json={"repo": did, "writes": writes})
    if answer.status == 200:
        return _all_out(http, ready, keys, answer) or _unreadable()
    if answer.status in (401, 429) or _code(answer) in _NO_ACCESS:
        raise _trouble(answer)
    # A repeat of what is there is answered with an error, by some servers with a 500.
    if found := _all_out(http, ready, keys):
        return found
    if answer.status < 500:
        raise _trouble(answer)
    raise TryLater("Bluesky had trouble of its own and did not take the thread; it is not out.", for_log=_log(answer))


def _unreadable() -> tuple[Receipt, ...]:
    raise Unsure("Bluesky took the thread and gave an answer that cannot be read, so it may be out.")


def _all_out(http: Http, version: Version, keys: Sequence[str], answer: Answer | None = None) -> tuple[Receipt, ...]:
    """A receipt for each part, from the server's answer or by looking for them; empty when the thread is not there."""
    told = maps(answer.json.get("results")) if answer and isinstance(answer.json, Mapping) else []
    if answer is not None and len(told) != len(keys):
        return ()
    receipts: list[Receipt] = []
    for place, key in enumerate(keys):
        part = part_version(version, place, receipts) or version
        found = _receipt(http, told[place], part, key) if told else _out_already(http, part, key)
        if found is None:
            return ()
        receipts.append(found)
    return tuple(receipts)


def find(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """The post under this key; None when the account's server says that it is not there."""
    own = http.secrets.get("did", "")
    answer = _ask(http, "GET", "com.atproto.repo.getRecord", repo=own, collection=_POST, rkey=key)
    if answer.status in (400, 404) and _is_not_found(answer):
        return None
    return _receipt(http, _good(answer), version, key)


def _out_already(http: Http, version: Version, key: str) -> Receipt | None:
    """`find` after something went wrong on the way: what cannot be looked up now may be out."""
    try:
        return find(http, version, key, EPOCH)
    except TryLater as error:
        words = "Bluesky had trouble of its own and cannot say whether the post is out."
        raise Unsure(words, for_log=error.for_log) from error


def _receipt(http: Http, found: object, version: Version, key: str) -> Receipt:
    """The network's yes; Unsure when it is not one that names the post."""
    uri, cid = (str(found.get(name, "")) for name in ("uri", "cid")) if isinstance(found, Mapping) else ("", "")
    if not uri.startswith("at://") or not uri.endswith(f"/{_POST}/{key}"):
        raise Unsure("Bluesky took the post and gave an answer that cannot be read, so it may be out.")
    here = {"uri": uri, "cid": cid}
    who = http.secrets.get("handle") or http.secrets.get("did", "")
    return Receipt(
        remote_id=uri,
        address=f"{FACTS.home}/profile/{who}/post/{key}",
        at=time_of(key) or EPOCH,
        refs=_refs_below(version, here),
    )


def _with_thread(http: Http, version: Version) -> Version:
    """What is answered, as it stands now: Bluesky itself takes an answer to nothing, and nobody would see it."""
    if (reply := version.reply_to) is None:
        return version
    refs = _refs(reply)
    ids = {ref["uri"] for ref in refs.values()}
    answer = _ask(http, "GET", "app.bsky.feed.getPosts", uris=sorted(ids))
    if answer.status != 200 or not isinstance(answer.json, Mapping):
        if all(ref["cid"] for ref in refs.values()):
            return version
        raise _trouble(answer)
    seen = {post.get("uri"): post for post in maps(answer.json.get("posts"))}
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
    found = ((handle, _did_of(http, handle)) for handle in sorted(named))
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
    headers = {**_bearer(http.secrets.get("access", "")), "Content-Type": picture.mime}
    sent = http.picture(picture.sha256)
    found = _good(_ask(http, "POST", "com.atproto.repo.uploadBlob", content=sent, headers=headers, changes=False))
    blob = found.get("blob")
    if not isinstance(blob, Mapping):
        raise TryLater("Bluesky did not take a picture properly; nothing was posted.")
    return replace(picture, remote=dict(blob))


def connect(http: Http, answers: Mapping[str, str]) -> Connection:
    """Sign in with a handle and an app password; BadInput says what to do when they do not fit."""
    handle, password = _clean_handle(answers.get("handle", "")), answers.get("password", "").strip()
    if not handle:
        raise BadInput("Give the handle of the account, for example sunnybank.bsky.social.", field="handle")
    if not password:
        raise BadInput(f"Give an app password. You make one at {_APP_PASSWORDS}.", field="password")
    answer = _sign_in(http, handle, password)
    if answer.status == 401 and _code(answer) == "AuthFactorTokenRequired":
        raise BadInput(
            f"That is your main password, which needs a code by e-mail each time. Make an app password at {_APP_PASSWORDS}.",
            field="password",
        )
    if answer.status in (400, 401) and _code(answer) and _code(answer) not in _GONE_ACCOUNT:
        raise BadInput(
            f"Bluesky does not know {handle} with this password. Check the handle, and make a new app password "
            f"at {_APP_PASSWORDS}.",
            field="password",
            for_log=_log(answer),
        )
    if answer.status < 500 and not isinstance(answer.json, Mapping):
        raise BadInput(
            f"{http.address} does not answer like a Bluesky server. Check the address; most accounts need none.",
            field="address",
            for_log=_log(answer),
        )
    found = _connection(http, _good(answer), password)
    name = _name_of(http, found.remote_id, found.secrets["access"]) or found.handle
    return replace(found, name=name, limits=instance(http))


def renew(http: Http) -> Connection:
    """A fresh session. When the old one cannot be renewed any more, a kept app password makes a new one."""
    # The same old secret works for a while, so a lost answer may be asked for again.
    used_up = _bearer(http.secrets.get("refresh", ""))
    answer = _ask(http, "POST", "com.atproto.server.refreshSession", headers=used_up, changes=False)
    password = http.secrets.get("password", "")
    if password and answer.status in (400, 401) and _code(answer) not in _GONE_ACCOUNT:
        answer = _sign_in(http, http.secrets.get("did", ""), password)
    if answer.status in (400, 401):
        raise NeedsReconnect(_GONE_ACCOUNT.get(_code(answer), _EXPIRED), for_log=_log(answer))
    return _connection(http, _good(answer), password)


def _sign_in(http: Http, who: str, password: str) -> Answer:
    body = {"identifier": who, "password": password}
    # A session too many harms nobody, so a lost answer may be asked for again.
    return _ask(http, "POST", "com.atproto.server.createSession", json=body, headers={}, changes=False)


def _connection(http: Http, session: Mapping[str, object], password: str) -> Connection:
    """A session written down. An app password is kept, because it can be taken back; a main password never is."""
    words = (session.get(name) for name in ("did", "handle", "accessJwt", "refreshJwt"))
    did, handle, access, refresh = (word if isinstance(word, str) else "" for word in words)
    if not (did and access and refresh):
        raise TryLater(f"{http.address} gave an answer that cannot be read. Try again later.")
    if session.get("active") is False:
        raise NeedsReconnect(_GONE_ACCOUNT["AccountDeactivated"])
    told = claims(access)
    secrets = {"did": did, "handle": handle, "access": access, "refresh": refresh}
    if password and str(told.get("scope", "")).startswith("com.atproto.appPass"):
        secrets["password"] = password
    return Connection(
        remote_id=did,
        handle=handle,
        name=handle,
        address=http.address,
        secrets=secrets,
        expires_at=instant(told.get("exp")),
    )


def _name_of(http: Http, did: str, access: str) -> str:
    """The name that an account shows; empty while the network has not heard of a new account."""
    answer = _ask(http, "GET", "app.bsky.actor.getProfile", headers=_bearer(access), actor=did)
    shown = answer.json if answer.status == 200 and isinstance(answer.json, Mapping) else {}
    return str(shown.get("displayName") or "")


def instance(http: Http) -> Mapping[str, int]:
    """What this server takes. Servers before 0.5 hold the older lexicon, with half the size for a picture."""
    limits = {"text": 300, "bytes": 3000, "pictures": FACTS.media.most, "picture_bytes": FACTS.media.bytes_limit}
    answer = _ask(http, "GET", "_health", headers={})
    version = str(answer.json.get("version", "")) if isinstance(answer.json, Mapping) else ""
    if re.fullmatch(r"0\.[0-4]\.\d{1,3}", version):
        limits["picture_bytes"] = 1_000_000
    return limits


def is_alive(http: Http) -> None:
    """Pass when the account can still speak."""
    if _good(_ask(http, "GET", "com.atproto.server.getSession")).get("active") is False:
        raise NeedsReconnect(_GONE_ACCOUNT["AccountDeactivated"])


def look_up(http: Http, handle: str) -> Author | None:
    """Who has this handle."""
    did = _did_of(http, _clean_handle(handle))
    if did is None:
        return None
    answer = _ask(http, "GET", "app.bsky.actor.getProfile", actor=did)
    if answer.status == 200 and isinstance(answer.json, Mapping):
        return _author(answer.json)
    return Author(remote_id=did, handle=_clean_handle(handle), address=f"{FACTS.home}/profile/{did}")


def _did_of(http: Http, handle: str) -> str | None:
    """The lasting name behind a handle; None when nobody has it."""
    if not re.fullmatch(_HANDLE, handle):
        return None
    answer = _ask(http, "GET", "com.atproto.identity.resolveHandle", handle=handle.lower())
    if answer.status in (400, 404) and _code(answer) not in _NO_ACCESS:
        return None
    did = _good(answer).get("did")
    return did if isinstance(did, str) and did.startswith("did:") else None


def delete(http: Http, remote_id: str) -> None:
    """Take a post of this account down; one that is gone already is fine."""
    place = f"at://{http.secrets.get('did')}/{_POST}/"
    if not remote_id.startswith(place):
        raise Refused("That post was not written by this account, so it cannot be deleted from here.")
    body = {"repo": http.secrets.get("did"), "collection": _POST, "rkey": remote_id.removeprefix(place)}
    _good(_ask(http, "POST", "com.atproto.repo.deleteRecord", json=body))


def fetch(http: Http, cursor: str, own: tuple[str, ...]) -> Batch:
    """Notifications since cursor, and the threads of our latest posts: a notification can fail to come."""
    news = tuple(_news(http, when(cursor)))
    answers = (item for uri in own[:_MOST_THREADS] for item in _thread(http, uri))
    times = [at for item in news if (at := when(item.get("indexedAt")))]
    newest = datetime_text(max(times)) if times else ""
    return Batch(raw=(*news, *answers), cursor=max(newest, cursor))


def _news(http: Http, since: datetime | None) -> Iterator[Mapping[str, object]]:
    """Notifications of messages, the newest first, back to a little before since; one page when it is None."""
    page = ""
    for _ in range(_MOST_PAGES if since else 1):
        name = "app.bsky.notification.listNotifications"
        found = _good(_ask(http, "GET", name, limit="100", reasons=_MESSAGES, cursor=page))
        items = maps(found.get("notifications"))
        for item in items:
            at = when(item.get("indexedAt"))
            if since and at and at < since - _OVERLAP:
                return
            yield item
        page = str(found.get("cursor") or "")
        if not page or not items:
            return


def _thread(http: Http, uri: str) -> Iterator[Mapping[str, object]]:
    """Everything under one of our posts; nothing when it is gone or not known yet."""
    answer = _ask(http, "GET", "app.bsky.feed.getPostThread", uri=uri, depth="6", parentHeight="0")
    if answer.status in (400, 404) and _code(answer) not in _NO_ACCESS:
        return
    top = _good(answer).get("thread")
    waiting = maps(top.get("replies")) if isinstance(top, Mapping) else []
    while waiting:
        node = waiting.pop(0)
        waiting += maps(node.get("replies"))
        # What was deleted or is blocked has no post in it.
        if isinstance(post := node.get("post"), Mapping):
            yield {"about": uri, "post": post}


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A notification, or a post found under ours, as a message; None for a like and its kin."""
    reason, post = raw.get("reason"), raw.get("post")
    if isinstance(post, Mapping):
        return _message(post, own_id, str(raw.get("about", "")), "reply")
    if reason in _MESSAGES:
        return _message(raw, own_id, str(raw.get("reasonSubject", "")), str(reason))
    if isinstance(reason, str) and reason in _NO_MESSAGES:
        return None
    raise ValueError(f"neither a post nor a notification that is known: {sorted(raw)} {reason!r}")


def _message(item: Mapping[str, object], own_id: str, subject: str, kind: str) -> Inbound:
    """A post by somebody, as the AppView shows it: its record, its author and when it came."""
    record = item.get("record")
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise ValueError("a message without a record")
    author = _author(item.get("author"))
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
        text=record["text"],
        # The AppView's clock: a post's own time is whatever its author's machine says.
        at=_time(item),
        address=f"{author.address}/post/{here['uri'].rpartition('/')[2]}",
        about_id=ours[0] if ours else "",
        kind="reply" if parent and ours else kind,
        ours=author.remote_id == own_id,
        under_id=(parent or {}).get("uri", ""),
        reply_to=ReplyTo(remote_id=here["uri"], root_id=root["uri"], refs={"root": root, "parent": here}),
    )


def _author(found: object) -> Author:
    did, handle = word(found, "did"), word(found, "handle")
    more = found if isinstance(found, Mapping) else {}
    # An account whose domain no longer points at it is shown under this name, which leads nowhere.
    who = did if handle == "handle.invalid" else handle
    return Author(
        remote_id=did,
        handle=handle,
        name=str(more.get("displayName") or ""),
        address=f"{FACTS.home}/profile/{who}",
        picture=str(more.get("avatar") or ""),
    )


def _time(item: Mapping[str, object]) -> datetime:
    if (at := when(item.get("indexedAt"))) is None:
        raise ValueError("a message without a time")
    return at


def _clean_handle(written: str) -> str:
    """A handle as people paste it: with @, with blanks, with the signs that the app copies along, or as an address."""
    handle = "".join(sign for sign in written if sign.isprintable()).strip().removeprefix(f"{FACTS.home}/profile/")
    handle = handle.strip("/").lstrip("@＠").strip()
    is_whole = not handle or "." in handle or handle.startswith("did:")
    return handle if is_whole else f"{handle}.bsky.social"


def _ask(
    http: Http,
    method: str,
    name: str,
    *,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    changes: bool | None = None,
    **params: str | Iterable[str],
) -> Answer:
    """One call of the protocol, as this account unless other headers are given."""
    query = urlencode({key: value for key, value in params.items() if value}, doseq=True)
    path = f"/xrpc/{name}" + (f"?{query}" if query else "")
    sent = _bearer(http.secrets.get("access", "")) if headers is None else headers
    return http.request(method, path, json=json, content=content, headers=sent, changes=changes)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _good(answer: Answer) -> Mapping[str, object]:
    """The answer's contents, or the right kind of no."""
    if answer.status == 200 and isinstance(answer.json, Mapping):
        return answer.json
    raise _trouble(answer)


def _trouble(answer: Answer) -> NetworkAnswer:
    """What an answer that is no yes means. The code is read before the words: a token that ran out comes as a 400."""
    code, log = _code(answer), _log(answer)
    if code in _NO_ACCESS or answer.status == 401:
        return NeedsReconnect(_GONE_ACCOUNT.get(code, _EXPIRED), for_log=log)
    if answer.status == 429:
        words = "Bluesky asks us to wait before the next call."
        return TryLater(words, wait=asked_to_wait(answer.headers), reach=Reach.ACCOUNT, for_log=log)
    # A picture that was swept away between its upload and the post comes back with the next try.
    if answer.status >= 500 or code == "BlobNotFound" or not isinstance(answer.json, Mapping):
        return TryLater("Bluesky has trouble of its own right now, so nothing was done.", for_log=log)
    words = str(answer.json.get("message") or code)
    for pattern, sentence in _REFUSALS:
        if re.search(pattern, words, re.IGNORECASE):
            return Refused(sentence, for_log=log)
    return Refused(f"Bluesky did not accept this and said: {words[:200]}", for_log=log)


def _rest(answer: Answer) -> timedelta | None:
    """How long nothing more is taken from us; None while something is."""
    return asked_to_wait(answer.headers) if answer.headers.get("ratelimit-remaining", "") == "0" else None


def _code(answer: Answer) -> str:
    return str(answer.json.get("error") or "") if isinstance(answer.json, Mapping) else ""


def _is_not_found(answer: Answer) -> bool:
    words = str(answer.json.get("message", "")) if isinstance(answer.json, Mapping) else ""
    return _code(answer) in {"RecordNotFound", "NotFound"} or words.startswith("Could not locate record")


def _log(answer: Answer) -> str:
    words = answer.json.get("message") if isinstance(answer.json, Mapping) else answer.body[:200]
    return f"{answer.status} {_code(answer)} {words!r}"

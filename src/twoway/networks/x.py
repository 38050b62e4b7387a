"""X: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: docs.x.com, “Create or Edit Post” (`POST /2/tweets`), counting characters, media and pricing, and the counting rules
of twitter-text 3.1.0, as read on 2026-11-22. A picture and its description are uploaded before; their ids are in the payload.
Nothing was tried on the live network. Not verified: the limit of a description, and what newer emoji count (the larger count is
taken). A post can be changed for 30 minutes and five times at most, which gives it a new id each time; answers to others, posts
with polls and those that X itself scheduled cannot. What the API charges for a post, and for one with a link, stands in the
facts. Through the API an account may answer only somebody who named or quoted it, and the same words a second time are refused
("duplicate content").
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date

from twoway.domain.errors import BadInput
from twoway.domain.facts import (
    AppFacts,
    AppField,
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
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import uploaded
from twoway.domain.versions import Batch, Version
from twoway.plug.signed import content, mac, require_same
from twoway.plug.signing_in import HookCall, HookReply

_CHECKED = date(2026, 11, 22)
_DOCS = "https://docs.x.com"
_COUNTING = f"{_DOCS}/fundamentals/counting-characters"
_PRICES = f"{_DOCS}/x-api/getting-started/pricing"

FACTS = Facts(
    slug="x",
    name="X",
    glyph="X",
    colours=("#0f1419", "#d7dbdc"),
    home="https://x.com",
    default_address="https://api.x.com",
    text=TextFacts(
        # Accounts that pay have 4,000 or 25,000 by what others say; an account's own limit goes before this one.
        limit=Limit(value=280, unit=Unit.X_WEIGHTED, source=_COUNTING, checked_on=_CHECKED),
        link_length=23,
    ),
    hashtags=HashtagFacts(use=HashtagUse.SEARCH, usual=2, source="https://help.x.com/en/using-x/how-to-use-hashtags"),
    links=LinkFacts(card_beside_pictures=False, source=_PRICES, cost="0.20 USD"),
    # Names of new accounts have at most 15 signs; the network's own finder takes 20.
    mentions=MentionFacts(handle=r"[A-Za-z0-9_]{1,20}", example="sunnybank", leading_hides=True),
    media=MediaFacts(
        most=4,
        bytes_limit=5_000_000,
        types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        alt_limit=Limit(
            value=1000,
            unit=Unit.CODE_POINTS,
            source="https://www.ayrshare.com/docs/help-center/technical-support/character_limits",
            checked_on=_CHECKED,
            standing=Standing.THIRD_PARTY,
        ),
        source=f"{_DOCS}/x-api/media/introduction",
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0, costs="Paid per post"),
    cost_per_post="0.015 USD, or 0.20 USD with a link in it",
    cannot=("connect an account or send anything yet", "answer somebody who has not named or quoted the account"),
    sources=(
        (f"{_DOCS}/x-api/posts/creation-of-a-post", _CHECKED),
        (f"{_DOCS}/x-api/fundamentals/edit-posts", _CHECKED),
        (_COUNTING, _CHECKED),
        (_PRICES, _CHECKED),
        ("https://github.com/twitter/twitter-text/tree/master/config", _CHECKED),
    ),
    jargon=("tweet", "tweets", "tweeting", "retweet", "retweets", "RT", "DM", "DMs"),
    threads=True,
    edits=True,
    edit_seconds=30 * 60,
    answers_only_addressed=True,
    refuses_repeats=True,
    page=PageFacts(
        actions=("Reply", "Repost", "Like", "Bookmark"),
        byline=Byline.BESIDE,
        typeface="Helvetica Neue, Helvetica, Arial, sans-serif",
        corner=16,
    ),
    app=AppFacts(
        console="https://console.x.com",
        steps=(
            "Open console.x.com, sign in with the account that will own the app, and accept the developer agreement.",
            "Buy credits or name a way to pay: nothing is free there any more.",
            "Press “Create app” and give it a name that says whose it is.",
            (
                "Open “User authentication settings”, press “Set up”, choose “Read and write” (with direct messages "
                "if you answer those) and the type “Web app”."
            ),
            (
                "As callback address, paste the one below, sign for sign; no port is allowed where X is to call "
                "back on its own."
            ),
            "Open “Keys and tokens” and copy the OAuth 2.0 client id and client secret. The secret is shown once.",
        ),
        fields=(
            AppField(
                name="client_id",
                label="OAuth 2.0 client id",
                where="Keys and tokens, under OAuth 2.0",
                pattern="[A-Za-z0-9_-]{20,60}",
                example="Y2xpZW50LWlkLW9mLWFuLWV4YW1wbGU6MTpjaQ",
                usual=".*MTpjaQ",
            ),
            AppField(
                name="client_secret",
                label="OAuth 2.0 client secret",
                where="Keys and tokens, shown once when it is made",
                pattern="[A-Za-z0-9_-]{40,90}",
                example="example-0123456789-0123456789-0123456789-012345678",
                secret=True,
            ),
        ),
        costs=(
            "0.015 USD a post, 0.20 USD a post with a link, 0.01 USD an answer, 0.01 USD to take something down, 0.001 USD "
            "for each item of your own that is read and 0.005 USD for a post of others"
        ),
        review="None; an app works at once, within what is paid for.",
        will_not=(
            "answering somebody who has not named or quoted the account",
            "saying the same, or nearly the same, from several accounts: the developer policy forbids it",
            "anything without a way to pay",
        ),
        minutes=20,
        source="https://docs.x.com/resources/fundamentals/developer-apps",
        checked_on=_CHECKED,
    ),
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The JSON body of `POST /2/tweets`; nothing in it guards against sending twice."""
    payload: dict[str, object] = {"text": version.text}
    if version.pictures:
        payload["media"] = {"media_ids": [uploaded(picture) for picture in version.pictures]}
    if version.reply_to:
        payload["reply"] = {"in_reply_to_tweet_id": version.reply_to.remote_id}
    return payload


def greet_hook(call: HookCall, secret: str) -> HookReply | None:
    """What X hears when it asks whether we are there: its token, signed with the app's API secret."""
    if call.method != "GET":
        return None
    token = call.params.get("crc_token", "")
    if not 0 < len(token) <= 500:
        raise BadInput("A call asks for nothing.")
    told = json.dumps({"response_token": _signature(secret, token.encode())})
    return HookReply(body=told.encode(), kind="application/json")


def from_hook(call: HookCall, secret: str) -> Batch:
    """An event as it came; the body is signed with the app's API secret (docs.x.com, webhooks, read on 2026-11-22)."""
    require_same(call.headers.get("x-twitter-webhooks-signature", ""), _signature(secret, call.body))
    return Batch(raw=(content(call),), cursor="")


def _signature(secret: str, words: bytes) -> str:
    return f"sha256={b64encode(mac(secret, words)).decode()}"

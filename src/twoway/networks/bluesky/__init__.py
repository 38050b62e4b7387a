"""Bluesky: posts and answers through the account's own server, signed in on Bluesky's own page or with an app password.

Followed: the guides at docs.bsky.app (posts, rich text, rate limits) and the lexicons of `app.bsky.feed`, `app.bsky.embed`,
`app.bsky.richtext.facet` and `com.atproto.repo`; tried on the network's own servers (directory, account server, AppView).
The record key is chosen before sending and `putRecord` is asked to create and never to overwrite, so a repeat finds what
is there. A thread is written whole or not at all (`com.atproto.repo.applyWrites`). A like has a key that follows from the post,
so there is one of it. Whether more than four pictures may be sent depends on the account's server (`instance`). Posts are not
changed, although a server would let us (docs/why/bluesky.md), and here it sends no video and no private message.
"""

from twoway.networks.bluesky.examining import examine
from twoway.networks.bluesky.facts import FACTS
from twoway.networks.bluesky.handles import look_up, people
from twoway.networks.bluesky.limits import instance
from twoway.networks.bluesky.messages import to_message
from twoway.networks.bluesky.oauth import begin, client, finish
from twoway.networks.bluesky.reacting import react
from twoway.networks.bluesky.reading import fetch, search
from twoway.networks.bluesky.records import new_key, part_key, to_payload
from twoway.networks.bluesky.seeing import counts, look_again
from twoway.networks.bluesky.sessions import connect, introduce, is_alive
from twoway.networks.bluesky.staying import leave, renew
from twoway.networks.bluesky.writing import delete, find, publish, publish_all

__all__ = [
    "FACTS",
    "begin",
    "client",
    "connect",
    "counts",
    "delete",
    "examine",
    "fetch",
    "find",
    "finish",
    "instance",
    "introduce",
    "is_alive",
    "leave",
    "look_again",
    "look_up",
    "new_key",
    "part_key",
    "people",
    "publish",
    "publish_all",
    "react",
    "renew",
    "search",
    "to_message",
    "to_payload",
]

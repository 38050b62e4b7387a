"""Mastodon and the servers that speak its API.

Followed: docs.joinmastodon.org/methods/{statuses,media,notifications,conversations,accounts,instance,streaming,search,apps,
oauth}, as of 2026-11-22. Limits differ from server to server, so they are read from each (`instance`). Bodies are JSON: a
compatible server was seen to make an empty public post of a form. Scheduling is never left to the server: one was seen to
publish at once. What came out is read back and compared, and a post that more people can see than should is told at once.
There is nothing to renew: access tokens have no end.

An answer reaches somebody only if it names them. `ReplyTo.refs["prefix"]` holds those words ("@sunnybank@town.social ")
and whoever offers a box to write in begins it with them, so that what is counted, previewed and sent is one string.
`to_payload` adds the author's handle only where a text has lost it.
"""

from twoway.networks.mastodon.examining import examine
from twoway.networks.mastodon.facts import FACTS
from twoway.networks.mastodon.finding import find
from twoway.networks.mastodon.handles import look_up, people
from twoway.networks.mastodon.listening import wakes
from twoway.networks.mastodon.looking_again import look_again
from twoway.networks.mastodon.messages import to_message
from twoway.networks.mastodon.payload import new_key, to_payload
from twoway.networks.mastodon.reacting import counts, react
from twoway.networks.mastodon.reading import fetch
from twoway.networks.mastodon.searching import search
from twoway.networks.mastodon.server import connect, instance, introduce, is_alive
from twoway.networks.mastodon.signing_in import begin, finish, leave
from twoway.networks.mastodon.writing import delete, edit, publish

__all__ = [
    "FACTS",
    "begin",
    "connect",
    "counts",
    "delete",
    "edit",
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
    "people",
    "publish",
    "react",
    "search",
    "to_message",
    "to_payload",
    "wakes",
]

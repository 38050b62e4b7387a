"""What a network may be asked. A module of plain functions; a missing function means that it cannot.

Look at `networks/rehearsal.py` first. `new_key`, `part_key` and `to_payload` are pure; the others talk through `http`, and
answer with what they promise or raise one of `TryLater`, `Unsure`, `Refused`, `NeedsReconnect` (`domain/errors.py`) and
nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from twoway.domain.facts import Facts
from twoway.domain.versions import Author, Batch, Connection, Counts, Inbound, Presence, Receipt, Version
from twoway.plug.http import Http
from twoway.plug.signing_in import Back, Check, Handover, HookCall, HookReply

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network as the finder found it: its facts, and its functions or None."""

    facts: Facts
    #: Pure: exactly what will be sent, once pictures are uploaded and people are looked up. The preview shows this.
    to_payload: Callable[[Version, str], Payload]
    #: `publish(http, version, key)`: send it. Never sends twice for one key where the network allows that promise.
    publish: Callable[[Http, Version, str], Receipt] | None = None
    #: `prepare(http, version, key)`: make it ready, which nobody sees yet, and give the handle by which it is let out. The handle
    #: is written down before anything else; where a network has this, `publish` and `find` are given it in place of the key.
    #: `FACTS.key_window_seconds` says how long a handle lives.
    prepare: Callable[[Http, Version, str], str] | None = None
    #: `publish_all(http, version, keys)`: send a thread with its first comment at once, all of it or nothing; a receipt for each
    #: key, in order. Without it the parts go one after the other, each as an answer to the one before.
    publish_all: Callable[[Http, Version, tuple[str, ...]], tuple[Receipt, ...]] | None = None
    #: `connect(http, answers)`: sign in with the answers to `FACTS.connecting.questions`.
    connect: Callable[[Http, Mapping[str, str]], Connection] | None = None
    #: `begin(http, answers, back)`: send a person to the network's own page to sign in there, with the answers to
    #: `FACTS.connecting.page_questions`, and the remote id of an `account` that is connected again. Nothing of it is touched.
    begin: Callable[[Http, Mapping[str, str], Back], Handover] | None = None
    #: `finish(http, kept, returned)`: the person came back with `returned` (the parameters of the address); `kept` is what
    #: `begin` wanted kept. BadInput when consent was refused or something does not fit.
    finish: Callable[[Http, Mapping[str, str], Mapping[str, str]], Connection] | None = None
    #: `client(back)`: pure; the document that tells the network's servers who asks, where they want to fetch one from us.
    client: Callable[[Back], Mapping[str, object]] | None = None
    #: `leave(http)`: give the access back, so that nobody can use it any more. Giving back what is gone is a success.
    leave: Callable[[Http], None] | None = None
    #: `new_key(at, entropy)`: the idempotency key, chosen before sending. Entropy is 64 random bits; `at` is when it is due,
    #: since a network may read a post's own time from its key.
    new_key: Callable[[datetime, int], str] | None = None
    #: `part_key(key, place)`: pure; the key of a further part of a thread (place 1, 2, ...), made from the first part's.
    part_key: Callable[[str, int], str] | None = None
    #: `find(http, version, key, since)`: look for a sending whose outcome is unknown; None when it surely is not there.
    find: Callable[[Http, Version, str, datetime], Receipt | None] | None = None
    #: `fetch(http, cursor, own)`: what people wrote to us since cursor; `own` are remote ids of our latest posts.
    fetch: Callable[[Http, str, tuple[str, ...]], Batch] | None = None
    #: `to_message(raw, own_id)`: pure; None for something that is not a message (a like). Raises ValueError for an unknown shape.
    to_message: Callable[[Mapping[str, object], str], Inbound | None] | None = None
    #: `look_again(http, remote_ids)`: what people wrote to us, as it stands now, by remote id: a raw item for `to_message`, and
    #: None for what is there no more, or hidden from this account. What cannot be told is left out.
    look_again: Callable[[Http, tuple[str, ...]], Mapping[str, Mapping[str, object] | None]] | None = None
    #: `renew(http)`: fresh secrets for an account whose access has run out. Called by one worker at a time.
    renew: Callable[[Http], Connection] | None = None
    #: `instance(http)`: what this server allows, by the names of `Connection.limits`.
    instance: Callable[[Http], Mapping[str, int]] | None = None
    #: `introduce(http)`: what the account is called now, by the `remote_id` that it was connected with: handles change.
    introduce: Callable[[Http], Presence] | None = None
    #: `look_up(http, handle)`: who has this handle; None when nobody has.
    look_up: Callable[[Http, str], Author | None] | None = None
    #: `delete(http, remote_id)`: take it down. Deleting what is gone is a success.
    delete: Callable[[Http, str], None] | None = None
    #: `edit(http, version, remote_id)`: change a post that is out. Saying the same again is a success.
    edit: Callable[[Http, Version, str], Receipt] | None = None
    #: `react(http, remote_id, refs, reaction, on)`: press, or take back, one of `FACTS.reactions` under what somebody wrote;
    #: `refs` are those of its `reply_to`. Pressing twice is a success.
    react: Callable[[Http, str, Mapping[str, object], str, bool], None] | None = None
    #: `counts(http, remote_ids)`: what became of our posts, by remote id; one that is gone is missing.
    counts: Callable[[Http, tuple[str, ...]], Mapping[str, Counts]] | None = None
    #: `search(http, words, cursor)`: what anybody said there, the newest first, as raw items for `to_message`.
    search: Callable[[Http, str, str], Batch] | None = None
    #: `people(http, words)`: people whose handle or name begins so, for typing mentions; the likeliest first.
    people: Callable[[Http, str], tuple[Author, ...]] | None = None
    #: `examine(http)`: each permission, limit and life of this connection, for `doctor`; changes nothing.
    examine: Callable[[Http], tuple[Check, ...]] | None = None
    #: `wakes(http)`: blocks while the server streams, and yields whenever something is there to fetch; ends when the stream does.
    wakes: Callable[[Http], Iterator[None]] | None = None
    #: `from_hook(call, secret)`: pure; what a server sent us by itself, as raw items. BadInput when the signature does not hold.
    from_hook: Callable[[HookCall, str], Batch] | None = None
    #: `greet_hook(call, secret)`: pure; what a server that asks first whether we are there wants to hear, None for any other
    #: call. BadInput when it asks wrongly.
    greet_hook: Callable[[HookCall, str], HookReply | None] | None = None
    #: `set_hook(http, address, secret)`: let the network's server call `address` from now on, signed with `secret`, where an
    #: account can ask for that itself. Asking twice is a success.
    set_hook: Callable[[Http, str, str], None] | None = None
    #: `drop_hook(http)`: let it call us no more. That it did not call us is a success.
    drop_hook: Callable[[Http], None] | None = None
    #: `is_alive(http)`: a cheap call that changes nothing, for `doctor`; raises a network answer when not.
    is_alive: Callable[[Http], None] | None = None

    @property
    def is_connectable(self) -> bool:
        """Whether accounts can be connected and posted to; otherwise texts can only be tailored and checked for it."""
        return (self.connect is not None or self.signs_in_there) and self.publish is not None

    @property
    def signs_in_there(self) -> bool:
        """Whether people can sign in on the network's own page."""
        return self.begin is not None and self.finish is not None

    def can(self) -> tuple[str, ...]:
        """The names of the functions this network has."""
        return tuple(f.name for f in fields(self) if f.name != "facts" and getattr(self, f.name) is not None)


#: Function names a network module must have, and may have.
MUST = ("to_payload",)
MAY = tuple(f.name for f in fields(Network) if f.name not in (*MUST, "facts"))

"""What people say out there: looking for words on every network that can, and answering what was found.

Nothing that is found is kept. It becomes a conversation only when a person answers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_of, accounts_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery.casework import Answering, judge
from twoway.apps.inbox import actions
from twoway.apps.inbox.models import Message
from twoway.apps.inbox.queries import addressed
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.findings import Finding, Scope
from twoway.domain.permission import Actor, Verb
from twoway.domain.text.clean import check_text
from twoway.domain.versions import Inbound, Version

#: The last account is asked before so many seconds have passed; those after it are named.
PATIENCE = 20.0
#: Fewer signs find everything, and more are no search.
SHORTEST, LONGEST = 2, 200
#: For so many seconds something found can be answered.
KEEPS = 24 * 3600
#: What a found message is called in the inbox, unless it was written to us.
FOUND = "found"
_SALT = "twoway.found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Something that was found, through which account, and the mark by which it can be answered ("" where it cannot)."""

    account: Account
    message: Inbound
    mark: str = ""
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking one network through an account. `trouble` says why nothing came; `cursor` where it goes on."""

    account: Account
    count: int = 0
    trouble: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, the newest first, and what came of each account that was asked."""

    words: str
    results: tuple[Result, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def troubles(self) -> tuple[Asked, ...]:
        """The accounts whose networks did not answer."""
        return tuple(one for one in self.asked if one.trouble)

    @property
    def cursors(self) -> dict[int, str]:
        """Where each account goes on, by its number; those that have no more are not in it."""
        return {one.account.pk: one.cursor for one in self.asked if one.cursor}


def searchable(actor: Actor) -> list[Account]:
    """The accounts through which words can be looked for: of each server the first one."""
    seen: dict[tuple[str, str], Account] = {}
    for account in accounts_of(actor).select_related("workspace"):
        if network_of(account).search is not None:
            seen.setdefault((account.network, account.address), account)
    return list(seen.values())


def search(
    actor: Actor,
    words: str,
    *,
    account_ids: tuple[int, ...] = (),
    cursors: Mapping[int, str] | None = None,
) -> Found:
    """Look for words on the networks of these accounts (none: every network that can be searched).

    With `cursors`, go on with those accounts where the last look stopped. What one network fails at does not hide what the
    others find. BadInput for words that are no search.
    """
    actor.require(Verb.REPLY)
    clean = check_text(words).strip()
    if not SHORTEST <= len(clean) <= LONGEST:
        raise BadInput(f"Look for {SHORTEST} to {LONGEST} signs.", field="words")
    accounts = _accounts(actor, account_ids, cursors)
    if not accounts:
        raise BadInput("None of your accounts is on a network that can be searched from here.", field="account")
    until = time.monotonic() + PATIENCE
    results: list[Result] = []
    asked: list[Asked] = []
    for account in accounts:
        if time.monotonic() > until:
            asked.append(Asked(account=account, trouble="The others took too long, so this one was not asked."))
            continue
        more, told = _ask(account, clean, (cursors or {}).get(account.pk, ""))
        results += more
        asked.append(told)
    results.sort(key=lambda one: one.message.at, reverse=True)
    return Found(words=clean, results=_with_conversations(results), asked=tuple(asked))


def _accounts(actor: Actor, account_ids: tuple[int, ...], cursors: Mapping[int, str] | None) -> list[Account]:
    wanted = tuple(cursors) if cursors else account_ids
    if not wanted:
        return searchable(actor)
    chosen = [account_of(actor, account_id) for account_id in dict.fromkeys(wanted)]
    return [account for account in chosen if network_of(account).search is not None]


def _ask(account: Account, words: str, cursor: str) -> tuple[list[Result], Asked]:
    network = network_of(account)
    search_now, read = network.search, network.to_message
    if search_now is None or read is None:
        return [], Asked(account=account, trouble=f"{network.facts.name} cannot be searched from here.")
    try:
        batch = through(account, lambda http: search_now(http, words, cursor))
    except NetworkAnswer as answer:
        return [], Asked(account=account, trouble=answer.for_people)
    results, odd = [], 0
    for raw in batch.raw:
        try:
            told = read(raw, account.remote_id)
            message = actions.as_kept(told) if told is not None else None
        except actions.UNREADABLE:
            odd += 1
            continue
        if message is not None:
            results.append(Result(account=account, message=message, mark=_mark(account, message, raw)))
    trouble = f"{odd} of what it found could not be read." if odd else ""
    return results, Asked(account=account, count=len(results), trouble=trouble, cursor=batch.cursor)


def _mark(account: Account, message: Inbound, raw: Mapping[str, object]) -> str:
    """What carries a found message until somebody answers it, so that nothing has to be kept: only we can have made it."""
    if message.ours or message.author.remote_id == account.remote_id:
        return ""
    return signing.dumps([account.pk, json.dumps(raw, default=str)], salt=_SALT, compress=True)


def _with_conversations(results: list[Result]) -> tuple[Result, ...]:
    """Who was answered before is answered in the conversation that is there."""
    ids = [one.message.remote_id for one in results]
    rows = Message.objects.filter(account__in={one.account.pk for one in results}, remote_id__in=ids)
    known = {
        (account, remote): talk
        for account, remote, talk in rows.values_list("account_id", "remote_id", "conversation_id")
    }
    return tuple(
        Result(
            account=one.account,
            message=one.message,
            mark=one.mark,
            conversation_id=known.get((one.account.pk, one.message.remote_id)),
        )
        for one in results
    )


# -- answering ---------------------------------------------------------------------------------------------------------


def read_mark(actor: Actor, mark: str) -> Result:
    """The found message that a mark carries; BadInput for one that is not ours, or too old."""
    actor.require(Verb.REPLY)
    account, raw = _unfold(actor, mark)
    read = network_of(account).to_message
    message = read(raw, account.remote_id) if read is not None else None
    if message is None:
        raise BadInput("This cannot be answered from here. Search again and choose something else.", field="mark")
    return Result(account=account, message=actions.as_kept(message), mark=mark)


def _unfold(actor: Actor, mark: str) -> tuple[Account, Mapping[str, object]]:
    try:
        account_id, raw = signing.loads(mark, salt=_SALT, max_age=KEEPS)
    except signing.BadSignature as error:
        raise BadInput("This was found too long ago. Look for it again.", field="mark") from error
    return account_of(actor, account_id), json.loads(raw)


def look_at_answer(found: Result, text: str) -> tuple[Finding, ...]:
    """What the guard says of an answer to something that was found."""
    version = answer_version(found, text)
    answering = Answering(person=found.message.author.name, about=found.message.text, is_first=True)
    return judge(found.account, version, Scope.REPLY, answering=answering).findings


def answer_version(found: Result, text: str) -> Version:
    """An answer exactly as it would be sent."""
    handles = str(found.message.reply_to.refs.get("prefix", "")).split()
    words = addressed(check_text(text).strip(), handles)
    return Version(text=words, reply_to=found.message.reply_to, languages=(found.account.workspace.language,))


@transaction.atomic
def answer(actor: Actor, mark: str, text: str, *, undo: bool = False) -> Message:
    """Answer something that was found: only now it becomes a conversation. What keeps the answer back keeps all of it back."""
    actor.require(Verb.REPLY)
    account, raw = _unfold(actor, mark)
    found = read_mark(actor, mark)
    conversation_id = _taken_in(account, found, raw)
    note(
        actor,
        "take in",
        "conversation",
        conversation_id,
        f"Took up what {found.message.author.name or 'somebody'} said",
    )
    return actions.reply(actor, conversation_id, text, undo=undo)


def _taken_in(account: Account, found: Result, raw: Mapping[str, object]) -> int:
    known = Message.objects.filter(account=account, remote_id=found.message.remote_id).first()
    if known is not None:
        return known.conversation_id
    message = actions.hear(account, raw)
    if message is None:
        raise BadInput("This cannot be answered from here. Search again and choose something else.", field="mark")
    if found.message.about_id == "":
        # Nobody wrote it to us; the rules about speaking to strangers hold.
        Message.objects.filter(pk=message.pk).update(kind=FOUND)
    return message.conversation_id

"""Connecting accounts, renewing them, and speaking through them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.names import take_over
from twoway.apps.accounts.queries import account_of, base_address, http_of, http_to, network_of, place_of
from twoway.apps.audit.actions import note
from twoway.apps.people.models import Persona
from twoway.apps.people.queries import persona_of
from twoway.domain.errors import BadInput, NeedsReconnect, NetworkAnswer, NotAllowed, TryLater, Unsure
from twoway.domain.facts import Question
from twoway.domain.permission import Actor, Verb
from twoway.domain.versions import Connection, Presence
from twoway.plug import finder
from twoway.plug.http import Http
from twoway.plug.network import Network
from twoway.work.now import now
from twoway.work.sealing import seal, unseal
from twoway.work.surely import surely_written

log = logging.getLogger("twoway.accounts")
T = TypeVar("T")

#: How long one worker may take to renew an account before another may try.
RENEWAL = timedelta(seconds=90)
#: Renew this long before the access runs out.
AHEAD = timedelta(minutes=5)
#: How long we try to give an access back that nobody needs any more.
GIVING_BACK_SECONDS = 8.0


def checked_answers(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to these questions, trimmed; BadInput for the first that is missing."""
    clean = {q.name: str(answers.get(q.name, "") or q.initial).strip() for q in questions}
    for question in questions:
        if question.required and not clean[question.name]:
            raise BadInput(f"{question.label} is missing. {question.help}".strip(), field=question.name)
    return clean


def connect(
    actor: Actor,
    slug: str,
    answers: Mapping[str, str],
    *,
    persona_id: int,
    may_post: bool | None = None,
    account_id: int | None = None,
) -> Account:
    """Sign in to a network and keep the account under a persona; connecting it again refreshes it.

    A real account starts in look-only mode unless `may_post` says otherwise; a practice one may post at once. With
    `account_id` only that account is connected (again), and another one is refused with nothing kept.
    Raises BadInput for wrong answers, and the network's own answers.
    """
    actor.require(Verb.CONNECT)
    network = finder.network(slug)
    if network.connect is None:
        if network.signs_in_there:
            raise BadInput(f"{network.facts.name} is connected by signing in on its own page.", field="network")
        raise BadInput(
            f"{network.facts.name} cannot be connected yet; texts can be tailored and checked for it.",
            field="network",
        )
    persona = persona_of(actor, persona_id)
    expected = account_of(actor, account_id) if account_id else None
    clean = checked_answers(network.facts.connecting.questions, answers)
    http = http_to(base_address(slug, clean.get("address", "")), {}, slug=slug)
    connection = network.connect(http, clean)
    if expected is not None:
        require_same(network, expected, connection)
    return keep_connection(actor, network, persona, connection, may_post=may_post)


def require_same(network: Network, expected: Account, connection: Connection) -> None:
    """Pass when this is the access of that account; otherwise give it back, and say so with BadInput."""
    if expected.network == network.facts.slug and expected.remote_id in _known_as(connection, expected.address):
        return
    give_back(network, connection.address, connection.secrets)
    raise BadInput(
        f"You signed in as @{connection.handle}, and this was to connect {expected} again. Nothing was changed. Sign in as "
        f"{expected} there, or connect @{connection.handle} as an account of its own."
    )


def _known_as(connection: Connection, address: str) -> tuple[str, ...]:
    """What the account behind a connection is called here: its id, and at the same server the number that once was all of it."""
    number, _, server = connection.remote_id.partition("@")
    return (connection.remote_id, *((number,) if server and address == connection.address else ()))


def keep_connection(
    actor: Actor, network: Network, persona: Persona, connection: Connection, *, may_post: bool | None
) -> Account:
    """Write a fresh connection down, sealed, and give the access back that it replaces."""
    account, replaced = _write_down(actor, network, persona, connection, may_post=may_post)
    if replaced is not None:
        _give_back_sealed(network, replaced)
    return account


@transaction.atomic
def _write_down(
    actor: Actor, network: Network, persona: Persona, connection: Connection, *, may_post: bool | None
) -> tuple[Account, Account | None]:
    """The account with its new access, and as it was before."""
    facts = network.facts
    now = timezone.now()
    there = Account.objects.filter(workspace_id=actor.workspace_id, network=facts.slug)
    old = there.filter(remote_id=connection.remote_id).first()
    if old is None:
        before = _known_as(connection, connection.address)
        old = there.filter(remote_id__in=before, address=connection.address).first()
        if old is not None:
            there.filter(pk=old.pk).update(remote_id=connection.remote_id)
    posting = may_post if may_post is not None else (old.may_post if old else facts.is_practice)
    fields = {
        "persona": persona,
        "handle": connection.handle,
        "name": connection.name,
        "address": connection.address,
        "sealed": seal(connection.secrets, settings.TWOWAY_SEALING_KEYS),
        "expires_at": connection.expires_at,
        "limits": dict(connection.limits),
        "limits_read_at": now,
        "may_post": posting,
        "health": Health.GOOD,
        "health_why": "",
        "read_due_at": now,
        "renewing_until": None,
        "removed_at": None,
    }
    account, made = Account.objects.update_or_create(
        workspace_id=actor.workspace_id, network=facts.slug, remote_id=connection.remote_id, defaults=fields
    )
    verb = "Connected" if made else "Connected again"
    note(actor, "connect", "account", account.pk, f"{verb} @{account.handle} on {facts.name} for {persona.name}")
    return account, old


def give_back(network: Network, address: str, secrets: Mapping[str, str]) -> None:
    """Tell a network that this access is not needed any more, where it wants to know. Nothing depends on its hearing it."""
    if network.leave is None:
        return
    try:
        network.leave(http_to(address, secrets, slug=network.facts.slug, seconds=GIVING_BACK_SECONDS))
    except NetworkAnswer as answer:
        log.info("%s did not take an access back: %s %s", network.facts.name, answer.for_people, answer.for_log)


def _give_back_sealed(network: Network, account: Account) -> None:
    """`give_back` for an account as it was."""
    if not account.sealed or network.leave is None:
        return
    try:
        secrets = unseal(account.sealed, settings.TWOWAY_SEALING_KEYS)
    except NeedsReconnect:
        return  # what cannot be opened cannot be given back
    give_back(network, account.address, secrets)


@transaction.atomic
def switch_posting(actor: Actor, account_id: int, *, on: bool) -> Account:
    """Let an account post, or set it back to look-only. What is scheduled stays scheduled and is held when due."""
    actor.require(Verb.CONNECT)
    account = account_of(actor, account_id)
    account.may_post = on
    account.save(update_fields=["may_post"])
    note(actor, "switch posting", "account", account.pk, f"{account} may {'post' if on else 'only look'} now")
    return account


@transaction.atomic
def change_persona(actor: Actor, account_id: int, persona_id: int) -> Account:
    """Put an account under another persona."""
    actor.require(Verb.CONNECT)
    account = account_of(actor, account_id)
    account.persona = persona_of(actor, persona_id)
    account.save(update_fields=["persona"])
    note(actor, "change persona", "account", account.pk, f"{account} now belongs to {account.persona.name}")
    return account


def remove(actor: Actor, account_id: int) -> None:
    """Forget an account's secrets, give its access back, and stop speaking through it; what it sent stays on record."""
    actor.require(Verb.CONNECT)
    account = account_of(actor, account_id)
    _forget(actor, account)
    _give_back_sealed(network_of(account), account)


@transaction.atomic
def _forget(actor: Actor, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(
        removed_at=timezone.now(),
        sealed="",
        may_post=False,
        health=Health.RECONNECT,
        health_why="This account was removed.",
    )
    note(actor, "remove", "account", account.pk, f"Removed {place_of(account)}")


def through(account: Account, call: Callable[[Http], T]) -> T:
    """Call a network through an account, with its access renewed where that is due; tells the account's health.

    A call that answers NeedsReconnect did nothing, so it is made once more after a renewal.
    """
    network = network_of(account)
    if network.renew and account.expires_at and account.expires_at - AHEAD < timezone.now():
        _renew(account, network)
    try:
        outcome = call(http_of(account))
    except NeedsReconnect as error:
        if network.renew is None:
            _tell_health(account, Health.RECONNECT, error.for_people)
            raise
        _renew(account, network)
        outcome = _once_more(account, call)
    if account.health != Health.GOOD:
        _tell_health(account, Health.GOOD, "")
    return outcome


def _once_more(account: Account, call: Callable[[Http], T]) -> T:
    try:
        return call(http_of(account))
    except NeedsReconnect as error:
        _tell_health(account, Health.RECONNECT, error.for_people)
        raise


def _renew(account: Account, network: Network) -> None:
    """Renew an account's access; one worker at a time, because a used renewal secret kills the connection."""
    sealed = account.sealed
    until = _claim_renewal(account)
    if until is None:
        account.refresh_from_db()
        if account.sealed == sealed:
            raise TryLater("The access to this account is being renewed.", wait=timedelta(seconds=5))
        return
    try:
        account.refresh_from_db()
        if account.sealed == sealed and network.renew is not None:
            _keep_renewed(account, network, network.renew(http_of(account, until=until.timestamp())))
    except NeedsReconnect as error:
        _tell_health(account, Health.RECONNECT, error.for_people)
        raise
    except Unsure as error:
        # Unsure is about words that may be out. These never left.
        raise TryLater(error.for_people, for_log=error.for_log) from error
    finally:
        Account.objects.filter(pk=account.pk, renewing_until=until).update(renewing_until=None)


def _claim_renewal(account: Account) -> datetime | None:
    """Until when this worker, and nobody else, may renew; None when another one does."""
    began = now()
    free = Account.objects.filter(Q(renewing_until=None) | Q(renewing_until__lt=began), pk=account.pk)
    return began + RENEWAL if free.update(renewing_until=began + RENEWAL) == 1 else None


def _keep_renewed(account: Account, network: Network, connection: Connection) -> None:
    """Write renewed secrets down; an empty answer never overwrites a secret, and a late one never a newer connection.

    From the network's answer to this row nothing else is asked or looked up: whoever is killed in between has lost the
    connection, because the old secret is used up (docs/why/staying-connected.md).
    """
    if not connection.secrets:
        raise NeedsReconnect("The network renewed nothing. Connect the account anew.")
    sealed, expires_at = seal(connection.secrets, settings.TWOWAY_SEALING_KEYS), connection.expires_at
    with surely_written():
        kept = Account.objects.filter(pk=account.pk, sealed=account.sealed).update(
            sealed=sealed, expires_at=expires_at
        )
    if kept:
        account.sealed, account.expires_at = sealed, expires_at
        # Where a renewal tells who somebody is, it tells it anew.
        take_over(account, Presence(remote_id=connection.remote_id, handle=connection.handle))
        return
    # Meanwhile somebody connected it anew, or removed it: what we have is not needed.
    give_back(network, account.address, connection.secrets)
    account.refresh_from_db()


def _tell_health(account: Account, health: str, why: str) -> None:
    """Note how an account is doing."""
    account.health, account.health_why = health, why
    Account.objects.filter(pk=account.pk).update(health=health, health_why=why)


def tell_trouble(account: Account, why: str) -> None:
    """Note a trouble that does not need a person to sign in again."""
    _tell_health(account, Health.TROUBLE, why)


def check(actor: Actor, account_id: int) -> Account:
    """Ask the network whether the account still works, and what its server allows now."""
    actor.require(Verb.READ)
    account = account_of(actor, account_id)
    network = network_of(account)
    if network.is_alive is not None:
        through(account, network.is_alive)
    if network.instance is not None:
        read_limits(account)
    read_names(account)
    return account


def read_limits(account: Account) -> None:
    """Ask what the account's server allows now, and keep it."""
    network = network_of(account)
    if network.instance is None:
        return
    account.limits, account.limits_read_at = dict(through(account, network.instance)), timezone.now()
    account.save(update_fields=["limits", "limits_read_at"])


def read_names(account: Account) -> None:
    """Ask what the account is called now, keep it, and tell its people where that has changed."""
    network = network_of(account)
    if network.introduce is not None:
        take_over(account, through(account, network.introduce))


def require_posting(account: Account) -> None:
    """Pass, or raise NotAllowed in words that say how to change it."""
    if account.removed_at is not None:
        raise NotAllowed(f"{account} was removed. Connect it again to post there.")
    if not account.may_post:
        raise NotAllowed(f"{account} is in look-only mode. Switch posting on under Accounts.")

"""People by the beginning of a name, as the networks know them: for mentions, and to be written into People."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from django.core import signing
from django.core.cache import cache
from django.db import transaction

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_of, accounts_of, facts_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.people.directory import meet
from twoway.apps.people.models import Handle, Person
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor, Verb
from twoway.domain.text.clean import check_text
from twoway.domain.versions import Author

#: Fewer signs are nobody's name yet.
SHORTEST, LONGEST = 2, 60
#: What a network said is believed for so many seconds.
FRESH = 300
#: Each account is asked so often in a minute, whoever types.
A_MINUTE = 30
#: For so many seconds somebody found can be chosen.
KEEPS = 3600
MOST = 8
_SALT = "twoway.named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody that a network knows: through which account, and the mark by which they are written down."""

    account: Account
    facts: Facts
    author: Author
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Whom the networks know, and what went wrong with which of them."""

    people: tuple[Named, ...] = ()
    troubles: tuple[tuple[Facts, str], ...] = ()


def askable(actor: Actor, account_ids: Iterable[int] = ()) -> list[Account]:
    """The accounts through which people can be looked for, of each server the first; of the chosen ones if any are."""
    chosen = set(account_ids)
    seen: dict[tuple[str, str], Account] = {}
    for account in accounts_of(actor).select_related("workspace"):
        if network_of(account).people is not None and (not chosen or account.pk in chosen):
            seen.setdefault((account.network, account.address), account)
    return list(seen.values())


def find_elsewhere(actor: Actor, words: str, account_ids: Iterable[int] = ()) -> Elsewhere:
    """People whose name or handle begins so on the networks of these accounts, but for those in People already.

    Fewer than two signs find nobody. What a network fails at is told and hides nobody else.
    """
    actor.require(Verb.WRITE)
    clean = check_text(words).strip().lstrip("@")
    if not SHORTEST <= len(clean) <= LONGEST:
        return Elsewhere()
    found: list[tuple[Account, Author]] = []
    troubles: list[tuple[Facts, str]] = []
    for account in askable(actor, account_ids):
        try:
            found += [(account, author) for author in _asked(account, clean)[:MOST]]
        except NetworkAnswer as answer:
            troubles.append((facts_of(account), answer.for_people))
    new = _unknown(actor, found)
    people = tuple(
        Named(account=account, facts=facts_of(account), author=author, mark=_mark(account, author))
        for account, author in new
    )
    return Elsewhere(people=people, troubles=tuple(troubles))


def _asked(account: Account, words: str) -> list[Author]:
    """What the network says, or said a moment ago; nobody when it has been asked often enough."""
    key = f"named:{account.pk}:{signing.Signer().signature(words.casefold())}"
    kept = cache.get(key)
    if kept is not None:
        return [Author(**one) for one in json.loads(kept)]
    people = network_of(account).people
    if people is None or not _may_ask(account):
        return []
    authors = list(through(account, lambda http: people(http, words)))
    cache.set(key, json.dumps([asdict(one) for one in authors]), FRESH)
    return authors


def _may_ask(account: Account) -> bool:
    key = f"named-asked:{account.pk}"
    if cache.add(key, 1, 60):
        return True
    try:
        return int(cache.incr(key)) <= A_MINUTE
    except ValueError:
        return True


def _unknown(actor: Actor, found: list[tuple[Account, Author]]) -> list[tuple[Account, Author]]:
    ids = [author.remote_id for _, author in found]
    rows = Handle.objects.filter(workspace_id=actor.workspace_id, remote_id__in=ids)
    known = set(rows.values_list("network", "remote_id"))
    return [(account, author) for account, author in found if (account.network, author.remote_id) not in known]


def _mark(account: Account, author: Author) -> str:
    return signing.dumps([account.pk, asdict(author)], salt=_SALT, compress=True)


@transaction.atomic
def write_down(actor: Actor, mark: str) -> Person:
    """Write somebody that a network knows into People, with their handle there. Somebody known already stays as they are.

    Two people of one name are told apart by their handles. BadInput for a mark that is not ours or too old.
    """
    actor.require(Verb.WRITE)
    account, author = _unfolded(actor, mark)
    before = Person.objects.filter(workspace_id=actor.workspace_id).count()
    person = meet(actor.workspace_id, account.network, author)
    if Person.objects.filter(workspace_id=actor.workspace_id).count() == before:
        return person
    others = Person.objects.filter(workspace_id=actor.workspace_id, name__iexact=person.name).exclude(pk=person.pk)
    if others.exists():
        person.name = f"{person.name} ({author.handle})"[:200]
        person.save(update_fields=["name"])
    where = facts_of(account).name
    note(actor, "know", "person", person.pk, f"Wrote {person.name} of {where} into the people directory")
    return person


def _unfolded(actor: Actor, mark: str) -> tuple[Account, Author]:
    try:
        account_id, told = signing.loads(mark, salt=_SALT, max_age=KEEPS)
    except signing.BadSignature as error:
        raise BadInput("That was found too long ago. Type the name again.", field="mark") from error
    known: Mapping[str, str] = told
    return account_of(actor, account_id), Author(**known)

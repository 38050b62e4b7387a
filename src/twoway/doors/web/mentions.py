"""Whom one may mention: people with the networks they are on, and the chosen ones they are not on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twoway.apps.accounts.queries import accounts_of, facts_of
from twoway.apps.people.models import Person
from twoway.apps.people.queries import find_people
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentionable:
    """A person, where they are called what, and the chosen networks that do not know them."""

    person: Person
    there: tuple[tuple[Facts, str], ...]
    missing: tuple[str, ...]


def mentionable(actor: Actor, words: str, account_ids: Iterable[str]) -> tuple[Mentionable, ...]:
    """People whose name or handle holds these words, as seen from the chosen accounts (all of them when none is given)."""
    chosen = {int(i) for i in account_ids if i.isascii() and i.isdigit() and len(i) < 18}
    accounts = [a for a in accounts_of(actor) if not chosen or a.pk in chosen]
    networks = {account.network: facts_of(account) for account in accounts}
    found = []
    for person in find_people(actor, words):
        handles = {handle.network: handle.handle for handle in person.handles.all()}
        found.append(
            Mentionable(
                person=person,
                there=tuple((facts, handles[slug]) for slug, facts in networks.items() if slug in handles),
                missing=tuple(facts.name for slug, facts in networks.items() if slug not in handles),
            )
        )
    return tuple(found)

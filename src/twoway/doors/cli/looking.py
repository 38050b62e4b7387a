"""How a text would read and what stands against it, on the accounts of whoever acts."""

from __future__ import annotations

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_named, facts_of, limits_of, place_of
from twoway.apps.delivery.casework import findings_of
from twoway.apps.insights.queries import behaviours
from twoway.apps.posts.looks import Look, look_at
from twoway.apps.posts.queries import Draft
from twoway.domain.findings import Scope
from twoway.domain.permission import Verb
from twoway.domain.text.count import count
from twoway.domain.versions import Version
from twoway.doors.cli.judging import Checked
from twoway.doors.cli.whose import actor


def checked(names: tuple[str, ...], words: str, scope: Scope, readers: tuple[str, ...] = ()) -> tuple[Checked, ...]:
    """A text on accounts, as a post, meant for these readers, or as an answer."""
    who = actor()
    who.require(Verb.READ)
    accounts = [account_named(who, name) for name in names]
    if scope is Scope.REPLY:
        return tuple(_as_answer(account, words) for account in accounts)
    draft = Draft(master=words, account_ids=tuple(account.pk for account in accounts), readers=readers)
    return tuple(of_look(look) for look in look_at(who, draft))


def _as_answer(account: Account, words: str) -> Checked:
    version = Version(text=words)
    return Checked(
        where=place_of(account),
        network=account.network,
        text=words,
        count=count(words, facts_of(account), limits_of(account), is_reply=True),
        findings=findings_of(account, version, Scope.REPLY),
    )


def of_look(look: Look) -> Checked:
    """What the guard says of a look."""
    return Checked(
        where=place_of(look.account),
        network=look.account.network,
        text=look.version.text,
        count=look.count,
        findings=look.findings,
    )


def behaviour(name: str) -> list[Checked]:
    """How an account behaves, or every account of the business for `all`."""
    who = actor()
    chosen = None if name == "all" else (account_named(who, name).pk,)
    return [
        Checked(
            where=place_of(one.account),
            network=one.account.network,
            text="",
            count=count("", facts_of(one.account), limits_of(one.account)),
            findings=one.findings,
        )
        for one in behaviours(who, chosen)
    ]

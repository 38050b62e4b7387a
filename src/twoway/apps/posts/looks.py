"""Looking at posts as their networks will show them: tailored, counted and checked, nothing saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, facts_of, limits_of, network_of, place_of
from twoway.apps.delivery.casework import Background, background, choices_of, findings_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.queries import directory, workspace_ids_of
from twoway.apps.posts.consent import overcome_of
from twoway.apps.posts.models import Post, PostVersion
from twoway.apps.posts.policies import fitted_pictures, made_for, policy_of, signed_by
from twoway.apps.posts.queries import Draft, draft_of, stored_pictures
from twoway.domain.adapt import Made, Words, in_whole
from twoway.domain.asides import SetAside, sorted_out
from twoway.domain.cards import card_for
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.guard import may_go
from twoway.domain.merge import merge
from twoway.domain.permission import Actor
from twoway.domain.policy import Policy
from twoway.domain.selling import UNKNOWN, Balance, balance
from twoway.domain.tailor import Change, Known
from twoway.domain.text.clean import check_text
from twoway.domain.text.count import Count
from twoway.domain.versions import Picture, Version
from twoway.plug.network import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One version as it would go out now: the words, their count, what the guard says, and the exact payload.

    `is_behind`: it was written by hand, and the master says something else since. `whole` is the text as it stands in
    the editor, which the findings point into: of a thread, all of its parts in one. `counts` has one for each part.
    `aside` are findings that somebody set aside for this version; they are not among `findings`. `balance` is how the account
    stands with what it sells and what it gives.
    """

    account: Account
    facts: Facts
    version: Version
    changes: tuple[Change, ...]
    is_edited: bool
    count: Count
    findings: tuple[Finding, ...]
    delivery: Delivery | None = None
    is_behind: bool = False
    whole: str = ""
    counts: tuple[Count, ...] = ()
    aside: tuple[SetAside, ...] = ()
    balance: Balance = UNKNOWN

    @property
    def may_go(self) -> bool:
        """Whether nothing stops it."""
        return may_go(self.findings)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """The findings that hold it."""
        return tuple(f for f in self.findings if f.severity is Severity.STOP)

    @property
    def payload(self) -> Payload:
        """What would be sent; the key is only chosen when it is scheduled."""
        return network_of(self.account).to_payload(self.version, "")


_NAMES = re.compile(
    r"@\[([^\]\n]{1,200})\]|@([^\s@\[\]]{1,300}(?:@[^\s@\[\]]{1,253})?)(?=((?:[^\S\n][^\s@\[\]]{1,60}){0,4}))"
)
_ENDS = ".,;:!?)’'\""


def people_named(workspace_id: int, text: str) -> tuple[Known, ...]:
    """The part of the people directory that a text's mentions can mean: a query that does not grow with the directory."""
    names: set[str] = set()
    for full, handle, behind in _NAMES.findall(text):
        word = full or handle.rstrip(_ENDS)
        names.update((word, word.rstrip(".")))
        # A whole name without brackets is as long as names are.
        said = [handle, *behind.split()]
        names.update(" ".join(said[:count]).rstrip(_ENDS) for count in range(2, len(said) + 1))
    return directory(workspace_id, tuple(names)) if names else ()


def look_at(actor: Actor, draft: Draft, known: Iterable[Account] | None = None) -> tuple[Look, ...]:
    """How a draft would read on each of its accounts, nothing saved. BadInput for text that no network can carry.

    `known` are all accounts of the workspace, where somebody has read them (with their workspaces) already.
    """
    rows = accounts_of(actor).select_related("workspace").filter(pk__in=draft.account_ids) if known is None else known
    accounts = {a.pk: a for a in rows}
    missing = set(draft.account_ids) - set(accounts)
    if missing:
        raise BadInput("One of the chosen accounts is no longer connected. Choose again.", field="accounts")
    found = _looks(
        actor,
        [accounts[i] for i in draft.account_ids],
        _checked(draft),
        _pictures(actor, draft),
        bases=_bases(actor, draft),
    )
    return _sorted_out(_with_yes(found, draft.post_id, draft.readers), draft.set_aside or {})


def _with_yes(found: tuple[Look, ...], post_id: int | None, readers: Sequence[str]) -> tuple[Look, ...]:
    """What somebody's yes to these very words overcomes stands apart from the findings."""
    books = overcome_of(post_id, [look.account for look in found]) if post_id is not None else None
    if books is None:
        return found
    made = []
    for look in found:
        left, aside = sorted_out(look.findings, books.overcomes(look.account, look.version, readers))
        aside = tuple(replace(one, by_yes=True) for one in aside)
        version = replace(look.version, set_aside={one.finding.code: one.reason for one in aside})
        made.append(replace(look, version=version, findings=left, aside=aside))
    return tuple(made)


def _sorted_out(found: tuple[Look, ...], reasons: Mapping[int, Mapping[str, str]]) -> tuple[Look, ...]:
    """What was set aside for a version stands apart from its findings."""
    if not any(reasons.values()):
        return found
    sorted_looks = []
    for look in found:
        left, aside = sorted_out(look.findings, reasons.get(look.account.pk, {}))
        aside = (*look.aside, *aside)
        version = replace(look.version, set_aside={one.finding.code: one.reason for one in aside})
        sorted_looks.append(replace(look, version=version, findings=left, aside=aside))
    return tuple(sorted_looks)


def _bases(actor: Actor, draft: Draft) -> dict[int, str]:
    """The master text that each hand-written version of a saved post was made from."""
    if draft.post_id is None or not draft.texts:
        return {}
    edited = PostVersion.objects.filter(post_id=draft.post_id, post__workspace_id=actor.workspace_id, is_edited=True)
    return dict(edited.values_list("account_id", "edited_from"))


def caught_up(actor: Actor, draft: Draft, account_id: int) -> Draft:
    """The draft with one hand-written version brought up to its master: sentences written by hand stay, the others follow.

    Nothing written by hand is lost: where both changed the same sentence, the hand-written one stays.
    """
    mine, base = (draft.texts or {}).get(account_id), _bases(actor, draft).get(account_id)
    account = accounts_of(actor).select_related("workspace").filter(pk=account_id).first()
    if mine is None or base is None or account is None:
        return draft
    people = people_named(actor.workspace_id, "\n".join((base, draft.master, signed_by((account,)))))
    at = (draft.times or {}).get(account_id, draft.planned_at)
    policy = _policies((account,), {account.pk: at}, draft.language, draft.fits)[account.pk]
    old, new = (
        made_for(account, Words(text=check_text(words)), people, policy, ()).whole for words in (base, draft.master)
    )
    text = merge(old, check_text(mine), new).text
    return replace(draft, texts={**(draft.texts or {}), account_id: text}, caught_up=(account_id,))


def look_at_post(actor: Actor, post: Post) -> tuple[Look, ...]:
    """How a saved post would read on each of its accounts. What is on its way is shown as it was frozen."""
    versions = list(post.versions.all())
    times = {v.account_id: when for v in versions if (when := _when(v)) is not None}
    found = _looks(
        actor,
        [v.account for v in versions],
        replace(draft_of(post), planned_at=post.planned_at, times=times),
        tuple(p.as_sent for p in post.pictures.all()),
        bases={v.account_id: v.edited_from for v in versions if v.is_edited},
        deliveries={v.account_id: v.delivery for v in versions if v.delivery is not None},
    )
    return _sorted_out(
        _with_yes(found, post.pk, post.readers), {v.account_id: v.set_aside for v in versions if v.delivery is None}
    )


def _when(version: PostVersion) -> datetime | None:
    """When a version goes, where it does not go with the others."""
    return version.delivery.due_at if version.delivery is not None else version.planned_at


def _checked(draft: Draft) -> Draft:
    """The draft with words that can be carried; BadInput for words that no network can."""
    return replace(
        draft,
        master=check_text(draft.master),
        texts={i: check_text(words) for i, words in (draft.texts or {}).items()},
        first_comment=check_text(draft.first_comment),
        title=check_text(draft.title),
        warning=check_text(draft.warning),
    )


def _looks(
    actor: Actor,
    accounts: Sequence[Account],
    draft: Draft,
    pictures: tuple[Picture, ...],
    *,
    bases: Mapping[int, str],
    deliveries: Mapping[int, Delivery] | None = None,
) -> tuple[Look, ...]:
    """Tailor, count and check for each account.

    `bases` is what hand-written versions were made from, `deliveries` what is on its way already.
    """
    texts, deliveries = draft.texts or {}, deliveries or {}
    said = (draft.master, *texts.values())
    people = people_named(actor.workspace_id, "\n".join((*said, draft.first_comment, signed_by(accounts))))
    behind = background(
        accounts,
        said,
        at=draft.planned_at,
        people=people,
        but=[delivery.pk for delivery in deliveries.values()],
        workspace_ids=workspace_ids_of(actor),
        readers=draft.readers,
    )
    goes = {account.pk: (draft.times or {}).get(account.pk, draft.planned_at) for account in accounts}
    policies = _policies(accounts, goes, draft.language, draft.fits, behind)
    made = {a.pk: made_for(a, _words_for(a, draft), people, policies[a.pk], pictures) for a in accounts}
    siblings = {place_of(account): made[account.pk].whole for account in accounts}
    return tuple(
        _look(
            account,
            made[account.pk],
            {k: t for k, t in siblings.items() if k != place_of(account)},
            behind,
            at=goes[account.pk],
            siblings_at={place_of(a): when for a in accounts if a is not account and (when := goes[a.pk])},
            is_edited=account.pk in texts,
            is_behind=account.pk in texts and bases.get(account.pk, draft.master) != draft.master,
            delivery=deliveries.get(account.pk),
        )
        for account in accounts
    )


def _words_for(account: Account, draft: Draft) -> Words:
    """What a draft says on an account: its own words, or the master's."""
    texts = draft.texts or {}
    return Words(
        text=texts.get(account.pk, draft.master),
        is_edited=account.pk in texts,
        first_comment=draft.first_comment,
        title=draft.title,
        warning=draft.warning,
        audience=(draft.audiences or {}).get(account.pk, ""),
    )


def _policies(
    accounts: Sequence[Account],
    goes: Mapping[int, datetime | None],
    language: str,
    fits: Mapping[int, str] | None,
    behind: Background | None = None,
) -> dict[int, Policy]:
    """How each account wants its words tailored, for a version that goes at a time, or today while none is known."""
    found = {}
    for account in accounts:
        choices = behind.choices if behind else choices_of(account.workspace)
        day = (goes[account.pk] or timezone.now()).astimezone(account.workspace.tz).date()
        fit = (fits or {}).get(account.pk, "")
        found[account.pk] = policy_of(account, choices, day=day, language=language, fit=fit)
    return found


def _look(
    account: Account,
    made: Made,
    siblings: Mapping[str, str],
    behind: Background,
    *,
    at: datetime | None,
    siblings_at: Mapping[str, datetime],
    is_edited: bool,
    is_behind: bool,
    delivery: Delivery | None,
) -> Look:
    facts = facts_of(account)
    counts = made.counts(facts, limits_of(account))
    version = replace(made.version, card=card_for(made.version, facts, behind.pages))
    found = findings_of(account, version, Scope.POST, siblings, behind=behind, at=at, siblings_at=siblings_at)
    return Look(
        account=account,
        facts=facts,
        version=version,
        changes=made.changes,
        is_edited=is_edited,
        count=counts[0],
        findings=tuple(in_whole(finding, made) for finding in found),
        delivery=delivery,
        is_behind=is_behind,
        whole=made.whole,
        counts=counts,
        balance=balance(made.whole, behind.posts.get(account.pk, ())),
    )


def fitted_for(account: Account, picture: Picture) -> Picture:
    """A picture as an account's server takes it."""
    return fitted_pictures(account, (picture,))[0][0]


def _pictures(actor: Actor, draft: Draft) -> tuple[Picture, ...]:
    from_shelf, focuses = stored_pictures(actor, [i for i, _ in draft.pictures]), draft.focuses or {}
    return tuple(from_shelf[i].with_alt(alt, focuses.get(i)) for i, alt in draft.pictures)

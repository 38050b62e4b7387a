"""Reading posts, and looking at them as their networks will show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import Min, Prefetch, Q, QuerySet

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, facts_of, limits_of, network_of
from twoway.apps.delivery.casework import background, findings_of
from twoway.apps.delivery.models import Delivery, StoredPicture
from twoway.apps.people.queries import directory, workspace_ids_of
from twoway.apps.posts.models import Post, PostPicture, PostVersion
from twoway.domain.asides import SetAside, sorted_out
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.guard import may_go
from twoway.domain.merge import merge
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.domain.tailor import Change, Known, tailor
from twoway.domain.text.clean import check_text
from twoway.domain.text.count import Count, count
from twoway.domain.text.draft import ChangeKind
from twoway.domain.versions import Mention, Picture, Version
from twoway.plug.network import Payload
from twoway.work.fitting import Frame, fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has written so far. `texts` holds the hand-written versions by account id; others follow the master.

    `post_id` None makes a new post; `revision` is the one that was read, so that the second of two tabs is told.
    `caught_up` are accounts whose hand-written text holds what the master says now. `fits` says, by account id, what
    becomes of a text that is too long (`domain.policy.Fit`), `set_aside` which findings are, by code, and why. `times` holds
    the versions that go at a time of their own, by account id; with `spread` the others follow each other, minutes apart.
    """

    master: str
    account_ids: tuple[int, ...] = ()
    texts: Mapping[int, str] | None = None
    pictures: tuple[tuple[int, str], ...] = ()
    language: str = "en"
    planned_at: datetime | None = None
    post_id: int | None = None
    revision: int = 0
    caught_up: tuple[int, ...] = ()
    first_comment: str = ""
    title: str = ""
    fits: Mapping[int, str] | None = None
    set_aside: Mapping[int, Mapping[str, str]] | None = None
    times: Mapping[int, datetime] | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One version as it would go out now: the words, their count, what the guard says, and the exact payload.

    `is_behind`: it was written by hand, and the master says something else since. `whole` is the text as it stands in
    the editor, which the findings point into: of a thread, all of its parts in one. `counts` has one for each part.
    `aside` are findings that somebody set aside for this version; they are not among `findings`.
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


def posts_of(actor: Actor) -> QuerySet[Post]:
    """The workspace's posts with their versions, newest first."""
    versions = PostVersion.objects.select_related("account__persona", "account__workspace", "delivery")
    return (
        Post.objects.filter(workspace_id=actor.workspace_id)
        .prefetch_related(
            Prefetch("versions", queryset=versions),
            Prefetch("pictures", queryset=PostPicture.objects.select_related("stored")),
        )
        .order_by("-changed_at", "-id")
    )


def post_of(actor: Actor, post_id: int) -> Post:
    """One post; BadInput for one that is not there."""
    found = posts_of(actor).filter(pk=post_id).first()
    if found is None:
        raise BadInput(f"There is no post {post_id} here.", field="post")
    return found


def drafts_of(actor: Actor) -> QuerySet[Post]:
    """Posts of which nothing is on its way."""
    live = Q(versions__delivery__isnull=False) & ~Q(versions__delivery__state=DeliveryState.CANCELLED)
    busy = Post.objects.filter(live, workspace_id=actor.workspace_id).values("pk")
    return posts_of(actor).exclude(pk__in=busy)


def calendar_of(actor: Actor, since: datetime, until: datetime) -> QuerySet[Post]:
    """Posts with a delivery that is due in a span of time, in that order."""
    span = Q(versions__delivery__due_at__gte=since, versions__delivery__due_at__lt=until)
    live = span & ~Q(versions__delivery__state=DeliveryState.CANCELLED)
    return posts_of(actor).filter(live).annotate(due_at=Min("versions__delivery__due_at")).order_by("due_at", "id")


_NAMES = re.compile(r"@\[([^\]\n]{1,200})\]|@([^\s@\[\]]{1,300}(?:@[^\s@\[\]]{1,253})?)")


def people_named(workspace_id: int, text: str) -> tuple[Known, ...]:
    """The part of the people directory that a text's mentions can mean: a query that does not grow with the directory."""
    names: set[str] = set()
    for full, handle in _NAMES.findall(text):
        word = full or handle.rstrip(".,;:!?)’'\"")
        names.update((word, word.rstrip(".")))
    return directory(workspace_id, tuple(names)) if names else ()


def look_at(actor: Actor, draft: Draft) -> tuple[Look, ...]:
    """How a draft would read on each of its accounts, nothing saved. BadInput for text that no network can carry."""
    accounts = {a.pk: a for a in accounts_of(actor).select_related("workspace").filter(pk__in=draft.account_ids)}
    missing = set(draft.account_ids) - set(accounts)
    if missing:
        raise BadInput("One of the chosen accounts is no longer connected. Choose again.", field="accounts")
    pictures = _pictures(actor, draft.pictures)
    found = looks(
        [accounts[i] for i in draft.account_ids],
        master=check_text(draft.master),
        texts={i: check_text(words) for i, words in (draft.texts or {}).items()},
        pictures=pictures,
        language=draft.language,
        workspace_id=actor.workspace_id,
        bases=_bases(actor, draft),
        at=draft.planned_at,
        workspace_ids=workspace_ids_of(actor),
    )
    return _sorted_out(found, draft.set_aside or {})


def _sorted_out(found: tuple[Look, ...], reasons: Mapping[int, Mapping[str, str]]) -> tuple[Look, ...]:
    """What was set aside for a version stands apart from its findings."""
    if not any(reasons.values()):
        return found
    sorted_looks = []
    for look in found:
        left, aside = sorted_out(look.findings, reasons.get(look.account.pk, {}))
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
    people = people_named(actor.workspace_id, "\n".join((base, draft.master)))
    facts, limits = facts_of(account), limits_of(account)
    old, new = (tailor(check_text(words), facts, limits, people).text for words in (base, draft.master))
    text = merge(old, check_text(mine), new).text
    return replace(draft, texts={**(draft.texts or {}), account_id: text}, caught_up=(account_id,))


def look_at_post(actor: Actor, post: Post) -> tuple[Look, ...]:
    """How a saved post would read on each of its accounts. What is on its way is shown as it was frozen."""
    versions = list(post.versions.all())
    found = looks(
        [v.account for v in versions],
        master=post.master,
        texts={v.account_id: v.text for v in versions if v.is_edited},
        pictures=tuple(p.stored.with_alt(p.alt) for p in post.pictures.all()),
        language=post.language,
        workspace_id=actor.workspace_id,
        deliveries={v.account_id: v.delivery for v in versions if v.delivery is not None},
        bases={v.account_id: v.edited_from for v in versions if v.is_edited},
        at=post.planned_at,
        workspace_ids=workspace_ids_of(actor),
    )
    return _sorted_out(found, {v.account_id: v.set_aside for v in versions if v.delivery is None})


def looks(
    accounts: Sequence[Account],
    *,
    master: str,
    texts: Mapping[int, str],
    pictures: tuple[Picture, ...],
    language: str,
    workspace_id: int,
    deliveries: Mapping[int, Delivery] | None = None,
    bases: Mapping[int, str] | None = None,
    at: datetime | None = None,
    workspace_ids: Iterable[int] = (),
) -> tuple[Look, ...]:
    """Tailor, count and check for each account. `at` is when it is to go, where that was said."""
    people = people_named(workspace_id, "\n".join((master, *texts.values())))
    versions: list[tuple[Version, tuple[Change, ...]]] = []
    for account in accounts:
        fitted, told = _fitted(account, pictures)
        if account.pk in texts:
            version, changes = _hand_written(account, texts[account.pk], people, fitted, language)
        else:
            version, changes = _tailored(account, master, people, fitted, language)
        versions.append((version, (*changes, *told)))
    siblings = {_sibling(a): v.text for a, (v, _) in zip(accounts, versions, strict=True)}
    behind = background(
        accounts,
        (master, *texts.values()),
        at=at,
        people=people,
        but=[delivery.pk for delivery in (deliveries or {}).values()],
        workspace_ids=workspace_ids,
    )
    return tuple(
        Look(
            account=account,
            facts=facts_of(account),
            version=version,
            changes=changes,
            is_edited=account.pk in texts,
            count=count(version.text, facts_of(account), limits_of(account)),
            findings=findings_of(
                account,
                version,
                Scope.POST,
                {k: t for k, t in siblings.items() if k != _sibling(account)},
                behind=behind,
            ),
            delivery=(deliveries or {}).get(account.pk),
            is_behind=account.pk in texts and (bases or {}).get(account.pk, master) != master,
            whole=version.text,
            counts=tuple(count(part, facts_of(account), limits_of(account)) for part in version.parts),
        )
        for account, (version, changes) in zip(accounts, versions, strict=True)
    )


def _sibling(account: Account) -> str:
    return f"{account} on {facts_of(account).name}"


def _tailored(
    account: Account, master: str, people: Iterable[Known], pictures: tuple[Picture, ...], language: str
) -> tuple[Version, tuple[Change, ...]]:
    made = tailor(master, facts_of(account), limits_of(account), tuple(people))
    version = Version(text=made.text, pictures=pictures, mentions=made.mentions, languages=(language,))
    return version, tuple(made.changes)


def _hand_written(
    account: Account, text: str, people: Iterable[Known], pictures: tuple[Picture, ...], language: str
) -> tuple[Version, tuple[Change, ...]]:
    """A hand-edited version is never changed; only the people it names are looked up."""
    network = account.network
    known = {p.handles[network].handle: p.handles[network] for p in people if network in p.handles}
    mentions = tuple(
        Mention(handle=h.handle, remote_id=h.remote_id or None) for h in known.values() if f"@{h.handle}" in text
    )
    return Version(text=text, pictures=pictures, mentions=mentions, languages=(language,)), ()


def _fitted(account: Account, pictures: tuple[Picture, ...]) -> tuple[tuple[Picture, ...], tuple[Change, ...]]:
    """The pictures as the account's server takes them, and what was done to them."""
    if not pictures:
        return (), ()
    media = facts_of(account).media
    frame = Frame(
        bytes_limit=limits_of(account).get("picture_bytes", media.bytes_limit),
        types=media.types,
        ratios=media.ratios,
        network=facts_of(account).name,
    )
    made = [fit(settings.TWOWAY_HOME, picture, frame) for picture in pictures]
    told = tuple(Change(kind=ChangeKind.PICTURE, before="", after="", why=words) for _, words in made if words)
    return tuple(picture for picture, _ in made), told


def _pictures(actor: Actor, chosen: Iterable[tuple[int, str]]) -> tuple[Picture, ...]:
    from_shelf = stored_pictures(actor, [i for i, _ in chosen])
    return tuple(from_shelf[i].with_alt(alt) for i, alt in chosen)


def stored_pictures(actor: Actor, ids: Sequence[int]) -> dict[int, StoredPicture]:
    """Pictures of the workspace by their numbers; BadInput when one is not there."""
    found = StoredPicture.objects.filter(workspace_id=actor.workspace_id).in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise BadInput("One of the pictures is gone. Add it again.", field="picture")
    return found

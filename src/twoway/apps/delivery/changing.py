"""What a person may want of a post that is out: other words, or that it goes. Nothing is called here; `mending` does that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from twoway.apps.accounts.actions import require_posting
from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery import actions, asked
from twoway.apps.delivery.casework import background, judge
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.delivery.queries import delivery_of, is_paused
from twoway.apps.people.queries import directory
from twoway.domain.changing import (
    ChangeKind,
    ChangeState,
    Wanted,
    places_changed,
    until_when,
    wanted_of,
    with_words,
)
from twoway.domain.differing import Stretch, differences
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.naming import Directory
from twoway.domain.parts import pieces_of
from twoway.domain.permission import Actor, Verb
from twoway.domain.reading import handles
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.text.clean import check_text
from twoway.domain.versions import Mention, Version, from_data, to_data
from twoway.plug.absent import is_absent, words_of_absent
from twoway.work.now import now as clock_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One text that would change: what it is to its reader, and its words before and after."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLook:
    """A change before it is sent: the version as it would be, exactly what is different, and what the guard says."""

    version: Version
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What holds it."""
        return tuple(one for one in self.findings if one.severity is Severity.STOP)


# -- whether it can be -------------------------------------------------------------------------------------------------


def why_not_edit(delivery: Delivery, now: datetime | None = None) -> str:
    """Why the words of a delivery cannot be changed, in a sentence; empty when they can."""
    facts = facts_of(delivery.account)
    if reason := _why_not(delivery):
        return reason
    if network_of(delivery.account).edit is None:
        if facts.edits:
            return f"Twoway cannot change what is out on {facts.name} yet."
        return f"{facts.name} does not let words be changed once they are out."
    until = until_when(delivery.sent_at, facts)
    if until is not None and (now or timezone.now()) > until:
        return f"{facts.name} lets words be changed for {_span(facts.edit_seconds or 0)} only, and this is older."
    if any(not part.remote_id for part in _parts_out(delivery)):
        return "A person found it there, so Twoway does not know what the network calls it. Change it there."
    return ""


def why_not_take_down(delivery: Delivery) -> str:
    """Why a delivery cannot be taken down from here, in a sentence; empty when it can."""
    if reason := _why_not(delivery, may_be_half=True):
        return reason
    if network_of(delivery.account).delete is None:
        return f"Twoway cannot take anything down on {facts_of(delivery.account).name}. Take it down there."
    if any(not part.remote_id for part in _parts_out(delivery)):
        return "A person found it there, so Twoway does not know what the network calls it. Take it down there."
    return ""


def _why_not(delivery: Delivery, *, may_be_half: bool = False) -> str:
    if delivery.gone_at is not None:
        return "It is not there any more."
    if is_absent(network_of(delivery.account)):
        return words_of_absent(delivery.account.network)
    is_half = may_be_half and delivery.is_half and delivery.state == DeliveryState.HELD
    if delivery.state != DeliveryState.SENT and not is_half:
        return "Only what is out can be changed; this is not."
    try:
        require_posting(delivery.account)
    except NotAllowed as error:
        return error.for_people
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOut:
    """A part that is on the network: its place, and what the network calls it."""

    place: int
    remote_id: str
    refs: Mapping[str, Any]


def _parts_out(delivery: Delivery) -> list[PartOut]:
    if delivery.parts_count == 1:
        return [PartOut(place=0, remote_id=delivery.remote_id, refs=delivery.refs)]
    rows = delivery.part_rows.filter(gone_at=None).exclude(sent_at=None)
    return [PartOut(place=row.place, remote_id=row.remote_id, refs=row.refs) for row in rows]


def _span(seconds: int) -> str:
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"


# -- looking -----------------------------------------------------------------------------------------------------------


def seen(delivery: Delivery) -> str:
    """A mark of the words that somebody read before changing them, so that the second of two people is told."""
    return hashlib.sha256(json.dumps(delivery.frozen, sort_keys=True, default=str).encode()).hexdigest()[:16]


def look_at_edit(actor: Actor, delivery_id: int, wanted: Wanted) -> EditLook:
    """A change as it would be sent, looked at by the guard like any version; nothing is kept."""
    actor.require(Verb.READ)
    delivery = delivery_of(actor, delivery_id)
    return _look(delivery, wanted)


def _look(delivery: Delivery, wanted: Wanted) -> EditLook:
    old = delivery.version
    clean = Wanted(
        texts=tuple(check_text(text) for text in wanted.texts),
        alts=tuple(check_text(alt) for alt in wanted.alts),
        warning=check_text(wanted.warning),
    )
    new = with_words(old, clean, _named(delivery, clean.texts))
    if new.warning and not facts_of(delivery.account).warnings:
        raise BadInput(f"{facts_of(delivery.account).name} has no warnings. Leave it out.", field="warning")
    behind = background((delivery.account,), (new.text,), but=(delivery.pk,))
    scope = Scope.REPLY if new.reply_to else Scope.POST
    findings = judge(delivery.account, new, scope, behind=behind).findings
    return EditLook(version=new, differences=tuple(_differences(old, new)), findings=findings)


def _named(delivery: Delivery, texts: Sequence[str]) -> tuple[Mention, ...]:
    """The people of the directory whom these words name."""
    names = {span.text[1:] for text in texts for span in handles(text)}
    known = directory(delivery.account.workspace_id, tuple(names)) if names else ()
    found = Directory(known, facts_of(delivery.account))
    return tuple({one.written: one for text in texts for one in found.known_in(text)}.values())


def _differences(old: Version, new: Version) -> list[Difference]:
    before, after = wanted_of(old), wanted_of(new)
    pairs = [("Warning", before.warning, after.warning)]
    names = part_names(old)
    pairs += list(zip(names, before.texts, after.texts, strict=True))
    alts = [f"Description of picture {number}" for number in range(1, len(before.alts) + 1)]
    pairs += list(zip(alts, before.alts, after.alts, strict=True))
    return [Difference(name=name, stretches=differences(was, now)) for name, was, now in pairs if was != now]


def part_names(version: Version) -> list[str]:
    """What each part is called on pages."""
    pieces = pieces_of(version)
    if len(pieces) == 1:
        return ["Words"]
    many = len(version.parts) > 1
    names = [f"Part {piece.place + 1}" if many else "Words" for piece in pieces]
    if version.first_comment:
        names[-1] = "First comment"
    return names


def difference_of(change: Change) -> tuple[Difference, ...]:
    """What a change on record changed, or wanted to."""
    if change.kind != ChangeKind.EDIT:
        return ()
    return tuple(_differences(from_data(change.before), from_data(change.after)))


# -- wanting it --------------------------------------------------------------------------------------------------------


@transaction.atomic
def edit(actor: Actor, delivery_id: int, wanted: Wanted, *, was: str = "") -> Change:
    """Let a post that is out say something else, by the same careful way as it went out.

    `was` is the mark (`seen`) of the words that were read. Held when findings stop it, and then nothing is changed; Conflict
    when somebody else changed it meanwhile or a change is under way; BadInput where it cannot be, with the way out.
    """
    delivery = _taken(actor, delivery_id)
    if reason := why_not_edit(delivery):
        raise BadInput(f"{reason} {way_out(delivery)}".strip(), field="delivery")
    if was and was != seen(delivery):
        raise Conflict("Somebody changed these words since you read them. Look at them again.")
    if delivery.urgency == Urgency.SCHEDULED and not asked.may_change_alone(actor, delivery.account):
        raise NotAllowed(
            f"What is said on {delivery.account} needs a yes, and yours does not count for your own words. Let somebody "
            "change it who may say yes, or take it down and write it again."
        )
    look = _look(delivery, wanted)
    if not places_changed(delivery.version, look.version):
        raise BadInput("That is what it says already.", field="text")
    if look.stops:
        words = f"Not changed; what is out stays as it is. {look.stops[0].message}"
        raise Held(words, findings=look.stops)
    change = _open(actor, delivery, ChangeKind.EDIT, after=to_data(look.version))
    note(actor, "edit", "delivery", delivery.pk, f"Changed what is out on {delivery.account}")
    return change


@transaction.atomic
def take_down(actor: Actor, delivery_id: int) -> Change:
    """Let a post go from its network, with all of its parts. What it said stays on record here.

    A pause does not keep it: what is wrong should be gone. Conflict when a change is under way.
    """
    delivery = _taken(actor, delivery_id)
    if reason := why_not_take_down(delivery):
        raise BadInput(reason, field="delivery")
    if delivery.state == DeliveryState.HELD:
        delivery = actions.leave_it(actor, delivery.pk)
    change = _open(actor, delivery, ChangeKind.TAKE_DOWN)
    note(actor, "take down", "delivery", delivery.pk, f"Took down a post on {delivery.account}")
    return change


def _taken(actor: Actor, delivery_id: int) -> Delivery:
    """The delivery, for somebody who may change it."""
    delivery = delivery_of(actor, delivery_id)
    actor.require(Verb.SEND if delivery.urgency == Urgency.SCHEDULED else Verb.REPLY)
    return delivery


def _open(actor: Actor, delivery: Delivery, kind: ChangeKind, after: Mapping[str, Any] | None = None) -> Change:
    now = clock_now()
    try:
        with transaction.atomic():
            return Change.objects.create(
                delivery=delivery,
                kind=kind,
                before=delivery.frozen,
                after=dict(after or {}),
                next_at=now,
                by_id=actor.user_id or None,
                by_name=actor.name[:200],
                made_at=now,
            )
    except IntegrityError as error:
        raise Conflict("A change of it is under way. Wait for that, or take it back first.") from error


def way_out(delivery: Delivery) -> str:
    """What to do where words cannot be changed."""
    if delivery.gone_at is not None or delivery.state != DeliveryState.SENT:
        return ""
    if why_not_take_down(delivery):
        return "Say what is right in an answer below it."
    return "Take it down and write it again, or say what is right in an answer below it."


# -- deciding about one ------------------------------------------------------------------------------------------------


def changes_of(actor: Actor) -> QuerySet[Change]:
    """The workspace's changes with what they change."""
    rows = Change.objects.filter(delivery__account__workspace_id=actor.workspace_id)
    return rows.select_related("delivery__account__workspace", "delivery__account__persona")


def change_of(actor: Actor, change_id: int) -> Change:
    """One change; BadInput for one that is not there."""
    found = changes_of(actor).filter(pk=change_id).first()
    if found is None:
        raise BadInput("There is no such change here.", field="change")
    return found


def history_of(delivery: Delivery) -> list[Change]:
    """Every change of a delivery, the newest first."""
    return list(delivery.changes.order_by("-made_at", "-id")[:100])


def _decided(actor: Actor, change_id: int) -> Change:
    change = change_of(actor, change_id)
    actor.require(Verb.SEND if change.delivery.urgency == Urgency.SCHEDULED else Verb.REPLY)
    return change


@transaction.atomic
def take_back(actor: Actor, change_id: int) -> Change:
    """Do not change it after all; Conflict once the network is being asked. What was changed of it by then stays so."""
    change = _decided(actor, change_id)
    words = f"{actor.name} took this back."
    if change.done:
        words = f"{words} {len(change.done)} of its parts had been changed by then."
    if not change.become(ChangeState.CANCELLED, needs_person=False, ended_at=timezone.now(), why=words):
        raise Conflict("It is too late to take this back: the network is being asked, or it is over.")
    note(actor, "take back", "change", change.pk, f"Took back a change on {change.delivery.account}")
    return change


@transaction.atomic
def try_again(actor: Actor, change_id: int) -> Change:
    """Let a change that was held go after all. Saying it again does no harm, whether or not it was made."""
    change = _decided(actor, change_id)
    went = change.become(ChangeState.WAITING, next_at=clock_now(), tries=0, needs_person=False, why="")
    if not went:
        raise Conflict("Only a change that was held back can be tried again.")
    note(actor, "try again", "change", change.pk, f"Let a change on {change.delivery.account} go")
    return change


@transaction.atomic
def set_aside(actor: Actor, change_id: int) -> Change:
    """A person has read why a change did not come about."""
    change = _decided(actor, change_id)
    Change.objects.filter(pk=change.pk).update(needs_person=False)
    change.needs_person = False
    note(actor, "set aside", "change", change.pk, f"Read about a change on {change.delivery.account}")
    return change


def waits_for(change: Change) -> str:
    """What an open change waits for, in a sentence."""
    match ChangeState(change.state):
        case ChangeState.HELD:
            return "Nothing happens by itself: you decide."
        case ChangeState.SENDING:
            return "The network is being asked."
        case ChangeState.UNSURE:
            return "The network did not say whether it did it. It is asked again; asking twice does no harm."
    held = is_paused(change.delivery.account, change.delivery.urgency)
    if held is not None and change.kind == ChangeKind.EDIT:
        return f"Paused by {held.by_name}: “{held.why}” It goes on when the pause is ended."
    return "It is done as soon as a worker is free." if not change.tries else "It is tried again."

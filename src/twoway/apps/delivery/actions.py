"""Sending: enqueue, the careful lane, and what a person may decide about a delivery."""

from __future__ import annotations

import io
import random
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from twoway.apps.accounts.actions import require_posting
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_of, facts_of, network_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery import asked, doubts, parts
from twoway.apps.delivery.models import Delivery, Pause, StoredPicture
from twoway.apps.delivery.queries import delivery_of, judged_by, pause_of, pauses_of, under_pause
from twoway.apps.people.queries import persona_of
from twoway.domain.dating import redated
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.parts import pieces_of, why_not
from twoway.domain.permission import Actor, Verb
from twoway.domain.schedule import Urgency, checked_time
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.text.clean import check_text
from twoway.domain.versions import Version, to_data
from twoway.plug.absent import is_absent, words_of_absent
from twoway.plug.later import later
from twoway.work import pictures
from twoway.work.now import now as clock_now
from twoway.work.places import without_place

if TYPE_CHECKING:
    import PIL
    from PIL import Image

    from twoway.apps.delivery import telling
else:
    PIL, Image = later("PIL"), later("PIL.Image")
    telling = later("twoway.apps.delivery.telling")

MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
BIGGEST_PICTURE = 30_000_000
#: A few kilobytes can claim to be more pixels than any memory holds; cameras make up to about a hundred million.
MOST_PIXELS = 120_000_000


def keep_picture(actor: Actor, content: bytes, name: str = "") -> StoredPicture:
    """Put a picture on the shelf without the place it was taken at; BadInput for a file that is no picture."""
    actor.require(Verb.WRITE)
    if len(content) > BIGGEST_PICTURE:
        raise BadInput(
            f"{name or 'The picture'} is larger than 30 MB. Make it smaller and add it again.", field="picture"
        )
    clean, mime, size = _without_place(content, name)
    sha256 = pictures.keep(settings.TWOWAY_HOME, clean)
    stored, _ = StoredPicture.objects.get_or_create(
        workspace_id=actor.workspace_id,
        sha256=sha256,
        defaults={
            "mime": mime,
            "size": len(clean),
            "width": size[0],
            "height": size[1],
            "name": name[:200],
        },
    )
    return stored


def _without_place(content: bytes, name: str) -> tuple[bytes, str, tuple[int, int]]:
    """The picture's bytes with no place in them, its kind and its size in pixels."""
    try:
        # Readers of other kinds are not even tried: some of them start programs.
        with Image.open(io.BytesIO(content), formats=tuple(MIMES)) as image:
            _require_bearable(image.size, name)
            image.load()
            kind, size = image.format or "", image.size
            content = without_place(content, image)
    except (PIL.UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput(
            f"{name or 'That file'} is not a picture that can be read. Use a JPEG, PNG, WebP or GIF file.",
            field="picture",
        ) from error
    if kind not in MIMES:
        raise BadInput(f"{name or 'That file'} is a {kind} file. Use a JPEG, PNG, WebP or GIF file.", field="picture")
    return content, MIMES[kind], size


def _require_bearable(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise BadInput(
            f"{name or 'The picture'} is {size[0]:,} by {size[1]:,} pixels, which is more than any network shows. Make it "
            "smaller and add it again.",
            field="picture",
        )


def enqueue(
    account: Account,
    version: Version,
    *,
    urgency: Urgency,
    due_at: datetime,
    latest_at: datetime | None = None,
    author_id: int | None = None,
) -> Delivery:
    """Freeze a version for sending. The key of each part is chosen here, once, and every later try uses it.

    Joins the caller's transaction, which has asked the guard. BadInput for a thread or a first comment that the network does
    not take.
    """
    require_posting(account)
    if is_absent(network_of(account)):
        raise BadInput(words_of_absent(account.network), field="account")
    if words := why_not(version, facts_of(account)):
        raise BadInput(words, field="text")
    if due_at <= timezone.now():
        # Now, and by the clock that counts: a machine that is ahead must not let it wait.
        due_at = min(due_at, clock_now())
    delivery = Delivery.objects.create(
        account=account,
        urgency=urgency,
        frozen=to_data(version),
        judged_by=judged_by(account),
        key=_new_key(account, due_at),
        due_at=due_at,
        latest_at=latest_at,
        next_at=due_at,
        parts_count=len(pieces_of(version)),
        author_id=author_id,
    )
    parts.make_rows(delivery, version, network_of(account))
    return delivery


def _new_key(account: Account, due_at: datetime) -> str:
    """A key for a sending at that time, not at the time of writing: some networks read a post's own time from its key."""
    network = network_of(account)
    due = max(timezone.now(), due_at)
    return network.new_key(due, secrets.randbits(64)) if network.new_key else uuid.uuid4().hex


@transaction.atomic
def cancel(actor: Actor, delivery_id: int) -> Delivery:
    """Take back what has not been sent; Conflict when it is on its way or out."""
    actor.require(Verb.SEND if delivery_of(actor, delivery_id).urgency == Urgency.SCHEDULED else Verb.REPLY)
    delivery = delivery_of(actor, delivery_id)
    if delivery.parts_out and not delivery.is_over:
        raise Conflict(f"{delivery.parts_out} of {delivery.parts_count} are out already. Leave it at that instead.")
    if not delivery.become(DeliveryState.CANCELLED, needs_person=False, cause=Cause.NONE, why="Taken back."):
        raise Conflict("It is too late to take this back: it is on its way or out already.")
    telling.settle(delivery)
    note(actor, "cancel", "delivery", delivery.pk, f"Took back a delivery to {delivery.account}")
    return delivery


@transaction.atomic
def move(actor: Actor, delivery_id: int, due_at: datetime, latest_at: datetime | None) -> Delivery:
    """Give a waiting delivery another time; BadInput for one that has passed."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    due_at = checked_time(due_at, clock_now())
    # A key that was tried already may be known to the network; only an untouched one may be chosen anew.
    was_tried = delivery.attempts.exists()
    key = delivery.key if was_tried else _new_key(delivery.account, due_at)
    # Where the network asked for patience, a move does not knock earlier.
    next_at = max(due_at, delivery.next_at) if delivery.tries else due_at
    moved = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, tries=delivery.tries).update(
        due_at=due_at,
        next_at=next_at,
        latest_at=latest_at,
        key=key,
        **({} if was_tried else _on_day(delivery, due_at)),
    )
    if not moved:
        raise Conflict("This cannot be moved any more: it is on its way or out already.")
    delivery.refresh_from_db()
    if not was_tried:
        parts.rekey(delivery, delivery.version, network_of(delivery.account))
    note(actor, "move", "delivery", delivery.pk, f"Moved a delivery to {delivery.account}")
    asked.tell_moved(actor, delivery)
    return delivery


def _on_day(delivery: Delivery, due_at: datetime) -> dict[str, object]:
    """What changes in its words with another time: the day in its links is the day it goes."""
    version = delivery.version
    if not version.dated:
        return {}
    return {"frozen": to_data(redated(version, due_at.astimezone(delivery.account.workspace.tz).date()))}


@transaction.atomic
def try_again(actor: Actor, delivery_id: int) -> Delivery:
    """Let held words go after all, or the rest of a thread: the guard and the account are asked anew when it is their turn."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    now = clock_now()
    late = now + timedelta(minutes=settings.TWOWAY_LATE_MINUTES)
    went = delivery.state == DeliveryState.HELD and delivery.become(
        DeliveryState.WAITING,
        next_at=now,
        due_at=now,
        latest_at=late,
        tries=0,
        judged_by="",
        needs_person=False,
        cause=Cause.NONE,
        why="",
    )
    if not went:
        raise Conflict("Only what is held back can be tried again.")
    telling.settle(delivery)
    note(actor, "try again", "delivery", delivery.pk, f"Let a held delivery to {delivery.account} go")
    return delivery


@transaction.atomic
def say_it_is_there(actor: Actor, delivery_id: int, address: str = "") -> Delivery:
    """A person looked and found it on the network: the unsure delivery is sent."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    if delivery.state != DeliveryState.UNSURE or not _is_there(actor, delivery, address.strip()[:1000]):
        raise Conflict("This delivery is not unsure any more.")
    telling.settle(delivery)
    note(actor, "settle", "delivery", delivery.pk, f"Said that a delivery to {delivery.account} is on the network")
    return delivery


def _is_there(actor: Actor, delivery: Delivery, address: str) -> bool:
    """Write down what a person found; the rest of a thread follows."""
    now = clock_now()
    doubts.keep_word(delivery, actor.name, now, is_there=True)
    out = delivery.parts_out + parts.said_to_be_there(delivery, address, now)
    fields: dict[str, object] = {"parts_out": out, "needs_person": False, "cause": Cause.NONE}
    if not delivery.parts_out:
        fields["address"] = address
    if out >= delivery.parts_count:
        return delivery.become(DeliveryState.SENT, sent_at=now, why="", **fields)
    late = now + timedelta(minutes=settings.TWOWAY_LATE_MINUTES)
    words = f"{out} of {delivery.parts_count} are out; the next follows."
    return delivery.become(DeliveryState.WAITING, next_at=now, latest_at=late, tries=0, looks=0, why=words, **fields)


@transaction.atomic
def leave_it(actor: Actor, delivery_id: int) -> Delivery:
    """Of a thread that is half out, nothing more is to go: what is there was sent, and the rest is left."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    words = f"{delivery.parts_out} of {delivery.parts_count} are out, and {actor.name} left it at that."
    if delivery.parts_out and delivery.state == DeliveryState.WAITING:
        delivery.become(DeliveryState.HELD, cause=Cause.HALF, why=words)
    went = delivery.state == DeliveryState.HELD and delivery.become(
        DeliveryState.SENT, needs_person=False, cause=Cause.NONE, sent_at=clock_now(), why=words
    )
    if not went:
        raise Conflict("Only a thread of which some parts are out, and the rest is not on its way, can be left.")
    telling.settle(delivery)
    note(actor, "leave", "delivery", delivery.pk, f"Left a delivery to {delivery.account} half out")
    return delivery


@transaction.atomic
def send_again(actor: Actor, delivery_id: int) -> Delivery:
    """A person looked and did not find it: the unsure delivery goes again, with the same key."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    if delivery.state == DeliveryState.UNSURE and not delivery.needs_person:
        raise Conflict("It is being looked for on the network. Wait for what that finds.")
    now = clock_now()
    late = now + timedelta(minutes=settings.TWOWAY_LATE_MINUTES)
    went = delivery.state == DeliveryState.UNSURE and delivery.become(
        DeliveryState.WAITING, next_at=now, latest_at=late, needs_person=False, looks=0, cause=Cause.NONE, why=""
    )
    if not went:
        raise Conflict("This delivery is not unsure any more.")
    doubts.keep_word(delivery, actor.name, now, is_there=False)
    parts.surely_not_out(delivery)
    telling.settle(delivery)
    note(actor, "settle", "delivery", delivery.pk, f"Sent a delivery to {delivery.account} again")
    return delivery


@transaction.atomic
def set_aside(actor: Actor, delivery_id: int) -> None:
    """A person has read about the trouble; it no longer waits for anybody."""
    actor.require(Verb.SEND)
    delivery = delivery_of(actor, delivery_id)
    if delivery.state == DeliveryState.UNSURE:
        raise Conflict("Say first whether it is there or should be sent again.")
    if not Delivery.objects.filter(pk=delivery.pk, state=delivery.state).update(needs_person=False):
        raise Conflict("Something happened to it meanwhile. Look at it again.")
    telling.settle(delivery)
    note(actor, "set aside", "delivery", delivery.pk, f"Set a {delivery.state} delivery to {delivery.account} aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What came of ending a pause: what goes on by itself, and what missed its time and waits for a person's look."""

    pause: Pause
    goes_on: int
    missed: tuple[Delivery, ...]

    @property
    def told(self) -> str:
        """That it is over, and how much goes on by itself, in words."""
        what, number = f"The pause of {self.pause} is over.", self.goes_on
        if not number:
            return what
        return f"{what} {number} {'goes' if number == 1 else 'go'} on as planned."


@transaction.atomic
def pause(
    actor: Actor,
    why: str,
    *,
    persona_id: int | None = None,
    account_id: int | None = None,
    lets_replies: bool = False,
) -> Pause:
    """Let nothing go out: for an account, for a persona's accounts, or, without either, for the whole workspace.

    A call to a network that is on the wire this moment is not broken off. `lets_replies`: answers to people still go.
    BadInput without a reason, because whoever reads it tomorrow has to know; Conflict where the same is paused already.
    """
    actor.require(Verb.SEND)
    why = check_text(why).strip()
    if not why:
        raise BadInput("Say why, so that others know when it can go on.", field="why")
    if account_id is not None and persona_id is not None:
        raise BadInput("Pause either a persona or one account.", field="account")
    account = account_of(actor, account_id) if account_id is not None else None
    persona = persona_of(actor, persona_id) if persona_id is not None else None
    if pauses_of(actor).filter(persona=persona, account=account).exists():
        raise Conflict("This is paused already. End that pause first to change it.")
    made = Pause.objects.create(
        workspace_id=actor.workspace_id,
        persona=persona,
        account=account,
        why=why[:1000],
        lets_replies=lets_replies,
        by_id=actor.user_id or None,
        by_name=actor.name[:200],
        began_at=timezone.now(),
    )
    note(actor, "pause", "pause", made.pk, f"Paused {made}", why=made.why)
    return made


@transaction.atomic
def resume(actor: Actor, pause_id: int) -> Resumed:
    """End a pause. What missed its time meanwhile does not go out at once: it comes back for review, one by one.

    What is still to come goes on as planned. What another pause keeps stays as it is.
    """
    actor.require(Verb.SEND)
    now = clock_now()
    ended = pause_of(actor, pause_id)
    rows = Pause.objects.filter(pk=ended.pk, ended_at=None)
    if not rows.update(ended_at=now, ended_by_name=actor.name[:200]):
        raise Conflict("This pause was ended already.")
    ended.refresh_from_db()
    others = list(Pause.objects.filter(workspace_id=ended.workspace_id, ended_at=None))
    due = [
        one for one in under_pause(ended).filter(due_at__lte=now) if not _is_kept(others, one.account, one.urgency)
    ]
    missed = [delivery for delivery in due if _missed_in_pause(delivery, ended)]
    goes_on = _count_coming(ended, others, now)
    facts = {"goes_on": goes_on, "missed": [delivery.pk for delivery in missed]}
    note(actor, "resume", "pause", ended.pk, f"Ended the pause of {ended}", facts=facts)
    return Resumed(pause=ended, goes_on=goes_on, missed=tuple(missed))


def _is_kept(pauses: Iterable[Pause], account: Account, urgency: str) -> bool:
    return any(one.keeps(account, urgency) for one in pauses)


def _count_coming(ended: Pause, others: Sequence[Pause], now: datetime) -> int:
    """How much of what a pause kept goes on by itself; counted, because it may be a hundred thousand."""
    coming = under_pause(ended).filter(due_at__gt=now).order_by().select_related(None)
    counts = list(coming.values_list("account_id", "urgency").annotate(Count("pk")))
    accounts = Account.objects.in_bulk({account_id for account_id, _, _ in counts})
    return sum(count for pk, urgency, count in counts if not _is_kept(others, accounts[pk], urgency))


def _missed_in_pause(delivery: Delivery, ended: Pause) -> bool:
    """Bring back what was due during the pause, with the reason; the rest of a thread that is half out is held."""
    words = f"Its time passed while {ended} was paused (“{ended.why}”). Read it again before it goes."
    new, cause = DeliveryState.MISSED, Cause.PAUSED
    if delivery.parts_out:
        new, cause = DeliveryState.HELD, Cause.HALF
        words = f"{delivery.parts_out} of {delivery.parts_count} are out. {words}"
    words += doubts.words_of(delivery)
    return delivery.become(new, cause=cause, needs_person=True, why=words)


def spread() -> float:
    """A little chance, so that many that were refused at once do not come back at once."""
    return random.random()  # noqa: S311  # not a secret

"""The parts of a delivery and their saved progress: which call comes next, what it sends, and what is out already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from twoway.apps.accounts.queries import network_of
from twoway.apps.delivery.models import Delivery, Part
from twoway.domain.errors import Refused
from twoway.domain.parts import is_one, keys_of, part_version, pieces_of
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Receipt, Version
from twoway.plug.http import Http
from twoway.plug.network import Network

#: A handle or a key is not used when it has less than this left to live, or a quarter of a short life.
SPARE = timedelta(minutes=2)
#: Said where the part that the next one should answer is not known by a name of the network's.
NOTHING_TO_ANSWER = (
    "The part before it was found by a person, and its address does not tell what to put the next one under."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What has to be made ready first: `prepare` gives its handle, which is kept before `let_out` is called with it."""

    prepare: Callable[[Http], str]
    let_out: Callable[[Http, str], tuple[Receipt, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one call sends: a single post, one part of a thread, or the whole of it. `rows` is empty for a single post.

    With `ready` it takes two calls, and `send` makes both.
    """

    rows: tuple[Part, ...]
    calls: int
    send: Callable[[Http], tuple[Receipt, ...]]
    ready: Ready | None = None

    @property
    def place(self) -> int | None:
        """Which part, where it is one; None for a single post or a whole thread."""
        return self.rows[0].place if len(self.rows) == 1 else None


def make_rows(delivery: Delivery, version: Version, network: Network) -> None:
    """A row with a key for each part, before anything is sent. A single post needs none."""
    if is_one(version):
        return
    keys = keys_of(version, delivery.key, network.part_key)
    Part.objects.bulk_create(
        Part(delivery=delivery, place=piece.place, kind=piece.kind, text=piece.text, key=key)
        for piece, key in zip(pieces_of(version), keys, strict=True)
    )


def rekey(delivery: Delivery, version: Version, network: Network) -> None:
    """New keys after the delivery got one; only for what was never tried."""
    delivery.part_rows.all().delete()
    make_rows(delivery, version, network)


def receipts_of(rows: Sequence[Part]) -> list[Receipt | None]:
    """What is known of the parts that are out, None for the others."""
    return [
        Receipt(remote_id=row.remote_id, address=row.address, at=row.sent_at, refs=row.refs) if row.sent_at else None
        for row in rows
    ]


def next_step(delivery: Delivery, now: datetime | None = None) -> Step:
    """What is to be sent next; Refused, in words for people, when that cannot be. `now` tells which handles still live."""
    network, version = network_of(delivery.account), delivery.version
    publish = network.publish
    if publish is None:
        raise Refused("Twoway cannot post to this network yet.")
    if delivery.parts_count == 1:
        return _one(network, version, delivery, (), now)
    rows = list(delivery.part_rows.all())
    publish_all = network.publish_all
    if publish_all is not None and not any(row.sent_at for row in rows):
        keys = tuple(row.key for row in rows)
        return Step(rows=tuple(rows), calls=len(rows), send=lambda http: publish_all(http, version, keys))
    row = next(row for row in rows if row.sent_at is None)
    part = part_version(version, row.place, receipts_of(rows))
    if part is None:
        raise Refused(NOTHING_TO_ANSWER)
    return _one(network, part, row, (row,), now)


def _one(
    network: Network, version: Version, what: Delivery | Part, rows: tuple[Part, ...], now: datetime | None
) -> Step:
    """One post, under its key, or under the handle that it has or gets."""
    publish, prepare, key = network.publish, network.prepare, what.key
    if publish is None:
        raise Refused("Twoway cannot post to this network yet.")
    if prepare is not None and has_handle(network, what, now):
        key = what.handle
    elif prepare is not None:
        ready = Ready(
            prepare=lambda http: prepare(http, version, key),
            let_out=lambda http, handle: (publish(http, version, handle),),
        )
        return Step(rows=rows, calls=1, send=lambda http: ready.let_out(http, ready.prepare(http)), ready=ready)
    return Step(rows=rows, calls=1, send=lambda http: (publish(http, version, key),))


def has_handle(network: Network, what: Delivery | Part, now: datetime | None) -> bool:
    """Whether it was made ready, and the network still knows of it."""
    life = network.facts.key_window_seconds
    if not what.handle or what.prepared_at is None:
        return False
    return life is None or now is None or now < what.prepared_at + lasting(life)


def lasting(seconds: int) -> timedelta:
    """For how long a key or a handle may be relied on that the network knows for so many seconds: a sending takes a while."""
    life = timedelta(seconds=seconds)
    return life - min(SPARE, life / 4)


def was_let_out(delivery: Delivery, rows: Sequence[Part], network: Network) -> bool:
    """Whether any of it may be out; what was never made ready under a handle that we know surely is not."""
    return network.prepare is None or any(what.handle for what in rows or (delivery,))


def keep_handle(delivery: Delivery, step: Step, handle: str, now: datetime) -> bool:
    """Write down under which handle it is let out. False when somebody else has taken this over meanwhile."""
    kept = {"handle": handle, "prepared_at": now}
    still_ours = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, tries=delivery.tries)
    if not step.rows:
        return still_ours.update(**kept) == 1
    return still_ours.exists() and Part.objects.filter(pk=step.rows[0].pk).update(**kept) == 1


def payloads(delivery: Delivery) -> tuple[Mapping[str, object], ...]:
    """Exactly what each call sends. What a part answers has no name yet while it is not out, so its number stands there."""
    network, version = network_of(delivery.account), delivery.version
    if delivery.parts_count == 1 or network.publish_all is not None:
        return (network.to_payload(version, delivery.key),)
    rows = list(delivery.part_rows.all())
    known = [
        receipt or Receipt(remote_id=f"(part {row.place + 1})", address="", at=delivery.due_at)
        for row, receipt in zip(rows, receipts_of(rows), strict=True)
    ]
    shown = ((row, part_version(version, row.place, known)) for row in rows)
    return tuple(network.to_payload(part or version, row.key) for row, part in shown)


def begin(step: Step, now: datetime) -> None:
    """Write down that these may be out from now on. Joins the caller's transaction."""
    if step.rows:
        Part.objects.filter(pk__in=[row.pk for row in step.rows]).update(sending_at=now)


def surely_not_out(delivery: Delivery) -> None:
    """Write down that what was tried is not out. Joins the caller's transaction."""
    if delivery.parts_count > 1:
        delivery.part_rows.filter(sent_at=None).exclude(sending_at=None).update(sending_at=None)


def keep(rows: Sequence[Part], receipts: Sequence[Receipt]) -> None:
    """Write down which parts are out, and where. Joins the caller's transaction."""
    for row, receipt in zip(rows, receipts, strict=False):
        Part.objects.filter(pk=row.pk, sent_at=None).update(
            remote_id=receipt.remote_id[:600],
            address=receipt.address[:1000],
            refs=dict(receipt.refs),
            sent_at=receipt.at,
        )


def count_out(delivery: Delivery) -> int:
    """How many parts of a thread are out."""
    return delivery.part_rows.exclude(sent_at=None).count()


def uncertain(delivery: Delivery) -> list[Part]:
    """The parts that may be out, in their order."""
    if delivery.parts_count == 1:
        return []
    return list(delivery.part_rows.filter(sent_at=None).exclude(sending_at=None))


def said_to_be_there(delivery: Delivery, address: str, now: datetime) -> int:
    """A person found what was uncertain: it is out. Gives how many parts that are. Joins the caller's transaction."""
    rows = uncertain(delivery)
    for number, row in enumerate(rows):
        Part.objects.filter(pk=row.pk).update(sent_at=now, address="" if number else address)
    return len(rows) if delivery.parts_count > 1 else 1

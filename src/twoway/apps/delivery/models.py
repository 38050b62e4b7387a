"""Deliveries: the rows that are the truth about what was sent, by whom, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from twoway.apps.accounts.models import Account
from twoway.apps.people.models import Persona, User, Workspace
from twoway.domain.changing import OPEN, ChangeKind, ChangeState, may_turn
from twoway.domain.parts import PartKind
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState, is_final, may_become
from twoway.domain.versions import Picture, Version, from_data
from twoway.work import statements
from twoway.work.statements import Condition

#: What a delivery cannot become once a part of it is out.
NEVER_HALF = frozenset({DeliveryState.REFUSED, DeliveryState.MISSED, DeliveryState.CANCELLED})
_OPEN = tuple(one.value for one in OPEN)


class StoredPicture(models.Model):
    """A picture on the shelf; its bytes lie under their hash."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="pictures")
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Kept once in a workspace."""

        constraints = (models.UniqueConstraint(fields=("workspace", "sha256"), name="kept_once"),)

    def __str__(self) -> str:
        """The file's name."""
        return self.name or self.sha256[:12]

    def with_alt(self, alt: str, focus: tuple[float, float] | None = None) -> Picture:
        """The picture as a version carries it, with the point that every cut keeps."""
        return Picture(
            sha256=self.sha256,
            mime=self.mime,
            size=self.size,
            width=self.width,
            height=self.height,
            alt=alt,
            focus=focus,
        )


class Lane(models.Model):
    """The right to speak for one account at one urgency: one worker at a time, by a lease that runs out."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="lanes")
    urgency = models.CharField(max_length=20)
    owner = models.CharField(max_length=64, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    #: Nobody calls the network in this lane before then: it asked us to wait, or its limit is used up.
    waits_until = models.DateTimeField(null=True)
    waits_why = models.TextField(blank=True, default="")

    class Meta:
        """One lane of each urgency."""

        constraints = (models.UniqueConstraint(fields=("account", "urgency"), name="one_lane_each"),)

    def __str__(self) -> str:
        """Which lane."""
        return f"{self.account} ({self.urgency})"


class Pause(models.Model):
    """Nothing goes out for a workspace, a persona or an account until it is ended. What is closest to null says which."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="pauses")
    persona = models.ForeignKey(Persona, null=True, on_delete=models.CASCADE, related_name="pauses")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="pauses")
    why = models.TextField()
    lets_replies = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """The latest first; the lane asks only for those that hold."""

        ordering = ("-began_at", "-id")
        indexes = (models.Index(fields=("workspace",), name="paused_now", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        """What is paused."""
        if self.account is not None:
            return str(self.account)
        return self.persona.name if self.persona is not None else "everything"

    @property
    def begun(self) -> str:
        """That it holds, in a sentence for whoever began it."""
        what = str(self)
        return f"{what[:1].upper()}{what[1:]} is paused: nothing goes out until somebody ends it."

    @property
    def holds(self) -> bool:
        """Whether it has not been ended."""
        return self.ended_at is None

    def keeps(self, account: Account, urgency: str) -> bool:
        """Whether it keeps an account from sending at this urgency while it holds."""
        if self.workspace_id != account.workspace_id or (self.lets_replies and urgency == Urgency.URGENT):
            return False
        if self.account_id is not None:
            return self.account_id == account.pk
        return self.persona_id is None or self.persona_id == account.persona_id


class Allowance(models.Model):
    """How much of what a network allows was used in the window that began then; shared by all workers."""

    key = models.CharField(max_length=200, unique=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """What it counts."""
        return f"{self.key}: {self.used}"


class Delivery(models.Model):
    """One text to one account. `frozen` is the version exactly as it will be sent; only `become` writes the state.

    A thread, or a post with a first comment, is one delivery; each of its parts has a row (`Part`). `parts_out` of
    `parts_count` are on the network. `cause` says in one word what keeps it (`domain.states.Cause`), `why` in a sentence.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deliveries")
    urgency = models.CharField(max_length=20, default=Urgency.SCHEDULED.value)
    state = models.CharField(max_length=20, default=DeliveryState.WAITING.value)
    frozen = models.JSONField()
    key = models.CharField(max_length=120, unique=True)
    #: What the network called it when it was prepared, and when that was; sending means telling it to let this out.
    handle = models.CharField(max_length=600, blank=True, default="")
    prepared_at = models.DateTimeField(null=True)
    #: What the guard's answer hung on when it was asked; empty: it must be asked again before this goes.
    judged_by = models.CharField(max_length=64, blank=True, default="")
    due_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    parts_count = models.PositiveSmallIntegerField(default=1)
    parts_out = models.PositiveSmallIntegerField(default=0)
    needs_person = models.BooleanField(default=False)
    cause = models.CharField(max_length=20, blank=True, default="")
    #: When its people were told of the trouble it is in; None while there is none, or nobody was told yet.
    told_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, default="")
    remote_id = models.CharField(max_length=600, blank=True, default="")
    address = models.CharField(max_length=1000, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    refs = models.JSONField(default=dict)
    sending_at = models.DateTimeField(null=True)
    #: It is out and gone again: since when, and why, in words for people.
    gone_at = models.DateTimeField(null=True)
    gone_why = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The clock's questions each have an index that holds only the rows they ask for."""

        ordering = ("due_at", "id")
        indexes = (
            models.Index(
                fields=("urgency", "next_at", "account"),
                name="waiting_next",
                condition=Q(state=DeliveryState.WAITING.value),
            ),
            models.Index(
                fields=("account", "urgency", "due_at", "id"),
                name="waiting_in_lane",
                condition=Q(state=DeliveryState.WAITING.value),
            ),
            models.Index(
                fields=("account", "urgency"), name="sending_now", condition=Q(state=DeliveryState.SENDING.value)
            ),
            models.Index(
                fields=("account", "urgency"), name="unsure_in_lane", condition=Q(state=DeliveryState.UNSURE.value)
            ),
            models.Index(fields=("id",), name="needs_somebody", condition=Q(needs_person=True)),
            models.Index(fields=("id",), name="told_of", condition=Q(told_at__isnull=False)),
            models.Index(fields=("account", "remote_id"), name="sent_as"),
            models.Index(fields=("account", "due_at"), name="account_due"),
        )

    def __str__(self) -> str:
        """What and where to."""
        return f"{self.account}: {self.text[:40]}"

    @property
    def text(self) -> str:
        """The words."""
        return str(self.frozen.get("text", ""))

    @property
    def version(self) -> Version:
        """The frozen version."""
        return from_data(self.frozen)

    @property
    def parts(self) -> tuple[ShownPart, ...]:
        """Every part with where it stands, in order; a single post is one part."""
        if self.parts_count == 1:
            only = ShownPart(
                place=0,
                kind=PartKind.PART,
                text=self.text,
                state=DeliveryState(self.state),
                address=self.address,
                sent_at=self.sent_at,
                gone_at=self.gone_at,
            )
            return (only,)
        return tuple(_shown(row, DeliveryState(self.state)) for row in self.part_rows.all())

    @property
    def is_half(self) -> bool:
        """Whether some parts are out and others are not."""
        return 0 < self.parts_out < self.parts_count

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return is_final(DeliveryState(self.state))

    def become(self, new: DeliveryState, *only_if: Condition, **fields: Any) -> bool:
        """Move to `new` and write `fields` with it, if the row still is where it was read. False: somebody was first.

        `only_if` are further conditions, asked in the same statement. A thread that is half out is never called refused,
        missed or taken back: part of it is there for all to see.
        """
        old = DeliveryState(self.state)
        if not may_become(old, new):
            return False
        where = [Condition("id = %s AND state = %s", (self.pk, old.value)), *only_if]
        if new in NEVER_HALF:
            where.append(Condition("parts_out = 0"))
        if old is DeliveryState.HELD and new is DeliveryState.SENT:
            where.append(Condition("parts_out > 0"))
        if statements.update(Delivery, {"state": new.value, **fields}, where) != 1:
            return False
        self.state = new
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class Part(models.Model):
    """One part of a thread, or the first comment, with a key of its own that is chosen before anything is sent.

    Between `sending_at` and `sent_at` it may be out. `sending_at` is None again when it surely is not.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="part_rows")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = models.TextField()
    key = models.CharField(max_length=140, unique=True)
    handle = models.CharField(max_length=600, blank=True, default="")
    prepared_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=600, blank=True, default="")
    address = models.CharField(max_length=1000, blank=True, default="")
    refs = models.JSONField(default=dict)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """In their order."""

        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("delivery", "place"), name="one_part_each"),)

    def __str__(self) -> str:
        """Which part."""
        return f"{self.kind} {self.place + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One part of a delivery as pages show it. `state` is `cancelled` for what was left out."""

    place: int
    kind: PartKind
    text: str
    state: DeliveryState
    address: str
    sent_at: datetime | None
    gone_at: datetime | None = None

    @property
    def number(self) -> int:
        """Which part, counted as people count."""
        return self.place + 1


def _shown(row: Part, whole: DeliveryState) -> ShownPart:
    """Where a part stands: what is out is out; what was tried last stands where the delivery does; the rest waits its turn."""
    if row.sent_at is not None:
        state = DeliveryState.SENT
    elif row.sending_at is not None:
        state = whole
    elif whole in (DeliveryState.SENT, DeliveryState.CANCELLED):
        state = DeliveryState.CANCELLED
    elif whole in (DeliveryState.SENDING, DeliveryState.UNSURE):
        state = DeliveryState.WAITING
    else:
        state = whole
    return ShownPart(
        place=row.place,
        kind=PartKind(row.kind),
        text=row.text,
        state=state,
        address=row.address,
        sent_at=row.sent_at,
        gone_at=row.gone_at,
    )


class Change(models.Model):
    """Something that a person wants of a post that is out: other words, or that it goes. Only `become` writes the state.

    `before` and `after` are the whole version as it was and as it is to be; `done` are the places of the parts that are so
    by now. What was said before stays here for good.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, default=ChangeKind.EDIT.value)
    state = models.CharField(max_length=20, default=ChangeState.WAITING.value)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    done = models.JSONField(default=list)
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sending_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, default="")
    needs_person = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        """As they were made; of each delivery one at a time is under way."""

        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("delivery",), name="one_change_at_a_time", condition=Q(state__in=_OPEN)),
        )
        indexes = (
            models.Index(fields=("next_at",), name="changes_under_way", condition=Q(state__in=_OPEN)),
            models.Index(fields=("id",), name="changes_need_somebody", condition=Q(needs_person=True)),
            models.Index(fields=("id",), name="changes_told_of", condition=Q(told_at__isnull=False)),
        )

    def __str__(self) -> str:
        """What is wanted, of what."""
        return f"{self.kind}: {self.delivery}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor given up."""
        return self.state in OPEN

    def become(self, new: ChangeState, *only_if: Condition, **fields: Any) -> bool:
        """Move to `new` and write `fields` with it, if the row still is where it was read. False: somebody was first."""
        old = ChangeState(self.state)
        if not may_turn(old, new):
            return False
        where = [Condition("id = %s AND state = %s", (self.pk, old.value)), *only_if]
        if statements.update(Change, {"state": new.value, **fields}, where) != 1:
            return False
        self.state = new
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class Attempt(models.Model):
    """One call to the network, or one look for what is unsure, with what came back. `place`: for which part of a thread."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    place = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=20, default="send")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    words = models.TextField(blank=True, default="")
    log = models.TextField(blank=True, default="")

    class Meta:
        """As they happened."""

        ordering = ("started_at", "id")

    def __str__(self) -> str:
        """When and what came of it."""
        return f"{self.started_at:%H:%M:%S} {self.outcome or 'under way'}"

"""Notices, the ways out of the house, and what goes out on them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from twoway.apps.people.models import User, Workspace


class Notice(models.Model):
    """Something that people of a workspace should know: what is the matter, what to do about it, and where.

    At most one of a `key` is open at a time; `times` says how often it was raised since. Whoever raises a notice settles
    it when the trouble is gone; a person may settle it before.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=160)
    words = models.TextField()
    cure = models.TextField(blank=True, default="")
    path = models.CharField(max_length=600, blank=True, default="")
    urgent = models.BooleanField(default=False)
    times = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Urgent ones first, then the newest."""

        ordering = ("-urgent", "-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "key"), condition=Q(settled_at=None), name="one_open_notice_of_a_key"
            ),
        )
        indexes = (
            models.Index(fields=("workspace", "-settled_at"), name="notices_settled"),
            models.Index(fields=("workspace",), condition=Q(settled_at=None), name="notices_open"),
        )

    def __str__(self) -> str:
        """What is the matter."""
        return self.words

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.settled_at is None


class RouteKind:
    """What a route's `kind` may be."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Route(models.Model):
    """A way out of the house: an e-mail address, or an address on the web that is called.

    With `user` it is that person's own, else the workspace's. `sealed` holds a webhook's secret, encrypted. In the quiet
    hours, which are meant in the workspace's zone and may span midnight, only what is urgent goes out, and that only with
    `urgent_at_night`. `trouble` is what kept the last message from going out, empty when it went.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notice_routes")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="notice_routes")
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=600)
    sealed = models.TextField(blank=True, default="")
    only_urgent = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    urgent_at_night = models.BooleanField(default=True)
    is_on = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")
    trouble_since = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The same address once for a workspace, and once for each of its people."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "kind", "target"), condition=Q(user=None), name="one_route_of_a_workspace"
            ),
            models.UniqueConstraint(
                fields=("workspace", "kind", "target", "user"),
                condition=Q(user__isnull=False),
                name="one_route_of_a_person",
            ),
        )

    def __str__(self) -> str:
        """Where it leads."""
        return self.target


class Telling(models.Model):
    """One notice on one route. `outcome` is empty while it waits, then one of `Outcome`."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="tellings")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="tellings")
    next_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True, default="")
    why = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """A notice is told once on a route; the clock asks only for those that wait."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("route", "notice"), name="told_once"),)
        indexes = (models.Index(fields=("next_at",), name="tellings_waiting", condition=Q(outcome="")),)

    def __str__(self) -> str:
        """What and where to."""
        return f"{self.notice} to {self.route}"


class Outcome:
    """What became of a telling."""

    WAITING = ""
    TOLD = "told"
    SPARED = "spared"
    GIVEN_UP = "given up"


#: How long something is worth telling: later than that, the page of notices tells it.
WORTH_TELLING = timedelta(days=2)


def gives_up_at(now: datetime) -> datetime:
    """When a telling that begins now is no longer tried."""
    return now + WORTH_TELLING


class PasswordLetter(models.Model):
    """A letter with a link for a new password that is still to go out. `user` None: nobody is known by the address asked for.

    The link itself is nowhere: it is made when the letter goes.
    """

    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Whom it is for."""
        return f"a letter for {self.user or 'nobody'}"

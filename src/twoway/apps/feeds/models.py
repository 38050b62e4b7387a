"""Feeds that are read, the articles seen in them, and feeds of what a persona said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from twoway.apps.people.models import Persona, Workspace
from twoway.apps.posts.models import Post

#: For how long a hub is asked to call us.
LEASE = timedelta(days=10)


class Feed(models.Model):
    """A feed whose new articles become drafts for a persona's accounts.

    `etag` and `modified` are what the server said of its last answer, so that it need not say the same twice.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="feeds")
    persona = models.ForeignKey(Persona, on_delete=models.CASCADE, related_name="feeds")
    address = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)
    home = models.CharField(max_length=1000, blank=True, default="")
    etag = models.CharField(max_length=500, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    read_due_at = models.DateTimeField(null=True, db_index=True)
    fails = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Read once in a workspace."""

        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("workspace", "address"), name="one_feed_of_an_address"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name

    @property
    def is_read(self) -> bool:
        """Whether it is asked for news at all; one that is gone for good is not."""
        return self.read_due_at is not None


class Article(models.Model):
    """An article that was seen. `post` is the draft that it became; None for one that was there before we came."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="articles")
    title = models.CharField(max_length=300, blank=True, default="")
    link = models.CharField(max_length=1000, blank=True, default="")
    master = models.TextField(blank=True, default="")
    written_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-seen_at", "-id")

    def __str__(self) -> str:
        """Its title, or its link."""
        return self.title or self.link or "An article without a title"


class Mark(models.Model):
    """One thing that an article is known by (`domain.feeds.keys_of`)."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="marks")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="marks")
    key = models.CharField(max_length=60)

    class Meta:
        """What is seen once is seen."""

        constraints = (models.UniqueConstraint(fields=("feed", "key"), name="seen_once"),)

    def __str__(self) -> str:
        """The key."""
        return self.key


class Outlet(models.Model):
    """A feed of what a persona said, for everybody who has its address. `key` is the secret part of that address."""

    persona = models.OneToOneField(Persona, on_delete=models.CASCADE, related_name="outlet")
    key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Whose it is."""
        return f"What {self.persona} said"


class Subscription(models.Model):
    """That a feed's hub calls us when there is news (WebSub). `token` is the secret part of the address it calls.

    `sealed` holds what its calls are signed with. It is asked for at `asked_at`, holds from `verified_at` until
    `lease_until`, and is asked for again before it ends. `why` says what the hub had against it.
    """

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="subscription")
    hub = models.CharField(max_length=1000)
    topic = models.CharField(max_length=1000)
    token = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    asked_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    taken = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        """Whose it is."""
        return f"The hub of {self.feed}"

    def holds(self, at: datetime) -> bool:
        """Whether the hub has promised to call."""
        return self.verified_at is not None and self.lease_until is not None and at < self.lease_until


class Goodbye(models.Model):
    """A hub that is to call us no more, until it has heard that, or would stop by itself. `token` is where it called us."""

    hub = models.CharField(max_length=1000)
    topic = models.CharField(max_length=1000)
    token = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        """To whom."""
        return f"Goodbye to {self.hub}"


@receiver(pre_delete, sender=Subscription)
def _say_goodbye(instance: Subscription, **more: Any) -> None:
    """However a subscription goes, with its feed, its persona or its workspace: a hub that was asked to call us is told so."""
    if instance.asked_at is None:
        return
    now = timezone.now()
    ends_at = instance.lease_until or now + LEASE
    told = {"hub": instance.hub, "topic": instance.topic, "due_at": now, "ends_at": ends_at}
    Goodbye.objects.update_or_create(token=instance.token, defaults=told)

"""Posts and how they read on each account."""

from __future__ import annotations

from django.db import models

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, StoredPicture
from twoway.apps.people.models import User, Workspace
from twoway.domain.states import DeliveryState, PostState, post_state


class Post(models.Model):
    """The whole: the master text and what belongs to it. `revision` grows with every save and tells two tabs apart.

    `first_comment` goes right below the post where a network lets us; `title` stands where posts have one, and
    `warning` before a text that is folded away. With `spread` the versions follow each other, minutes apart.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="posts")
    master = models.TextField(blank=True, default="")
    first_comment = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    warning = models.TextField(blank=True, default="")
    language = models.CharField(max_length=16, default="en")
    revision = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    planned_at = models.DateTimeField(null=True)
    spread = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first."""

        ordering = ("-changed_at", "-id")
        indexes = (models.Index(fields=("workspace", "-changed_at")),)

    def __str__(self) -> str:
        """The first words."""
        words = " ".join(self.master.split())
        if len(words) <= 72:
            return words or "An empty draft"
        return f"{words[:71].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"

    @property
    def state(self) -> PostState:
        """What its deliveries add up to."""
        live = [v.delivery for v in self.versions.all() if v.delivery is not None]
        return post_state([DeliveryState(d.state) for d in live])


class PostPicture(models.Model):
    """A picture of a post with its description. The focus is the point that every cut keeps, from 0 to 1; None: the middle."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    stored = models.ForeignKey(StoredPicture, on_delete=models.PROTECT)
    alt = models.TextField(blank=True, default="")
    place = models.PositiveIntegerField(default=0)
    focus_x = models.FloatField(null=True)
    focus_y = models.FloatField(null=True)

    class Meta:
        """In the order they are shown."""

        ordering = ("place", "id")

    def __str__(self) -> str:
        """Its description."""
        return self.alt or str(self.stored)


class PostVersion(models.Model):
    """How a post reads on one account. `text` is the hand-written one and counts only while `is_edited`.

    `fit` is what was decided for a text that is too long there (`domain.policy.Fit`, "" for what the brand says);
    `set_aside` holds findings that somebody set aside for this version: {code: reason}. `planned_at` is a time of its own,
    None for the post's. `audience` is one of the network's (`Facts.audiences`), "" for what is usual there.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True, default="")
    is_edited = models.BooleanField(default=False)
    edited_from = models.TextField(blank=True, default="")
    fit = models.CharField(max_length=20, blank=True, default="")
    set_aside = models.JSONField(default=dict, blank=True)
    planned_at = models.DateTimeField(null=True)
    audience = models.CharField(max_length=20, blank=True, default="")
    delivery = models.OneToOneField(
        Delivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="post_version"
    )

    class Meta:
        """One version for each account."""

        ordering = ("account_id",)
        constraints = (models.UniqueConstraint(fields=("post", "account"), name="one_version_each"),)

    def __str__(self) -> str:
        """Which post, where."""
        return f"{self.post} on {self.account}"

"""What became of what we said: the latest counts of each post, and how they grew."""

from __future__ import annotations

from django.db import models

from twoway.apps.delivery.models import Delivery
from twoway.domain.versions import Counts

#: The columns that both tables share with `domain.versions.Counts`; null is what a network does not tell, never 0.
NAMES = ("likes", "reposts", "replies", "quotes", "views")


class Tally(models.Model):
    """What became of one delivery as far as was looked. `next_at` None: it is old, and nobody looks any more.

    `missed`: so many looks in a row did not find it.
    """

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="tally")
    likes = models.PositiveBigIntegerField(null=True)
    reposts = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)
    quotes = models.PositiveBigIntegerField(null=True)
    views = models.PositiveBigIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """The worker asks for what is due."""

        indexes = (models.Index(fields=("next_at",), name="tallies_due", condition=models.Q(next_at__isnull=False)),)

    def __str__(self) -> str:
        """What it counts."""
        return f"Counts of {self.delivery_id}"

    @property
    def counts(self) -> Counts:
        """The numbers."""
        return Counts(**{name: getattr(self, name) for name in NAMES})


class Counted(models.Model):
    """What the counts of a delivery were from a time on; a row only where they had changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="counted")
    at = models.DateTimeField()
    likes = models.PositiveBigIntegerField(null=True)
    reposts = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)
    quotes = models.PositiveBigIntegerField(null=True)
    views = models.PositiveBigIntegerField(null=True)

    class Meta:
        """As time goes."""

        ordering = ("at", "id")
        indexes = (models.Index(fields=("delivery", "at"), name="counted_over_time"),)

    def __str__(self) -> str:
        """Of what, when."""
        return f"Counts of {self.delivery_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def counts(self) -> Counts:
        """The numbers."""
        return Counts(**{name: getattr(self, name) for name in NAMES})

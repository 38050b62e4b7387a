"""Pages that links lead to."""

from __future__ import annotations

from django.db import models

from twoway.apps.people.models import Workspace
from twoway.domain.linked import Linked, LinkState


class Page(models.Model):
    """The page behind an address, as it was when it was looked at last. `picture` is a fingerprint on our shelf."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="pages")
    address = models.CharField(max_length=1000)
    standing = models.CharField(max_length=40, default=LinkState.NEW.value)
    why = models.TextField(blank=True, default="")
    title = models.CharField(max_length=300, blank=True, default="")
    about = models.TextField(blank=True, default="")
    picture = models.CharField(max_length=64, blank=True, default="")
    picture_size = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    class Meta:
        """Looked at once for a workspace."""

        constraints = (models.UniqueConstraint(fields=("workspace", "address"), name="one_page_of_an_address"),)

    def __str__(self) -> str:
        """Its address."""
        return self.address

    @property
    def known(self) -> Linked:
        """As rules and networks take it."""
        return Linked(
            address=self.address,
            state=LinkState(self.standing),
            why=self.why,
            title=self.title,
            about=self.about,
            picture=self.picture,
            picture_size=self.picture_size,
        )

"""What the doctor found when an account was looked at last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from twoway.apps.accounts.models import Account
from twoway.plug.signing_in import Check, Verdict


class Examination(models.Model):
    """The last examination of an account: what was found, as plain data, by whom and when."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="examination")
    found = models.JSONField(default=list)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Whose it is."""
        return f"{self.account}, looked at {self.at:%Y-%m-%d %H:%M}"

    @property
    def checks(self) -> tuple[Check, ...]:
        """What was found."""
        return tuple(
            Check(name=one["name"], verdict=Verdict(one["verdict"]), told=one["told"], cure=one["cure"])
            for one in self.found
        )

    @staticmethod
    def keep(account: Account, checks: Sequence[Check], by_name: str, at: datetime) -> Examination:
        """Write down what was found this time; the time before is forgotten."""
        found = [{"name": c.name, "verdict": c.verdict.value, "told": c.told, "cure": c.cure} for c in checks]
        kept, _ = Examination.objects.update_or_create(
            account=account, defaults={"found": found, "by_name": by_name[:200], "at": at}
        )
        return kept

"""A desk with many accounts and many posts, for measuring the worker. Imported when Django is set up."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import judged_by
from twoway.apps.people.actions import found_workspace, make_user
from twoway.apps.people.queries import personas_of
from twoway.domain.versions import Version, to_data
from twoway.work.sealing import seal

WORDS = "Loaf number {number} of the week comes out of the oven at eight. See you at the counter in Millbrook."


def make_desk(address: str, network: str, count: int) -> list[int]:
    """A workspace with many accounts that may post."""

    owner = found_workspace(make_user("sarah@alderrye.example", "rye-and-water-1"), name="Alder & Rye")
    persona, sealed = personas_of(owner).get(), seal({"token": "none"}, settings.TWOWAY_SEALING_KEYS)
    made = Account.objects.bulk_create(
        Account(
            workspace_id=owner.workspace_id,
            persona=persona,
            network=network,
            remote_id=str(number),
            handle=f"alder{number}@bakery.example",
            address=address,
            sealed=sealed,
            may_post=True,
            # Nothing is due to be asked of the network meanwhile.
            limits_read_at=timezone.now(),
        )
        for number in range(count)
    )
    return [account.pk for account in made]


def write_rows(
    accounts: list[int], count: int, *, due_in: float, urgency: str = "scheduled", words: str = WORDS
) -> None:
    """So many deliveries, spread over the accounts."""

    # As it is when a post is given its time: the guard has been asked.
    rows = Account.objects.filter(pk__in=accounts).select_related("workspace", "persona")
    judged = {account.pk: judged_by(account) for account in rows}
    at = timezone.now() + timedelta(seconds=due_in)
    for first in range(0, count, 2000):
        Delivery.objects.bulk_create(
            Delivery(
                account_id=accounts[number % len(accounts)],
                urgency=urgency,
                frozen=to_data(Version(text=words.format(number=number))),
                key=uuid.uuid4().hex,
                judged_by=judged[accounts[number % len(accounts)]],
                due_at=at,
                next_at=at,
                latest_at=at + timedelta(hours=3),
            )
            for number in range(first, min(first + 2000, count))
        )

"""A desk with one account on a network of one class of idempotency, behind a proxy that loses answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.counterparts.proxy import Proxy
from tests.counterparts.rehearsal_server import Manner, running
from tests.people import Clock
from tests.torture.networks import SLUGS, plug_in
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import lane, leases
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.queries import personas_of
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.versions import Version
from twoway.plug import finder
from twoway.rehearsal import store
from twoway.rehearsal.server import Stage
from twoway.work import wire
from twoway.work.points import Point


class Dead(BaseException):
    """A worker ends here, without another word."""


@dataclass
class Desk:
    """An account on such a network, the proxy before it, and its world."""

    account: Account
    proxy: Proxy
    stage: Stage
    clock: Clock
    settings: Any

    def due(self, hours: float = 1) -> Delivery:
        now = self.clock()
        return enqueue(
            self.account,
            Version(text="Fresh rye at eight"),
            urgency=Urgency.SCHEDULED,
            due_at=now,
            latest_at=now + timedelta(hours=hours),
        )

    def turn(self, delivery: Delivery) -> Delivery:
        lane.advance(delivery.account_id, delivery.urgency, clock=self.clock)
        delivery.refresh_from_db()
        return delivery

    def dies_at(self, where: Point, delivery: Delivery) -> Delivery:
        """A worker takes a turn and dies at this point; its lease runs out."""

        def dying(point: Point) -> None:
            if point is where:
                raise Dead

        self.settings.AT_POINT = dying
        with pytest.raises(Dead):
            self.turn(delivery)
        self.settings.AT_POINT = None
        self.clock.turn(seconds=leases.LEASE.total_seconds() + 1)
        delivery.refresh_from_db()
        return delivery

    def ends(self, delivery: Delivery) -> Delivery:
        """So many turns as it takes."""
        for _ in range(4):
            self.clock.turn(seconds=30)
            delivery = self.turn(delivery)
        return delivery

    def there(self) -> int:
        with store.reading(self.stage.path) as db:
            return len(store.latest_of(db, "alder.rye@rehearsal", 100))


class MakeDesk(Protocol):
    """Opens a desk on a network of one manner."""

    def __call__(self, manner: Manner, *, window: float = 3600.0, stale_looks: int = 0) -> Desk: ...


@contextmanager
def opened(
    folder: Path, proxy: Callable[[str], Proxy], settings: Any, patch: pytest.MonkeyPatch, owner: Actor, clock: Clock
) -> Iterator[MakeDesk]:
    """What opens a desk; all of it is closed afterwards."""
    plug_in(folder / "plugged")
    patch.syspath_prepend(str(folder / "plugged"))
    finder.networks.cache_clear()
    with ExitStack() as stack:

        def make(manner: Manner, *, window: float = 3600.0, stale_looks: int = 0) -> Desk:
            stage, slug = Stage(folder / "stage.sqlite3", pace=10_000.0), SLUGS[manner]
            before = proxy(stack.enter_context(running(stage, manner, window, stale_looks=stale_looks)))
            settings.TWOWAY_NETWORK_ADDRESS = {slug: before.address}
            persona = personas_of(owner).first()
            assert persona is not None
            account = connect(owner, slug, {"name": "alder.rye"}, persona_id=persona.pk, may_post=True)
            return Desk(account=account, proxy=before, stage=stage, clock=clock, settings=settings)

        yield make
        wire.close()
    finder.networks.cache_clear()

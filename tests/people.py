"""Fixtures: three kinds of people, a workspace, a world to talk to, and a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import add_member, found_workspace, make_user
from twoway.apps.people.models import User
from twoway.apps.people.queries import actor_for, personas_of
from twoway.domain.permission import Actor, Role
from twoway.rehearsal.server import Stage
from twoway.work.local import answer_locally, local_answers

PASSWORD = "rye-and-water-1"


@dataclass
class Clock:
    """A clock that tests turn; it begins now, so that stored times and asked times agree."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    """A fresh world behind the practice network, whose people answer at once."""
    stage = Stage(tmp_path / "rehearsal.sqlite3", clock=clock, pace=0.0)
    before = local_answers()["rehearsal"]
    answer_locally("rehearsal", stage.answer)
    yield stage
    answer_locally("rehearsal", before)


@pytest.fixture
def sarah(db: None) -> User:
    return make_user("sarah@alderrye.example", PASSWORD, "Sarah")


@pytest.fixture
def owner(sarah: User) -> Actor:
    """Sarah, who owns the bakery's workspace."""
    return found_workspace(sarah, name="Alder & Rye", town="Millbrook", zone="Europe/London")


def member(owner: Actor, name: str, role: Role) -> Actor:
    """Somebody who was let in."""
    user = make_user(f"{name.lower()}@alderrye.example", PASSWORD, name)
    add_member(owner, user, role)
    return actor_for(user, owner.workspace_id)


@pytest.fixture
def replier(owner: Actor) -> Actor:
    """Dele, who answers people and does not post."""
    return member(owner, "Dele", Role.REPLIER)


@pytest.fixture
def writer(owner: Actor) -> Actor:
    """Tom, who writes."""
    return member(owner, "Tom", Role.WRITER)


@pytest.fixture
def grace(owner: Actor) -> Actor:
    """Grace, who says yes or no, and writes nothing."""
    return member(owner, "Grace", Role.APPROVER)


@pytest.fixture
def guest(owner: Actor) -> Actor:
    """Somebody who may only look."""
    return member(owner, "Guest", Role.GUEST)


@pytest.fixture
def stranger(db: None) -> Actor:
    """Somebody with a workspace of their own, who must see nothing of ours."""
    user = make_user("stranger@elsewhere.example", PASSWORD, "Stranger")
    return found_workspace(user, name="Elsewhere")


@pytest.fixture
def account(owner: Actor, world: Stage) -> Account:
    """The bakery's account on the practice network."""
    persona = personas_of(owner).get()
    return connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=persona.pk)


@pytest.fixture
def second_account(owner: Actor, world: Stage) -> Account:
    """Another account of the bakery on the practice network."""
    persona = personas_of(owner).get()
    return connect(owner, "rehearsal", {"name": "millbrook.market"}, persona_id=persona.pk)

"""In whose name a command acts."""

from __future__ import annotations

from importlib import import_module

from twoway.apps.people.models import User
from twoway.apps.people.queries import acting_as
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.doors.cli.begin import caller


def actor() -> Actor:
    """Who acts: the first owner, unless --as or --workspace say otherwise."""
    who = caller()
    if not User.objects.exists():
        raise BadInput("Nobody owns this installation yet. Run `twoway init`, or `twoway demo` to look around first.")
    return acting_as(who.email, who.workspace)


def demo_actor() -> Actor:
    """The owner of the demo workspace, which is opened if there is none yet."""
    opened: Actor = import_module("twoway.doors.cli.demo").opened().actor
    return opened

"""In whose name a command acts."""

from __future__ import annotations

from twoway.apps.people.models import User
from twoway.apps.people.queries import acting_as
from twoway.doors.cli.begin import caller
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor


def actor() -> Actor:
    """Who acts: the first owner, unless --as or --workspace say otherwise."""
    who = caller()
    if not User.objects.exists():
        raise BadInput("Nobody owns this installation yet. Run `twoway init`, or `twoway demo` to look around first.")
    return acting_as(who.email, who.workspace)

"""Reading what the doctor found."""

from __future__ import annotations

from collections.abc import Iterable

from twoway.apps.accounts.models import Account
from twoway.apps.doctor.models import Examination
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.plug.signing_in import Check, Verdict

#: From the worst to the best.
ORDER = (Verdict.BAD, Verdict.WARN, Verdict.UNKNOWN, Verdict.GOOD)


def patient_of(actor: Actor, account_id: int) -> Account:
    """An account of the workspace, one that was removed too; BadInput for one that never was here."""
    actor.require(Verb.READ)
    found = Account.objects.filter(workspace_id=actor.workspace_id, pk=account_id)
    account = found.select_related("persona", "workspace").first()
    if account is None:
        raise BadInput("That account is not connected here. Choose one of those under Accounts.", field="account")
    return account


def examination_of(actor: Actor, account_id: int) -> Examination | None:
    """What was found last, None when nobody has looked yet."""
    actor.require(Verb.READ)
    return Examination.objects.filter(account_id=account_id, account__workspace_id=actor.workspace_id).first()


def examinations_of(actor: Actor) -> dict[int, Examination]:
    """What was found last of every account of the workspace, by the account's number; one query."""
    actor.require(Verb.READ)
    return {one.account_id: one for one in Examination.objects.filter(account__workspace_id=actor.workspace_id)}


def worst(checks: Iterable[Check]) -> Verdict:
    """How it is as a whole; unknown when nothing was looked at."""
    found = {check.verdict for check in checks}
    return next((verdict for verdict in ORDER if verdict in found), Verdict.UNKNOWN)


def told(checks: Iterable[Check]) -> str:
    """An examination in one sentence."""
    seen = list(checks)
    bad, warned = (sum(check.verdict is one for check in seen) for one in (Verdict.BAD, Verdict.WARN))
    if bad:
        return f"{bad} of {len(seen)} things keep this connection from working."
    if warned:
        return f"It works; {warned} of {len(seen)} things could be better."
    return f"Everything that was looked at is well: {len(seen)} things."

"""Saying where nothing goes out without a yes, and whose."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from twoway.apps.audit.actions import note
from twoway.apps.people.models import Persona
from twoway.apps.people.queries import persona_of
from twoway.apps.posts.consent import team_of_workspace
from twoway.apps.posts.models import ApprovalRule
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb, may


@transaction.atomic
def require_yes(actor: Actor, *, persona_id: int | None = None, named: Collection[int] = ()) -> ApprovalRule:
    """Let nothing out without a yes: for a persona, or, without one, for the workspace. `named`: only these may say it.

    What is scheduled already needs it, too. BadInput for somebody whose role does not allow it, with what to do.
    """
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id) if persona_id is not None else None
    team = team_of_workspace(actor.workspace_id)
    for user_id in named:
        role = team.roles.get(user_id)
        if role is None:
            raise BadInput("Nobody of that name is in this workspace. Choose one of the team.", field="named")
        if not may(role, Verb.APPROVE):
            name = team.names[user_id]
            raise BadInput(
                f"{name} is {role} here and may not say yes. Make them an approver under Team first.", field="named"
            )
    rule, is_new = ApprovalRule.objects.get_or_create(workspace_id=actor.workspace_id, persona=persona)
    before = {user.pk for user in rule.named.all()}
    rule.named.set(named)
    if is_new or before != set(named):
        who = team.listed(named) or "whoever may say it"
        note(actor, "require", "approval", rule.pk, f"Nothing goes out for {rule} without a yes from {who}")
    return rule


@transaction.atomic
def free(actor: Actor, *, persona_id: int | None = None) -> None:
    """Posts go out without a yes again; harmless where they do already. A request that is open still holds its post."""
    actor.require(Verb.MANAGE)
    persona: Persona | None = persona_of(actor, persona_id) if persona_id is not None else None
    found = ApprovalRule.objects.filter(workspace_id=actor.workspace_id, persona=persona).first()
    if found is not None:
        note(actor, "free", "approval", found.pk, f"Posts for {found} go out without a yes again")
        found.delete()

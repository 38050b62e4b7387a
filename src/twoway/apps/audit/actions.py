"""Writing to the event log. Called inside the transaction of the action it tells about."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from twoway.apps.audit.models import Event
from twoway.domain.permission import Actor


def note(
    actor: Actor,
    verb: str,
    subject: str,
    subject_id: int | None,
    summary: str,
    *,
    why: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write down what an actor did."""
    Event.objects.create(
        workspace_id=actor.workspace_id,
        actor_id=actor.user_id or None,
        actor_name=actor.name,
        verb=verb,
        subject=subject,
        subject_id=subject_id,
        summary=summary,
        why=why,
        facts=dict(facts or {}),
        at=timezone.now(),
    )

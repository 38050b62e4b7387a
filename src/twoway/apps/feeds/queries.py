"""Reading feeds, and what stands in the feed of a persona."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Count, Q, QuerySet

from twoway.apps.delivery.models import Delivery
from twoway.apps.feeds.models import Article, Feed, Outlet
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState

#: So many posts stand in a persona's feed, and no more than so many deliveries are looked at for them.
MOST_SAID = 50
_DELIVERIES = 400
_NAMESPACE = UUID("5d0c9b1e-9f5c-4c52-8f6f-6f7bb1b0a0f7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post as it stands in the persona's feed: its words, where it can be seen, and an id that never changes."""

    guid: str
    title: str
    text: str
    address: str
    at: datetime
    language: str


def feeds_of(actor: Actor) -> QuerySet[Feed]:
    """The workspace's feeds with their personas and how many drafts each has made."""
    drafts = Count("articles", filter=Q(articles__post__isnull=False))
    return (
        Feed.objects.filter(workspace_id=actor.workspace_id)
        .select_related("persona", "subscription")
        .annotate(drafts=drafts)
    )


def feed_of(actor: Actor, feed_id: int) -> Feed:
    """One feed; BadInput for one that is not there."""
    found = feeds_of(actor).filter(pk=feed_id).first()
    if found is None:
        raise BadInput(f"There is no feed {feed_id} here. Choose one of those under Feeds.", field="feed")
    return found


def articles_of(actor: Actor, feed_id: int) -> QuerySet[Article]:
    """What was seen in a feed, the newest first."""
    return Article.objects.filter(feed=feed_of(actor, feed_id)).select_related("post")


def outlets_of(actor: Actor) -> dict[int, Outlet]:
    """The feeds of the workspace's personas, by persona."""
    found = Outlet.objects.filter(persona__workspace_id=actor.workspace_id).select_related("persona")
    return {outlet.persona_id: outlet for outlet in found}


def outlet_with(key: str) -> Outlet:
    """The persona's feed under a key; BadInput when there is none (any more)."""
    found = Outlet.objects.filter(key=key).select_related("persona__workspace").first()
    if found is None:
        raise BadInput("There is no such feed, or it was switched off.", field="key")
    return found


def said_by(outlet: Outlet) -> tuple[Said, ...]:
    """What the persona posted, the newest first: a post that went to several networks stands there once."""
    sent = Delivery.objects.filter(
        account__persona_id=outlet.persona_id, state=DeliveryState.SENT, gone_at=None, post_version__isnull=False
    ).select_related("post_version__post")
    found: dict[int, Said] = {}
    for delivery in sent.order_by("-sent_at", "-id")[:_DELIVERIES]:
        post = delivery.post_version.post
        if post.pk not in found and len(found) < MOST_SAID and delivery.sent_at is not None:
            found[post.pk] = Said(
                guid=f"urn:uuid:{uuid5(_NAMESPACE, f'{post.pk} {post.created_at.isoformat()}')}",
                title=post.title or str(post),
                text="\n\n".join(delivery.version.parts),
                address=delivery.address,
                at=delivery.sent_at,
                language=post.language,
            )
    return tuple(found.values())

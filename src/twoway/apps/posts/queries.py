"""Reading posts, and what somebody has written so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from twoway.apps.delivery.models import StoredPicture
from twoway.apps.posts.models import Post, PostPicture, PostVersion
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has written so far. `texts` holds the hand-written versions by account id; others follow the master.

    `post_id` None makes a new post; `revision` is the one that was read, so that the second of two tabs is told.
    `caught_up` are accounts whose hand-written text holds what the master says now. `fits` says, by account id, what
    becomes of a text that is too long (`domain.policy.Fit`), `set_aside` which findings are, by code, and why. `times` holds
    the versions that go at a time of their own, by account id; with `spread` the others follow each other, minutes apart.
    `audiences` says, by account id, who sees a version (`Facts.audiences`), `focuses`, by the number of the stored picture,
    the point that every cut keeps. `readers` are those whom it is meant for, () for all to whom each persona speaks.
    """

    master: str
    account_ids: tuple[int, ...] = ()
    texts: Mapping[int, str] | None = None
    pictures: tuple[tuple[int, str], ...] = ()
    language: str = "en"
    planned_at: datetime | None = None
    post_id: int | None = None
    revision: int = 0
    caught_up: tuple[int, ...] = ()
    first_comment: str = ""
    title: str = ""
    fits: Mapping[int, str] | None = None
    set_aside: Mapping[int, Mapping[str, str]] | None = None
    times: Mapping[int, datetime] | None = None
    spread: bool = False
    warning: str = ""
    audiences: Mapping[int, str] | None = None
    focuses: Mapping[int, tuple[float, float]] | None = None
    readers: tuple[str, ...] = ()


def posts_of(actor: Actor) -> QuerySet[Post]:
    """The workspace's posts with their versions, newest first."""
    versions = PostVersion.objects.select_related("account__persona", "account__workspace", "delivery")
    return (
        Post.objects.filter(workspace_id=actor.workspace_id)
        .select_related("approval")
        .prefetch_related(
            Prefetch("versions", queryset=versions),
            Prefetch("pictures", queryset=PostPicture.objects.select_related("stored")),
        )
        .order_by("-changed_at", "-id")
    )


def post_of(actor: Actor, post_id: int) -> Post:
    """One post; BadInput for one that is not there."""
    found = posts_of(actor).filter(pk=post_id).first()
    if found is None:
        raise BadInput(
            f"There is no post {post_id} here. Choose one of those in the calendar or among the drafts.", field="post"
        )
    return found


def draft_of(post: Post) -> Draft:
    """A saved post as a draft to go on with."""
    versions = list(post.versions.all())
    live = [v for v in versions if v.delivery is not None and v.delivery.state != DeliveryState.CANCELLED]
    return Draft(
        master=post.master,
        account_ids=tuple(v.account_id for v in versions),
        texts={v.account_id: v.text for v in versions if v.is_edited},
        pictures=tuple((p.stored_id, p.alt) for p in post.pictures.all()),
        language=post.language,
        planned_at=None if live else post.planned_at,
        post_id=post.pk,
        revision=post.revision,
        first_comment=post.first_comment,
        title=post.title,
        fits={v.account_id: v.fit for v in versions if v.fit},
        set_aside={v.account_id: v.set_aside for v in versions if v.set_aside},
        times={v.account_id: v.planned_at for v in versions if v.planned_at is not None},
        spread=post.spread,
        warning=post.warning,
        audiences={v.account_id: v.audience for v in versions if v.audience},
        focuses={p.stored_id: p.focus for p in post.pictures.all() if p.focus is not None},
        readers=tuple(post.readers),
    )


def drafts_of(actor: Actor) -> QuerySet[Post]:
    """Posts of which nothing is on its way."""
    live = Q(versions__delivery__isnull=False) & ~Q(versions__delivery__state=DeliveryState.CANCELLED)
    busy = Post.objects.filter(live, workspace_id=actor.workspace_id).values("pk")
    return posts_of(actor).exclude(pk__in=busy)


def stored_pictures(actor: Actor, ids: Sequence[int]) -> dict[int, StoredPicture]:
    """Pictures of the workspace by their numbers; BadInput when one is not there."""
    found = StoredPicture.objects.filter(workspace_id=actor.workspace_id).in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise BadInput("One of the pictures is gone. Add it again.", field="picture")
    return found

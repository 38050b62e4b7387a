"""Writing again what was out: where a network lets nobody change words, they are taken down and written anew."""

from __future__ import annotations

from django.db import transaction

from twoway.apps.delivery.models import StoredPicture
from twoway.apps.delivery.queries import delivery_of
from twoway.apps.posts.actions import reopen, save
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.domain.states import DeliveryState


@transaction.atomic
def write_again(actor: Actor, delivery_id: int) -> Post:
    """A draft that says what a delivery said, for the same account. Nothing is sent; BadInput for an answer to somebody."""
    actor.require(Verb.WRITE)
    delivery = delivery_of(actor, delivery_id)
    version = delivery.version
    if version.reply_to is not None:
        raise BadInput("An answer is written again in its conversation.", field="delivery")
    if delivery.state != DeliveryState.SENT:
        raise BadInput("Only what was out is written again. Open this one again instead.", field="delivery")
    kept = StoredPicture.objects.filter(workspace_id=actor.workspace_id)
    stored = {picture.sha256: picture.pk for picture in kept.filter(sha256__in=[p.sha256 for p in version.pictures])}
    before = getattr(delivery, "post_version", None)
    pictures = tuple((stored[p.sha256], p.alt) for p in version.pictures if p.sha256 in stored)
    if before is not None and len(pictures) < len(version.pictures):
        # Pictures that were made to fit a network go back to the ones they were made from.
        pictures = tuple((one.stored_id, one.alt) for one in before.post.pictures.all())
    draft = Draft(
        master="\n---\n".join(version.parts),
        account_ids=(delivery.account_id,),
        texts={delivery.account_id: "\n---\n".join(version.parts)},
        pictures=pictures,
        language=version.languages[0] if version.languages else "en",
        first_comment=version.first_comment,
        title=version.title,
    )
    return save(actor, draft)


def open_again(actor: Actor, delivery_id: int) -> Post:
    """Make the post of a delivery that was refused, missed or held back a draft again; BadInput where there is no post."""
    actor.require(Verb.WRITE)
    delivery = delivery_of(actor, delivery_id)
    version = getattr(delivery, "post_version", None)
    if version is None:
        raise BadInput(
            "There is no post to open again here. Write an answer anew in its conversation.", field="delivery"
        )
    return reopen(actor, version.post_id, delivery.account_id)

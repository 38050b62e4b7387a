"""Opening the demo workspace: the story is laid behind today, on the practice network's stage and in our tables alike."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from twoway.apps.accounts.actions import keep_connection
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery, StoredPicture
from twoway.apps.inbox.models import Conversation, Message, TeamNote
from twoway.apps.people.actions import add_member, found_workspace
from twoway.apps.people.models import Handle, Person, Persona, User, Workspace
from twoway.apps.people.queries import actor_for
from twoway.apps.posts import approving, remarks
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.models import Approval, Post, PostVersion
from twoway.apps.posts.queries import Draft
from twoway.apps.posts.telling import settle_told
from twoway.domain import brand
from twoway.domain.brand import Brand
from twoway.domain.permission import Actor, Role
from twoway.domain.schedule import Urgency
from twoway.domain.states import ConversationState, DeliveryState
from twoway.domain.versions import ReplyTo, Version, to_data
from twoway.plug import finder
from twoway.rehearsal.server import Stage
from twoway.rehearsal.story import (
    ConversationTold,
    MessageTold,
    PostTold,
    Seat,
    Story,
    WishedTold,
    seed,
    story,
)
from twoway.work.stage import stage

ZONE = ZoneInfo("Europe/London")
EMAIL = "sarah@alderrye.example"
ROLES = {"owner": Role.OWNER, "editor": Role.WRITER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The open demo workspace: who acts in it, and how to sign in. The password is this installation's own."""

    actor: Actor
    email: str
    password: str


def open_demo(*, reset: bool = False, on: Stage | None = None) -> Demo:
    """Open the demo workspace, telling its story anew where there is none yet or `reset` asks for it.

    `on` is the stage it is told on, this process's own by default.
    """
    password = _password()
    user = _sarah(password)
    workspace = Workspace.objects.filter(is_demo=True).first()
    if workspace is not None and not reset:
        return Demo(actor=actor_for(user, workspace.pk), email=EMAIL, password=password)
    told = story(timezone.now(), ZONE)
    seats = seed(on or stage(), told)
    with transaction.atomic():
        if workspace is not None:
            close(workspace)
        actor = _tell(user, told, seats)
    return Demo(actor=actor, email=EMAIL, password=password)


def join_demo(user: User) -> Actor:
    """Let somebody who can sign in already look around in the demo workspace."""
    demo = open_demo()
    return actor_for(user, add_member(demo.actor, user, Role.OWNER).workspace_id)


def _password() -> str:
    """A password made once for this installation and kept beside its database, readable by its owner only."""
    file = settings.TWOWAY_HOME / "demo.json"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump({"email": EMAIL, "password": secrets.token_urlsafe(9)}, out)
    return str(json.loads(file.read_text(encoding="utf-8"))["password"])


def _sarah(password: str) -> User:
    user, made = User.objects.get_or_create(email=EMAIL, defaults={"name": "Sarah"})
    if made or not user.check_password(password):
        user.set_password(password)
        user.save()
    return user


def close(workspace: Workspace) -> None:
    """Take the demo workspace and everything in it away; nothing of any other workspace is touched."""
    accounts = Account.objects.filter(workspace=workspace)
    Post.objects.filter(workspace=workspace).delete()
    Conversation.objects.filter(workspace=workspace).delete()
    Delivery.objects.filter(account__in=accounts).delete()
    StoredPicture.objects.filter(workspace=workspace).delete()
    accounts.delete()
    Event.objects.filter(workspace_id=workspace.pk).delete()
    workspace.delete()


def _tell(user: User, told: Story, seats: Mapping[str, Seat]) -> Actor:
    """The story in our tables."""
    actor = found_workspace(
        user,
        name=told.name,
        town=told.town,
        topics=told.topics,
        never_mix=told.never_mix,
        zone=told.zone,
        is_demo=True,
    )
    team = _seat_team(actor, told)
    accounts = _connect(actor, told, seats)
    people = _meet(actor, told)
    posts = {post.remote_id: _post(actor, accounts[post.account], post) for post in told.posts}
    for conversation in told.conversations:
        about = posts.get(conversation.root_id)
        _converse(actor, accounts[conversation.account], people[conversation.person], about, conversation)
    for coming in told.upcoming:
        chosen = tuple(accounts[handle].pk for handle in coming.accounts)
        post = save(actor, Draft(master=coming.text, account_ids=chosen))
        schedule(actor, post.pk, max(coming.at, timezone.now() + timedelta(minutes=5)))
    for wish in told.wished:
        _wish(actor, team[wish.by], tuple(accounts[handle].pk for handle in wish.accounts), wish)
    for left in told.drafts:
        save(actor, Draft(master=left.text, account_ids=tuple(accounts[handle].pk for handle in left.accounts)))
    return actor


def _seat_team(actor: Actor, told: Story) -> dict[str, Actor]:
    """Those who work beside the owner, by name."""
    seated = {}
    for mate in told.team:
        if mate.role != "owner":
            email = f"{mate.name.lower()}@alderrye.example"
            user, _ = User.objects.get_or_create(email=email, defaults={"name": mate.name, "password": "!"})
            add_member(actor, user, ROLES[mate.role])
            seated[mate.name] = actor_for(user, actor.workspace_id)
    return seated


def _connect(actor: Actor, told: Story, seats: Mapping[str, Seat]) -> dict[str, Account]:
    """The accounts under their personas; what was told on the stage already is not fetched again."""
    network = next(n for n in finder.networks().values() if n.facts.is_practice)
    personas = {}
    for persona in told.personas:
        defaults = {"kind": persona.kind, "about": persona.about}
        made, _ = Persona.objects.update_or_create(
            workspace_id=actor.workspace_id, name=persona.name, defaults=defaults
        )
        # A brand template that somebody changed while looking around stays theirs.
        Persona.objects.filter(pk=made.pk, brand={}).update(brand=brand.stored(Brand(readers=persona.readers)))
        made.refresh_from_db()
        personas[persona.name] = made
    accounts = {}
    for account in told.accounts:
        seat = seats[account.handle]
        kept = keep_connection(actor, network, personas[account.persona], seat.connection, may_post=True)
        Account.objects.filter(pk=kept.pk).update(cursor=seat.cursor, read_at=told.now)
        kept.refresh_from_db()
        accounts[account.handle] = kept
    return accounts


def _meet(actor: Actor, told: Story) -> dict[str, Person]:
    network = next(slug for slug, n in finder.networks().items() if n.facts.is_practice)
    people = {}
    for somebody in told.people:
        person = Person.objects.create(
            workspace_id=actor.workspace_id, name=somebody.name, met=somebody.met, about=somebody.about
        )
        Handle.objects.create(
            workspace_id=actor.workspace_id,
            person=person,
            network=network,
            remote_id=somebody.remote_id,
            handle=somebody.handle,
        )
        people[somebody.handle] = person
    return people


def _post(actor: Actor, account: Account, told: PostTold) -> Delivery:
    """A post of the past with the delivery that carried it."""
    version = Version(text=told.text)
    delivery = _delivered(actor, account, version, Urgency.SCHEDULED, told)
    post = Post.objects.create(
        workspace_id=actor.workspace_id, master=told.text, author_id=actor.user_id, revision=1, planned_at=told.at
    )
    PostVersion.objects.create(post=post, account=account, delivery=delivery)
    Post.objects.filter(pk=post.pk).update(created_at=told.at, changed_at=told.at)
    return delivery


def _wish(owner: Actor, mate: Actor, account_ids: tuple[int, ...], told: WishedTold) -> None:
    """A post that the owner was asked about: what was said about it, and her yes, where she gave it, at the story's hours."""
    post = save(mate, Draft(master=told.text, account_ids=account_ids, planned_at=told.at))
    approval = approving.ask(mate, post.pk, of=owner.user_id, words=told.words, goes=True, at=told.at)
    approval.deeds.update(at=told.asked_at)
    for remark in told.remarks:
        said = remarks.comment(owner, approval.pk, account_ids[0], remark.text, quote=remark.on)
        answer = remarks.answer(mate, said.pk, remark.answer)
        for one, at in ((said, remark.at), (answer, remark.answer_at)):
            approval.comments.filter(pk=one.pk).update(at=at)
    if told.yes_at is not None:
        approving.approve(owner, approval.pk, texts=dict.fromkeys(account_ids, told.changed))
        approval.deeds.filter(at__gt=told.asked_at).update(at=told.yes_at)
        # He has read it since.
        settle_told(approval)
    Approval.objects.filter(pk=approval.pk).update(asked_at=told.asked_at, answered_at=told.yes_at)


def _delivered(
    actor: Actor, account: Account, version: Version, urgency: Urgency, told: PostTold | MessageTold
) -> Delivery:
    delivery = Delivery.objects.create(
        account=account,
        urgency=urgency,
        frozen=to_data(version),
        key=told.key,
        due_at=told.at,
        next_at=told.at,
        author_id=actor.user_id,
    )
    delivery.become(DeliveryState.SENDING, sending_at=told.at, tries=1)
    address = f"{settings.TWOWAY_ADDRESS}{told.path}"
    delivery.become(DeliveryState.SENT, remote_id=told.remote_id, address=address, sent_at=told.at)
    delivery.attempts.create(started_at=told.at, ended_at=told.at, outcome="sent", words="The network said yes.")
    return delivery


def _converse(actor: Actor, account: Account, person: Person, about: Delivery | None, told: ConversationTold) -> None:
    """A conversation with its messages and notes, in the state it is in."""
    last = told.messages[-1]
    theirs = [m for m in told.messages if not m.is_ours]
    conversation = Conversation.objects.create(
        workspace_id=actor.workspace_id,
        account=account,
        person=person,
        root_id=told.root_id,
        with_id=person.handles.get(network=account.network).remote_id,
        about=about,
        first_words=theirs[-1].text[:300],
        waiting_since=last.at if told.state is ConversationState.OURS else None,
        last_at=last.at,
    )
    for message in told.messages:
        _say(actor, conversation, person, message, told.root_id)
    for aside in told.notes:
        TeamNote.objects.create(conversation=conversation, writer_name=aside.by, text=aside.text, at=aside.at)
    conversation.become(told.state)


def _say(actor: Actor, conversation: Conversation, person: Person, told: MessageTold, root_id: str) -> None:
    reply_to = ReplyTo(remote_id=told.remote_id, root_id=root_id)
    delivery = None
    if told.is_ours:
        answered = ReplyTo(remote_id=told.parent_id, root_id=root_id)
        version = Version(text=told.text, reply_to=answered)
        delivery = _delivered(actor, conversation.account, version, Urgency.URGENT, told)
    Message.objects.create(
        conversation=conversation,
        account=conversation.account,
        person=None if told.is_ours else person,
        remote_id=told.remote_id,
        is_ours=told.is_ours,
        text=told.text,
        address=f"{settings.TWOWAY_ADDRESS}{told.path}",
        reply_to={} if told.is_ours else asdict(reply_to),
        delivery=delivery,
        at=told.at,
    )

"""A workspace with one of everything in it, for tests that walk over all actions and all pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from tests.people import member
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import keep_picture, pause
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.feeds.actions import open_outlet
from twoway.apps.feeds.models import Article, Feed
from twoway.apps.inbox.actions import add_note
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Message
from twoway.apps.notices.actions import add_email, raise_notice
from twoway.apps.notices.models import Notice
from twoway.apps.people.actions import invite
from twoway.apps.people.directory import know
from twoway.apps.posts import approving, remarks
from twoway.apps.posts.actions import save, schedule, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor, Role
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

#: Stands in everything that somebody wrote here, so that it is seen where it leaks.
TELLTALE = "Zwetschgenwähe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """The numbers of what there is; `words` by the names under which actions and addresses ask for them."""

    numbers: dict[str, int]
    outlet_key: str
    invitation_secret: str
    picture: str


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "tan").save(out, kind)
    return out.getvalue()


def everything(owner: Actor, account: Account, world: Stage) -> Everything:
    """Fill a workspace with one account; its team gets an approver, Grace."""
    grace = member(owner, "Grace", Role.APPROVER)
    words = f"Fresh {TELLTALE} at eight on Saturday."
    tomorrow = timezone.now() + timedelta(days=1)
    sent = send_now(owner, save(owner, Draft(master=f"{TELLTALE} is out.", account_ids=(account.pk,))).pk)
    drain()
    out = Delivery.objects.get(pk=sent.deliveries[0].pk)
    reading.act_as(world, "kemi.okafor@rehearsal", out.remote_id, f"Is there {TELLTALE} tomorrow?")
    bring(account)
    message = Message.objects.get(text__contains=TELLTALE, is_ours=False)
    add_note(owner, message.conversation_id, f"She means {TELLTALE}.")
    scheduled = schedule(owner, save(owner, Draft(master=words, account_ids=(account.pk,))).pk, tomorrow)
    asked = save(owner, Draft(master=f"{words} Come early.", account_ids=(account.pk,)))
    approval = approving.ask(owner, asked.pk)
    remark = remarks.comment(grace, approval.pk, account.pk, f"Say {TELLTALE} twice.")
    person = know(owner, f"Tom {TELLTALE}", {account.network: "nobody.spoke@rehearsal"}, about=TELLTALE)
    other = know(owner, "Ruta B.", {})
    made, secret = invite(owner, "writer", TELLTALE)
    route = add_email(owner, "desk@alderrye.example", own=False)
    raise_notice(workspace_id=owner.workspace_id, key="k", words=TELLTALE, cure="Look.", path="/inbox/")
    feed = _feed(owner, account)
    article = Article.objects.create(feed=feed, title=TELLTALE, link="https://blog.example/1", seen_at=timezone.now())
    picture = keep_picture(owner, picture_bytes(), f"{TELLTALE}.png")
    numbers = {
        "account_id": account.pk,
        "persona_id": account.persona_id,
        "post_id": asked.pk,
        "delivery_id": scheduled.deliveries[0].pk,
        "change_id": _change(out).pk,
        "conversation_id": message.conversation_id,
        "message_id": message.pk,
        "person_id": person.pk,
        "other_id": other.pk,
        "handle_id": person.handles.get().pk,
        "feed_id": feed.pk,
        "article_id": article.pk,
        "notice_id": Notice.objects.latest("pk").pk,
        "route_id": route.pk,
        "invitation_id": made.pk,
        "approval_id": approval.pk,
        "comment_id": remark.pk,
        "pause_id": pause(owner, f"{TELLTALE} is burnt.", lets_replies=True).pk,
        "user_id": grace.user_id,
        "picture_id": picture.pk,
        "workspace_id": owner.workspace_id,
    }
    key = open_outlet(owner, account.persona_id).key
    return Everything(numbers=numbers, outlet_key=key, invitation_secret=secret, picture=picture.sha256)


def _feed(owner: Actor, account: Account) -> Feed:
    return Feed.objects.create(
        workspace_id=owner.workspace_id,
        persona_id=account.persona_id,
        address="https://127.0.0.1/feed.xml",
        name=f"{TELLTALE} blog",
    )


def _change(delivery: Delivery) -> Change:
    """A change that waits for a person, as one does that the network did not take."""
    now = timezone.now()
    return Change.objects.create(
        delivery=delivery, state="held", before=delivery.frozen, after={}, next_at=now, by_name="Sarah", made_at=now
    )

"""Adding feeds, reading them, and making drafts of what is new in them. Nothing is ever sent from here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from twoway.apps.accounts.queries import posting_accounts_of, trusted_addresses
from twoway.apps.audit.actions import note
from twoway.apps.feeds import hubs
from twoway.apps.feeds.models import Article, Feed, Mark, Outlet
from twoway.apps.feeds.queries import feed_of
from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.apps.people.queries import persona_of
from twoway.apps.posts.actions import save
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain import feeds as pure
from twoway.domain.errors import BadInput, NetworkAnswer, Refused, TryLater
from twoway.domain.heads import number
from twoway.domain.permission import Actor, Role, Verb
from twoway.plug.http import Answer
from twoway.work import feed_reading
from twoway.work.asking import ask

#: How often a feed is asked for news, and how long it is left alone at most when it does not answer.
EVERY = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
MOST_BYTES = 5_000_000
#: More drafts than this from one reading would bury the others; the rest is listed, and a click makes a draft of it.
MOST_DRAFTS = 5
#: So many failures in a row are told to a person.
TOLD_AFTER = 4


def add(actor: Actor, address: str, persona_id: int, *, newest: bool = False) -> Feed:
    """Follow a blog for a persona: what it writes from now on becomes drafts. A page's address will do; its feed is found.

    `newest` makes a draft of the newest article at once. BadInput for what is no feed, and the network's own answers.
    """
    actor.require(Verb.CONNECT)
    persona = persona_of(actor, persona_id)
    whole, answer, read = _found_at(_checked(address))
    with transaction.atomic():
        if Feed.objects.filter(workspace_id=actor.workspace_id, address=whole).exists():
            raise BadInput(f"{read.title} is followed here already.", field="address")
        now = timezone.now()
        feed = Feed.objects.create(
            workspace_id=actor.workspace_id,
            persona=persona,
            address=whole,
            name=read.title[:300],
            home=read.home,
            read_at=now,
            read_due_at=now + EVERY,
            **_said_of_itself(answer),
        )
        kept = [_keep(feed, article, keys, now) for article, keys in pure.fresh(read.articles, ())]
        if newest and kept:
            _make_draft(actor, feed, kept[-1])
        hubs.notice(feed, read)
        note(actor, "follow", "feed", feed.pk, f"Follows {feed} for {persona}")
    return feed


def _checked(address: str) -> str:
    """A whole address; BadInput for none, and for one of our own feeds: that would go round for ever."""
    words = address.strip()
    whole = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not words or not host or parts.scheme not in ("http", "https"):
        raise BadInput("Give the address of a blog or of its feed, like https://example.org/blog.", field="address")
    ours = urlsplit(settings.TWOWAY_ADDRESS)
    if (host, port) == (ours.hostname, ours.port) and parts.path.startswith("/feeds/"):
        raise BadInput("This is a feed of your own posts. Following it would post them again.", field="address")
    return whole


def _found_at(address: str) -> tuple[str, Answer, pure.Feed]:
    """The feed at an address, or the one that the page there names, with where it is."""
    answer = _ask(address)
    _require_ok(answer, address)
    try:
        return address, answer, feed_reading.read(answer.body, answer.headers, address)
    except BadInput:
        named = feed_reading.feeds_named_in(answer.body, address)
        if not named:
            raise
    whole = _checked(named[0])
    answer = _ask(whole)
    _require_ok(answer, whole)
    return whole, answer, feed_reading.read(answer.body, answer.headers, whole)


def _ask(address: str, etag: str = "", modified: str = "") -> Answer:
    """What the server says, under the same guard against private addresses as everything that we fetch."""
    headers = {"Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    return ask(address, headers=headers, most_bytes=MOST_BYTES, seconds=20, trusted=trusted_addresses())


def _require_ok(answer: Answer, address: str) -> None:
    """Pass for an answer with something in it; in words for people otherwise."""
    if answer.status == 200:
        return
    where = urlsplit(address).hostname
    if answer.status in (404, 410):
        raise Refused(f"There is nothing at {address} ({answer.status}).")
    if answer.status in (401, 403):
        raise Refused(f"{where} does not let anybody read that without signing in ({answer.status}).")
    wait = number(answer.headers.get("retry-after", ""))
    pause = timedelta(seconds=min(wait, 86_400)) if wait is not None else None
    raise TryLater(f"{where} answered with an error ({answer.status}).", wait=pause)


def _said_of_itself(answer: Answer) -> dict[str, str]:
    return {
        "etag": answer.headers.get("etag", "")[:500],
        "modified": answer.headers.get("last-modified", "")[:100],
    }


def read_now(actor: Actor, feed_id: int) -> tuple[Article, ...]:
    """Ask a feed for news at once; the network's own answers when it does not tell. One that had stopped begins again."""
    actor.require(Verb.WRITE)
    feed = feed_of(actor, feed_id)
    try:
        return _bring(feed)
    except (NetworkAnswer, BadInput) as error:
        _failed(feed, error)
        raise


def read_when_due(feed: Feed) -> int:
    """Ask a feed for news; gives how many new articles there were. What goes wrong is kept with the feed."""
    try:
        return len(_bring(feed))
    except (NetworkAnswer, BadInput) as error:
        _failed(feed, error)
        return 0


def _bring(feed: Feed) -> tuple[Article, ...]:
    answer = _ask(feed.address, feed.etag, feed.modified)
    now = timezone.now()
    kept: list[Article] = []
    told: dict[str, str] = {}
    if answer.status != 304:
        _require_ok(answer, feed.address)
        read = feed_reading.read(answer.body, answer.headers, feed.address)
        kept = _take_in(feed, read, now)
        hubs.notice(feed, read)
        told = _said_of_itself(answer)
    Feed.objects.filter(pk=feed.pk).update(read_at=now, read_due_at=now + EVERY, fails=0, why="", **told)
    settle_notice(feed.workspace_id, _notice_key(feed))
    return tuple(kept)


def _take_in(feed: Feed, read: pure.Feed, now: datetime) -> list[Article]:
    """Keep what is new, and make drafts of it, the newest few of many; each in a transaction of its own."""
    seen = set(feed.marks.values_list("key", flat=True))
    found = pure.fresh(read.articles, seen)
    robot = _robot(feed)
    kept = []
    for place, (article, keys) in enumerate(found):
        try:
            with transaction.atomic():
                row = _keep(feed, article, keys, now)
                if place >= len(found) - MOST_DRAFTS:
                    _make_draft(robot, feed, row)
        except IntegrityError:
            continue  # another worker was first, and has made the draft
        kept.append(row)
    return kept


def _robot(feed: Feed) -> Actor:
    """Who writes the drafts down: nobody who could send them."""
    return Actor(
        user_id=0,
        name=f"Feed {feed}",
        workspace_id=feed.workspace_id,
        workspace=str(feed.workspace),
        role=Role.WRITER,
    )


def _keep(feed: Feed, article: pure.Article, keys: Iterable[str], now: datetime) -> Article:
    row = Article.objects.create(
        feed=feed,
        title=article.title[:300],
        link=article.link[:1000],
        master=pure.as_master(article),
        written_at=article.at,
        seen_at=now,
    )
    Mark.objects.bulk_create(Mark(feed=feed, article=row, key=key) for key in sorted(keys))
    return row


def _make_draft(actor: Actor, feed: Feed, article: Article) -> Post:
    """A draft for every account of the persona that may post."""
    accounts = posting_accounts_of(actor).filter(persona_id=feed.persona_id, may_post=True)
    post = save(actor, Draft(master=article.master, account_ids=tuple(a.pk for a in accounts)))
    article.post = post
    Article.objects.filter(pk=article.pk).update(post=post)
    return post


@transaction.atomic
def draft_of(actor: Actor, article_id: int) -> Post:
    """A draft of an article that has none (any more); the one that is there otherwise."""
    actor.require(Verb.WRITE)
    article = (
        Article.objects.select_for_update()
        .filter(pk=article_id, feed__workspace_id=actor.workspace_id)
        .select_related("feed")
        .first()
    )
    if article is None:
        raise BadInput("There is no such article here. Choose one of those that the feed lists.", field="article")
    if article.post_id is not None:
        return Post.objects.get(pk=article.post_id)
    return _make_draft(actor, article.feed, article)


def _failed(feed: Feed, error: NetworkAnswer | BadInput) -> None:
    """Keep what went wrong, leave the feed alone a little longer each time, and tell a person when it goes on."""
    fails = feed.fails + 1
    wait = error.wait if isinstance(error, TryLater) and error.wait else min(EVERY * 2 ** min(fails, 10), LONGEST)
    due = timezone.now() + min(max(wait, EVERY), LONGEST)
    Feed.objects.filter(pk=feed.pk).update(fails=fails, why=error.for_people, read_due_at=due)
    if fails >= TOLD_AFTER:
        raise_notice(
            workspace_id=feed.workspace_id,
            key=_notice_key(feed),
            words=f"{feed} has not been readable for {fails} tries: {error.for_people}",
            cure="Look whether the blog has moved, then follow its new address or stop following it.",
            path="/feeds/",
        )


def _notice_key(feed: Feed) -> str:
    return f"feed:{feed.pk}"


@transaction.atomic
def stop_following(actor: Actor, feed_id: int) -> None:
    """Forget a feed and what was seen in it; the drafts that it made stay."""
    actor.require(Verb.CONNECT)
    feed = feed_of(actor, feed_id)
    settle_notice(feed.workspace_id, _notice_key(feed))
    note(actor, "stop following", "feed", feed.pk, f"Does not follow {feed} any more")
    Feed.objects.filter(pk=feed.pk).delete()


@transaction.atomic
def open_outlet(actor: Actor, persona_id: int) -> Outlet:
    """A feed of what a persona posts, for whoever has its address; BadInput for a private one."""
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id)
    if persona.is_personal:
        raise BadInput(f"{persona} is private, so what it says is not put into a public feed.", field="persona")
    outlet, made = Outlet.objects.get_or_create(persona=persona, defaults={"key": secrets.token_urlsafe(24)})
    if made:
        note(actor, "open outlet", "persona", persona.pk, f"What {persona} posts can be read as a feed")
    return outlet


@transaction.atomic
def close_outlet(actor: Actor, persona_id: int) -> None:
    """Switch that feed off; its address is never used again."""
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id)
    if Outlet.objects.filter(persona=persona).delete()[0]:
        note(actor, "close outlet", "persona", persona.pk, f"What {persona} posts is no feed any more")

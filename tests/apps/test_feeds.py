"""Blogs that become drafts, once, over real HTTP; and what a persona said as a feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.blog import Blog
from twoway.apps.accounts.models import Account
from twoway.apps.feeds import actions, jobs
from twoway.apps.feeds.models import Article, Feed
from twoway.apps.feeds.queries import articles_of, feed_of, feeds_of
from twoway.apps.notices.models import Notice
from twoway.apps.people.actions import make_persona
from twoway.apps.posts.models import Post
from twoway.domain.errors import BadInput, NotAllowed, Refused, TryLater
from twoway.domain.permission import Actor

RYE = ("/rye", "Rye at eight", "Fresh rye. Come early.")
BUNS = ("/buns", "Buns on Sunday", "With cardamom.")
SOUP = ("/soup", "Soup", "Pumpkin.")


@pytest.fixture
def feed(owner: Actor, account: Account, blog: Blog) -> Feed:
    blog.write(RYE)
    return actions.add(owner, blog.feed, account.persona_id)


def drafts() -> list[str]:
    return [post.master for post in Post.objects.order_by("id")]


def test_what_was_there_before_is_seen_and_becomes_no_draft(owner: Actor, feed: Feed) -> None:
    assert feed.name == "The Alder & Rye blog"
    assert [str(a) for a in articles_of(owner, feed.pk)] == ["Rye at eight"]
    assert drafts() == []


def test_the_newest_becomes_a_draft_where_that_is_wanted(owner: Actor, account: Account, blog: Blog) -> None:
    blog.write(BUNS, RYE)

    actions.add(owner, blog.feed, account.persona_id, newest=True)

    assert drafts() == [f"Buns on Sunday\n\nWith cardamom.\n\n{blog.address}/buns"]


def test_a_new_article_becomes_a_draft_once(owner: Actor, account: Account, blog: Blog, feed: Feed) -> None:
    blog.write(BUNS, RYE)

    for _ in range(3):
        actions.read_now(owner, feed.pk)

    assert drafts() == [f"Buns on Sunday\n\nWith cardamom.\n\n{blog.address}/buns"]
    assert [v.account for v in Post.objects.get().versions.all()] == [account]


def test_it_stays_once_when_the_ids_change_and_links_are_counted(owner: Actor, blog: Blog, feed: Feed) -> None:
    blog.write(BUNS, RYE)
    actions.read_now(owner, feed.pk)
    blog.write(("/buns?utm_source=feed", *BUNS[1:]), RYE, guid=None)
    blog.body = blog.body.replace(b"isPermaLink='false'>/", b"isPermaLink='false'>new-")

    actions.read_now(owner, feed.pk)

    assert len(drafts()) == 1


def test_a_feed_with_one_id_for_everything_still_tells_articles_apart(
    owner: Actor, blog: Blog, account: Account
) -> None:
    blog.write(RYE, BUNS, guid="1")
    feed = actions.add(owner, blog.feed, account.persona_id)
    blog.write(SOUP, RYE, BUNS, guid="1")

    actions.read_now(owner, feed.pk)

    assert [words.partition("\n")[0] for words in drafts()] == ["Soup"]


def test_many_new_articles_make_few_drafts_and_the_rest_is_a_click_away(owner: Actor, blog: Blog, feed: Feed) -> None:
    blog.write(*[(f"/{n}", f"Bread {n}", "") for n in range(12)], RYE)

    new = actions.read_now(owner, feed.pk)

    assert (len(new), len(drafts())) == (12, actions.MOST_DRAFTS)
    left = next(a for a in new if a.post_id is None)
    post = actions.draft_of(owner, left.pk)
    assert actions.draft_of(owner, left.pk) == post
    assert len(drafts()) == actions.MOST_DRAFTS + 1


def test_nothing_is_sent_or_scheduled(owner: Actor, blog: Blog, feed: Feed) -> None:
    blog.write(BUNS, RYE)

    actions.read_now(owner, feed.pk)

    assert not Post.objects.get().versions.filter(delivery__isnull=False).exists()


def test_a_server_that_knows_we_know_is_not_asked_to_say_it_again(owner: Actor, blog: Blog, account: Account) -> None:
    blog.write(RYE)
    blog.etag = '"v1"'
    feed = actions.add(owner, blog.feed, account.persona_id)

    assert actions.read_now(owner, feed.pk) == ()
    assert blog.asked[-1]["if-none-match"] == '"v1"'


def test_the_address_of_a_page_will_do(owner: Actor, account: Account, blog: Blog) -> None:
    blog.write(RYE)
    page = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
    )
    blog.pages["/"] = ("text/html", page)

    feed = actions.add(owner, blog.address, account.persona_id)

    assert feed.address == blog.feed


def test_the_same_blog_twice_is_told(owner: Actor, account: Account, blog: Blog, feed: Feed) -> None:
    with pytest.raises(BadInput, match="followed here already"):
        actions.add(owner, blog.feed, account.persona_id)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Give the address"),
        ("ftp://rye.example/feed", "Give the address"),
        ("http://[", "Give the address"),
        ("http://127.0.0.1:8000/feeds/abc.rss", "your own posts"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(owner: Actor, account: Account, address: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        actions.add(owner, address, account.persona_id)
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://10.0.0.7/feed", "http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/"]
)
def test_private_addresses_are_not_fetched(owner: Actor, account: Account, address: str) -> None:
    with pytest.raises(Refused, match="private network"):
        actions.add(owner, address, account.persona_id)


@pytest.mark.parametrize(("status", "kind"), [(404, Refused), (403, Refused), (500, TryLater), (429, TryLater)])
def test_a_server_that_says_no_is_told_and_nothing_is_kept(
    owner: Actor, account: Account, blog: Blog, status: int, kind: type[Exception]
) -> None:
    blog.status = status

    with pytest.raises(kind):
        actions.add(owner, blog.feed, account.persona_id)
    assert not Feed.objects.exists()


def test_a_feed_of_fifty_megabytes_is_not_read_to_its_end(owner: Actor, account: Account, blog: Blog) -> None:
    blog.body = b"<rss>" + b" " * 50_000_000

    with pytest.raises(TryLater, match="more than 5 MB"):
        actions.add(owner, blog.feed, account.persona_id)


def test_a_feed_that_fails_is_asked_less_often_and_told_once(owner: Actor, blog: Blog, feed: Feed) -> None:
    blog.status = 500
    for _ in range(actions.TOLD_AFTER + 2):
        feed.refresh_from_db()
        jobs.read.call(feed.pk)

    feed.refresh_from_db()
    assert feed.fails == actions.TOLD_AFTER + 2
    assert feed.read_due_at is not None
    assert feed.read_due_at > timezone.now() + timedelta(hours=10)
    assert Notice.objects.filter(settled_at=None).count() == 1

    blog.status = 200
    actions.read_now(owner, feed.pk)
    feed.refresh_from_db()
    assert (feed.fails, feed.why) == (0, "")
    assert not Notice.objects.filter(settled_at=None).exists()


def test_a_server_that_asks_for_time_is_given_it(blog: Blog, feed: Feed) -> None:
    blog.status, blog.headers = 429, {"Retry-After": "7200"}

    jobs.read.call(feed.pk)

    feed.refresh_from_db()
    assert feed.read_due_at is not None
    assert feed.read_due_at > timezone.now() + timedelta(minutes=110)


def test_the_clock_wakes_what_is_due_once(feed: Feed) -> None:
    assert jobs.wake_feeds() == 0
    Feed.objects.update(read_due_at=timezone.now() - timedelta(seconds=1))

    assert jobs.wake_feeds() == 1
    assert jobs.wake_feeds() == 0


def test_a_feed_that_is_gone_when_its_turn_comes_is_no_trouble(feed: Feed) -> None:
    Feed.objects.all().delete()

    assert jobs.read.call(feed.pk) == 0


def test_what_is_not_followed_any_more_leaves_its_drafts(owner: Actor, blog: Blog, feed: Feed) -> None:
    blog.write(BUNS, RYE)
    actions.read_now(owner, feed.pk)

    actions.stop_following(owner, feed.pk)

    assert not feeds_of(owner).exists()
    assert len(drafts()) == 1


def test_only_those_who_may_follow_and_read(
    owner: Actor, guest: Actor, replier: Actor, blog: Blog, feed: Feed
) -> None:
    article = Article.objects.get()
    for somebody in (guest, replier):
        for act in (
            lambda who: actions.add(who, blog.feed, feed.persona_id),
            lambda who: actions.read_now(who, feed.pk),
            lambda who: actions.draft_of(who, article.pk),
            lambda who: actions.stop_following(who, feed.pk),
            lambda who: actions.open_outlet(who, feed.persona_id),
            lambda who: actions.close_outlet(who, feed.persona_id),
        ):
            with pytest.raises(NotAllowed):
                act(somebody)


def test_strangers_see_and_change_nothing(stranger: Actor, feed: Feed) -> None:
    assert not feeds_of(stranger).exists()
    for act in (feed_of, actions.read_now, actions.stop_following):
        with pytest.raises(BadInput):
            act(stranger, feed.pk)
    with pytest.raises(BadInput):
        actions.draft_of(stranger, Article.objects.get().pk)
    with pytest.raises(BadInput):
        actions.open_outlet(stranger, feed.persona_id)


def test_an_outlet_is_one_address_until_it_is_closed(owner: Actor, account: Account) -> None:
    first = actions.open_outlet(owner, account.persona_id)
    assert actions.open_outlet(owner, account.persona_id).key == first.key

    actions.close_outlet(owner, account.persona_id)

    assert actions.open_outlet(owner, account.persona_id).key != first.key


def test_a_private_persona_has_no_outlet(owner: Actor) -> None:
    private = make_persona(owner, "Sarah", "personal")

    with pytest.raises(BadInput, match="private"):
        actions.open_outlet(owner, private.pk)

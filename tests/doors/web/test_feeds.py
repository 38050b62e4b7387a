"""The feeds page, and what a persona says for feed readers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from tests.blog import Blog
from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.lane import advance
from twoway.apps.feeds import actions
from twoway.apps.feeds.models import Article, Feed, Subscription
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def feed(owner: Actor, account: Account, blog: Blog) -> Feed:
    blog.write(("/rye", "Rye at eight", ""))
    return actions.add(owner, blog.feed, account.persona_id)


@pytest.fixture
def said(owner: Actor, account: Account, second_account: Account) -> Post:
    """A post that is out on two accounts."""
    words = "Fresh rye at eight & <em>warm</em>.\n\nCome early."
    post = save(owner, Draft(master=words, account_ids=(account.pk, second_account.pk)))
    schedule(owner, post.pk, timezone.now())
    for one in (account, second_account):
        advance(one.pk, Urgency.SCHEDULED)
    return post


def test_a_blog_is_followed_read_and_left_by_page(desk: Client, account: Account, blog: Blog) -> None:
    blog.write(("/rye", "Rye at eight", ""))

    answer = desk.post(
        "/feeds/follow/", {"address": blog.feed, "persona": account.persona_id, "newest": "yes"}, follow=True
    )
    assert "Rye at eight" in text(answer)
    assert "Open the draft" in text(answer)

    feed = Feed.objects.get()
    blog.write(("/buns", "Buns <b>& more</b>", ""), ("/rye", "Rye at eight", ""))
    assert "1 new, 1 of them as drafts." in text(desk.post(f"/feeds/{feed.pk}/read/", follow=True))
    assert Post.objects.count() == 2

    assert "not followed any more" in text(desk.post(f"/feeds/{feed.pk}/unfollow/", follow=True))


def test_an_address_that_is_no_feed_is_told_beside_what_was_typed(desk: Client, account: Account, blog: Blog) -> None:
    blog.body, blog.kind = b"<!doctype html><html></html>", "text/html"

    answer = desk.post("/feeds/follow/", {"address": blog.address, "persona": account.persona_id})

    assert answer.status_code == 400
    assert "is a page that names no feed" in text(answer)
    assert f'value="{blog.address}"' in text(answer)


def test_an_older_article_becomes_a_draft_with_a_press(desk: Client, feed: Feed) -> None:
    answer = desk.post(f"/feeds/articles/{Article.objects.get().pk}/draft/")

    assert answer.headers["Location"] == f"/compose/{Post.objects.get().pk}/"


def test_reading_that_fails_is_told(desk: Client, feed: Feed, blog: Blog) -> None:
    blog.status = 500

    assert "answered with an error (500)" in text(desk.post(f"/feeds/{feed.pk}/read/", follow=True))


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    desk: Client, owner: Actor, account: Account, feed: Feed, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        Feed.objects.create(
            workspace_id=owner.workspace_id,
            persona=account.persona,
            address=f"https://rye.example/{number}",
            name="x",
        )
        Article.objects.create(feed=feed, title=str(number), seen_at=timezone.now())

    for page in ("/feeds/", f"/feeds/{feed.pk}/"):
        with django_assert_max_num_queries(16):
            assert desk.get(page).status_code == 200
    assert "Older" in text(desk.get(f"/feeds/{feed.pk}/"))


def test_those_who_may_only_look_change_nothing(guest: Actor, feed: Feed) -> None:
    looking = seat(guest)
    assert looking.get("/feeds/").status_code == 200
    assert looking.post(f"/feeds/{feed.pk}/unfollow/").status_code == 403
    assert looking.post("/feeds/follow/", {"address": feed.address, "persona": feed.persona_id}).status_code == 403
    assert looking.post(f"/feeds/personas/{feed.persona_id}/", {"on": "yes"}).status_code == 403
    assert Feed.objects.count() == 1


def test_strangers_find_nothing(stranger: Actor, feed: Feed) -> None:
    assert seat(stranger).get(f"/feeds/{feed.pk}/").status_code == 404
    assert Client().get("/feeds/").status_code == 302


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_what_a_persona_said_can_be_read_without_signing_in(
    owner: Actor, account: Account, said: Post, kind: str
) -> None:
    key = actions.open_outlet(owner, account.persona_id).key

    answer = Client().get(f"/feeds/{key}.{kind}")

    read = feedparser.parse(answer.content)
    assert not read.bozo
    (entry,) = read.entries
    assert entry.summary == "<p>Fresh rye at eight &amp; &lt;em&gt;warm&lt;/em&gt;.</p>\n\n<p>Come early.</p>"
    assert entry.link.startswith("http")
    assert entry.id.startswith("urn:uuid:")
    again = Client().get(f"/feeds/{key}.{kind}", headers={"If-Modified-Since": answer.headers["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_json_feed_holds_the_words_as_text(owner: Actor, account: Account, said: Post) -> None:
    key = actions.open_outlet(owner, account.persona_id).key

    answer = Client().get(f"/feeds/{key}.json")

    (item,) = json.loads(answer.content)["items"]
    assert item["content_text"] == said.master


def test_our_own_feed_can_be_followed_by_others_and_its_posts_come_once(
    owner: Actor, account: Account, said: Post, blog: Blog
) -> None:
    key = actions.open_outlet(owner, account.persona_id).key
    blog.body = Client().get(f"/feeds/{key}.rss").content
    feed = actions.add(owner, blog.feed, account.persona_id)

    assert actions.read_now(owner, feed.pk) == ()
    assert feed.articles.count() == 1


def test_a_feed_that_was_switched_off_is_gone(owner: Actor, account: Account, desk: Client) -> None:
    desk.post(f"/feeds/personas/{account.persona_id}/", {"on": "yes"})
    key = actions.open_outlet(owner, account.persona_id).key
    assert Client().get(f"/feeds/{key}.rss").status_code == 200

    desk.post(f"/feeds/personas/{account.persona_id}/")

    assert Client().get(f"/feeds/{key}.rss").status_code == 404


def test_what_a_hub_does_for_a_feed_is_told(desk: Client, feed: Feed) -> None:
    assert "hub" not in text(desk.get(f"/feeds/{feed.pk}/"))
    found = Subscription.objects.create(feed=feed, hub="https://hub.example/", topic="t", token="t", sealed="")
    assert "The hub has not answered yet." in text(desk.get(f"/feeds/{feed.pk}/"))
    Subscription.objects.filter(pk=found.pk).update(
        verified_at=timezone.now(), lease_until=timezone.now() + timedelta(days=3), taken=7
    )
    assert "as soon as there is news" in text(desk.get(f"/feeds/{feed.pk}/"))


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_a_sign_that_no_feed_can_carry_breaks_none(owner: Actor, account: Account, kind: str) -> None:
    post = save(owner, Draft(master="Rye\x07 at\x0b eight\ufffe.", title="Rye\x0c", account_ids=(account.pk,)))
    schedule(owner, post.pk, timezone.now())
    advance(account.pk, Urgency.SCHEDULED)
    key = actions.open_outlet(owner, account.persona_id).key
    answer = Client().get(f"/feeds/{key}.{kind}")
    assert answer.status_code == 200
    assert "Rye" in text(answer)
    assert "\x07" not in text(answer)

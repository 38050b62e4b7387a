"""Hubs that tell when a feed has news, against a real one on loopback."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.blog import Blog
from tests.counterparts.hub import Hub
from twoway.apps.accounts.models import Account
from twoway.apps.feeds import actions, hubs, jobs
from twoway.apps.feeds.models import Article, Feed, Goodbye, Subscription
from twoway.apps.people.actions import make_persona, remove_persona
from twoway.apps.people.queries import workspace_of
from twoway.domain.permission import Actor
from twoway.work.feed_reading import read

RSS = (
    b"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Rye</title>"
    b"<atom:link rel='hub' href='https://hub.example/'/><atom:link rel='self' href='https://rye.example/feed'/>"
    b"<item><title>Rye at eight</title><link>https://rye.example/1</link></item></channel></rss>"
)
ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Rye</title><link rel='hub' href='https://hub.example/'/>"
    b"<link rel='self' href='https://rye.example/feed'/><entry><title>Rye</title><id>1</id></entry></feed>"
)
JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "Rye", "feed_url": "https://rye.example/feed",'
    b' "hubs": ["odd", {"type": "rssCloud", "url": "https://other.example"},'
    b' {"type": "WebSub", "url": "https://hub.example/"}], "items": []}'
)


@pytest.mark.parametrize("body", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_a_feed_names_its_hub_and_what_it_is_called_there(body: bytes) -> None:
    found = read(body, {}, "https://rye.example/feed.xml")
    assert (found.hub, found.topic) == ("https://hub.example/", "https://rye.example/feed")


def test_what_the_header_says_comes_first() -> None:
    link = '<https://header.example/hub>; rel="hub", <https://rye.example/self>; rel=self'
    found = read(RSS, {"link": link}, "https://rye.example/feed.xml")
    assert (found.hub, found.topic) == ("https://header.example/hub", "https://rye.example/self")


@pytest.mark.parametrize("link", ["", "<>; rel=hub", "<javascript:alert(1)>; rel=hub", "<" * 5000, 'rel="hub"'])
def test_a_header_without_a_hub_names_none(link: str) -> None:
    plain = RSS.replace(b"rel='hub'", b"rel='none'")
    assert read(plain, {"link": link}, "https://rye.example/feed.xml").hub == ""


@pytest.fixture
def feed(owner: Actor, account: Account, blog: Blog, hub: Hub, settings: Any) -> Feed:
    """A followed blog that names the hub; the administrator allows both, although they stand on loopback."""
    settings.TWOWAY_NETWORK_ADDRESS = {"feeds": blog.address, "hub": hub.address}
    blog.write(("/rye", "Rye at eight", ""))
    blog.headers = {"Link": f'<{hub.address}/>; rel="hub"'}
    return actions.add(owner, blog.feed, account.persona_id)


def subscribed(feed: Feed, hub: Hub) -> Subscription:
    assert hubs.subscribe(Subscription.objects.get(feed=feed))
    assert hub.verify().status_code == 200
    return Subscription.objects.get(feed=feed)


def not_due(feed: Feed) -> None:
    ago = timezone.now() - timedelta(minutes=5)
    Feed.objects.filter(pk=feed.pk).update(read_at=ago, read_due_at=timezone.now() + timedelta(minutes=15))


def is_due(feed: Feed) -> bool:
    return Feed.objects.filter(pk=feed.pk, read_due_at__lte=timezone.now()).exists()


def test_a_hub_is_asked_asks_back_and_tells(feed: Feed, hub: Hub, blog: Blog, settings: Any) -> None:
    assert jobs.wake_hubs() == 1
    assert jobs.wake_hubs() == 0
    found = subscribed(feed, hub)
    (asked,) = hub.asked[-1:]
    assert asked["hub.topic"] == blog.feed
    assert asked["hub.callback"] == f"{settings.TWOWAY_ADDRESS}/hooks/-/feed/{found.token}/"
    assert found.holds(timezone.now())
    assert found.lease_until is not None
    assert timedelta(minutes=55) < found.lease_until - timezone.now() <= timedelta(hours=1)

    not_due(feed)
    blog.write(("/buns", "Buns on Sunday", ""), ("/rye", "Rye at eight", ""))
    assert hub.publish(blog.feed, b"<rss>anything at all</rss>").status_code == 202

    assert is_due(feed)
    assert Article.objects.count() == 1  # what the hub sent is not believed
    assert actions.read_when_due(Feed.objects.get()) == 1
    found.refresh_from_db()
    assert (found.taken, found.refused) == (1, 0)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_signing_is_known(feed: Feed, hub: Hub, blog: Blog, method: str) -> None:
    subscribed(feed, hub)
    not_due(feed)
    hub.method = method
    hub.publish(blog.feed, b"news")
    assert is_due(feed)


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "sha256=é", "nonsense"])
def test_what_is_not_signed_makes_nothing_due_and_is_counted(
    feed: Feed, hub: Hub, blog: Blog, signature: str
) -> None:
    subscribed(feed, hub)
    not_due(feed)
    # A hub that is told no would only call again.
    assert hub.publish(blog.feed, b"news", signature).status_code == 202
    assert not is_due(feed)
    assert Subscription.objects.get().refused == 1


def test_a_hub_that_calls_all_the_time_does_not_make_us_read_all_the_time(feed: Feed, hub: Hub, blog: Blog) -> None:
    subscribed(feed, hub)
    Feed.objects.update(read_at=timezone.now(), read_due_at=timezone.now() + timedelta(minutes=15))
    for _ in range(3):
        hub.publish(blog.feed, b"news")
    due = Feed.objects.get().read_due_at
    assert due is not None
    assert timedelta(seconds=5) < due - timezone.now() <= hubs.BREATH


@pytest.mark.parametrize(
    "odd",
    [
        {"mode": "unsubscribe"},
        {"topic": "https://other.example/feed"},
        {"challenge": ""},
        {"challenge": "x" * 2001},
    ],
)
def test_what_we_did_not_ask_for_is_not_confirmed(feed: Feed, hub: Hub, odd: dict[str, str]) -> None:
    hubs.subscribe(Subscription.objects.get())
    assert hub.verify(**odd).status_code == 404
    assert not Subscription.objects.get().holds(timezone.now())


def test_a_question_before_we_asked_and_one_to_nobody_are_not_answered(feed: Feed, hub: Hub) -> None:
    found = Subscription.objects.get()
    for token in (found.token, "nobody"):
        told = {"hub.mode": "subscribe", "hub.topic": found.topic, "hub.challenge": "x"}
        assert Client().get(f"/hooks/-/feed/{token}/", told).status_code == 404
        assert Client().post(f"/hooks/-/feed/{token}/", b"x", content_type="text/plain").status_code == 404


def test_a_challenge_comes_back_as_text_and_nothing_else(feed: Feed, hub: Hub) -> None:
    hubs.subscribe(Subscription.objects.get())
    answer = hub.verify(challenge="<script>alert(1)</script>")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_no_is_kept_and_asked_again_a_day_later(feed: Feed, hub: Hub) -> None:
    hubs.subscribe(Subscription.objects.get())
    assert hub.verify(mode="denied", reason="Too many.").status_code == 200
    found = Subscription.objects.get()
    assert found.why == "The hub said no. Too many."
    assert found.due_at is not None
    assert found.due_at > timezone.now() + timedelta(hours=23)


@pytest.mark.parametrize("status", [404, 500])
def test_a_hub_that_does_not_take_us_on_is_told(feed: Feed, hub: Hub, status: int) -> None:
    hub.status = status
    assert not hubs.subscribe(Subscription.objects.get())
    assert str(status) in Subscription.objects.get().why


def test_a_hub_that_is_not_there_does_no_harm(feed: Feed, hub: Hub, settings: Any) -> None:
    Subscription.objects.update(hub="http://127.0.0.1:9/")
    settings.TWOWAY_NETWORK_ADDRESS = {"hub": "http://127.0.0.1:9"}
    assert not hubs.subscribe(Subscription.objects.get())
    assert "cannot be reached" in Subscription.objects.get().why


def test_a_lease_is_asked_for_again_before_it_ends(feed: Feed, hub: Hub) -> None:
    found = subscribed(feed, hub)
    assert found.due_at is not None
    assert found.lease_until is not None
    assert timezone.now() < found.due_at < found.lease_until
    Subscription.objects.update(due_at=timezone.now())
    assert jobs.wake_hubs() == 1


@pytest.mark.parametrize("lease", ["", "soon", "-5", "0", "999999999999", "1"])
def test_an_odd_lease_is_brought_within_bounds(feed: Feed, hub: Hub, lease: str) -> None:
    hub.lease = lease
    found = subscribed(feed, hub)
    assert found.lease_until is not None
    left = found.lease_until - timezone.now()
    assert hubs.SHORTEST - timedelta(minutes=1) < left <= hubs.LONGEST


def test_a_hub_that_could_not_reach_us_is_not_asked(
    owner: Actor, account: Account, blog: Blog, hub: Hub, settings: Any
) -> None:
    blog.write(("/rye", "Rye at eight", ""))
    blog.headers = {"Link": '<https://hub.example/>; rel="hub"'}
    feed = actions.add(owner, blog.feed, account.persona_id)
    assert not Subscription.objects.exists()
    settings.TWOWAY_ADDRESS = "https://desk.alderrye.bakery"
    actions.read_when_due(feed)
    assert Subscription.objects.get().hub == "https://hub.example/"


def test_a_feed_that_changes_its_hub_is_asked_for_there_and_one_that_has_none_no_more(
    feed: Feed, hub: Hub, blog: Blog
) -> None:
    before = subscribed(feed, hub).token
    blog.headers = {"Link": f'<{hub.address}/other>; rel="hub"'}
    actions.read_when_due(feed)
    found = Subscription.objects.get()
    assert found.token != before
    assert not found.holds(timezone.now())
    blog.headers = {}
    actions.read_when_due(feed)
    assert not Subscription.objects.exists()


def test_a_feed_that_is_not_followed_any_more_is_nobodys(owner: Actor, feed: Feed, hub: Hub, blog: Blog) -> None:
    subscribed(feed, hub)
    actions.stop_following(owner, feed.pk)
    assert hub.publish(blog.feed, b"news").status_code == 404


def said_goodbye(hub: Hub) -> Goodbye:
    """The goodbye that waits, said."""
    assert jobs.wake_hubs() == 1
    found = Goodbye.objects.get()
    assert hubs.say_goodbye(found)
    assert hub.asked[-1]["hub.mode"] == "unsubscribe"
    return found


def test_a_hub_is_told_when_its_feed_is_not_followed_any_more(
    owner: Actor, feed: Feed, hub: Hub, blog: Blog, settings: Any
) -> None:
    token = subscribed(feed, hub).token
    actions.stop_following(owner, feed.pk)
    # It asks whether we meant it; before we have said so, nobody has.
    assert hub.verify("unsubscribe").status_code == 404
    said_goodbye(hub)
    assert hub.asked[-1]["hub.topic"] == blog.feed
    assert hub.asked[-1]["hub.callback"] == f"{settings.TWOWAY_ADDRESS}/hooks/-/feed/{token}/"
    assert hub.verify("subscribe").status_code == 404  # that is not what we meant
    assert hub.verify("unsubscribe").status_code == 200
    assert hub.taken == {}
    assert hub.verify("unsubscribe").status_code == 200  # one that asks twice is told the same
    assert jobs.wake_hubs() == 0
    Goodbye.objects.update(ends_at=timezone.now())
    assert jobs.wake_hubs() == 0
    assert not Goodbye.objects.exists()
    assert hub.verify("unsubscribe").status_code == 404


@pytest.mark.parametrize("what", ["persona", "workspace"])
def test_a_hub_is_told_when_whom_its_feed_was_followed_for_goes(
    owner: Actor, hub: Hub, blog: Blog, settings: Any, what: str
) -> None:
    settings.TWOWAY_NETWORK_ADDRESS = {"feeds": blog.address, "hub": hub.address}
    blog.write(("/rye", "Rye at eight", ""))
    blog.headers = {"Link": f'<{hub.address}/>; rel="hub"'}
    persona = make_persona(owner, "The market stall", "work")
    token = subscribed(actions.add(owner, blog.feed, persona.pk), hub).token
    if what == "persona":
        remove_persona(owner, persona.pk)
    else:
        workspace_of(owner).delete()
    assert not Feed.objects.exists()
    assert said_goodbye(hub).token == token
    assert hub.verify("unsubscribe").status_code == 200
    assert hub.taken == {}


def test_a_feed_that_leaves_its_hub_says_goodbye_there(feed: Feed, hub: Hub, blog: Blog) -> None:
    subscribed(feed, hub)
    blog.headers = {"Link": f'<{hub.address}/other>; rel="hub"'}
    actions.read_when_due(feed)
    # The new one is asked, the old one is told.
    assert jobs.wake_hubs() == 2
    assert Goodbye.objects.get().hub == f"{hub.address}/"
    blog.headers = {}
    actions.read_when_due(feed)
    assert [one.hub for one in Goodbye.objects.order_by("pk")] == [
        f"{hub.address}/"
    ]  # nobody had asked the other one


def test_a_hub_that_hears_no_goodbye_is_told_less_and_less_and_then_left(owner: Actor, feed: Feed, hub: Hub) -> None:
    subscribed(feed, hub)
    actions.stop_following(owner, feed.pk)
    hub.status = 500
    for tries in range(hubs.MOST_GOODBYES):
        found = Goodbye.objects.get()
        assert found.tries == tries
        assert not hubs.say_goodbye(found)
        found.refresh_from_db()
        assert found.due_at > timezone.now() + timedelta(minutes=59)
        Goodbye.objects.update(due_at=timezone.now())
    assert jobs.wake_hubs() == 0
    assert not Goodbye.objects.exists()


def test_a_goodbye_to_a_hub_that_is_not_there_does_no_harm(feed: Feed, hub: Hub) -> None:
    now = timezone.now()
    lost = Goodbye.objects.create(
        hub="http://127.0.0.1:9/", topic="t", token="x", due_at=now, ends_at=now + timedelta(days=1)
    )
    assert not hubs.say_goodbye(lost)


def test_more_than_a_feed_is_not_read(feed: Feed, hub: Hub, blog: Blog) -> None:
    subscribed(feed, hub)
    assert hub.publish(blog.feed, b"x" * 5_000_001).status_code == 413

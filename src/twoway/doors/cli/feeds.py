"""What `twoway feeds` does."""

from __future__ import annotations

import click
from django.conf import settings

from twoway.apps.feeds import actions
from twoway.apps.feeds.models import Feed
from twoway.apps.feeds.queries import articles_of, feed_of, feeds_of, outlets_of
from twoway.apps.people.models import Persona
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.permission import Actor, Verb
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor

#: So many articles are listed.
MOST_LISTED = 100


def list_feeds(as_json: bool) -> None:
    """All of them, and the personas that can be read as one."""
    who = actor()
    who.require(Verb.READ)
    rows = [_row(feed) for feed in feeds_of(who)]
    outlets = [{"persona": str(o.persona), **_addresses(o.key)} for o in outlets_of(who).values()]
    if as_json:
        print_json({"followed": rows, "published": outlets})
        return
    if not rows:
        click.echo("No blog is followed. `twoway feeds follow ADDRESS` follows one.", err=True)
    else:
        told = [tuple(row[c] for c in ("id", "name", "persona", "drafts", "state")) for row in rows]
        print_table(("feed", "name", "persona", "drafts", "state"), told, right=(0, 3))
    for outlet in outlets:
        click.echo(f"What {outlet['persona']} posts: {outlet['rss']}")


def _row(feed: Feed) -> dict[str, object]:
    drafts: int = getattr(feed, "drafts", 0)
    state = feed.why or ("read" if feed.is_read else "not read any more")
    return {
        "id": feed.pk,
        "name": feed.name,
        "address": feed.address,
        "persona": str(feed.persona),
        "drafts": drafts,
        "state": state,
        "read_at": feed.read_at,
        "hub": _hub(feed),
    }


def _hub(feed: Feed) -> str:
    """What its hub does for us, in a few words; "" for a feed without one."""
    known = getattr(feed, "subscription", None)
    if known is None:
        return ""
    return "tells of news" if known.verified_at else known.why or "has not answered yet"


def _addresses(key: str) -> dict[str, str]:
    return {kind: f"{settings.TWOWAY_ADDRESS}/feeds/{key}.{kind}" for kind in ("rss", "atom", "json")}


def _persona(who: Actor, name: str | None) -> Persona:
    """The persona of that name, or the first; BadInput when there is none."""
    known = list(personas_of(who))
    found = [p for p in known if name is None or p.name.casefold() == name.casefold()]
    if not found:
        names = ", ".join(p.name for p in known) or "none yet"
        raise BadInput(f"There is no persona “{name}”. Known ones: {names}.", field="persona")
    return found[0]


def follow(address: str, persona: str | None, newest: bool, as_json: bool) -> None:
    """Follow a blog."""
    who = actor()
    feed = actions.add(who, address, _persona(who, persona).pk, newest=newest)
    seen = articles_of(who, feed.pk).count()
    if as_json:
        print_json({**_row(feed_of(who, feed.pk)), "seen": seen})
        return
    click.echo(
        f"{feed} is followed for {feed.persona} (feed {feed.pk}). It holds {seen} articles; new ones become drafts."
    )


def read(feed: int | None, as_json: bool) -> None:
    """Ask for news now."""
    who = actor()
    wanted = [feed_of(who, feed)] if feed is not None else list(feeds_of(who))
    found: list[dict[str, object]] = []
    bad = 0
    for one in wanted:
        try:
            new = actions.read_now(who, one.pk)
        except (NetworkAnswer, BadInput) as error:
            bad += 1
            found.append({"feed": one.pk, "name": one.name, "error": error.for_people})
            continue
        found.append(
            {
                "feed": one.pk,
                "name": one.name,
                "new": [{"article": a.pk, "title": str(a), "draft": a.post_id} for a in new],
            }
        )
    if as_json:
        print_json(found)
    else:
        for line in found:
            click.echo(_told(line), err="error" in line)
    if bad:
        raise Ends(Exit.BAD_INPUT)


def _told(line: dict[str, object]) -> str:
    if "error" in line:
        return f"{line['name']}: {line['error']}"
    new = line["new"] if isinstance(line["new"], list) else []
    words = ", ".join(f"{article['title']} (draft {article['draft']})" for article in new)
    return f"{line['name']}: {words or 'nothing new'}"


def articles(feed: int, as_json: bool) -> None:
    """What was seen."""
    who = actor()
    who.require(Verb.READ)
    rows = [
        {"id": a.pk, "title": a.title, "link": a.link, "seen_at": a.seen_at, "draft": a.post_id}
        for a in articles_of(who, feed)[:MOST_LISTED]
    ]
    if as_json:
        print_json(rows)
        return
    print_table(("article", "title", "draft"), [(r["id"], r["title"], r["draft"] or "") for r in rows], right=(0, 2))


def draft(article: int, as_json: bool) -> None:
    """A draft of one article."""
    post = actions.draft_of(actor(), article)
    if as_json:
        print_json({"post": post.pk})
    else:
        click.echo(f"Draft {post.pk}: {post}")


def unfollow(feed: int) -> None:
    """Stop following."""
    who = actor()
    name = str(feed_of(who, feed))
    actions.stop_following(who, feed)
    click.echo(f"{name} is not followed any more. The drafts that it made stay.")


def publish(persona: str, off: bool, as_json: bool) -> None:
    """A persona as a feed, or not any more."""
    who = actor()
    found = _persona(who, persona)
    if off:
        actions.close_outlet(who, found.pk)
        click.echo(f"What {found} posts is no feed any more.")
        return
    addresses = _addresses(actions.open_outlet(who, found.pk).key)
    if as_json:
        print_json(addresses)
        return
    click.echo(f"What {found} posts can be read by everybody who has one of these addresses:")
    for address in addresses.values():
        click.echo(f"  {address}")

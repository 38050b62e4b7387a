"""`twoway feeds`: the blogs that are followed, and what a persona says as a feed."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON


@click.group(invoke_without_command=True)
@JSON
@click.pass_context
def feeds(context: click.Context, as_json: bool) -> None:
    """Blogs whose new articles become drafts, and what you say as a feed."""
    if context.invoked_subcommand is None:
        context.invoke(list_feeds, as_json=as_json)


@feeds.command("list")
@JSON
@does("feeds:list_feeds")
def list_feeds() -> None:
    """Every feed that is followed, and how it is doing.

    \b
    twoway feeds
    """


@feeds.command("follow")
@click.argument("address")
@click.option("--persona", metavar="NAME", help="The persona that the drafts are for; the first one otherwise.")
@click.option("--newest", is_flag=True, help="Make a draft of the newest article at once.")
@JSON
@does("feeds:follow")
def follow() -> None:
    """Follow the blog or feed at ADDRESS: RSS, Atom or JSON Feed, or a page that names one.

    What it writes from now on becomes drafts, each article once. Nothing is sent without you.

    \b
    twoway feeds follow https://example.org/blog --persona "Alder & Rye"
    """


@feeds.command("read")
@click.argument("feed", required=False, type=int, metavar="[FEED]")
@JSON
@does("feeds:read")
def read() -> None:
    """Ask all feeds for news now, or FEED alone, by its number in the list.

    \b
    twoway feeds read 2
    """


@feeds.command("articles")
@click.argument("feed", type=int)
@JSON
@does("feeds:articles")
def articles() -> None:
    """What was seen in FEED, the newest first, and which draft it became.

    \b
    twoway feeds articles 2
    """


@feeds.command("draft")
@click.argument("article", type=int)
@JSON
@does("feeds:draft")
def draft() -> None:
    """Make a draft of ARTICLE, by its number in the list of articles.

    \b
    twoway feeds draft 14
    """


@feeds.command("unfollow")
@click.argument("feed", type=int)
@does("feeds:unfollow")
def unfollow() -> None:
    """Stop following FEED. The drafts that it made stay.

    \b
    twoway feeds unfollow 2
    """


@feeds.command("publish")
@click.argument("persona")
@click.option("--off", is_flag=True, help="Switch it off; its address is never used again.")
@JSON
@does("feeds:publish")
def publish() -> None:
    """Let what PERSONA posts be read as a feed by everybody who has its address.

    \b
    twoway feeds publish "Alder & Rye"
    """

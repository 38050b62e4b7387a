"""`twoway post`: from words to a receipt."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import FILE, JSON, WAIT, WHEN


@click.command()
@click.argument("text", required=False)
@FILE
@click.option(
    "--to", multiple=True, metavar="ACCOUNT[,ACCOUNT]", help="Where to: handle, network, or handle:network."
)
@click.option("--image", "images", multiple=True, type=click.Path(exists=True, dir_okay=False), help="A picture.")
@click.option("--alt", "alts", multiple=True, help="What the picture shows; one for each --image, in the same order.")
@click.option("--text", "texts", multiple=True, metavar="ACCOUNT=TEXT", help="A version written by hand.")
@click.option("--at", metavar="WHEN", help=f"When it goes out: {WHEN}")
@click.option("--now", is_flag=True, help="Send it now, and wait for the outcome.")
@click.option("--draft", is_flag=True, help="Only keep it. This is what happens without --at and --now, too.")
@click.option("--preview", is_flag=True, help="Show how it would read on each account; keep nothing.")
@click.option(
    "--id", "post_id", type=int, metavar="POST", help="Take up a draft that is there instead of a new text."
)
@click.option("--language", metavar="TAG", help="The language of the text, such as en or de.")
@click.option("--first-comment", metavar="TEXT", help="Goes right below the post, where a network takes one.")
@click.option("--title", metavar="TEXT", help="Stands above the post, where a network has titles.")
@click.option("--thread", is_flag=True, help="A text that is too long goes as a thread, where a network has threads.")
@click.option("--shorten", is_flag=True, help="A text that is too long is shortened; what goes is told.")
@click.option(
    "--set-aside",
    "asides",
    multiple=True,
    metavar="[ACCOUNT:]CODE=REASON",
    help="Set a finding aside; kept on record.",
)
@click.option("--spread", is_flag=True, help="Versions go out 7 to 15 minutes apart instead of all at once.")
@click.option("--ask", metavar="EMAIL|NAME", help="Ask them for a yes first; with --at or --now it goes out with it.")
@click.option("--ask-words", default="", metavar="TEXT", help="A word to whom you ask.")
@click.option(
    "--warning", metavar="TEXT", help="Stands before the text, which is folded away where a network does that."
)
@click.option(
    "--audience",
    "audiences",
    multiple=True,
    metavar="[ACCOUNT=]NAME",
    help="Who sees it, where a network lets you choose; `twoway networks NETWORK` has the names.",
)
@click.option(
    "--readers",
    multiple=True,
    metavar="GROUP[,GROUP]",
    help='Whom it is meant for, of those you speak to; --readers "" is for all of them again.',
)
@click.option(
    "--focus",
    "focuses",
    multiple=True,
    metavar="X,Y",
    help="The point of each --image that every cut keeps, from 0 to 1, from the left and from the top.",
)
@click.option("--at-for", "times", multiple=True, metavar="ACCOUNT=WHEN", help="A time of its own for one version.")
@WAIT
@JSON
@does("posting:post")
def post() -> None:
    """Write a post, and send it.

    TEXT is the text itself, or - to read it from standard input. It is tailored to each account and checked. What
    findings stop is kept and not sent.

    \b
    twoway post "Fresh rye at eight" --to alder.rye --preview
    twoway post --id 12 --at "2026-11-28 09:30"
    twoway post - --to alder.rye,shop --now < words.txt
    twoway post "$(cat long.txt)" --to alder.rye,shop --thread --spread --at 09:30
    """

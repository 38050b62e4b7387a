"""`twoway check`, `tailor` and `similar`: what can be said of a text before it is a post. None of them keeps anything."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import FILE, JSON


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT|FILE|FOLDER|-]...")
@FILE
@click.option("--network", "slugs", multiple=True, metavar="NETWORK", help="Check it for a network; needs no set-up.")
@click.option("--to", multiple=True, metavar="ACCOUNT[,ACCOUNT]", help="Check it for accounts, as it would be sent.")
@click.option("--persona", default="", metavar="NAME|KIND", help="Who speaks: work, personal, or a name you chose.")
@click.option(
    "--readers", multiple=True, metavar="GROUP[,GROUP]", help="Whom it is meant for; needs no account, but a file."
)
@click.option("--reply", is_flag=True, help="Check it as an answer to somebody, not as a post.")
@click.option("--tailored", is_flag=True, help="Check what each network would get, not what is written.")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="The language of the text, such as de.")
@click.option("--fix", is_flag=True, help="Put safe fixes in: into the files, or print the words with them.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are told.",
)
@JSON
@click.option("--jsonl", "as_jsonl", is_flag=True, help='Read one {"text": ...} a line, print one answer a line.')
@click.option("--select", multiple=True, metavar="RULE", help="Ask only these: a code, its beginning, or a name.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not ask these.")
@click.option(
    "--config", type=click.Path(exists=True, dir_okay=False), help="Take the choices from this file, not from nearby."
)
@click.option("--bare", is_flag=True, help="Take no choices from any file.")
@click.option(
    "--past", metavar="FILE", help='What was said before, one {"text": ..., "at": ...} a line: finds repetition.'
)
@click.option(
    "--account", "behaving", metavar="ACCOUNT|all", help="Look at how an account behaves: who waits, what it posts."
)
@does("checking:check", needs_django=False)
def check() -> None:
    """Check texts, and keep nothing.

    Each is the text itself, - for standard input, a file, or a folder of Markdown files, one post each. They are checked
    as they are written, under the choices in the nearest twoway.toml. Ends with 1 when something stops one.

    \b
    twoway check posts --network x --network linkedin
    twoway check posts/monday.md --network x --fix
    twoway check posts/monday.md --network x --past sent.jsonl
    twoway check --account all
    """


@click.command()
@click.argument("text", required=False)
@FILE
@click.option("--to", multiple=True, metavar="NETWORK[,NETWORK]", help="The networks to write for.")
@click.option(
    "--hashtags",
    type=click.Choice(["keep", "words", "end", "comment", "drop"]),
    help="Where hashtags go. A sentence always keeps their words.",
)
@click.option("--most-hashtags", type=click.IntRange(0, 99), metavar="N", help="How many hashtags are enough.")
@click.option("--camel-case", is_flag=True, help="Write #smallbusiness as #SmallBusiness.")
@click.option(
    "--links",
    type=click.Choice(["inline", "end", "comment", "field"]),
    help="Where links go; comment and field where the network has such a thing.",
)
@click.option(
    "--utm",
    metavar="PARAMETERS",
    help='What is put behind links to your own site: "utm_source={network}&utm_campaign={persona}-{date}".',
)
@click.option("--own-host", multiple=True, metavar="HOST", help="A host of your own site, such as alderrye.example.")
@click.option("--swap", multiple=True, metavar="WORD=WORDS", help="Say these words in place of that one.")
@click.option(
    "--plain-words/--no-plain-words",
    default=None,
    help="Put words that only other networks know plainly; this is what happens anyway.",
)
@click.option("--most-emoji", type=click.IntRange(0, 99), metavar="N", help="How many emoji are enough.")
@click.option("--sign-off", metavar="TEXT", help="What closes every post.")
@click.option(
    "--fit",
    type=click.Choice(["ask", "thread", "shorten"]),
    help="What becomes of a text that is too long. Without it: a thread where there can be one, else shorter.",
)
@click.option(
    "--numbering", type=click.Choice(["1/5", "(1/5)", "none"]), help="How the parts of a thread are numbered."
)
@click.option("--first-comment", default="", metavar="TEXT", help="What goes right below the post, where it can.")
@click.option("--title", default="", metavar="TEXT", help="The title, where posts have one.")
@click.option("--persona", default="", metavar="NAME|KIND", help="Who speaks: work, personal, or a name you chose.")
@click.option("--day", default="", metavar="DATE", help="The day of the post, for {date} in links: 2026-11-28.")
@click.option("--language", metavar="TAG", help="The language of the text, such as de.")
@click.option(
    "--config", type=click.Path(exists=True, dir_okay=False), help="Take the choices from this file, not from nearby."
)
@click.option("--bare", is_flag=True, help="Take no choices from any file.")
@click.option("--diff", is_flag=True, help="Show what became of the words, and why.")
@click.option(
    "--jsonl",
    "as_jsonl",
    is_flag=True,
    help='Read one {"text": ..., "mentions": [...]} a line, print one answer a line.',
)
@JSON
@does("tailoring:tailor", needs_django=False)
def tailor() -> None:
    """Show how a text would read on each network, and keep nothing.

    TEXT is the text itself, - for standard input, or the name of a file. A line of --- begins a new part where there are
    threads. What had to be left out is said. Options go before the table [tailor] of the nearest twoway.toml. With
    --jsonl, standard input or --file is read line by line.

    \b
    twoway tailor post.md --to x,linkedin --diff
    twoway tailor post.md --to facebook --links comment --hashtags comment
    """


@click.command()
@click.argument("texts", nargs=-1, metavar="[ONE OTHER|FILE|-]")
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help='Read one {"a": ..., "b": ...} a line, print one answer a line.'
)
@click.option(
    "--without-meaning", is_flag=True, help="Compare the words alone, also where the extra `meaning` is installed."
)
@JSON
@does("similar:similar", needs_django=False)
def similar() -> None:
    """Say whether two messages are the same leaflet.

    Names, handles, links, hashtags, days and numbers are left out of the comparison. The score goes from 0 to 1. Where the
    extra `twoway[meaning]` is installed, a leaflet that was told in other words is seen, too, and the answer says that it
    was looked for. With --jsonl, FILE or standard input is read line by line.

    \b
    twoway similar "Fresh rye at 8" "Fresh rye at 9"
    """

"""The command language: every command, what it takes, and its help. What a command does stands in the module it names."""

from __future__ import annotations

from importlib.metadata import version

import click

from twoway.doors.cli.begin import Caller, does
from twoway.doors.cli.groups import directory
from twoway.doors.cli.groups.approvals import approvals, approve
from twoway.doors.cli.groups.apps import apps
from twoway.doors.cli.groups.feeds import feeds
from twoway.doors.cli.groups.hooks import hooks
from twoway.doors.cli.groups.keys import keys
from twoway.doors.cli.groups.notices import notices
from twoway.doors.cli.groups.pause import pause
from twoway.doors.cli.groups.posts import posts
from twoway.doors.cli.groups.rules import rules
from twoway.doors.cli.groups.talking import find_people, react, search
from twoway.doors.cli.groups.team import team, workspace
from twoway.doors.cli.groups.versions import versions
from twoway.doors.cli.options import JSON

WAIT = click.option(
    "--wait",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    default=30.0,
    show_default=True,
    help="How long to wait for the outcome.",
)
FILE = click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), help="Read the text from a file."
)
STATE = click.option(
    "--state",
    type=click.Choice(["ours", "theirs", "snoozed", "done", "all"]),
    default="ours",
    show_default=True,
    help="Who owes whom an answer.",
)
FETCH = click.option("--fetch", is_flag=True, help="Ask the networks for what is new first.")
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
PORT = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on."
)
STANDINGS = ["draft", "scheduled", "waiting", "on its way", "sent", "held", "refused", "missed", "unsure"]
WHEN = '"2026-11-28 09:30", "09:30", or "+2h".'


class NumberFirst(click.Group):
    """A group in which a number alone means `show NUMBER`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the word in that was left out."""
        if args and args[0].isdecimal():
            args = ["show", *args]
        return super().parse_args(ctx, args)


class Ordered(click.Group):
    """Commands in the order in which one needs them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added."""
        return list(self.commands)


@click.group(
    cls=Ordered,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--as", "email", metavar="EMAIL", help="Act as this member instead of the first owner.")
@click.option("--workspace", metavar="NAME|ID", help="Act in this workspace instead of the first one.")
@click.version_option(version("twoway"), prog_name="Twoway")
@click.pass_context
def main(context: click.Context, email: str | None, workspace: str | None) -> None:
    """Say things on social networks, hear what people answer, and answer them.

    Begin with `twoway serve --demo`, or with `twoway init`.
    """
    context.obj = Caller(email=email or "", workspace=workspace or "")
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command()
@click.option("--email", help="The address you sign in with.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False), help="A file with the password in it.")
@click.option("--name", help="Your name, as team mates see it.")
@click.option("--business", help="The name of the business.")
@click.option("--town", help="The town it is in; people look for it.")
@click.option("--zone", help="Its time zone, such as Europe/London.")
@click.option("--no-input", is_flag=True, help="Ask nothing; what is missing is an error.")
@does("founding:init")
def init() -> None:
    """Set Twoway up: folder, database, and owner.

    Can be given again at any time, also after an upgrade: what is there stays as it is.
    """


@main.command()
@HOST
@PORT
@click.option("--demo", is_flag=True, help="Open the demo workspace: a bakery with six weeks of history.")
@does("serving:serve", needs_django=False)
def serve() -> None:
    """Run everything: the pages and the worker.

    Each is a process of its own, and is started again if it ends. Ctrl-C, or SIGTERM, ends both.
    """


@main.command()
@HOST
@PORT
@click.option("--until-input-ends", is_flag=True, hidden=True)
@does("processes:web", stays=True)
def web() -> None:
    """Run only the pages. `serve` runs the worker as well."""


@main.command()
@click.option("--until-input-ends", is_flag=True, hidden=True)
@does("processes:worker", stays=True)
def worker() -> None:
    """Run only the worker.

    It sends what is due and fetches what people wrote. SIGTERM lets it finish the call it is in, 30 seconds at most.
    """


@main.command("move-database")
@click.option(
    "--to", default="", metavar="ADDRESS", help="postgresql://user@host/name, or the path of a SQLite file."
)
@click.option("--to-file", default="", metavar="FILE", help="A file that holds the address, for one with a password.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each table as JSON.")
@does("moving:move")
def move_database() -> None:
    """Move everything into another database, such as from SQLite to PostgreSQL or back.

    Stop Twoway first. The new database must be empty; rows are counted and compared, and the old one stays as it was.
    """


@main.command()
@click.argument("email")
@click.option(
    "--password-file", type=click.Path(), metavar="FILE", help="Read the new password from FILE instead of asking."
)
@does("founding:new_password")
def password() -> None:
    """Give somebody a new password, such as yourself when you forgot yours.

    Whoever can run this on the server may do it. Everybody signed in with the old one has to sign in again.
    """


@main.command()
@click.option("--reset", is_flag=True, help="Throw the old demo workspace away and make a fresh one.")
@JSON
@does("demo:demo")
def demo() -> None:
    """Open the demo workspace.

    It is a bakery with six weeks of history, on the practice network: nothing in it reaches anybody outside.
    """


# -- accounts ----------------------------------------------------------------------------------------------------------


@main.group(invoke_without_command=True)
@JSON
@click.pass_context
def accounts(context: click.Context, as_json: bool) -> None:
    """The accounts you speak through."""
    if context.invoked_subcommand is None:
        context.invoke(list_accounts, as_json=as_json)


@accounts.command("list")
@JSON
@does("accounts:list_accounts")
def list_accounts() -> None:
    """Every connected account, with its persona and how it is doing."""


@accounts.command()
@click.argument("network")
@click.option("--answer", "answers", multiple=True, metavar="NAME=VALUE", help="An answer to one of its questions.")
@click.option(
    "--answer-file",
    "answer_files",
    multiple=True,
    metavar="NAME=PATH",
    help="The same, read from a file; for passwords, which other people on this computer could otherwise see.",
)
@click.option("--persona", metavar="NAME", help="The persona that this account speaks for.")
@click.option("--posting/--look-only", "posting", default=None, help="Whether it may post, or only look for now.")
@click.option("--again", metavar="ACCOUNT", help="Connect this account again; another one is refused.")
@click.option(
    "--page/--here",
    "page",
    default=None,
    help="Sign in on the network's own page (usual where it has one and you sit at a terminal), or answer its questions here.",
)
@click.option(
    "--paste", is_flag=True, help="Sign in on its page on another computer, and paste the address you land on."
)
@click.option(
    "--seconds",
    type=click.IntRange(1, 900),
    default=900,
    show_default=True,
    help="How long to wait for you to come back.",
)
@JSON
@does("accounts:connect")
def connect() -> None:
    """Connect an account on NETWORK. What is not given is asked.

    Every account belongs to a persona: work, personal or double duty. Where the network has a page for signing in, its
    address is shown (and opened, where there is a window to open it in), and you come back by yourself.

    \b
    twoway accounts connect NETWORK --persona Work
    twoway accounts connect NETWORK --here --persona Work   # with an app password, or what else it asks
    """


@accounts.command("check")
@click.argument("account", required=False)
@JSON
@does("accounts:check")
def check_accounts() -> None:
    """Ask the networks whether accounts still work: all of them, or ACCOUNT alone."""


@accounts.command()
@click.argument("account")
@click.argument("switch", type=click.Choice(["on", "off"]))
@does("accounts:posting")
def posting() -> None:
    """Let ACCOUNT post, or only look. What is scheduled stays scheduled, and is held when due while this is off."""


@accounts.command("persona")
@click.argument("account")
@click.argument("name")
@does("accounts:persona")
def persona_of_account() -> None:
    """Put ACCOUNT under another persona."""


@accounts.command()
@click.argument("account")
@click.option("--yes", is_flag=True, help="Do not ask.")
@does("accounts:remove")
def remove() -> None:
    """Forget the secrets of ACCOUNT and stop speaking through it. What it sent stays on record."""


@main.group(invoke_without_command=True)
@JSON
@click.pass_context
def personas(context: click.Context, as_json: bool) -> None:
    """The hats you wear: work, personal, double duty."""
    if context.invoked_subcommand is None:
        context.invoke(list_personas, as_json=as_json)


@personas.command("list")
@JSON
@does("personas:list_personas")
def list_personas() -> None:
    """Every persona, with its kind and how many accounts wear it."""


@personas.command("make")
@click.argument("name")
@click.option("--kind", default="work", show_default=True, help="work, personal or double duty.")
@does("personas:make")
def make_persona() -> None:
    """Make a persona called NAME."""


@main.group(invoke_without_command=True)
@JSON
@click.pass_context
def people(context: click.Context, as_json: bool) -> None:
    """The people you talk with, and their handles on each network."""
    if context.invoked_subcommand is None:
        context.invoke(list_people, words=None, as_json=as_json)


@people.command("list")
@click.argument("words", required=False)
@JSON
@does("personas:list_people")
def list_people() -> None:
    """People whose name or handle holds WORDS; without them, everybody."""


@people.command("know")
@click.argument("name")
@click.option("--handle", "handles", multiple=True, metavar="NETWORK=HANDLE", help="What they are called there.")
@click.option("--met", default="", help="How you met.")
@click.option("--about", default="", help="What you talk about.")
@does("personas:know_person")
def know_person() -> None:
    """Write NAME into the people directory, or add to what is there.

    In a post, @[NAME] then becomes their handle on each network, and their plain name where they have none.
    """


@main.command()
@click.argument("slug", required=False, metavar="[NETWORK]")
@JSON
@does("networks:networks", needs_django=False)
def networks() -> None:
    """What Twoway knows of every network.

    And what it can do there. With NETWORK: everything about that one.
    """


for command in (directory.brand, directory.rename_persona, directory.remove_persona):
    personas.add_command(command)
for command in (
    directory.show_person,
    directory.change_person,
    directory.merge_people,
    directory.forget_person,
    find_people,
):
    people.add_command(command)
main.add_command(approvals)
main.add_command(approve)
main.add_command(feeds)
main.add_command(hooks)
main.add_command(apps)
main.add_command(pause)
main.add_command(notices)
main.add_command(rules)
main.add_command(team)
main.add_command(workspace)

# -- posts -------------------------------------------------------------------------------------------------------------


@main.command()
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


main.add_command(posts)
main.add_command(versions)


@main.command()
@click.option("--from", "first", metavar="DATE", help="The first day, like 2026-11-28; today without it.")
@click.option(
    "--days", type=click.IntRange(1, 366), default=28, show_default=True, metavar="N", help="How many days to show."
)
@click.option("--persona", metavar="NAME", help="Only what this persona says.")
@click.option("--account", metavar="ACCOUNT", help="Only what goes to this account.")
@click.option("--state", type=click.Choice(STANDINGS), help="Only what stands like this.")
@JSON
@does("calendar:calendar")
def calendar() -> None:
    """What goes out when, and how the week stands against your aim.

    Drafts with a time in mind are there as well, and good times for more.
    """


@main.command("move")
@click.argument("post_id", type=int, metavar="POST")
@click.argument("at", metavar="WHEN")
@click.option("--account", metavar="ACCOUNT", help="Only this account's version.")
@click.option("--anyway", is_flag=True, help="Move it there although something is against that time.")
@JSON
@does("calendar:move")
def move_post() -> None:
    """Give what still waits of POST another time.

    WHEN is "2026-11-28 09:30", "09:30", or "+2h". The first version goes then, the others keep their distance.

    \b
    twoway calendar
    twoway move 12 "2026-11-28 09:30"
    """


@main.command()
@click.option("--posts", type=click.IntRange(0, 500), metavar="N", help="Posts a week.")
@click.option("--replies", type=click.IntRange(0, 500), metavar="N", help="Replies a week.")
@click.option("--hours", metavar="FROM-TO", help="Between which hours you like to speak, like 08:00-18:00.")
@JSON
@does("calendar:aim")
def aim() -> None:
    """What you want of a week: so many posts and replies, within these hours. Without options, shows it."""


@main.command()
@click.argument("texts", nargs=-1, metavar="[TEXT|FILE|FOLDER|-]...")
@FILE
@click.option("--network", "slugs", multiple=True, metavar="NETWORK", help="Check it for a network; needs no set-up.")
@click.option("--to", multiple=True, metavar="ACCOUNT[,ACCOUNT]", help="Check it for accounts, as it would be sent.")
@click.option("--persona", default="", metavar="NAME|KIND", help="Who speaks: work, personal, or a name you chose.")
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


@main.command()
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


@main.command()
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
    """


# -- inbox -------------------------------------------------------------------------------------------------------------


@main.group(cls=NumberFirst, invoke_without_command=True)
@STATE
@FETCH
@JSON
@click.pass_context
def inbox(context: click.Context, state: str, fetch: bool, as_json: bool) -> None:
    """What people wrote to you. With a number: that conversation."""
    if context.invoked_subcommand is None:
        context.invoke(list_inbox, state=state, fetch=fetch, as_json=as_json)


@inbox.command("list")
@STATE
@FETCH
@JSON
@does("inbox:list_conversations")
def list_inbox() -> None:
    """Conversations, those that wait longest for you first."""


@inbox.command("show")
@click.argument("conversation", type=int)
@JSON
@does("inbox:show")
def show_conversation() -> None:
    """Everything that was said in CONVERSATION, and the notes of the team."""


@inbox.command("done")
@click.argument("conversation", type=int)
@does("inbox:done")
def done() -> None:
    """Nothing more is owed in CONVERSATION, until they write again."""


@inbox.command("later")
@click.argument("conversation", type=int)
@click.option("--until", required=True, metavar="WHEN", help=WHEN)
@does("inbox:later")
def later() -> None:
    """Put CONVERSATION off until a time."""


@inbox.command("again")
@click.argument("conversation", type=int)
@does("inbox:again")
def again() -> None:
    """Take CONVERSATION up again: you owe an answer."""


@inbox.command("note")
@click.argument("conversation", type=int)
@click.argument("text")
@does("inbox:note")
def note() -> None:
    """Say something to the team about CONVERSATION. Nobody else sees it."""


@main.command()
@click.argument("conversation", type=int)
@click.argument("text", required=False)
@FILE
@WAIT
@JSON
@does("inbox:reply")
def reply() -> None:
    """Answer somebody.

    TEXT goes out as the answer to the latest message of CONVERSATION; - reads it from standard input.
    """


main.add_command(react)
main.add_command(search)

# -- what became of it -------------------------------------------------------------------------------------------------


@main.group(cls=NumberFirst, invoke_without_command=True)
@JSON
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """What waits, is on its way, or needs you.

    With a number: what became of that post.
    """
    if context.invoked_subcommand is None:
        context.invoke(overview, as_json=as_json)


@status.command("overview")
@JSON
@does("status:overview")
def overview() -> None:
    """What waits, what is on its way, and what needs you."""


@status.command("show")
@click.argument("post_id", type=int, metavar="POST")
@JSON
@does("status:show")
def show_post() -> None:
    """What became of POST on each account, with every attempt."""


@status.command("settle")
@click.argument("delivery", type=int)
@click.option("--there", is_flag=True, help="You looked, and it is on the network.")
@click.option("--address", default="", help="Where you found it.")
@click.option("--again", is_flag=True, help="You looked, and it is not there: send it again.")
@does("status:settle")
def settle() -> None:
    """Say what you found when DELIVERY is unsure."""


@status.command("retry")
@click.argument("delivery", type=int)
@does("status:retry")
def retry() -> None:
    """Let a DELIVERY that was held back go."""


@status.command("leave")
@click.argument("delivery", type=int)
@does("status:leave")
def leave() -> None:
    """Of a thread that is half out, leave it at what is out: the rest does not go."""


@status.command("cancel")
@click.argument("delivery", type=int)
@does("status:cancel")
def cancel() -> None:
    """Take a DELIVERY back that has not been sent."""


@status.command("move")
@click.argument("delivery", type=int)
@click.option("--at", required=True, metavar="WHEN", help=WHEN)
@does("status:move")
def move() -> None:
    """Give a waiting DELIVERY another time."""


@status.command("aside")
@click.argument("delivery", type=int)
@does("status:aside")
def aside() -> None:
    """You have read about the trouble with DELIVERY; it need not wait for you any longer."""


@main.command()
@click.argument("slug", required=False, metavar="[REPORT]")
@click.option("--weeks", type=click.IntRange(1, 104), default=8, show_default=True, help="How far back.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma separated values for a spreadsheet.")
@JSON
@does("reports:report")
def report() -> None:
    """Run a report over the last weeks.

    Without a name, list the reports.
    """


# -- about Twoway itself -----------------------------------------------------------------------------------------------


@main.command()
@click.argument("name", required=False, metavar="[CODE|NAME]")
@JSON
@does("rules:rule", needs_django=False)
def rule() -> None:
    """The help page of a rule.

    It says what the rule looks for, why, and what to do instead. Without a name, list the rules.
    """


main.add_command(keys)


@main.command("settings")
@JSON
@does("settings:settings", needs_database=False)
def list_settings() -> None:
    """Every setting with its value and its meaning."""


@main.command()
@click.argument("account", required=False)
@click.option("--offline", is_flag=True, help="Do not ask any network.")
@JSON
@does("doctor:doctor", needs_django=False)
def doctor() -> None:
    """Find out what is wrong, and how to cure it: with the installation, or with ACCOUNT alone.

    Of an account it looks at access, permissions, clock, limits, reading, sending and what is left of the allowance.
    Ends with 1 when something is broken. Warnings alone end with 0.

    \b
    twoway doctor
    twoway doctor alder.rye
    """


@main.command()
@click.argument("kind", type=click.Choice(["network", "rule", "report"]))
@click.argument("name")
@does("making:new", needs_django=False)
def new() -> None:
    """Begin a network, a rule or a report.

    Writes its module and its test, inside a clone of Twoway; both work already.
    """

"""Setting Twoway up, and running it."""

from __future__ import annotations

import click

from twoway.doors.cli.begin import does
from twoway.doors.cli.options import JSON

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
PORT = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on."
)


@click.command()
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

    \b
    twoway init
    twoway init --no-input --email sarah@alderrye.example --password-file pw --name Sarah --business "Alder & Rye"
    """


@click.command()
@HOST
@PORT
@click.option("--demo", is_flag=True, help="Open the demo workspace: a bakery with six weeks of history.")
@does("serving:serve", needs_django=False)
def serve() -> None:
    """Run everything: the pages and the worker.

    Each is a process of its own, and is started again if it ends. Ctrl-C, or SIGTERM, ends both.

    \b
    twoway serve
    twoway serve --demo --port 8080
    """


@click.command()
@HOST
@PORT
@click.option("--until-input-ends", is_flag=True, hidden=True)
@does("processes:web", stays=True)
def web() -> None:
    """Run only the pages. `serve` runs the worker as well.

    \b
    twoway web --port 8080
    """


@click.command()
@click.option("--until-input-ends", is_flag=True, hidden=True)
@does("processes:worker", stays=True)
def worker() -> None:
    """Run only the worker.

    It sends what is due and fetches what people wrote. SIGTERM lets it finish the call it is in, 30 seconds at most.

    \b
    twoway worker
    """


@click.command("move-database")
@click.option(
    "--to", default="", metavar="ADDRESS", help="postgresql://user@host/name, or the path of a SQLite file."
)
@click.option("--to-file", default="", metavar="FILE", help="A file that holds the address, for one with a password.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each table as JSON.")
@does("moving:move")
def move_database() -> None:
    """Move everything into another database, such as from SQLite to PostgreSQL or back.

    Stop Twoway first. The new database must be empty; rows are counted and compared, and the old one stays as it was.

    \b
    twoway move-database --to-file /srv/twoway/database
    twoway move-database --to /srv/twoway/home/twoway.sqlite3
    """


@click.command()
@click.argument("email")
@click.option(
    "--password-file", type=click.Path(), metavar="FILE", help="Read the new password from FILE instead of asking."
)
@click.option("--by-mail", is_flag=True, help="Send them a letter with a link instead, by which they choose one.")
@does("founding:new_password")
def password() -> None:
    """Give somebody a new password, such as yourself when you forgot yours.

    Whoever can run this on the server may do it. Everybody signed in with the old one has to sign in again. The link of a
    letter works once, for an hour; the sign-in page sends the same one.

    \b
    twoway password kemi@example.org
    twoway password kemi@example.org --by-mail
    """


@click.command()
@click.option("--reset", is_flag=True, help="Throw the old demo workspace away and make a fresh one.")
@JSON
@does("demo:demo")
def demo() -> None:
    """Open the demo workspace.

    It is a bakery with six weeks of history, on the practice network: nothing in it reaches anybody outside.

    \b
    twoway demo
    """

"""Every setting, typed, with its default and its meaning. The settings page of the docs is printed from here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from twoway.domain.errors import BadInput
from twoway.site.engines import engine
from twoway.work.databases import database

T = TypeVar("T")


class BadSetting(BadInput):
    """A setting makes no sense; the message says which one and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting: its environment name, how its words become a value, its default in words, what it is for."""

    name: str
    read: Callable[[str], T]
    default: str
    help: str
    #: Its words may hold a password and are never repeated.
    has_secrets: bool = False

    def value(self, environ: Mapping[str, str] = os.environ) -> T:
        """The value now; a file named by NAME_FILE wins over nothing but the default (for secrets)."""
        words = environ.get(self.name, "")
        file = environ.get(f"{self.name}_FILE", "")
        if not words and file:
            words = self._from_file(Path(file))
        try:
            return self.read(words or self.default)
        except ValueError as error:
            shown = "set" if self.has_secrets else f"“{words}”"
            raise BadSetting(f"{self.name} is {shown}, but {error}. {self.help}") from (
                None if self.has_secrets else error
            )

    def _from_file(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise BadSetting(f"{self.name}_FILE names {file}, which cannot be read: {why}.") from error


def yes_or_no(words: str) -> bool:
    """True for yes, on, true, 1; False for no, off, false, 0."""
    known = {"yes": True, "on": True, "true": True, "1": True, "no": False, "off": False, "false": False, "0": False}
    if words.lower() not in known:
        raise ValueError("it must be yes or no")
    return known[words.lower()]


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers between least and most."""

    def read(words: str) -> int:
        if not words.lstrip("-").isdigit() or not least <= int(words) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return int(words)

    return read


def folder(words: str) -> Path:
    """An absolute folder; ~ is the home folder."""
    return Path(words).expanduser().absolute()


def names(words: str) -> tuple[str, ...]:
    """Words parted by commas or spaces."""
    return tuple(words.replace(",", " ").split())


def numbers_of_a_machine(words: str) -> str:
    """An IP address; empty stays empty."""
    try:
        return str(ip_address(words)) if words else ""
    except ValueError:
        raise ValueError("it must be an IP address") from None


def web_address(words: str) -> str:
    """An http or https address without a slash at the end; empty stays empty."""
    parts = urlsplit(words)
    if words and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("it must be an address that begins with http:// or https://")
    return words.rstrip("/")


def host_ports(words: str) -> frozenset[str]:
    """`host:port` pairs parted by spaces or commas."""
    found = frozenset(names(words))
    if not all(
        host and port.isascii() and port.isdigit() for host, _, port in (one.rpartition(":") for one in found)
    ):
        raise ValueError("it must hold servers like mail.example.org:993")
    return found


def network_addresses(words: str) -> dict[str, str]:
    """`slug=address` pairs parted by spaces or commas."""
    pairs = [pair.partition("=") for pair in names(words)]
    if not all(slug and address for slug, _, address in pairs):
        raise ValueError("it must hold pairs like slug=https://address")
    return {slug: web_address(address) for slug, _, address in pairs}


def one_of(*known: str) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(words: str) -> str:
        if words not in known:
            raise ValueError(f"it must be one of: {', '.join(known)}")
        return words

    return read


def web_origins(words: str) -> tuple[str, ...]:
    """Addresses of servers, parted by spaces or commas."""
    return tuple(web_address(one) for one in names(words))


def sender(words: str) -> str:
    """An e-mail address, alone or as Name <address>; empty stays empty."""
    address = parseaddr(words)[1]
    if words and ("@" not in address or any(sign in words for sign in "\r\n")):
        raise ValueError("it must be an e-mail address, like desk@example.org or Twoway <desk@example.org>")
    return words


def default_home(environ: Mapping[str, str] = os.environ) -> str:
    """Where everything lives when nobody says otherwise: the data folder that the operating system suggests."""
    if os.name == "nt":
        return str(Path(environ.get("LOCALAPPDATA", "~")) / "Twoway")
    return str(Path(environ.get("XDG_DATA_HOME", "~/.local/share")) / "twoway")


HOME = Setting(
    name="TWOWAY_HOME",
    read=folder,
    default=default_home(),
    help="The one folder that everything is written to: database, queue, pictures, keys, logs.",
)
DATABASE = Setting(
    name="TWOWAY_DATABASE",
    read=database,
    default="",
    help=(
        "The database: a path for SQLite, or postgresql://user:password@host/name. Without it, twoway.sqlite3 in "
        "TWOWAY_HOME. Put an address with a password into a file and name that in TWOWAY_DATABASE_FILE."
    ),
    has_secrets=True,
)
CONNECTIONS = Setting(
    name="TWOWAY_CONNECTIONS",
    read=whole(2, 1000),
    default="12",
    help="How many connections to PostgreSQL one process holds open at most.",
)
ENGINE = Setting(
    name="TWOWAY_ENGINE",
    read=engine,
    default="",
    help=(
        "What carries wake-ups to the workers: sqlite, postgresql, redis://host, celery+redis://host or "
        "celery+amqp://host. Without it, whatever the database is."
    ),
    has_secrets=True,
)
ADDRESS = Setting(
    name="TWOWAY_ADDRESS",
    read=web_address,
    default="http://127.0.0.1:8000",
    help="The address under which people reach this server, as in links and receipts.",
)
HOSTS = Setting(
    name="TWOWAY_HOSTS",
    read=names,
    default="127.0.0.1 localhost [::1]",
    help="Host names that may be asked for; the host of TWOWAY_ADDRESS is always among them.",
)
PROXY = Setting(
    name="TWOWAY_PROXY",
    read=numbers_of_a_machine,
    default="",
    help=(
        "The IP address of the web server before this one, such as 127.0.0.1. What it says of who asks (X-Forwarded-For) is "
        "believed, so that tries to sign in are counted for each visitor; what anybody else says of it never is."
    ),
)
NETWORK_ADDRESS = Setting(
    name="TWOWAY_NETWORK_ADDRESS",
    read=network_addresses,
    default="",
    help=(
        "Base addresses of networks, as slug=address pairs; further servers of a network as slug.name=address. Addresses "
        "named here may be private ones; all others may not."
    ),
)
UNDO_SECONDS = Setting(
    name="TWOWAY_UNDO_SECONDS",
    read=whole(0, 120),
    default="10",
    help="How long a post or reply sent from a page waits, so that it can be taken back.",
)
FETCH_SECONDS = Setting(
    name="TWOWAY_FETCH_SECONDS",
    read=whole(1, 86_400),
    default="60",
    help="How often each account is asked for new messages.",
)
STREAMS = Setting(
    name="TWOWAY_STREAMS",
    read=whole(0, 100),
    default="20",
    help="For how many accounts each worker listens for news, where their networks tell it; 0: none, and every account is "
    "only asked, every TWOWAY_FETCH_SECONDS.",
)
LATE_MINUTES = Setting(
    name="TWOWAY_LATE_MINUTES",
    read=whole(1, 10_080),
    default="60",
    help="A post that could not go out within this time after its hour is missed, not sent late.",
)
WORKERS = Setting(
    name="TWOWAY_WORKERS",
    read=whole(1, 100),
    default="8",
    help="How many deliveries and fetches one worker process does at once.",
)
STAGE_HURRY = Setting(
    name="TWOWAY_STAGE_HURRY",
    read=whole(1, 10_000),
    default="1",
    help="How many times faster than usual the people of the practice network react.",
)
SMTP_HOST = Setting(
    name="TWOWAY_SMTP_HOST",
    read=str.strip,
    default="",
    help="The mail server that notices and links for a new password go out by. Without it, none go out by e-mail.",
)
SMTP_PORT = Setting(
    name="TWOWAY_SMTP_PORT",
    read=whole(1, 65_535),
    default="587",
    help="Its port: usually 587 with starttls, 465 with tls.",
)
SMTP_SECURITY = Setting(
    name="TWOWAY_SMTP_SECURITY",
    read=one_of("starttls", "tls", "none"),
    default="starttls",
    help="How the way to it is kept private: starttls, tls, or none for a server on this very machine.",
)
SMTP_USER = Setting(
    name="TWOWAY_SMTP_USER", read=str.strip, default="", help="The name to sign in there with, where it asks for one."
)
SMTP_PASSWORD = Setting(
    name="TWOWAY_SMTP_PASSWORD",
    read=str,
    default="",
    help="The password for it. Put it into a file and name that in TWOWAY_SMTP_PASSWORD_FILE.",
    has_secrets=True,
)
SMTP_FROM = Setting(
    name="TWOWAY_SMTP_FROM",
    read=sender,
    default="",
    help="The sender of our mails, like desk@example.org or Twoway <desk@example.org>.",
)
WEBHOOK_ADDRESSES = Setting(
    name="TWOWAY_WEBHOOK_ADDRESSES",
    read=web_origins,
    default="",
    help="Servers that notices may be sent to although they are private ones or go without https; all others may not.",
)
MAIL_SERVERS = Setting(
    name="TWOWAY_MAIL_SERVERS",
    read=host_ports,
    default="",
    help="Mail servers (host:port) that mailboxes may use although they are private ones or speak without TLS.",
)
DEBUG = Setting(
    name="TWOWAY_DEBUG",
    read=yes_or_no,
    default="no",
    help="Show technical error pages. For people who change the product, never on a server.",
)

SETTINGS: tuple[Setting[object], ...] = (
    HOME,  # type: ignore[assignment]  # a tuple of differently typed settings
    DATABASE,
    CONNECTIONS,
    ENGINE,
    ADDRESS,
    HOSTS,
    PROXY,
    NETWORK_ADDRESS,
    UNDO_SECONDS,
    FETCH_SECONDS,
    STREAMS,
    LATE_MINUTES,
    WORKERS,
    STAGE_HURRY,
    SMTP_HOST,
    SMTP_PORT,
    SMTP_SECURITY,
    SMTP_USER,
    SMTP_PASSWORD,
    SMTP_FROM,
    WEBHOOK_ADDRESSES,
    MAIL_SERVERS,
    DEBUG,
)

"""Every setting, typed, with its default and its meaning. The settings page of the docs is printed from here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from twoway.domain.errors import BadInput

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

    def value(self, environ: Mapping[str, str] = os.environ) -> T:
        """The value now; a file named by NAME_FILE wins over nothing but the default (for secrets)."""
        words = environ.get(self.name, "")
        file = environ.get(f"{self.name}_FILE", "")
        if not words and file:
            words = Path(file).read_text(encoding="utf-8").strip()
        try:
            return self.read(words or self.default)
        except ValueError as error:
            raise BadSetting(f"{self.name} is “{words}”, but {error}. {self.help}") from error


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


def web_address(words: str) -> str:
    """An http or https address without a slash at the end; empty stays empty."""
    parts = urlsplit(words)
    if words and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("it must be an address that begins with http:// or https://")
    return words.rstrip("/")


def network_addresses(words: str) -> dict[str, str]:
    """`slug=address` pairs parted by spaces or commas."""
    pairs = [pair.partition("=") for pair in names(words)]
    if not all(slug and address for slug, _, address in pairs):
        raise ValueError("it must hold pairs like slug=https://address")
    return {slug: web_address(address) for slug, _, address in pairs}


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
NETWORK_ADDRESS = Setting(
    name="TWOWAY_NETWORK_ADDRESS",
    read=network_addresses,
    default="",
    help="Base addresses of networks, as slug=address pairs. Addresses named here may be private ones; all others may not.",
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
DEBUG = Setting(
    name="TWOWAY_DEBUG",
    read=yes_or_no,
    default="no",
    help="Show technical error pages. For people who change the product, never on a server.",
)

SETTINGS: tuple[Setting[object], ...] = (
    HOME,  # type: ignore[assignment]  # a tuple of differently typed settings
    ADDRESS,
    HOSTS,
    NETWORK_ADDRESS,
    UNDO_SECONDS,
    FETCH_SECONDS,
    LATE_MINUTES,
    WORKERS,
    STAGE_HURRY,
    DEBUG,
)

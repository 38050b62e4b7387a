"""Which engine carries the wake-ups: what TWOWAY_ENGINE says. The rows are the truth under each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twoway.domain.errors import BadInput
from twoway.plug.later import left_out
from twoway.work.databases import Database

if TYPE_CHECKING:
    import huey


class Carrier(StrEnum):
    """Where wake-ups wait."""

    AS_DATABASE = ""
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    REDIS = "redis"
    CELERY = "celery"


#: What each needs installed, and how to get it.
NEEDS = {
    Carrier.POSTGRESQL: (("psycopg", "psycopg_pool"), "twoway[postgresql]"),
    Carrier.REDIS: (("redis",), "twoway[redis]"),
    Carrier.CELERY: (("celery",), "twoway[celery]"),
}
#: What huey imports where it finds it, and the engine that talks through it: 16 MB for nothing with every other engine.
DRIVERS = {"redis": Carrier.REDIS, "psycopg": Carrier.POSTGRESQL}
REDIS_SCHEMES, CELERY_SCHEMES = ("redis", "rediss", "unix"), ("redis", "rediss", "amqp", "amqps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine and, for a server of its own, the address of that. Written as words it shows no password."""

    carrier: Carrier = Carrier.AS_DATABASE
    address: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Which and where, for people."""
        if not self.address:
            return self.carrier.value
        parts = urlsplit(self.address)
        place = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
        prefix = "celery+" if self.carrier is Carrier.CELERY else ""
        return f"{prefix}{parts.scheme}://{place}"

    def beside(self, kind: str) -> Engine:
        """This engine, or the one that goes with a database of this kind where none was named."""
        return self if self.carrier else Engine(carrier=Carrier(kind))


def engine(words: str) -> Engine:
    """An engine from its words."""
    kind, has_scheme, rest = words.partition("://")
    if not has_scheme:
        return _plain(words)
    if kind.startswith("celery+") and kind.removeprefix("celery+") in CELERY_SCHEMES:
        return Engine(carrier=Carrier.CELERY, address=f"{kind.removeprefix('celery+')}://{rest}")
    if kind in REDIS_SCHEMES:
        return Engine(carrier=Carrier.REDIS, address=words)
    raise ValueError("it must be sqlite, postgresql, redis://host, celery+redis://host or celery+amqp://host")


def _plain(words: str) -> Engine:
    if words not in (Carrier.AS_DATABASE, Carrier.SQLITE, Carrier.POSTGRESQL):
        raise ValueError("it must be sqlite, postgresql, redis://host, celery+redis://host or celery+amqp://host")
    return Engine(carrier=Carrier(words))


def lacking(chosen: Engine) -> str:
    """What has to be installed before this engine runs, as pip knows it; empty when nothing."""
    modules, extra = NEEDS.get(chosen.carrier, ((), ""))
    return extra if any(find_spec(name) is None for name in modules) else ""


def require(chosen: Engine, beside: Database) -> Engine:
    """The engine that will be used beside this database; BadInput when the two do not go together or it is not there."""
    found = chosen.beside(beside.kind)
    if found.carrier is Carrier.POSTGRESQL and not beside.is_shared:
        raise BadInput("TWOWAY_ENGINE is postgresql, but TWOWAY_DATABASE is not. Set that too, or take this one out.")
    if extra := lacking(found):
        raise BadInput(
            f"TWOWAY_ENGINE names {found.carrier}, and what it needs is not installed. "
            f"Give `pip install '{extra}'` where Twoway lives."
        )
    return found


def queue(chosen: Engine, *, file: Path, beside: Database, key: str) -> huey.Huey:
    """huey's queue for an engine. Nothing is asked of a server yet, so that a command can say what is wrong with it."""
    with left_out(*(driver for driver, carrier in DRIVERS.items() if carrier is not chosen.carrier)):
        engine_ = import_module("huey")
        signed = import_module("huey.serializer").SignedSerializer(secret=key, salt="twoway.wake-up")
    if chosen.carrier is Carrier.POSTGRESQL:
        # Without blocking: one connection for all threads instead of one for each.
        return engine_.PostgresHuey(
            "twoway",
            dsn=beside.address,
            blocking=False,
            create_tables=False,
            serializer=signed,
            table_prefix="twoway_queue",
        )
    if chosen.carrier is Carrier.REDIS:
        return engine_.RedisHuey("twoway", url=chosen.address, serializer=signed)
    return engine_.SqliteHuey(
        "twoway", filename=str(file), utc=True, timeout=20, strict_fifo=True, results=True, serializer=signed
    )

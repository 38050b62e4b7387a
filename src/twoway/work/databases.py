"""Which database an installation uses: what TWOWAY_DATABASE says, and what Django is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from twoway.domain.errors import BadInput

SQLITE, POSTGRESQL = "sqlite", "postgresql"
#: Seconds that anybody waits for a lock, on either database.
LOCK_SECONDS = 20
#: What may stand behind the question mark of an address: what the driver knows, as far as it makes sense here.
KNOWN_OPTIONS = frozenset(
    {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"}
)
#: What several web processes must agree on: how often somebody failed to sign in, which form came twice.
CACHE_TABLE = "twoway_cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database by its address. Written as words it shows no password."""

    kind: str = SQLITE
    file: Path | None = None
    host: str = ""
    port: int | None = None
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        """Whether several machines can use it at once."""
        return self.kind == POSTGRESQL

    def __str__(self) -> str:
        """Where it is, for people."""
        if self.kind == SQLITE:
            return str(self.file or "")
        port = f":{self.port}" if self.port else ""
        place = f"{quote(self.user)}@{self.host}{port}" if self.user else f"{self.host}{port}"
        socket = f"?host={self.options['host']}" if "host" in self.options else ""
        return f"postgresql://{place}/{self.name}{socket}"

    @property
    def address(self) -> str:
        """The whole address, with the password: for the driver, never for people."""
        if self.kind == SQLITE:
            return str(self.file or "")
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        port = f":{self.port}" if self.port else ""
        who = f"{quote(self.user, safe='')}{secret}@" if self.user else ""
        more = "&".join(f"{name}={quote(value, safe='/')}" for name, value in self.options.items())
        return f"postgresql://{who}{self.host}{port}/{self.name}{'?' + more if more else ''}"


def database(words: str) -> Database:
    """A database from its words: nothing (the file in TWOWAY_HOME), a path, or postgresql://user:password@host/name."""
    scheme, has_scheme, rest = words.partition("://")
    if not words:
        return Database()
    if scheme in ("sqlite", "sqlite3") and has_scheme:
        return _file(rest)
    if scheme in ("postgresql", "postgres") and has_scheme:
        return _server(words)
    if has_scheme or words.startswith(":"):
        raise ValueError("it must be a path, or an address like postgresql://user:password@host/name")
    return _file(words)


def _file(words: str) -> Database:
    file = Path(words).expanduser().absolute()
    if not words or file.is_dir():
        raise ValueError("it must name a file, not a folder")
    return Database(file=file)


def _server(words: str) -> Database:
    parts = urlsplit(words)
    name, options = unquote(parts.path.strip("/")), dict(parse_qsl(parts.query))
    if not name or "/" in name:
        raise ValueError("it must name one database at its end, like postgresql://user:password@host/name")
    if not parts.hostname and "host" not in options:
        raise ValueError("it must name the host, like postgresql://user:password@host/name")
    try:
        port = parts.port
    except ValueError:
        # Not the library's words: they may hold a piece of the password.
        raise ValueError("its port must be a number (in a password, write # as %23, / as %2F and @ as %40)") from None
    if strange := sorted(set(options) - KNOWN_OPTIONS):
        raise ValueError(f"“{strange[0]}” is no option of it; known are {', '.join(sorted(KNOWN_OPTIONS))}")
    return Database(
        kind=POSTGRESQL,
        host=parts.hostname or "",
        port=port,
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=options,
    )


def has_driver() -> bool:
    """Whether PostgreSQL's driver and its pool are installed."""
    return find_spec("psycopg") is not None and find_spec("psycopg_pool") is not None


def require(chosen: Database) -> Database:
    """The same database; BadInput when what it needs is not installed."""
    if chosen.is_shared and not has_driver():
        raise BadInput(
            "TWOWAY_DATABASE names PostgreSQL, and its driver is not installed. "
            "Give `pip install 'twoway[postgresql]'` where Twoway lives."
        )
    return chosen


def for_django(chosen: Database, *, home: Path, connections: int) -> dict[str, Any]:
    """What Django is told of a database. `connections`: the most that one process holds open."""
    if chosen.kind == SQLITE:
        return _sqlite(chosen.file or home / "twoway.sqlite3", home)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": chosen.name,
        "USER": chosen.user,
        "PASSWORD": chosen.password,
        "HOST": chosen.host,
        "PORT": str(chosen.port or ""),
        # A connection that died while it lay in the pool is noticed before it is used.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "twoway",
            # Somebody who waits for a lock gives up as on SQLite; somebody who died while holding one lets go of it.
            "options": f"-c lock_timeout={LOCK_SECONDS}s -c idle_in_transaction_session_timeout=60s",
            # More threads than connections: a thread that waits for a network holds none (work/lent.py).
            "pool": {"min_size": 1, "max_size": connections, "timeout": LOCK_SECONDS, "max_idle": 60.0},
            **chosen.options,
        },
    }


def _sqlite(file: Path, home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # Without IMMEDIATE nearly every read-then-write fails under contention (docs/why/architecture.md).
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": home / "test.sqlite3"},
    }

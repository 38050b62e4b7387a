"""`twoway move-database`: everything from the database of today into another one, compared row by row, the old one untouched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction

from twoway.domain.errors import BadInput, Conflict
from twoway.doors.cli import database, in_use
from twoway.doors.cli.exits import Broken
from twoway.doors.cli.showing import print_json, several
from twoway.work import databases

HERE, THERE = "default", "moving_to"
ROWS_AT_ONCE = 500

Advance = Callable[[int], None]
Model = type[models.Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What became of one table."""

    name: str
    rows: int
    checksum: str


def move(to: str, to_file: str, as_json: bool) -> None:
    """Move, compare, and say what to set next."""
    target = _wanted(to, to_file)
    _open(target)
    with in_use.alone(HERE), in_use.alone(THERE, target):
        _check(target)
        tables = _move()
    rows = sum(table.rows for table in tables)
    if as_json:
        print_json({"to": str(target), "rows": rows, "tables": {t.name: [t.rows, t.checksum] for t in tables}})
        return
    click.echo(f"{rows:,} rows of {len(tables)} tables are in {target}; their counts and checksums agree.")
    click.echo(
        "Set TWOWAY_DATABASE to it (or TWOWAY_DATABASE_FILE to a file that holds its address), then start Twoway."
    )
    click.echo(
        f"The old database at {_place_here()} is as it was. Keep it until you have looked around in the new one."
    )


def _place_here() -> str:
    chosen: databases.Database = settings.TWOWAY_DATABASE
    return str(chosen) or str(connections[HERE].settings_dict["NAME"])


def _wanted(to: str, to_file: str) -> databases.Database:
    """Where to; BadInput when that is no place, or the one where everything is already."""
    if bool(to) == bool(to_file):
        raise BadInput("Say where to, either with --to or, for an address with a password, with --to-file.")
    try:
        words = to or Path(to_file).read_text(encoding="utf-8").strip()
        target = databases.require(databases.database(words))
    except ValueError as error:
        raise BadInput(f"That is no database to move to: {error}.") from None
    except OSError as error:
        raise BadInput(f"{to_file} cannot be read: {error.strerror}.") from error
    if str(target) == _place_here():
        raise BadInput(f"Everything is in {target} already.")
    if target.file is not None and not target.file.parent.is_dir():
        raise BadInput(f"There is no folder {target.file.parent}. Make it first.")
    return target


def _open(target: databases.Database) -> None:
    wanted = databases.for_django(target, home=settings.TWOWAY_HOME, connections=4)
    connections.settings[THERE] = {**connections.settings[HERE], **wanted}
    import_module("twoway.doors.cli.database_faults").require_reachable(THERE, target)


def _check(target: databases.Database) -> None:
    """Both are fit for it: the old one is up to date, the new one empty, or left from an attempt that broke off."""
    if steps := database.pending(HERE):
        raise BadInput(f"The database lacks {several(len(steps), 'step')} of this version. Run `twoway init` first.")
    found = set(connections[THERE].introspection.table_names())
    if database.UNFINISHED in found:
        database.wipe(THERE)
        return
    strange = sorted(found - {databases.CACHE_TABLE})
    if strange:
        raise Conflict(f"{target} is not empty: it holds the table {strange[0]}. Name a database with nothing in it.")


def _move() -> list[Table]:
    database.mark_unfinished(THERE)
    call_command("migrate", database=THERE, interactive=False, verbosity=0)
    if connections[THERE].vendor == "postgresql":
        # By name: this process runs on the old database, whose settings may know no such table.
        call_command("createcachetable", databases.CACHE_TABLE, database=THERE, verbosity=0)
    with _held_still(HERE):
        kinds = _kinds()
        total = sum(_rows_of(kind, HERE).count() for kind in kinds)
        with _bar("Copying", total) as advance, transaction.atomic(using=THERE):
            _empty(kinds)
            for kind in kinds:
                _copy(kind, advance)
        _reset_sequences(kinds)
        with _bar("Comparing", 2 * total) as advance:
            tables = [_compared(kind, advance) for kind in kinds]
    database.mark_finished(THERE)
    return tables


def _kinds() -> list[Model]:
    """Every table of ours, in an order in which each comes after those it names."""
    found = [
        kind for kind in apps.get_models(include_auto_created=True) if kind._meta.managed and not kind._meta.proxy
    ]
    return sorted(found, key=lambda kind: kind._meta.db_table)


def _rows_of(kind: Model, alias: str) -> models.QuerySet[Any]:
    return kind._base_manager.using(alias).order_by("pk")


@contextmanager
def _held_still(alias: str) -> Iterator[None]:
    """One moment of the old database, in which nobody else writes."""
    line = connections[alias]
    with transaction.atomic(using=alias):
        if line.vendor == "postgresql":
            names = ", ".join(line.ops.quote_name(kind._meta.db_table) for kind in _kinds())
            with line.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        yield


def _empty(kinds: Sequence[Model]) -> None:
    """What setting up the new one has put there by itself: kinds of content, permissions."""
    with connections[THERE].cursor() as line:
        for kind in kinds:
            name = connections[THERE].ops.quote_name(kind._meta.db_table)
            line.execute(f"DELETE FROM {name}")  # noqa: S608  # a table of ours


def _copy(kind: Model, advance: Advance) -> None:
    """Row by row with their numbers. Foreign keys are looked at when all of it is written."""
    for rows in _in_batches(_rows_of(kind, HERE).iterator(ROWS_AT_ONCE)):
        for row in rows:
            _tidy(row)
        try:
            # As they are: no time of today in a row of last month.
            kind._base_manager._insert(rows, kind._meta.concrete_fields, using=THERE, raw=True)  # type: ignore[attr-defined]  # Django's own
        except DatabaseError as error:
            raise Broken(
                f"A row of {kind._meta.db_table} between {rows[0].pk} and {rows[-1].pk} cannot be written there: "
                f"{str(error).splitlines()[0]}"
            ) from error
        advance(len(rows))


def _in_batches(rows: Iterator[models.Model]) -> Iterator[list[models.Model]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _tidy(row: models.Model) -> None:
    """NUL is a sign that PostgreSQL cannot keep; � stands for it."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, (str, dict, list)):
            setattr(row, field.attname, _without_nul(value))


def _without_nul(value: object) -> object:
    match value:
        case str():
            return value.replace("\x00", "�")
        case dict():
            return {str(_without_nul(key)): _without_nul(item) for key, item in value.items()}
        case list():
            return [_without_nul(item) for item in value]
    return value


def _reset_sequences(kinds: Sequence[Model]) -> None:
    """The next new row gets a number of its own."""
    with connections[THERE].cursor() as line:
        for words in connections[THERE].ops.sequence_reset_sql(no_style(), list(kinds)):
            line.execute(words)


def _compared(kind: Model, advance: Advance) -> Table:
    here, there = _sum(kind, HERE, advance), _sum(kind, THERE, advance)
    if here != there:
        raise Broken(
            f"{kind._meta.db_table} is not the same in both ({here.rows} rows here, {there.rows} there). "
            "The new database stays marked as unfinished; the old one is as it was."
        )
    return here


def _sum(kind: Model, alias: str, advance: Advance) -> Table:
    """How many rows, and one number over all that stands in them, in whatever order they come."""
    count, total = 0, 0
    for row in _rows_of(kind, alias).iterator(ROWS_AT_ONCE):
        _tidy(row)
        words = json.dumps([_plain(getattr(row, f.attname)) for f in kind._meta.concrete_fields], sort_keys=True)
        total = (total + int.from_bytes(sha256(words.encode()).digest())) % 2**256
        count += 1
        advance(1)
    return Table(name=kind._meta.db_table, rows=count, checksum=f"{total:064x}"[:16])


def _plain(value: object) -> object:
    """A value as both databases mean it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float() if value.is_integer():
            return int(value)
        case None | str() | int() | float():
            return value
    return str(value)


@contextmanager
def _bar(words: str, total: int) -> Iterator[Advance]:
    """A progress bar, where somebody looks."""
    progress = import_module("rich.progress")
    console = import_module("rich.console").Console(stderr=True)
    with progress.Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=total)
        yield lambda many: bar.advance(task, many)

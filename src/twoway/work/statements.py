"""Statements written by hand, for the few places where thousands of rows move: building one anew each time cost more than all
the rest of a sending. The same words on every database; values are adapted by the fields they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


class Condition(NamedTuple):
    """A part of a WHERE, with its values; a time is adapted for the database."""

    sql: str
    values: tuple[object, ...] = ()


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(model._meta.get_field(name) for name in names)


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    sets = ", ".join(f"{field.column} = %s" for field in _columns(model, names))
    return f"UPDATE {model._meta.db_table} SET {sets} WHERE "  # noqa: S608  # only names of our own columns stand in it


@cache
def _insert(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(field.column for field in _columns(model, names))
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608  # as above


def update(model: type[models.Model], values: Mapping[str, object], where: Sequence[Condition]) -> int:
    """Write values into the rows that meet all conditions; gives how many rows that were."""
    line, names = _line(), tuple(values)
    # Constants of ours.
    conditions = " AND ".join(f"({one.sql})" for one in where)
    given = _prepared(line, model, names, values)
    return _run(line, _update(model, names) + conditions, given + [v for one in where for v in one.values])


def insert(model: type[models.Model], values: Mapping[str, object]) -> None:
    """Write one new row; every column that has no default in the database must be given."""
    line, names = _line(), tuple(values)
    _run(line, _insert(model, names), _prepared(line, model, names, values))


def add(model: type[models.Model], name: str, number: int, where: Condition) -> int:
    """Count a column up in the rows that meet a condition; gives how many rows that were."""
    column = _columns(model, (name,))[0].column
    statement = f"UPDATE {model._meta.db_table} SET {column} = {column} + %s WHERE {where.sql}"  # noqa: S608  # as above
    return _run(_line(), statement, [number, *where.values])


def run(statement: str, values: Sequence[object]) -> int:
    """Let a statement change something; gives how many rows it changed."""
    return _run(_line(), statement, values)


def ask(statement: str, values: Sequence[object]) -> bool:
    """Whether a question has an answer."""
    line = _line()
    with line.cursor() as cursor:
        cursor.execute(statement, _adapted(line, values))
        return cursor.fetchone() is not None


def _line() -> BaseDatabaseWrapper:
    """This thread's connection. Django's `connection` looks it up again with each attribute."""
    return connections[DEFAULT_DB_ALIAS]


def _prepared(
    line: BaseDatabaseWrapper, model: type[models.Model], names: tuple[str, ...], values: Mapping[str, object]
) -> list[object]:
    fields = _columns(model, names)
    return [field.get_db_prep_save(value, line) for field, value in zip(fields, values.values(), strict=True)]


def _run(line: BaseDatabaseWrapper, statement: str, values: Sequence[object]) -> int:
    with line.cursor() as cursor:
        cursor.execute(statement, _adapted(line, values))
        return int(cursor.rowcount)


def _adapted(line: BaseDatabaseWrapper, values: Sequence[object]) -> list[Any]:
    adapt = line.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in values]

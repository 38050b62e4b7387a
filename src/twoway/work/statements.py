"""Statements written by hand, for the few places where thousands of rows move: building one anew each time cost more than all
the rest of a sending. The same words on every database; values are adapted by the fields they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models


class Condition(NamedTuple):
    """A part of a WHERE, with its values; a time is adapted for the database."""

    sql: str
    values: tuple[object, ...] = ()


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(model._meta.get_field(name) for name in names)


def update(model: type[models.Model], values: Mapping[str, object], where: Sequence[Condition]) -> int:
    """Write values into the rows that meet all conditions; gives how many rows that were."""
    fields = _columns(model, tuple(values))
    sets = ", ".join(f"{field.column} = %s" for field in fields)
    prepared = [
        field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)
    ]
    conditions = " AND ".join(f"({one.sql})" for one in where)
    asked = [_adapted(value) for one in where for value in one.values]
    with connection.cursor() as cursor:
        # Only names of our own columns and constants of ours stand in the statement.
        cursor.execute(f"UPDATE {model._meta.db_table} SET {sets} WHERE {conditions}", [*prepared, *asked])  # noqa: S608  # as above
        return int(cursor.rowcount)


def insert(model: type[models.Model], values: Mapping[str, object]) -> None:
    """Write one new row; every column that has no default in the database must be given."""
    fields = _columns(model, tuple(values))
    names, marks = ", ".join(field.column for field in fields), ", ".join(["%s"] * len(fields))
    prepared = [
        field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", prepared)  # noqa: S608  # as above


def ask(statement: str, values: Sequence[object]) -> bool:
    """Whether a question has an answer."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_adapted(value) for value in values])
        return cursor.fetchone() is not None


def _adapted(value: object) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def add(model: type[models.Model], name: str, number: int, where: Condition) -> int:
    """Count a column up in the rows that meet a condition; gives how many rows that were."""
    column = _columns(model, (name,))[0].column
    statement = f"UPDATE {model._meta.db_table} SET {column} = {column} + %s WHERE {where.sql}"  # noqa: S608  # as above
    with connection.cursor() as cursor:
        cursor.execute(statement, [number, *map(_adapted, where.values)])
        return int(cursor.rowcount)

from __future__ import annotations

from pathlib import Path

import pytest

from twoway.domain.errors import BadInput
from twoway.site.engines import Carrier, Engine, engine, require
from twoway.site.environment import DATABASE, ENGINE
from twoway.site.keys import queue_key
from twoway.work.databases import Database

SERVER = Database(kind="postgresql", host="db.example", name="bakery")


@pytest.mark.parametrize(
    ("words", "carrier", "shown"),
    [
        ("", Carrier.AS_DATABASE, ""),
        ("sqlite", Carrier.SQLITE, "sqlite"),
        ("postgresql", Carrier.POSTGRESQL, "postgresql"),
        ("redis://:secret@queue.example:6379/2", Carrier.REDIS, "redis://queue.example:6379/2"),
        ("celery+redis://queue.example/0", Carrier.CELERY, "celery+redis://queue.example/0"),
        ("celery+amqp://us:secret@mq.example/desk", Carrier.CELERY, "celery+amqp://mq.example/desk"),
    ],
)
def test_an_engine_is_named_and_shown_without_its_password(words: str, carrier: Carrier, shown: str) -> None:
    found = engine(words)
    assert found.carrier is carrier
    assert str(found) == shown
    assert "secret" not in repr(found)


@pytest.mark.parametrize("words", ["kafka", "amqp://mq.example", "celery+kafka://x", "http://queue.example"])
def test_what_is_no_engine_is_told(words: str) -> None:
    with pytest.raises(ValueError, match="it must be sqlite, postgresql"):
        engine(words)


def test_without_a_wish_wake_ups_wait_where_the_tables_are() -> None:
    assert require(Engine(), Database()).carrier is Carrier.SQLITE
    assert require(Engine(), SERVER).carrier is Carrier.POSTGRESQL


def test_a_queue_in_postgresql_needs_a_database_there() -> None:
    with pytest.raises(BadInput, match="TWOWAY_DATABASE is not"):
        require(Engine(carrier=Carrier.POSTGRESQL), Database())


def test_an_address_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "address"
    file.write_text("postgresql://desk:secret@db.example/bakery\n")
    assert DATABASE.value({"TWOWAY_DATABASE_FILE": str(file)}).password == "secret"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"TWOWAY_DATABASE_FILE names .* cannot be read"):
        DATABASE.value({"TWOWAY_DATABASE_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("setting", "words"),
    [(DATABASE, "postgresql://desk:secret@db.example"), (ENGINE, "kafka://us:secret@queue.example")],
)
def test_an_address_that_makes_no_sense_is_not_repeated(setting: object, words: str) -> None:
    with pytest.raises(BadInput) as told:
        setting.value({setting.name: words})  # type: ignore[attr-defined]  # a setting
    assert "secret" not in told.value.for_people
    assert told.value.__cause__ is None


def test_machines_with_the_same_keys_sign_alike() -> None:
    assert queue_key({"k1": "a", "k2": "b"}) == queue_key({"k0": "z", "k2": "b"})
    assert queue_key({"k1": "a"}) != queue_key({"k1": "b"})

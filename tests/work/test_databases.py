from __future__ import annotations

from pathlib import Path

import pytest

from twoway.work.databases import Database, database, for_django

HOME = Path("/srv/twoway")


def test_nothing_said_is_the_file_in_the_home() -> None:
    assert for_django(database(""), home=HOME, connections=4)["NAME"] == HOME / "twoway.sqlite3"
    assert not database("").is_shared


@pytest.mark.parametrize("words", ["/data/desk.sqlite3", "sqlite:///data/desk.sqlite3"])
def test_a_path_is_a_sqlite_file(words: str) -> None:
    assert for_django(database(words), home=HOME, connections=4)["NAME"] == Path("/data/desk.sqlite3")


def test_an_address_is_a_postgresql_server() -> None:
    told = for_django(
        database("postgresql://desk:a%20b%23@db.example:5433/bakery?sslmode=require"), home=HOME, connections=7
    )
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db.example", "5433", "bakery")
    assert (told["USER"], told["PASSWORD"]) == ("desk", "a b#")
    assert told["OPTIONS"]["sslmode"] == "require"
    assert told["OPTIONS"]["pool"]["max_size"] == 7


def test_what_is_shown_of_an_address_holds_no_password() -> None:
    found = database("postgresql://desk:secret@db.example/bakery")
    assert str(found) == "postgresql://desk@db.example/bakery"
    assert "secret" not in repr(found)
    assert database(found.address) == found


def test_a_socket_is_named_behind_the_question_mark() -> None:
    found = database("postgresql:///bakery?host=/run/postgresql")
    assert found.options == {"host": "/run/postgresql"}
    assert str(found) == "postgresql:///bakery?host=/run/postgresql"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mysql://x/y", "path, or an address"),
        (":memory:", "path, or an address"),
        ("postgresql://db.example", "name one database"),
        ("postgresql:///bakery", "name the host"),
        ("postgresql://db.example/a/b", "name one database"),
        ("postgresql://db.example/bakery?password=x", "no option"),
        ("postgresql://desk:pa#ss@db.example/bakery", "name one database"),
        ("postgresql://desk:pa/ss@db.example/bakery", "must"),
        ("postgresql://db.example:port/bakery", "port must be a number"),
        ("sqlite://", "name a file"),
        ("/tmp", "not a folder"),
    ],
)
def test_what_makes_no_sense_is_told_without_the_password(words: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as told:
        database(words)
    assert "pa" not in str(told.value).replace("path", "").replace("password", "")


def test_a_database_says_what_it_is() -> None:
    assert Database(kind="postgresql").is_shared

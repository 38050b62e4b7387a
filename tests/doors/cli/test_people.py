"""`twoway people`: who one talks with, and what they are called where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.doors.cli.conftest import Say
from tests.installation import Installation
from twoway.apps.accounts.models import Account
from twoway.apps.people.models import Person


def test_somebody_is_written_down_found_and_mentioned(installation: Installation) -> None:
    told = installation.twoway(
        "people", "know", "Marta Lindqvist", "--handle", "mastodon=marta@town.example", "--met", "Guild breakfast"
    )
    assert told.returncode == 0, told.stderr
    assert "@[Marta Lindqvist]" in told.stdout
    [found] = installation.json("people", "list", "lindq")
    assert found["handles"] == {"mastodon": "marta@town.example"}
    assert found["met"] == "Guild breakfast"
    assert "Marta Lindqvist" in installation.twoway("people").stdout


def test_a_pair_that_is_none_is_told(installation: Installation) -> None:
    told = installation.twoway("people", "know", "Marta Lindqvist", "--handle", "marta")
    assert told.returncode == 2
    assert "NETWORK=HANDLE" in told.stderr


@pytest.fixture(autouse=True)
def _nothing_found_before(db: None) -> Iterator[None]:
    """What networks answered about names is kept for a while."""
    cache.clear()
    yield
    cache.clear()


def test_people_are_found_and_written_down(say: Say, account: Account) -> None:
    assert "tom.hallam@rehearsal" in say("people", "find", "tom").out
    assert "is in People now" in say("people", "find", "tom", "--keep", "@tom.hallam@rehearsal").out
    assert Person.objects.get().name == "Tom Hallam"
    told = say("people", "find", "tom", "--json").json["people"]
    assert [one["is_known"] for one in told] == [True]
    assert "Nobody is called that." in say("people", "find", "zz").err

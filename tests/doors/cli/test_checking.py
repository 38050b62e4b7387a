from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from tests.installation import Installation
from twoway.apps.accounts.models import Account
from twoway.domain.permission import Actor


def test_a_good_text_is_told_with_its_count(say: Say) -> None:
    said = say("check", "Fresh rye at eight.", "--network", "rehearsal")
    assert said.code == 0
    assert said.out.startswith("Rehearsal: 19 of 300 graphemes\n")


def test_a_text_over_the_limit_ends_with_one_and_the_place(say: Say) -> None:
    said = say("check", "rye " * 100, "--network", "rehearsal", "--json")
    assert said.code == 1
    told = said.json[0]
    assert told["may_go"] is False
    assert told["count"]["is_over"] is True
    assert "LEN001" in {finding["code"] for finding in told["findings"]}


def test_a_finding_is_told_with_its_line_and_column(say: Say) -> None:
    said = say("check", "Rye.\nWE BAKE THE BEST BREAD OF THE TOWN today.", "--network", "rehearsal")
    assert said.code == 0
    assert "2:1" in said.out
    assert "ACC005" in said.out


def test_a_text_comes_from_standard_input_and_from_a_file(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("Fresh rye at eight.\n", encoding="utf-8")
    from_input = say("check", "-", "--network", "rehearsal", given="Fresh rye at eight.\n")
    assert from_input.out == say("check", str(file), "--network", "rehearsal").out
    assert from_input.out == say("check", "--file", str(file), "--network", "rehearsal").out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "is not text"),
        (b"rye\x00", "null character"),
        ("😀".encode() * 1_000_001, "longer than 1,000,000 characters"),
    ],
    ids=["a picture", "a null", "a megabyte of emoji and more"],
)
def test_input_that_is_no_text_is_told(say: Say, given: bytes, words: str) -> None:
    said = say("check", "-", "--network", "rehearsal", given=given)
    assert said.code == 2
    assert words in said.err


def test_a_megabyte_of_emoji_is_checked_in_good_time(say: Say) -> None:
    said = say("check", "-", "--network", "rehearsal", "--json", given="😀" * 250_000)
    assert said.code == 1
    assert said.json[0]["count"]["value"] == 250_000


def test_half_a_character_in_an_argument_is_told_with_its_place(bare: Installation) -> None:
    said = bare.twoway("check", b"ab\xff".decode("utf-8", "surrogateescape"), "--network", "rehearsal")
    assert said.returncode == 2
    assert "line 1, column 3" in said.stderr


def test_for_a_network_alone_nothing_is_set_up(bare: Installation) -> None:
    assert bare.twoway("check", "Fresh rye at eight.", "--network", "rehearsal").returncode == 0
    assert not bare.home.exists()


def test_somewhere_must_be_named(say: Say) -> None:
    said = say("check", "Fresh rye", "--json")
    assert said.code == 2
    assert said.error["field"] == "to"


def test_an_account_is_checked_with_its_own_limits(say: Say, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(limits={"text": 10})
    said = say("check", "Fresh rye at eight.", "--to", "rehearsal", "--json")
    assert said.code == 1
    assert said.json[0]["count"]["limit"] == 10


def test_an_answer_is_checked_as_one(say: Say, owner: Actor, account: Account) -> None:
    assert say("check", "Thank you, Tom.", "--to", "rehearsal", "--reply").code == 0

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.doors.cli.conftest import Say
from tests.installation import Installation
from twoway.apps.accounts.models import Account
from twoway.domain.permission import Actor


def test_a_good_text_is_told_with_its_count(say: Say) -> None:
    said = say("check", "Fresh rye at eight.", "--network", "rehearsal")
    assert said.code == 0
    assert said.out.startswith("Rehearsal: 19 of 300 characters as a reader sees them\n")


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
    for words in ((str(file),), ("--file", str(file))):
        said = say("check", *words, "--network", "rehearsal")
        first = said.out.splitlines()[0]
        assert first == from_input.out.splitlines()[0] == "Rehearsal: 19 of 300 characters as a reader sees them"


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


def test_a_text_is_judged_as_it_is_written_unless_it_is_to_be_tailored(say: Say) -> None:
    words = ("check", "Fresh rye #bread #rye at eight", "--network", "linkedin", "--json")
    codes = [{f["code"] for f in say(*words, *more).json[0]["findings"]} for more in ((), ("--tailored",))]
    assert "TAG002" in codes[0]
    assert "TAG002" not in codes[1]


def test_several_networks_are_told_one_after_the_other(say: Say) -> None:
    told = say("check", "Fresh rye.", "--network", "x", "--network", "linkedin", "--format", "json").json
    assert [one["network"] for one in told] == ["x", "linkedin"]


def test_a_network_that_is_not_known_is_told_before_anything_is_read(say: Say) -> None:
    said = say("check", "nowhere.md", "--network", "twitter")
    assert said.code == 2
    assert "no network called “twitter”" in said.err


def test_rules_can_be_chosen_on_the_command_line(say: Say) -> None:
    shout = "WE BAKE THE BEST BREAD OF THE TOWN today."
    words = ("check", shout, "--network", "rehearsal")
    assert "ACC005" in say(*words).out
    assert "ACC005" not in say(*words, "--ignore", "ACC").out
    assert "ACC005" not in say(*words, "--select", "LEN").out
    unknown = say(*words, "--ignore", "ACC05")
    assert unknown.code == 2
    assert "Did you mean “ACC005”?" in unknown.err


def test_who_speaks_is_taken_into_account(say: Say) -> None:
    words = ("check", "My mum is in hospital, so I am off this week.", "--network", "rehearsal", "--json")
    as_work = {f["code"] for f in say(*words, "--persona", "work").json[0]["findings"]}
    as_person = {f["code"] for f in say(*words, "--persona", "personal").json[0]["findings"]}
    assert as_work - as_person
    said = say(*words, "--persona", "wrok")
    assert said.code == 2
    assert said.error["message"].endswith("Did you mean “work”?")


def test_a_note_in_a_text_allows_a_rule_to_be_broken_and_is_not_counted(say: Say) -> None:
    note = "<!-- twoway: allow ACC005 because it is the name of the fair -->"
    said = say("check", f"{note}\nWE BAKE THE BEST BREAD OF THE TOWN today.", "--network", "rehearsal", "--json")
    told = said.json[0]
    assert told["count"]["value"] == len("WE BAKE THE BEST BREAD OF THE TOWN today.")
    assert "ACC005" not in {f["code"] for f in told["findings"]}
    [allowed] = told["allowed"]
    assert (allowed["code"], allowed["because"]) == ("ACC005", "it is the name of the fair")


# -- one text a line ---------------------------------------------------------------------------------------------------


def answers(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_line_is_answered_with_findings_that_say_where_and_on_which_network(say: Say) -> None:
    given = '{"text": "Fresh rye at eight, as every Friday, and warm."}\n\n{"text": "Come  in #bread #rye"}\n'
    said = say("check", "--jsonl", "--network", "x", "--network", "linkedin", given=given)
    assert said.code == 0
    _, second = answers(said.out)
    spaces = [found for found in second["findings"] if found["code"] == "FMT007"]
    assert [found["network"] for found in spaces] == ["x", "linkedin"]
    first = spaces[0]
    assert (first["severity"], first["start"], first["end"]) == ("hint", 4, 6)
    assert first["fix"] == {"start": 4, "end": 6, "text": " ", "label": first["fix"]["label"], "is_safe": True}


def test_a_line_that_stops_ends_with_one(say: Say) -> None:
    said = say("check", "-", "--jsonl", "--network", "x", given=json.dumps({"text": "rye " * 300}) + "\n")
    assert said.code == 1
    [answer] = answers(said.out)
    assert "stop" in {found["severity"] for found in answer["findings"]}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"not json", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"words": "a"}', "no text"),
        (b'{"text": "a\xff"}', "not UTF-8"),
        (b'{"text": "a\\u0000"}', "null character"),
        (b'{"text": "' + b"a" * 1_000_001 + b'"}', "is the most"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(say: Say, bad: bytes, told: str) -> None:
    good = b'{"text": "Fresh rye."}'
    said = say("check", "--jsonl", "--network", "x", given=b"\n".join([good, bad, good]))
    assert said.code == 2
    first, second, third = answers(said.out)
    assert "findings" in first
    assert "findings" in third
    assert second["line"] == 2
    assert told in str(second["error"])
    assert said.err.startswith("line 2: ")


def test_one_text_a_line_comes_from_a_file_too(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "Fresh rye."}\n', encoding="utf-8")
    assert len(answers(say("check", str(file), "--jsonl", "--network", "x").out)) == 1
    gone = say("check", str(tmp_path / "gone.jsonl"), "--jsonl", "--network", "x")
    assert gone.code == 2
    assert "No such file" in gone.err

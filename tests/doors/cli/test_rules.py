from __future__ import annotations

from tests.doors.cli.conftest import Say
from twoway.plug import finder


def test_every_rule_is_listed(say: Say) -> None:
    assert [row["code"] for row in say("rule", "--json").json] == list(finder.rules())


def test_a_rule_is_found_by_its_code_and_by_its_name(say: Say) -> None:
    by_code, by_name = say("rule", "len001"), say("rule", "over-limit")
    assert by_code.out == by_name.out
    assert "Why: " in by_code.out
    assert "Instead: " in by_code.out


def test_a_rule_that_is_none_is_told_with_what_is_like_it(say: Say) -> None:
    said = say("rule", "alt")
    assert said.code == 2
    assert "missing-alt" in said.err
    assert "over-limit" not in said.err

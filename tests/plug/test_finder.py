"""The finder finds what lies in the folders and what other packages bring, and says what a bad plug-in lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import ModuleType

import pytest

from twoway.domain.errors import BadInput
from twoway.domain.findings import Case, Severity
from twoway.plug import finder
from twoway.plug.examples import SHORT, example
from twoway.plug.finder import BadPlugin, as_network, as_report, as_rule, help_parts
from twoway.plug.network import MAY, MUST
from twoway.plug.report import Column, ReportFacts
from twoway.plug.rule import RuleFacts

HELP = """Something is wrong.

Why: Because somebody measured it.

Instead: Do it right.
"""


def module(parts: Mapping[str, object], doc: str | None = None) -> ModuleType:
    """A module that nobody wrote to disk."""
    made = ModuleType("twoway_made_up")
    made.__doc__ = doc
    vars(made).update(parts)
    return made


def without(parts: Mapping[str, object], gone: str) -> dict[str, object]:
    return {name: part for name, part in parts.items() if name != gone}


def nothing(*_: object) -> tuple[()]:
    return ()


NETWORK: Mapping[str, object] = {"FACTS": SHORT, **dict.fromkeys(MUST, nothing)}
RULE: Mapping[str, object] = {
    "RULE": RuleFacts(code="X001", name="wrong", family="Tests", default=Severity.HINT),
    "PASSES": (example("fine"),),
    "FAILS": (example("wrong"),),
    "check": nothing,
}
REPORT: Mapping[str, object] = {
    "REPORT": ReportFacts(slug="made-up", name="Made up", question="Is it?"),
    "COLUMNS": [Column(name="week", label="Week")],
    "report": nothing,
}


def test_a_network_with_a_limit_that_cannot_be_is_refused_with_a_sentence() -> None:
    nothing_fits = replace(SHORT, text=replace(SHORT.text, limit=replace(SHORT.text.limit, value=0)))
    with pytest.raises(BadPlugin, match=r"twoway_made_up: FACTS cannot be right: text.limit is 0"):
        as_network(module({**NETWORK, "FACTS": nothing_fits}))


def test_a_network_can_what_its_module_has() -> None:
    found = as_network(module({**NETWORK, "find": nothing}))
    assert set(found.can()) == {*MUST, "find"}
    assert found.renew is None


def test_a_network_without_what_every_network_needs_is_told_what_is_missing() -> None:
    with pytest.raises(BadPlugin, match="every network needs to_payload") as bad:
        as_network(module(without(NETWORK, "to_payload")))
    assert "twoway_made_up" in str(bad.value)


def test_a_module_in_the_place_of_a_function_is_told_so() -> None:
    with pytest.raises(BadPlugin, match="people must be a function"):
        as_network(module({**NETWORK, "people": module({})}))


def test_a_network_that_cannot_be_connected_yet_can_be_written_for() -> None:
    found = as_network(module(NETWORK))
    assert not found.is_connectable
    assert as_network(module({**NETWORK, "connect": nothing, "publish": nothing})).is_connectable


def test_a_network_without_facts_is_told_so() -> None:
    with pytest.raises(BadPlugin, match="FACTS"):
        as_network(module({**NETWORK, "FACTS": {"slug": "made-up"}}))


def test_the_help_page_of_a_rule_is_its_docstring() -> None:
    found = as_rule(module(RULE, HELP))
    assert (found.what, found.why, found.instead) == (
        "Something is wrong.",
        "Because somebody measured it.",
        "Do it right.",
    )


@pytest.mark.parametrize(
    "doc",
    [
        None,
        "Something is wrong.",
        "Something is wrong.\n\nWhy: Because.",
        "Something is wrong.\n\nInstead: Right.\n\nWhy: Because.",  # the wrong way round
        "Something is wrong. Why: Because. Instead: Right.",  # not in paragraphs of their own
    ],
)
def test_a_docstring_that_is_no_help_page_is_refused(doc: str | None) -> None:
    with pytest.raises(BadPlugin, match="docstring"):
        help_parts(module({}, doc))


@pytest.mark.parametrize("gone", ["PASSES", "FAILS", "check"])
def test_a_rule_without_examples_or_check_is_refused(gone: str) -> None:
    with pytest.raises(BadPlugin, match="PASSES, FAILS and check"):
        as_rule(module(without(RULE, gone), HELP))


def test_a_rule_without_facts_is_refused() -> None:
    with pytest.raises(BadPlugin, match="RuleFacts"):
        as_rule(module({**RULE, "RULE": None}, HELP))


def test_a_report_has_a_docstring_columns_and_a_function() -> None:
    found = as_report(module(REPORT, "What it answers."))
    assert found.help == "What it answers."
    assert [column.name for column in found.columns] == ["week"]


@pytest.mark.parametrize(
    ("doc", "change"),
    [
        (None, {}),  # no docstring
        ("Help.", {"report": None}),  # no function
        ("Help.", {"REPORT": "made-up"}),  # no facts
    ],
)
def test_a_report_that_lacks_something_is_refused(doc: str | None, change: Mapping[str, object]) -> None:
    with pytest.raises(BadPlugin):
        as_report(module({**REPORT, **change}, doc))


@pytest.mark.parametrize("find", [finder.networks, finder.rules, finder.reports])
def test_what_is_found_cannot_be_changed(find: Callable[[], Mapping[str, object]]) -> None:
    assert find()
    with pytest.raises(TypeError):
        find()["mine"] = object()  # type: ignore[index]  # the point of the test


def test_an_unknown_network_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(BadInput) as refused:
        finder.network("myspace")
    assert refused.value.field == "network"
    assert all(slug in refused.value.for_people for slug in finder.networks())


def test_a_known_network_is_found_by_its_slug() -> None:
    assert all(finder.network(slug).facts.slug == slug for slug in finder.networks())


def test_no_two_modules_call_themselves_the_same() -> None:
    for folder, facts, name in (
        ("networks", "FACTS", "slug"),
        ("rules", "RULE", "code"),
        ("reports", "REPORT", "slug"),
    ):
        names = [getattr(getattr(found, facts), name) for found in finder.modules(folder)]
        assert len(names) == len(set(names)), folder


def test_every_function_of_the_contract_is_one_that_a_network_must_or_may_have() -> None:
    assert not set(MUST) & set(MAY)
    assert isinstance(example("a"), Case)

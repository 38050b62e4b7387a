"""The reference says what the code says, and nothing is left out of it."""

from __future__ import annotations

import re

import pytest

from scripts import make_docs
from tests.shape.tree import ROOT, SRC, having, name_of, sources, strings, text_of
from twoway.plug import finder
from twoway.site import environment

REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_is_what_the_code_says() -> None:
    assert make_docs.differences() == [], "run: make docs WRITE=1"


def test_every_network_is_in_the_reference_with_a_page_of_its_own() -> None:
    index = text_of(REFERENCE / "networks.md")
    for slug, network in finder.networks().items():
        assert f"(`{slug}`)" in index
        page = text_of(REFERENCE / make_docs.network_file(network))
        for chapter in ("What Twoway can do there", "Limits", "Never twice", "Where this was read"):
            assert f"## {chapter}" in page, slug
        assert all(f"- {word}" in page for word in network.facts.cannot), slug
        assert ("## The developer app" in page) is (network.facts.app is not None), slug


def test_every_rule_is_in_the_reference_with_a_page_of_its_own() -> None:
    page = text_of(REFERENCE / "rules.md")
    for code, rule in finder.rules().items():
        assert f"[{code}]" in page
        assert (REFERENCE / make_docs.rule_file(rule)).exists()


def test_every_report_is_in_the_reference() -> None:
    page = text_of(REFERENCE / "reports.md")
    assert [slug for slug in finder.reports() if f"(`{slug}`)" not in page] == []


def test_every_setting_is_in_the_reference() -> None:
    page = text_of(REFERENCE / "settings.md")
    assert [setting.name for setting in environment.SETTINGS if f"`{setting.name}`" not in page] == []


def test_no_setting_is_read_that_is_not_listed() -> None:
    known = {setting.name for setting in environment.SETTINGS}
    named = {
        found
        for path in sources()
        for _, text in strings(path)
        for found in re.findall(r"\bTWOWAY_[A-Z]+(?:_[A-Z]+)*\b", text)
    }
    assert {name for name in named if name.removesuffix("_FILE") not in known} == set()


def test_every_command_is_in_the_reference() -> None:
    page = text_of(REFERENCE / "commands.md")
    assert [name for name, _ in make_docs.commands() if f"`{name}`" not in page] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = [
        f"{name_of(page)}: {target}"
        for page in having(".md")
        for target in re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", text_of(page))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {found for page in having(".md") for found in re.findall(r"`make ([a-z]+)", text_of(page))}
    assert named - targets == set()


@pytest.mark.parametrize("name", ["LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "README.md"])
def test_the_papers_are_there(name: str) -> None:
    assert len(text_of(ROOT / name)) > 200


def test_the_templates_know_no_setting_by_name() -> None:
    found = [name_of(path) for path in having(".html", under=SRC) if "TWOWAY_" in text_of(path)]
    assert found == []

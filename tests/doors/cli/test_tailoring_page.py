"""The page about tailoring shows what tailoring does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.shape.tree import ROOT
from twoway.domain.adapt import Words, version_for
from twoway.domain.choices import TAILORING, parse
from twoway.doors.cli.sources import known
from twoway.plug import finder

PAGE = Path(ROOT, "docs/how-to/tailor-your-words.md").read_text("utf-8")


def block(kind: str, after: str = "") -> str:
    found = re.search(rf"```{kind}\n(.*?)\n```", PAGE[PAGE.index(after) :], re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("network", "heading"), [("mastodon", "**Mastodon**"), ("linkedin", "**LinkedIn**"), ("facebook", "**Facebook**")]
)
def test_its_example_is_what_comes_out(network: str, heading: str) -> None:
    choices = parse(block("toml"), known())
    assert choices
    facts = finder.network(network).facts
    policy = choices.layer(network, "work").policy(facts, persona="work", date="2026-11-28")
    made = version_for(Words(text=block("markdown")), facts, {}, (), policy).version
    assert made.parts == (block("text", heading),)
    for line in made.first_comment.splitlines():
        assert f"`{line}`" in PAGE


def test_it_names_every_choice() -> None:
    assert [key for key in TAILORING if f"`{key}`" not in PAGE] == []

from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from twoway.plug import finder


def test_every_network_is_told_with_its_facts_and_what_it_can_do(say: Say) -> None:
    told = {row["slug"]: row for row in say("networks", "--json").json}
    assert set(told) == set(finder.networks())
    for slug, network in finder.networks().items():
        assert told[slug]["can"] == list(network.can())
        assert told[slug]["text"]["limit"]["value"] == network.facts.text.limit.value
        assert told[slug]["text"]["limit"]["checked_on"] == network.facts.text.limit.checked_on.isoformat()


@pytest.mark.parametrize("slug", finder.networks())
def test_one_network_is_told_with_its_sources(slug: str, say: Say) -> None:
    out = say("networks", slug).out
    facts = finder.network(slug).facts
    assert facts.name in out
    assert all(source in out for source, _ in facts.sources)


def test_a_network_that_is_none_is_told_with_those_that_are(say: Say) -> None:
    said = say("networks", "friendster", "--json")
    assert said.code == 2
    assert said.error["kind"] == "bad input"
    assert "rehearsal" in said.error["message"]

"""Glyph colours come from facts, and nothing else gets into the sheet."""

from __future__ import annotations

from dataclasses import replace

from twoway.domain.facts import PageFacts
from twoway.doors.web.network_css import network_css
from twoway.doors.web.practice import practice_facts


def test_each_network_gets_its_two_colours() -> None:
    facts = replace(practice_facts(), slug="corner", colours=("#123456", "oklch(0.8 0.1 90)"))
    assert '.net[data-network="corner"]{background:light-dark(#123456,oklch(0.8 0.1 90))' in network_css([facts])


def test_what_is_no_colour_stays_out() -> None:
    facts = replace(practice_facts(), colours=("red}body{display:none", "#fff"))
    assert network_css([facts]).strip() == ""


def test_what_is_no_slug_stays_out() -> None:
    assert network_css([replace(practice_facts(), slug='x"]{}')]).strip() == ""


def test_previews_have_the_networks_typeface_and_corner() -> None:
    facts = replace(practice_facts(), slug="corner", page=PageFacts(typeface="Roboto, Arial", corner=12))
    assert '.pv[data-network="corner"]{font-family:Roboto, Arial;border-radius:12px}' in network_css([facts])


def test_what_is_no_typeface_stays_out() -> None:
    facts = replace(practice_facts(), page=PageFacts(typeface="x;}body{display:none"))
    assert "body" not in network_css([facts])

"""Glyph colours come from facts, and nothing else gets into the sheet."""

from __future__ import annotations

from dataclasses import replace

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

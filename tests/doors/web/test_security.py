"""Headers that keep the pages ours."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from twoway.doors.web.security import DIRECTIVES, policy


def test_nothing_is_allowed_that_is_not_named() -> None:
    assert DIRECTIVES["default-src"] == "'none'"
    assert "unsafe" not in policy("x")


def test_scripts_need_the_nonce_of_this_very_answer(client: Client, db: None) -> None:
    first, second = client.get("/welcome/"), client.get("/welcome/")
    nonces = [re.search(r"'nonce-([^']+)'", r.headers["Content-Security-Policy"]) for r in (first, second)]
    assert nonces[0]
    assert nonces[1]
    assert nonces[0][1] != nonces[1][1]
    scripts = re.findall(r"<script[^>]*>", first.content.decode())
    assert scripts
    assert all(f'nonce="{nonces[0][1]}"' in script for script in scripts)


def test_html_may_enter_the_page_by_our_own_policy_alone() -> None:
    assert DIRECTIVES["require-trusted-types-for"] == "'script'"
    assert DIRECTIVES["trusted-types"] == "twoway"


@pytest.mark.parametrize("address", ["/welcome/", "/nothing/", "/networks.css", "/account/login/"])
def test_every_answer_carries_them(client: Client, db: None, address: str) -> None:
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_page_with_peoples_words_is_kept_by_no_cache_in_between(desk: Client) -> None:
    assert desk.get("/inbox/").headers["Cache-Control"] == "no-store"

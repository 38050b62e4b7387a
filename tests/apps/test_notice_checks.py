"""Mail settings that do not fit together are told at start-up, in words that say what to change."""

from __future__ import annotations

from typing import Any

import pytest

from twoway.apps.notices.checks import mail_server
from twoway.domain.errors import BadInput
from twoway.site.environment import SMTP_FROM, SMTP_PASSWORD, SMTP_SECURITY, WEBHOOK_ADDRESSES


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({}, []),  # no mail at all
        ({"HOST": "mail.example", "FROM": "desk@example.org"}, []),
        ({"HOST": "mail.example"}, ["notices.E001"]),
        ({"FROM": "desk@example.org"}, ["notices.W001"]),
        (
            {"HOST": "mail.example", "FROM": "desk@example.org", "SECURITY": "none", "PASSWORD": "rye"},
            ["notices.E002"],
        ),
    ],
)
def test_what_does_not_fit_together_is_told(settings: Any, chosen: dict[str, str], ids: list[str]) -> None:
    usual = {"HOST": "", "FROM": "", "SECURITY": "starttls", "PASSWORD": ""}
    for name, value in {**usual, **chosen}.items():
        setattr(settings, f"TWOWAY_SMTP_{name}", value)
    assert [found.id for found in mail_server(None)] == ids
    assert all(found.hint for found in mail_server(None))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (SMTP_SECURITY, "ssl3"),
        (SMTP_FROM, "the desk"),
        (SMTP_FROM, "desk@example.org\r\nBcc: all@example.org"),
        (WEBHOOK_ADDRESSES, "example.org"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_start(setting: Any, words: str) -> None:
    with pytest.raises(BadInput, match=setting.name):
        setting.value({setting.name: words})


def test_settings_are_read_as_they_are_meant(tmp_path: Any) -> None:
    file = tmp_path / "password"
    file.write_text("rye and water\n")
    assert SMTP_PASSWORD.value({"TWOWAY_SMTP_PASSWORD_FILE": str(file)}) == "rye and water"
    assert SMTP_FROM.value({"TWOWAY_SMTP_FROM": "Twoway <desk@example.org>"}) == "Twoway <desk@example.org>"
    assert WEBHOOK_ADDRESSES.value({"TWOWAY_WEBHOOK_ADDRESSES": "http://10.0.0.7:8080/, https://home.example"}) == (
        "http://10.0.0.7:8080",
        "https://home.example",
    )

from __future__ import annotations

from django.conf import settings

from tests.doors.cli.conftest import Say
from twoway.site.environment import SETTINGS
from twoway.work import known_settings


def test_every_setting_is_told_with_its_value_and_meaning(say: Say) -> None:
    told = {row["name"]: row for row in say("settings", "--json").json}
    assert list(told) == [setting.name for setting in SETTINGS]
    assert told["TWOWAY_HOME"]["value"] == str(settings.TWOWAY_HOME)
    assert told["TWOWAY_DEBUG"]["value"] == "no"
    assert all(row["help"] for row in told.values())


def test_values_are_told_as_they_would_be_written() -> None:
    assert known_settings.words({"a": "https://x", "b": "https://y"}) == "a=https://x b=https://y"
    assert known_settings.words(("a", "b")) == "a b"
    assert known_settings.words(8) == "8"

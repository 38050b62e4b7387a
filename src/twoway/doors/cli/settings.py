"""`twoway settings`: every setting as it stands."""

from __future__ import annotations

from dataclasses import asdict

from twoway.doors.cli.showing import print_json, print_table
from twoway.work import known_settings


def settings(as_json: bool) -> None:
    """All of them; secrets are hidden."""
    known = known_settings.known()
    if as_json:
        print_json([asdict(one) for one in known])
        return
    rows = [
        (one.name, one.value or "nothing", "" if one.value == one.default else "changed", one.help) for one in known
    ]
    print_table(("setting", "value", "", "meaning"), rows)

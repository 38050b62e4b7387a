"""`twoway people`: who one talks with, and what they are called where."""

from __future__ import annotations

from tests.installation import Installation


def test_somebody_is_written_down_found_and_mentioned(installation: Installation) -> None:
    told = installation.twoway(
        "people", "know", "Marta Lindqvist", "--handle", "mastodon=marta@town.example", "--met", "Guild breakfast"
    )
    assert told.returncode == 0, told.stderr
    assert "@[Marta Lindqvist]" in told.stdout
    [found] = installation.json("people", "list", "lindq")
    assert found["handles"] == {"mastodon": "marta@town.example"}
    assert found["met"] == "Guild breakfast"
    assert "Marta Lindqvist" in installation.twoway("people").stdout


def test_a_pair_that_is_none_is_told(installation: Installation) -> None:
    told = installation.twoway("people", "know", "Marta Lindqvist", "--handle", "marta")
    assert told.returncode == 2
    assert "NETWORK=HANDLE" in told.stderr

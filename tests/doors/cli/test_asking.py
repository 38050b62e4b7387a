from __future__ import annotations

from tests.doors.cli.terminal import converse
from tests.installation import PASSWORD, Installation


def test_the_owner_is_asked_for_everything_and_the_password_is_not_shown(unowned: Installation) -> None:
    code, shown = converse(
        unowned,
        ["init"],
        [
            ("e-mail address", "sarah@alderrye.example"),
            ("A password", PASSWORD),
            ("Repeat", PASSWORD),
            ("Your name", "Sarah"),
            ("name of the business", "Alder & Rye"),
            ("town", "Millbrook"),
            ("time zone", "Europe/London"),
        ],
    )
    assert code == 0, shown
    assert PASSWORD not in shown
    assert "Alder & Rye is founded, and sarah@alderrye.example owns it." in shown


def test_connecting_asks_for_the_persona_and_the_networks_questions(installation: Installation) -> None:
    code, shown = converse(
        installation,
        ["accounts", "connect", "rehearsal"],
        [("Persona", "2"), ("Its name", "Sarah, at home"), ("Kind", "2"), ("Name or handle", "sarah.k")],
    )
    assert code == 0, shown
    assert "@sarah.k@rehearsal on Rehearsal is connected, under Sarah, at home (personal)." in shown


def test_removing_asks_first_and_takes_no_for_an_answer(installation: Installation) -> None:
    code, _ = converse(installation, ["accounts", "remove", "rehearsal"], [("Remove", "n")])
    assert code == 130
    assert len(installation.json("accounts")) == 1


def test_a_table_for_people_has_no_tabs(installation: Installation) -> None:
    code, shown = converse(installation, ["accounts"], [])
    assert code == 0
    assert "@alder.rye@rehearsal" in shown
    assert "\t" not in shown

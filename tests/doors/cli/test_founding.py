from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.counterparts.mail_server import Serve, mail_server
from tests.installation import PASSWORD, Installation, eventually
from twoway.doors.cli.founding import local_zone

__all__ = ["mail_server"]


@pytest.fixture
def password(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    return str(file)


def found(one: Installation, password: str, *more: str) -> int:
    words = ("--email", "sarah@alderrye.example", "--password-file", password, "--business", "Alder & Rye")
    ended = one.twoway("init", "--no-input", *words, *more)
    return ended.returncode


def test_an_owner_is_made_without_questions(bare: Installation, password: str) -> None:
    assert found(bare, password, "--zone", "Europe/London", "--town", "Millbrook") == 0
    assert bare.json("personas") == [{"name": "Alder & Rye", "kind": "work", "about": "", "accounts": 0}]


def test_everything_that_is_kept_is_for_its_owner_alone(bare: Installation, password: str) -> None:
    found(bare, password)
    assert stat.S_IMODE(bare.home.stat().st_mode) == 0o700
    for file in bare.home.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name


def test_a_second_time_nothing_changes(installation: Installation) -> None:
    before = installation.json("accounts")
    again = installation.twoway("init", "--no-input")
    assert again.returncode == 0
    assert "sarah@alderrye.example owns this installation already." in again.stdout
    assert installation.json("accounts") == before


def test_without_anybody_to_ask_only_the_database_is_made(bare: Installation) -> None:
    made = bare.twoway("init")
    assert made.returncode == 0
    assert "Nobody owns it yet" in made.stdout
    assert "twoway serve" in made.stdout
    assert bare.twoway("inbox").returncode == 2


def test_half_an_owner_is_told_what_is_missing(unowned: Installation) -> None:
    made = unowned.twoway("init", "--no-input", "--email", "sarah@alderrye.example")
    assert made.returncode == 2
    assert "--password-file and --business" in made.stderr


@pytest.mark.parametrize(
    ("words", "told"), [(("--zone", "Mars/Base"), "is not a time zone"), (("--email", "sarah"), "is not an e-mail")]
)
def test_a_fault_leaves_no_half_of_an_owner(
    unowned: Installation, password: str, words: tuple[str, ...], told: str
) -> None:
    more = ("--password-file", password, "--business", "Alder & Rye")
    made = unowned.twoway("init", "--no-input", "--email", "sarah@alderrye.example", *more, *words)
    assert made.returncode == 2
    assert told in made.stderr
    assert found(unowned, password) == 0


def test_a_home_that_cannot_be_is_told(bare: Installation) -> None:
    made = bare.twoway("init", TWOWAY_HOME="/proc/nowhere")
    assert made.returncode == 2
    assert "TWOWAY_HOME" in made.stderr


def test_the_owner_is_made_beside_an_open_demo(unowned: Installation, password: str) -> None:
    demo = unowned.json("demo")
    assert demo["workspace"] == "Alder & Rye"
    made = unowned.twoway(
        *("init", "--no-input", "--email", "ruth@pinetools.example", "--password-file", password),
        *("--business", "Pine Tools"),
    )
    assert made.returncode == 0, made.stderr
    assert unowned.json("personas")[0]["name"] == "Pine Tools"


def test_the_zone_of_this_computer_is_one_that_exists() -> None:
    assert local_zone() == "UTC" or "/" in local_zone()


def test_a_forgotten_password_is_replaced_by_a_command(unowned: Installation, password: str, tmp_path: Path) -> None:
    made = unowned.twoway(
        *("init", "--no-input", "--email", "sarah@alderrye.example", "--password-file", password),
        *("--business", "Alder & Rye"),
    )
    assert made.returncode == 0, made.stderr
    fresh = tmp_path / "fresh"
    fresh.write_text("barley-and-salt-2")
    changed = unowned.twoway("password", "Sarah@AlderRye.example", "--password-file", str(fresh))
    assert changed.returncode == 0, changed.stderr
    assert "new password" in changed.stdout


def test_a_password_for_nobody_or_one_that_will_not_do_is_told(
    unowned: Installation, password: str, tmp_path: Path
) -> None:
    unowned.twoway(
        *("init", "--no-input", "--email", "sarah@alderrye.example", "--password-file", password),
        *("--business", "Alder & Rye"),
    )
    short = tmp_path / "short"
    short.write_text("rye")
    nobody = unowned.twoway("password", "ruth@alderrye.example", "--password-file", password)
    assert nobody.returncode == 2
    assert "Nobody signs in as ruth@alderrye.example" in nobody.stderr
    weak = unowned.twoway("password", "sarah@alderrye.example", "--password-file", str(short))
    assert weak.returncode == 2
    assert "too short" in weak.stderr


def test_a_link_for_a_new_password_goes_out_by_mail(installation: Installation, mail_server: Serve) -> None:
    refused = installation.twoway("password", "sarah@alderrye.example", "--by-mail")
    assert refused.returncode != 0
    assert "TWOWAY_SMTP_HOST" in refused.stderr
    server = mail_server()
    installation.env |= {
        "TWOWAY_SMTP_HOST": "127.0.0.1",
        "TWOWAY_SMTP_PORT": str(server.port),
        "TWOWAY_SMTP_SECURITY": "none",
        "TWOWAY_SMTP_FROM": "desk@alderrye.example",
    }
    went = installation.twoway("password", "Sarah@AlderRye.example", "--by-mail")
    assert went.returncode == 0, went.stderr
    assert "A letter with a link is on its way to sarah@alderrye.example" in went.stdout
    [mail] = server.box.mails
    assert "/account/password/reset/key/" in mail.get_content()
    assert "/account/password/reset/key/" not in went.stdout
    nobody = installation.twoway("password", "nobody@alderrye.example", "--by-mail")
    assert nobody.returncode == 2
    assert "Nobody signs in as" in nobody.stderr
    both = installation.twoway("password", "sarah@alderrye.example", "--by-mail", "--password-file", "x")
    assert "leave one of the two out" in both.stderr


def test_the_worker_sends_what_was_asked_for_on_the_page(installation: Installation, mail_server: Serve) -> None:
    server = mail_server()
    installation.env |= {
        "TWOWAY_SMTP_HOST": "127.0.0.1",
        "TWOWAY_SMTP_PORT": str(server.port),
        "TWOWAY_SMTP_SECURITY": "none",
        "TWOWAY_SMTP_FROM": "desk@alderrye.example",
    }
    installation.start("worker")
    installation.python(
        "from twoway.apps.notices.letters import ask_for_password\nask_for_password('sarah@alderrye.example')"
    )
    eventually(lambda: server.box.mails)
    [mail] = server.box.mails
    assert mail["To"] == "sarah@alderrye.example"

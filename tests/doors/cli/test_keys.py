"""`twoway keys`: a new key for every secret, and nothing lost on the way."""

from __future__ import annotations

import json

import pytest

from tests.installation import Installation, eventually


@pytest.fixture
def connected(installation: Installation) -> Installation:
    """An installation with an account whose secrets are sealed."""
    told = installation.twoway(
        "accounts", "connect", "rehearsal", "--answer", "name=alder.rye", "--persona", "Alder & Rye"
    )
    assert told.returncode == 0, told.stderr
    return installation


def ring(one: Installation) -> dict[str, str]:
    return dict(json.loads((one.home / "sealing-keys.json").read_text()))


def sealed(one: Installation) -> str:
    return one.python("from twoway.apps.accounts.models import Account; print(Account.objects.get().sealed)")


def test_every_secret_is_sealed_anew_and_still_opens(connected: Installation) -> None:
    before, old = sealed(connected), ring(connected)

    told = connected.json("keys", "rotate")

    assert (told["key"], told["sealed"], told["dropped"]) == ("k2", 1, ["k1"])
    assert list(ring(connected)) == ["k2"]
    assert set(ring(connected).values()).isdisjoint(old.values())
    assert sealed(connected).startswith("k2.")
    assert sealed(connected) != before
    assert connected.twoway("accounts", "check").returncode == 0
    assert (connected.home / "sealing-keys.json").stat().st_mode & 0o077 == 0


def test_a_key_never_shows(connected: Installation) -> None:
    for words in (("keys",), ("keys", "list", "--json"), ("keys", "rotate"), ("settings",)):
        told = connected.twoway(*words)
        assert not [key for key in ring(connected).values() if key in told.stdout + told.stderr]
    assert [row["key"] for row in connected.json("keys", "list")] == ["k2"]


def test_keys_are_not_exchanged_while_somebody_uses_them(connected: Installation) -> None:
    connected.start("worker")
    # One that begins in the middle of an exchange is refused, so nothing is exchanged before it has begun.
    eventually((connected.home / "worker.json").exists, 60)

    told = connected.twoway("keys", "rotate")

    assert "Stop `serve`" in told.stderr
    assert connected.twoway("accounts", "check").returncode == 0


def test_who_was_cut_off_in_the_middle_goes_on(connected: Installation) -> None:
    both = {**ring(connected), "k2": "A" * 43}
    (connected.home / "sealing-keys.json").write_text(json.dumps(both))

    told = connected.json("keys", "rotate")

    assert (told["key"], told["dropped"]) == ("k3", ["k1", "k2"])
    assert connected.twoway("accounts", "check").returncode == 0


def test_what_no_key_opens_is_named_and_the_others_go_on(connected: Installation) -> None:
    (connected.home / "sealing-keys.json").write_text(json.dumps({"k7": "A" * 43}))

    told = connected.twoway("keys", "rotate")

    assert "cannot be opened with any key" in told.stderr
    rows = {row["key"]: row["sealed"] for row in connected.json("keys", "list")}
    assert rows["k1"] == 1
    assert "MISSING" in connected.twoway("keys").stdout


def test_a_signing_key_is_exchanged_while_twoway_runs(connected: Installation) -> None:
    assert connected.json("keys", "signing") == []
    first = connected.json("keys", "exchange-signing")["key"]
    assert "in 60 minutes" in connected.twoway("keys", "exchange-signing").stdout
    told = connected.json("keys", "signing")
    assert [(row["key"] == first, row["accounts"], row["current"]) for row in told] == [
        (True, 0, True),
        (False, 0, False),
    ]
    only = connected.json("keys", "exchange-signing", "--drop-old")
    assert only["lost"] == []
    assert [row["key"] for row in connected.json("keys", "signing")] == [only["key"]]

"""Connecting, renewing, sealing: accounts on the practice network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from twoway.apps.accounts.actions import (
    RENEWAL,
    _keep_renewed,
    change_persona,
    check,
    connect,
    keep_connection,
    remove,
    require_posting,
    require_same,
    switch_posting,
    through,
)
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import account_named, accounts_of, base_address, http_of, network_of
from twoway.apps.audit.models import Event
from twoway.apps.people.actions import make_persona
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, NeedsReconnect, NotAllowed, Refused, TryLater
from twoway.domain.permission import Actor
from twoway.domain.versions import Connection
from twoway.plug import finder
from twoway.plug.http import Http
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage
from twoway.work.sealing import seal, unseal

RING = {"old": "x" * 43, "new": "y" * 43}


def alive(account: Account) -> None:
    call = network_of(account).is_alive
    assert call is not None
    through(account, call)


def test_secrets_are_sealed_with_the_newest_key_and_open_again() -> None:
    secrets = {"token": "abc", "renewal": "déf"}
    sealed = seal(secrets, RING)
    assert sealed.startswith("new.")
    assert "abc" not in sealed
    assert unseal(sealed, RING) == secrets
    assert unseal(seal(secrets, {"old": RING["old"]}), RING) == secrets
    assert seal(secrets, RING) != sealed


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-6] + "AAAAA=", lambda s: "gone" + s[3:], lambda s: "", lambda s: "new.x"]
)
def test_spoiled_secrets_ask_for_a_new_connection(spoil: object) -> None:
    with pytest.raises(NeedsReconnect):
        unseal(spoil(seal({"token": "abc"}, RING)), RING)  # type: ignore[operator]  # a lambda of the table above


def test_no_secret_is_stored_in_the_clear(account: Account) -> None:
    secrets = http_of(account).secrets
    row = Account.objects.filter(pk=account.pk).values().get()
    events = str(list(Event.objects.values_list("summary", "facts")))
    for value in secrets.values():
        assert value not in str(row)
        assert value not in events


def test_an_unknown_network_lists_the_known_ones(owner: Actor) -> None:
    with pytest.raises(BadInput, match=r"Known ones: .*rehearsal"):
        connect(owner, "myspace", {}, persona_id=personas_of(owner).get().pk)


def test_a_missing_answer_names_the_question(owner: Actor) -> None:
    with pytest.raises(BadInput, match="is missing"):
        connect(owner, "rehearsal", {"name": "  "}, persona_id=personas_of(owner).get().pk)


def test_a_persona_cannot_be_skipped(owner: Actor, world: Stage) -> None:
    with pytest.raises(BadInput, match="persona"):
        connect(owner, "rehearsal", {"name": "x"}, persona_id=0)


def test_connecting_again_refreshes_the_same_account(owner: Actor, account: Account) -> None:
    again = connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=account.persona_id)
    assert again.pk == account.pk
    assert accounts_of(owner).count() == 1


def test_a_real_network_starts_in_look_only_mode() -> None:
    practice = {slug for slug, n in finder.networks().items() if n.facts.is_practice}
    assert practice == {"rehearsal"}


def test_look_only_and_removed_accounts_do_not_post(owner: Actor, account: Account) -> None:
    require_posting(account)
    with pytest.raises(NotAllowed, match="look-only"):
        require_posting(switch_posting(owner, account.pk, on=False))
    remove(owner, account.pk)
    account.refresh_from_db()
    with pytest.raises(NotAllowed, match="removed"):
        require_posting(account)
    assert account.sealed == ""
    assert not accounts_of(owner)


def test_an_expired_session_is_renewed_and_nobody_is_bothered(account: Account, world: Stage) -> None:
    before = account.sealed
    reading.order(world, "expire-session")
    alive(account)
    account.refresh_from_db()
    assert account.health == Health.GOOD
    assert account.sealed != before
    alive(account)


def test_an_access_that_runs_out_is_renewed_ahead_of_time(account: Account, world: Stage) -> None:
    before = account.sealed
    account.expires_at = timezone.now() + timedelta(minutes=1)
    account.save()
    alive(account)
    account.refresh_from_db()
    assert account.sealed != before


def test_while_one_worker_renews_another_waits(account: Account, world: Stage) -> None:
    Account.objects.filter(pk=account.pk).update(renewing_until=timezone.now() + RENEWAL)
    reading.order(world, "expire-session")
    with pytest.raises(TryLater, match="being renewed"):
        alive(account)


def test_a_renewal_that_died_does_not_lock_the_account_for_ever(account: Account, world: Stage) -> None:
    Account.objects.filter(pk=account.pk).update(renewing_until=timezone.now() - timedelta(seconds=1))
    reading.order(world, "expire-session")
    alive(account)


@pytest.mark.django_db(transaction=True)
def test_many_workers_with_an_expired_session_renew_once_and_the_account_survives(
    account: Account, world: Stage
) -> None:
    reading.order(world, "expire-session")

    def work(_: int) -> str:
        try:
            alive(Account.objects.get(pk=account.pk))
        except TryLater:
            return "later"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(6) as pool:
        outcomes = set(pool.map(work, range(6)))
    assert outcomes <= {"done", "later"}
    account.refresh_from_db()
    assert account.health == Health.GOOD
    alive(account)


def test_signed_out_for_good_is_told_and_reconnecting_heals(owner: Actor, account: Account, world: Stage) -> None:
    reading.order(world, "sign-out")
    with pytest.raises(NeedsReconnect):
        alive(account)
    account.refresh_from_db()
    assert account.health == Health.RECONNECT
    healed = connect(owner, "rehearsal", {"name": "alder.rye"}, persona_id=account.persona_id)
    assert healed.health == Health.GOOD
    alive(healed)


def test_an_account_is_found_by_what_people_call_it(owner: Actor, account: Account, second_account: Account) -> None:
    assert account_named(owner, "@alder.rye@rehearsal") == account
    assert account_named(owner, "alder.rye@rehearsal:rehearsal") == account
    assert account_named(owner, "demo:rehearsal") == account
    assert account_named(owner, "alder.rye") == account_named(owner, "alder") == account
    assert account_named(owner, "alder.rye:rehearsal") == account
    with pytest.raises(BadInput, match="could be"):
        account_named(owner, "rehearsal")
    with pytest.raises(BadInput, match="Connected: "):
        account_named(owner, "nobody")


def test_private_addresses_are_refused_unless_an_administrator_names_them(owner: Actor, settings: object) -> None:
    persona = personas_of(owner).get()
    answers = {"address": "https://127.0.0.1:9", "token": "t"}
    with pytest.raises((Refused, BadInput), match=r"private|TWOWAY_NETWORK_ADDRESS"):
        connect(owner, "mastodon", answers, persona_id=persona.pk)
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": "http://127.0.0.1:9"}  # type: ignore[attr-defined]  # pytest-django
    assert base_address("mastodon") == "http://127.0.0.1:9"
    with pytest.raises((TryLater, BadInput)):
        connect(owner, "mastodon", {"address": "http://127.0.0.1:9", "token": "t"}, persona_id=persona.pk)


def test_a_check_reads_what_the_server_allows(owner: Actor, account: Account) -> None:
    limits = check(owner, account.pk).limits
    assert all(isinstance(value, int) for value in limits.values())


def test_three_people(owner: Actor, replier: Actor, stranger: Actor, account: Account) -> None:
    home = make_persona(owner, "Sarah, at home", "personal")
    assert change_persona(owner, account.pk, home.pk).persona == home
    for action in (
        lambda who: remove(who, account.pk),
        lambda who: switch_posting(who, account.pk, on=False),
        lambda who: change_persona(who, account.pk, home.pk),
    ):
        with pytest.raises(NotAllowed, match="may not connect"):
            action(replier)
        with pytest.raises(BadInput, match="not connected here"):
            action(stranger)
    with pytest.raises(NotAllowed):
        connect(replier, "rehearsal", {"name": "x"}, persona_id=home.pk)
    assert not accounts_of(stranger)


def test_a_call_that_fails_leaves_health_to_its_caller(account: Account) -> None:
    def refuse(http: Http) -> None:
        raise Refused("No.")

    with pytest.raises(Refused):
        through(account, refuse)
    account.refresh_from_db()
    assert account.health == Health.GOOD


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ("bakery.social", "bakery.social"),
        ("@alder@bakery.social", "bakery.social"),
        ("bakery.social/@alder", "bakery.social"),  # the address of their page, without its beginning
        ("alder@bakery.social/", "bakery.social"),
    ],
)
def test_a_server_is_found_in_what_people_paste(given: str, server: str) -> None:
    assert base_address("mastodon", given) == server


def as_given(owner: Actor, remote_id: str, address: str, handle: str = "alder") -> Account:
    """Keep a connection as a network gave it."""
    made = Connection(remote_id=remote_id, handle=handle, name=handle, address=address, secrets={"token": address})
    network = finder.network("mastodon")
    return keep_connection(owner, network, personas_of(owner).get(), made, may_post=None)


def test_two_servers_that_number_alike_are_two_accounts(owner: Actor) -> None:
    one = as_given(owner, "1@bakery.example", "https://bakery.example")
    other = as_given(owner, "1@town.example", "https://town.example")
    assert one.pk != other.pk
    assert {account.address for account in Account.objects.all()} == {
        "https://bakery.example",
        "https://town.example",
    }


def test_an_account_that_was_known_by_its_number_alone_stays_the_same(owner: Actor) -> None:
    old = as_given(owner, "1", "https://bakery.example")
    elsewhere = Connection(
        remote_id="1@town.example", handle="x", name="x", address="https://town.example", secrets={"token": "t"}
    )
    with pytest.raises(BadInput, match="You signed in as"):
        require_same(finder.network("mastodon"), old, elsewhere)
    assert as_given(owner, "1@town.example", "https://town.example").pk != old.pk
    again = as_given(owner, "1@bakery.example", "https://bakery.example")
    assert (again.pk, again.remote_id) == (old.pk, "1@bakery.example")
    assert Account.objects.count() == 2


def test_a_renewal_that_tells_a_new_handle_is_believed(account: Account) -> None:
    made = Connection(
        remote_id=account.remote_id, handle="rye.millbrook", name="", address=account.address, secrets={"token": "t"}
    )
    _keep_renewed(account, network_of(account), made)
    assert Account.objects.get().handle == account.handle == "rye.millbrook"

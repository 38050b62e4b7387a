"""Signing in on a network's own page, on the real Bluesky: who may come back, with what, and how often."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.counterparts.bluesky_server import Bluesky, Person
from tests.counterparts.bluesky_sign_in import says_no, says_yes
from tests.people import PASSWORD, member
from twoway.apps.accounts.actions import check, connect, remove, through
from twoway.apps.accounts.models import Account, ClientKey, SignIn
from twoway.apps.accounts.queries import accounts_of, http_of, network_of
from twoway.apps.accounts.signing_in import (
    PATIENCE,
    Begun,
    begin_connecting,
    client_document,
    finish_connecting,
    forget_old,
)
from twoway.apps.audit.models import Event
from twoway.apps.people.actions import found_workspace, make_user
from twoway.apps.people.queries import actor_for, personas_of
from twoway.domain.errors import BadInput, NeedsReconnect, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.plug.signing_in import Back

pytestmark = [pytest.mark.bluesky, pytest.mark.django_db, pytest.mark.timeout(120)]

BACK = Back(address="http://127.0.0.1:8000/accounts/back/")
PUBLIC = Back(
    address="https://desk.example.org/accounts/back/",
    site="https://desk.example.org",
    document="https://desk.example.org/accounts/client/bluesky.json",
)


@pytest.fixture(autouse=True)
def known(settings: Any, bluesky: Bluesky) -> None:
    """This installation knows where the network is."""
    settings.TWOWAY_NETWORK_ADDRESS = {"bluesky": bluesky.pds, "bluesky.directory": bluesky.plc}


@pytest.fixture(scope="module")
def bakery(bluesky: Bluesky) -> Person:
    return bluesky.person("alderandrye")


@pytest.fixture(scope="module")
def other(bluesky: Bluesky) -> Person:
    return bluesky.person("tomhallam")


def begin(actor: Actor, person: Person | None = None, **more: Any) -> Begun:
    answers = {"handle": person.handle} if person else {}
    return begin_connecting(
        actor, "bluesky", answers, persona_id=personas_of(actor)[0].pk, back=more.pop("back", BACK), **more
    )


def come_back(actor: Actor, brings: Mapping[str, str]) -> Account:
    return finish_connecting(actor, brings["state"], brings)


def connected(actor: Actor, person: Person) -> Account:
    return come_back(actor, says_yes(begin(actor, person).address, person).brings)


def nothing_is_kept(actor: Actor) -> bool:
    return not accounts_of(actor).exists() and not SignIn.objects.exclude(sealed="").exists()


def test_an_account_is_connected_and_only_looks_until_told_otherwise(owner: Actor, bakery: Person) -> None:
    account = connected(owner, bakery)
    assert (account.network, account.remote_id, account.handle) == ("bluesky", bakery.did, bakery.handle)
    assert not account.may_post
    assert account.limits["text"] == 300
    assert account.limits_read_at is not None
    assert check(owner, account.pk).health == "good"


def test_who_may_post_from_the_start_is_said_before(owner: Actor, bakery: Person) -> None:
    begun = begin(owner, bakery, may_post=True)
    assert come_back(owner, says_yes(begun.address, bakery).brings).may_post


def test_going_there_and_what_came_of_it_stand_in_the_log(owner: Actor, bakery: Person) -> None:
    connected(owner, bakery)
    come = says_no(begin(owner, bakery).address).brings
    with pytest.raises(BadInput):
        come_back(owner, come)
    told = [event.summary for event in Event.objects.order_by("pk")]
    assert [words for words in told if "sign in to Bluesky" in words]
    assert f"Connected @{bakery.handle} on Bluesky" in " ".join(told)
    assert "came to nothing: You did not let Twoway in" in told[-1]


def test_nothing_secret_is_written_down_as_it_is(owner: Actor, bakery: Person) -> None:
    begun = begin(owner, bakery)
    brings = says_yes(begun.address, bakery).brings
    row = json.dumps(list(SignIn.objects.values()), default=str)
    assert brings["state"] not in row
    account = come_back(owner, brings)
    events = str(list(Event.objects.values_list("summary", "facts")))
    stored = events + str(Account.objects.filter(pk=account.pk).values().get())
    for name in ("access", "refresh", "dpop_key"):
        assert http_of(account).secrets[name] not in stored
    assert SignIn.objects.get().sealed == ""


def test_consent_that_was_refused_is_told_and_nothing_is_kept(owner: Actor, bakery: Person) -> None:
    begun = begin(owner, bakery)
    with pytest.raises(BadInput, match="You did not let Twoway in at Bluesky"):
        come_back(owner, says_no(begun.address).brings)
    assert nothing_is_kept(owner)


def test_somebody_who_comes_back_twice_hears_that_it_is_done(owner: Actor, bakery: Person) -> None:
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    account = come_back(owner, brings)
    with pytest.raises(BadInput, match=f"finished already: @{bakery.handle} on Bluesky is connected"):
        come_back(owner, brings)
    check(owner, account.pk)


def test_what_came_to_nothing_cannot_be_used_again(owner: Actor, bakery: Person) -> None:
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    with pytest.raises(BadInput, match="does not come from"):
        come_back(owner, {**brings, "iss": "https://evil.example"})
    with pytest.raises(BadInput, match="used already"):
        come_back(owner, brings)
    assert nothing_is_kept(owner)


@pytest.mark.parametrize("state", ["", "made-up", "\ud800"])
def test_a_state_that_nobody_began_with_is_told(owner: Actor, state: str) -> None:
    with pytest.raises(BadInput, match="not known here"):
        finish_connecting(owner, state, {"state": state, "code": "x"})


def test_a_quarter_of_an_hour_is_enough(owner: Actor, bakery: Person) -> None:
    begun = begin(owner, bakery)
    brings = says_yes(begun.address, bakery).brings
    SignIn.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(BadInput, match="More than 15 minutes"):
        come_back(owner, brings)
    assert not accounts_of(owner).exists()


def test_what_nobody_came_back_to_is_forgotten(owner: Actor, bakery: Person) -> None:
    begin(owner, bakery)
    SignIn.objects.update(ends_at=timezone.now() - PATIENCE)
    assert forget_old() == 0
    assert SignIn.objects.get().sealed == ""
    SignIn.objects.update(ends_at=timezone.now() - timedelta(days=2))
    assert forget_old() == 1


# -- who may


def test_a_team_mate_may_neither_begin_nor_finish(owner: Actor, replier: Actor, bakery: Person) -> None:
    with pytest.raises(NotAllowed, match="connect or change accounts"):
        begin(replier, bakery)
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    with pytest.raises(NotAllowed):
        come_back(replier, brings)
    assert come_back(owner, brings)


def test_another_owner_cannot_finish_what_somebody_began(owner: Actor, bakery: Person) -> None:
    second = member(owner, "Grace", Role.OWNER)
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    with pytest.raises(NotAllowed, match="Somebody else began"):
        come_back(second, brings)
    # And nobody can spoil it for the one who did.
    assert come_back(owner, brings).handle == bakery.handle


def test_a_stranger_cannot_have_an_account_put_into_their_workspace(owner: Actor, bakery: Person, db: None) -> None:
    stranger = found_workspace(
        make_user("kemi@elsewhere.example", PASSWORD, "Kemi"), name="Elsewhere", town="", zone="UTC"
    )
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    with pytest.raises(NotAllowed):
        come_back(stranger, brings)
    assert not accounts_of(stranger).exists()


def test_it_ends_in_the_workspace_where_it_began(owner: Actor, bakery: Person, sarah: Any) -> None:
    second = found_workspace(sarah, name="Second", town="", zone="UTC")
    brings = says_yes(begin(owner, bakery).address, bakery).brings
    with pytest.raises(NotAllowed, match="another workspace"):
        come_back(second, brings)
    assert come_back(actor_for(sarah, owner.workspace_id), brings).workspace_id == owner.workspace_id


# -- connecting again


def test_connecting_again_renews_the_same_account_and_ends_the_old_access(owner: Actor, bakery: Person) -> None:
    account = connected(owner, bakery)
    old = http_of(account)
    begun = begin(owner, account_id=account.pk)
    again = come_back(owner, says_yes(begun.address, bakery).brings)
    assert again.pk == account.pk
    alive = network_of(account).is_alive
    assert alive is not None
    alive(http_of(again))
    with pytest.raises(NeedsReconnect):
        alive(old)


def test_a_token_for_another_account_is_refused_and_the_old_connection_stays(
    owner: Actor, bakery: Person, other: Person
) -> None:
    account = connected(owner, bakery)
    brings = says_yes(begin(owner, account_id=account.pk).address, other).brings
    with pytest.raises(BadInput, match="another account than"):
        come_back(owner, brings)
    account.refresh_from_db()
    assert accounts_of(owner).get().remote_id == bakery.did
    check(owner, account.pk)


def test_an_app_password_of_another_account_is_refused_as_well(owner: Actor, bakery: Person, other: Person) -> None:
    account = connected(owner, bakery)
    answers = {"handle": other.handle, "password": other.app_password("again")}
    with pytest.raises(BadInput, match=f"You signed in as @{other.handle}, and this was to connect @{bakery.handle}"):
        connect(owner, "bluesky", answers, persona_id=account.persona_id, account_id=account.pk)
    assert accounts_of(owner).get().remote_id == bakery.did


def test_an_app_password_with_a_blank_behind_it_is_taken(owner: Actor, bakery: Person) -> None:
    answers = {"handle": f" @{bakery.handle} ", "password": f"{bakery.app_password('blank')} \u00a0"}
    account = connect(owner, "bluesky", answers, persona_id=personas_of(owner)[0].pk)
    assert account.handle == bakery.handle


def test_the_page_takes_over_from_an_app_password(owner: Actor, bakery: Person) -> None:
    answers = {"handle": bakery.handle, "password": bakery.app_password("first")}
    first = connect(owner, "bluesky", answers, persona_id=personas_of(owner)[0].pk)
    again = connected(owner, bakery)
    assert again.pk == first.pk
    assert "password" not in http_of(again).secrets


def test_removing_an_account_gives_its_access_back(owner: Actor, bakery: Person) -> None:
    account = connected(owner, bakery)
    old = http_of(account)
    remove(owner, account.pk)
    alive = network_of(account).is_alive
    assert alive is not None
    with pytest.raises(NeedsReconnect):
        alive(old)


def test_an_account_is_renewed_when_its_access_runs_out(owner: Actor, bakery: Person) -> None:
    account = connected(owner, bakery)
    before = http_of(account).secrets["refresh"]
    Account.objects.filter(pk=account.pk).update(expires_at=timezone.now())
    account.refresh_from_db()
    alive = network_of(account).is_alive
    assert alive is not None
    through(account, alive)
    account.refresh_from_db()
    assert http_of(account).secrets["refresh"] != before
    assert account.expires_at is not None
    assert account.expires_at > timezone.now() + timedelta(minutes=50)


# -- who asks


def test_the_document_about_us_says_what_the_network_wants_to_know(db: None) -> None:
    document = client_document("bluesky", PUBLIC)
    assert document is not None
    assert document["client_id"] == PUBLIC.document
    assert document["redirect_uris"] == [PUBLIC.address]
    assert document["token_endpoint_auth_method"] == "private_key_jwt"
    [key] = document["jwks"]["keys"]  # type: ignore[index]  # plain JSON
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert client_document("bluesky", PUBLIC) == document
    assert ClientKey.objects.count() == 1


def test_where_nobody_can_reach_us_there_is_no_document(db: None) -> None:
    assert client_document("bluesky", BACK) is None
    assert client_document("rehearsal", PUBLIC) is None
    assert not ClientKey.objects.exists()


def test_a_page_that_nobody_can_come_back_to_is_told(owner: Actor, bakery: Person) -> None:
    with pytest.raises(BadInput, match="TWOWAY_ADDRESS"):
        begin(owner, bakery, back=replace(BACK, address="http://desk.lan:8000/accounts/back/"))


def test_a_network_without_such_a_page_says_so(owner: Actor) -> None:
    with pytest.raises(BadInput, match="no page for signing in"):
        begin_connecting(owner, "rehearsal", {}, persona_id=personas_of(owner)[0].pk, back=BACK)

"""The connection doctor, on the practice network: what it finds, in words, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.utils import timezone

from twoway.apps.accounts import actions as accounts
from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery.actions import pause
from twoway.apps.delivery.lane import advance
from twoway.apps.delivery.models import Allowance, Delivery, Lane
from twoway.apps.doctor import jobs, looks
from twoway.apps.doctor.actions import examine
from twoway.apps.doctor.looks import Patient
from twoway.apps.doctor.models import Examination
from twoway.apps.doctor.queries import examination_of, told, worst
from twoway.apps.hooks.actions import open_hook
from twoway.apps.hooks.models import Hook
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Raw
from twoway.apps.notices.queries import notices_of
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput, NeedsReconnect, Refused
from twoway.domain.facts import RateFacts
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.plug import finder
from twoway.plug.http import Http
from twoway.plug.signing_in import Check, Verdict
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage


def found(owner: Actor, account: Account) -> Mapping[str, Check]:
    """What the doctor says, by name; the worst where there are two of a name."""
    told_of: dict[str, Check] = {}
    for check in examine(owner, account.pk):
        if check.name not in told_of or check.verdict is not Verdict.GOOD:
            told_of[check.name] = check
    return told_of


def patient(account: Account, **functions: Any) -> Patient:
    """The account, on a network that can what is named besides."""
    account.refresh_from_db()
    network = replace(finder.network(account.network), **functions)
    return Patient(account=account, network=network, at=timezone.now())


def test_a_fresh_account_is_well(owner: Actor, account: Account) -> None:
    checks = found(owner, account)
    assert worst(checks.values()) is Verdict.GOOD
    assert {"Posting", "Access", "Server", "Dry call", "Limits", "Reading", "Sending", "Calls to us"} <= set(checks)
    kept = examination_of(owner, account.pk)
    assert kept is not None
    assert {check.name for check in kept.checks} == set(checks)
    assert kept.by_name == owner.name
    assert told(kept.checks).startswith("Everything that was looked at is well")


def test_what_was_found_before_is_forgotten(owner: Actor, account: Account) -> None:
    for _ in range(2):
        list(examine(owner, account.pk))
    assert Examination.objects.count() == 1


def test_each_thing_is_told_before_the_next_is_looked_at(owner: Actor, account: Account) -> None:
    looking = examine(owner, account.pk)
    assert next(looking).name == "Posting"
    assert not Examination.objects.exists()


def test_an_account_that_only_looks_says_how_to_let_it_post(owner: Actor, account: Account) -> None:
    accounts.switch_posting(owner, account.pk, on=False)
    check = found(owner, account)["Posting"]
    assert (check.verdict, "only looks" in check.told, "Accounts" in check.cure) == (Verdict.WARN, True, True)


def test_a_pause_is_told_with_who_and_why(owner: Actor, account: Account) -> None:
    pause(owner, why="A storm is coming", account_id=account.pk)
    check = found(owner, account)["Pause"]
    assert "Sarah" in check.told
    assert "A storm is coming" in check.told


def test_a_removed_account_is_told_as_that_and_nothing_else(owner: Actor, account: Account) -> None:
    accounts.remove(owner, account.pk)
    (check,) = examine(owner, account.pk)
    assert check.verdict is Verdict.BAD
    assert "removed" in check.told
    assert "Connect it again" in check.cure


def test_a_session_that_is_over_is_bad_and_the_rest_is_not_asked(
    owner: Actor, account: Account, world: Stage
) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.SIGN_OUT, "touches": "reading", "count": 1})
    checks = found(owner, account)
    assert checks["Dry call"].verdict is Verdict.BAD
    assert "Connect the account again" in checks["Dry call"].cure
    assert "Limits" not in checks
    assert checks["The rest"].verdict is Verdict.UNKNOWN
    assert found(owner, account)["Permission"].verdict is Verdict.BAD


def test_a_network_that_asks_to_wait_is_no_broken_connection(owner: Actor, account: Account, world: Stage) -> None:
    world.answer(
        "POST", "/_stage/orders", json={"kind": Kind.RATE_LIMIT, "touches": "reading", "count": 1, "seconds": 30}
    )
    assert found(owner, account)["Dry call"].verdict is Verdict.WARN


def test_a_network_that_answers_nonsense_is_told(owner: Actor, account: Account, world: Stage) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.GARBAGE, "touches": "reading", "count": 1})
    assert found(owner, account)["Dry call"].verdict is Verdict.BAD


def test_failures_that_somebody_ordered_are_told(owner: Actor, account: Account, world: Stage) -> None:
    assert found(owner, account)["Practice"].verdict is Verdict.GOOD
    world.answer("POST", "/_stage/orders", json={"kind": Kind.REFUSE, "touches": "writing", "count": 2})
    check = found(owner, account)["Practice"]
    assert (check.verdict, "refuse" in check.told) == (Verdict.WARN, True)


def test_offline_asks_nobody(owner: Actor, account: Account, world: Stage) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.DOWN, "touches": "reading", "count": 1})
    checks = {check.name: check for check in examine(owner, account.pk, offline=True)}
    assert "Dry call" not in checks
    assert worst(checks.values()) is Verdict.UNKNOWN


def test_a_name_that_changed_is_told_and_taken_over(owner: Actor, account: Account) -> None:
    now = str(account)
    Account.objects.filter(pk=account.pk).update(handle="old.name@rehearsal")
    told_now = found(owner, account)["Name"].told
    assert told_now == f"It was @old.name@rehearsal and is {now} now; it is called so here, too."
    assert str(Account.objects.get(pk=account.pk)) == now
    assert "Name" not in found(owner, account)


def test_limits_that_changed_are_told_and_taken_over(owner: Actor, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(limits={"text": 500})
    check = found(owner, account)["Limits"]
    assert "text 500 → 300" in check.told
    account.refresh_from_db()
    assert account.limits["text"] == 300


@pytest.mark.parametrize(
    ("ends", "renews", "verdict"),
    [
        (None, True, Verdict.GOOD),
        (None, False, Verdict.GOOD),
        (timedelta(hours=1), True, Verdict.GOOD),
        (-timedelta(hours=1), True, Verdict.GOOD),  # the next call renews it
        (timedelta(days=30), False, Verdict.GOOD),
        (timedelta(days=3), False, Verdict.WARN),  # nobody but a person can
        (-timedelta(hours=1), False, Verdict.BAD),
    ],
)
def test_how_long_the_access_lasts(account: Account, ends: timedelta | None, renews: bool, verdict: Verdict) -> None:
    Account.objects.filter(pk=account.pk).update(expires_at=timezone.now() + ends if ends else None)
    who = patient(account) if renews else patient(account, renew=None)
    (check,) = looks.access(who)
    assert check.verdict is verdict
    assert bool(check.cure) is (verdict is not Verdict.GOOD)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("off", "verdict", "words"),
    [
        (0, Verdict.GOOD, "agrees"),
        (90, Verdict.WARN, "90 seconds ahead of"),
        (-600, Verdict.BAD, "10 minutes behind"),
    ],
)
def test_a_clock_that_is_off_is_told(off: int, verdict: Verdict, words: str) -> None:
    (check,) = looks.clock(NOON + timedelta(seconds=off), format_datetime(NOON, usegmt=True), "example.org")
    assert (check.verdict, words in check.told) == (verdict, True)


@pytest.mark.parametrize("told_at", ["", "soon", "Sun, 99 Nov 2026 12:00:00 GMT"])
def test_a_server_that_does_not_tell_the_time_says_nothing_about_ours(told_at: str) -> None:
    assert list(looks.clock(NOON, told_at, "example.org")) == []


def test_a_server_that_cannot_be_reached_is_told(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(address="http://127.0.0.1:9")
    (check,) = looks.server(patient(account))
    assert check.verdict is Verdict.BAD
    assert "https" in check.told  # nobody lets it be a private one


def test_a_server_inside_the_house_is_reached_where_it_is_allowed(account: Account, blog: Any) -> None:
    Account.objects.filter(pk=account.pk).update(address=blog.address)
    check, time = looks.server(patient(account))
    assert (check.verdict, time.verdict) == (Verdict.WARN, Verdict.GOOD)
    assert "without https" in check.told
    blog.status = 502
    assert "answers with an error (502)" in next(looks.server(patient(account))).told


def test_what_the_network_itself_looks_at_is_told_as_it_says(account: Account) -> None:
    def examine_there(http: Http) -> tuple[Check, ...]:
        return (Check(name="Scope", verdict=Verdict.BAD, told="May not write.", cure="Grant it."),)

    (check,) = looks.own(patient(account, examine=examine_there))
    assert check.name == "Scope"


@pytest.mark.parametrize(
    ("error", "verdict"), [(NeedsReconnect("Gone."), Verdict.BAD), (Refused("No."), Verdict.WARN)]
)
def test_a_network_that_will_not_be_examined_is_told(account: Account, error: Exception, verdict: Verdict) -> None:
    def examine_there(http: Http) -> tuple[Check, ...]:
        raise error

    (check,) = looks.own(patient(account, examine=examine_there, renew=None))
    assert check.verdict is verdict


def test_messages_that_were_not_read_for_long_are_told(account: Account) -> None:
    bring(account)
    assert next(looks.reading(patient(account))).verdict is Verdict.GOOD
    Account.objects.filter(pk=account.pk).update(read_at=timezone.now() - timedelta(hours=3))
    check = next(looks.reading(patient(account)))
    assert (check.verdict, "3 hours ago" in check.told, "worker" in check.cure) == (Verdict.WARN, True, True)
    Account.objects.filter(pk=account.pk).update(read_at=None, created_at=timezone.now() - timedelta(days=2))
    assert next(looks.reading(patient(account))).told == "Messages were never read."
    Account.objects.filter(pk=account.pk).update(health=Health.TROUBLE, health_why="It stutters.")
    assert next(looks.reading(patient(account))).told == "It stutters."


def test_things_that_could_not_be_read_are_counted(account: Account) -> None:
    Raw.objects.create(
        account=account, remote_id="odd", item={}, trouble="An unknown shape.", fetched_at=timezone.now()
    )
    assert "1 things" in list(looks.reading(patient(account)))[1].told


def sent(owner: Actor, account: Account, words: str) -> Delivery:
    post = save(owner, Draft(master=words, account_ids=(account.pk,)))
    schedule(owner, post.pk, timezone.now())
    advance(account.pk, Urgency.SCHEDULED)
    return Delivery.objects.latest("pk")


def test_troubles_in_a_row_are_counted_until_something_goes_out(owner: Actor, account: Account) -> None:
    assert next(looks.sending(patient(account))).told == "Nothing has gone out yet."
    sent(owner, account, "Fresh rye at eight")
    assert next(looks.sending(patient(account))).verdict is Verdict.GOOD
    for number, verdict in ((1, Verdict.WARN), (2, Verdict.WARN), (3, Verdict.BAD)):
        delivery = sent(owner, account, f"Loaf number {number} of this fine day")
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.REFUSED, why="Not wanted.")
        check = next(looks.sending(patient(account)))
        assert check.verdict is verdict
        assert "Not wanted." in check.told


def test_a_lane_that_waits_says_until_when_and_why(account: Account) -> None:
    until = timezone.now() + timedelta(minutes=5)
    Lane.objects.create(account=account, urgency=Urgency.SCHEDULED, waits_until=until, waits_why="It takes no more.")
    assert "It takes no more." in next(looks.sending(patient(account))).told


def test_what_is_left_of_the_allowance_is_told(account: Account) -> None:
    rate = RateFacts(posts=50, seconds=3600, source="https://example.org", checked_on=NOON.date())
    facts = replace(finder.network(account.network).facts, rates=(rate,))
    (check,) = looks.allowance(patient(account, facts=facts))
    assert check.told == "50 of 50 posts in an hour are left."
    Allowance.objects.create(key=f"account:{account.pk}:50/3600", began_at=timezone.now(), used=48)
    (check,) = looks.allowance(patient(account, facts=facts))
    assert check.verdict is Verdict.WARN
    assert check.told.startswith("2 of 50 posts in an hour are left. They come back at")
    Allowance.objects.update(began_at=timezone.now() - timedelta(hours=2))
    (check,) = looks.allowance(patient(account, facts=facts))
    assert check.told.startswith("50 of 50")


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("https://desk.alderrye.bakery", Verdict.GOOD),
        ("http://desk.alderrye.bakery", Verdict.BAD),
        ("https://localhost", Verdict.BAD),
        ("https://192.168.1.4", Verdict.BAD),
        ("https://[::ffff:10.0.0.1]", Verdict.BAD),
        ("https://desk.local", Verdict.BAD),
        ("https://9.9.9.9", Verdict.GOOD),
    ],
)
def test_a_network_that_fetches_pictures_needs_a_public_address(
    account: Account, settings: Any, address: str, verdict: Verdict
) -> None:
    settings.TWOWAY_ADDRESS = address
    facts = replace(finder.network(account.network).facts, fetches_media=True)
    (check,) = looks.media(patient(account, facts=facts))
    assert check.verdict is verdict
    assert list(looks.media(patient(account))) == []


def test_calls_that_did_not_hold_are_told_until_one_holds(owner: Actor, account: Account) -> None:
    (check,) = looks.hook(patient(account))
    assert "does not call us" in check.told
    open_hook(owner, account.pk)
    (check,) = looks.hook(patient(account))
    assert "has not done so yet" in check.told
    Hook.objects.update(refused=2, refused_at=timezone.now(), refused_why="The signature did not hold.")
    (check,) = looks.hook(patient(account))
    assert (check.verdict, "signature" in check.told, "anew" in check.cure) == (Verdict.WARN, True, True)
    Hook.objects.update(taken=1, taken_at=timezone.now() + timedelta(seconds=1))
    (check,) = looks.hook(patient(account))
    assert check.verdict is Verdict.GOOD
    assert list(looks.hook(patient(account, from_hook=None))) == []


def test_everybody_here_may_look_and_nobody_from_elsewhere(
    guest: Actor, replier: Actor, stranger: Actor, account: Account
) -> None:
    for who in (guest, replier):
        assert list(examine(who, account.pk))
    with pytest.raises(BadInput):
        examine(stranger, account.pk)
    assert examination_of(stranger, account.pk) is None


@pytest.fixture
def monthly(account: Account) -> Account:
    """An account on a network where access ends and cannot be renewed by a program."""
    ends = timezone.now() + timedelta(days=3)
    Account.objects.filter(pk=account.pk).update(network="facebook", expires_at=ends)
    account.refresh_from_db()
    return account


def test_an_access_that_nobody_else_can_renew_is_told_of_once_before_it_ends(owner: Actor, monthly: Account) -> None:
    assert [jobs.tell_ending(), jobs.tell_ending()] == [1, 0]
    (notice,) = notices_of(owner)
    assert "lets nobody renew it but you" in notice.words
    assert (notice.path, notice.times) == (f"/accounts/{monthly.pk}/doctor/", 1)


def test_connected_anew_or_removed_it_is_settled(owner: Actor, monthly: Account) -> None:
    jobs.tell_ending()
    Account.objects.filter(pk=monthly.pk).update(expires_at=timezone.now() + timedelta(days=60))
    assert jobs.tell_ending() == 1
    assert not notices_of(owner).exists()


def test_what_renews_itself_ends_later_or_is_lost_is_not_told_here(owner: Actor, monthly: Account) -> None:
    for change in (
        {"expires_at": timezone.now() + timedelta(days=8)},
        {"expires_at": timezone.now(), "health": Health.RECONNECT},
        {"expires_at": timezone.now(), "health": Health.GOOD, "network": "rehearsal"},
        {"expires_at": timezone.now(), "network": "facebook", "removed_at": timezone.now()},
    ):
        Account.objects.filter(pk=monthly.pk).update(**change)
        assert jobs.tell_ending() == 0

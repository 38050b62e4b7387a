"""A try of which nobody knows what became, and the next one hours later: what guarded against a second may be over.

The network took the first try, its answer was lost, and a copy that lagged behind said that nothing is there. Then the account
was switched to looking only, so that the next try had to wait for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.proxy import Accident, Proxy
from tests.counterparts.rehearsal_server import Manner
from tests.people import Clock
from tests.torture.desks import Desk, MakeDesk, opened
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import jobs
from twoway.apps.delivery.actions import pause, resume, say_it_is_there, send_again, try_again
from twoway.apps.delivery.doubts import BY_PERSON
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.delivery.queries import coming
from twoway.apps.delivery.settling import look_at_shown
from twoway.apps.notices.models import Notice
from twoway.domain.permission import Actor
from twoway.domain.states import Cause, DeliveryState

#: Where the next try needs no person, because a look and a key or a handle decide.
GOES_BY_ITSELF = [Manner.CLIENT_ID, Manner.WINDOW, Manner.HANDLE]


def path_out(manner: Manner) -> str:
    return "/api/ready/" if manner is Manner.HANDLE else "/api/posts"


@pytest.fixture
def make(
    tmp_path: Path,
    proxy: Callable[[str], Proxy],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    owner: Actor,
    clock: Clock,
) -> Iterator[MakeDesk]:
    with opened(tmp_path, proxy, settings, monkeypatch, owner, clock) as makes:
        yield makes


def may_post(desk: Desk, yes: bool) -> None:
    Account.objects.filter(pk=desk.account.pk).update(may_post=yes)


def by_hand(desk: Desk, act: Callable[[Actor, int], Delivery], owner: Actor, delivery: Delivery) -> Delivery:
    """A person decides, by the clock that the worker goes by as well."""
    now, delivery = desk.clock(), act(owner, delivery.pk)
    times = {"due_at": now, "next_at": now, "latest_at": now + timedelta(hours=9)}
    Delivery.objects.filter(pk=delivery.pk).update(**times)
    delivery.refresh_from_db()
    return delivery


def looks(delivery: Delivery) -> list[str]:
    return list(delivery.attempts.filter(kind="look").values_list("outcome", flat=True))


def doubtful(desk: Desk, manner: Manner, accident: Accident = Accident.DROP, hours: float = 100) -> Delivery:
    """Tried once, nobody knows what came of it, looked for in vain at once, and held before the next try."""
    desk.proxy.on("POST", path_out(manner), accident)
    delivery = desk.turn(desk.due(hours=hours))
    assert delivery.state == DeliveryState.UNSURE
    return delivery


def held(desk: Desk, manner: Manner, accident: Accident = Accident.DROP) -> Delivery:
    """Such a delivery, held back because its account was switched to looking only."""
    delivery = doubtful(desk, manner, accident)
    may_post(desk, False)
    delivery = desk.ends(delivery)
    assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.POSTING)
    may_post(desk, True)
    return delivery


@pytest.mark.parametrize("manner", GOES_BY_ITSELF)
def test_what_was_out_all_the_time_is_not_sent_a_second_time_hours_later(
    make: MakeDesk, owner: Actor, manner: Manner
) -> None:
    desk = make(manner, window=0.0, stale_looks=2)
    delivery = held(desk, manner)
    desk.clock.turn(hours=2)
    delivery = by_hand(desk, try_again, owner, delivery)
    delivery = desk.ends(delivery)
    assert delivery.state == DeliveryState.SENT
    assert delivery.remote_id
    assert desk.there() == 1


def test_where_the_network_remembers_the_key_for_ever_it_goes_at_once(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.CLIENT_ID, stale_looks=2)
    delivery = held(desk, Manner.CLIENT_ID)
    before = len(looks(delivery))
    desk.clock.turn(hours=2)
    delivery = desk.turn(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert len(looks(delivery)) == before


def test_within_its_window_the_same_key_goes_at_once(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.WINDOW, stale_looks=2)
    delivery = held(desk, Manner.WINDOW)
    desk.clock.turn(minutes=40)
    delivery = desk.turn(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)


def test_after_its_window_a_person_is_shown_what_a_look_did_not_find_and_decides(
    make: MakeDesk, owner: Actor
) -> None:
    desk = make(Manner.WINDOW)
    delivery = held(desk, Manner.WINDOW, Accident.UNREACHED)
    desk.clock.turn(hours=2)
    delivery = desk.ends(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, delivery.needs_person, desk.there()) == (DeliveryState.UNSURE, True, 0)
    delivery = desk.turn(by_hand(desk, send_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    word = delivery.attempts.get(kind=BY_PERSON)
    assert "Sarah looked, did not find it" in word.words


def test_who_said_send_again_is_not_asked_a_second_time(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.WINDOW)
    delivery = held(desk, Manner.WINDOW, Accident.UNREACHED)
    desk.clock.turn(hours=2)
    delivery = desk.ends(by_hand(desk, try_again, owner, delivery))
    may_post(desk, False)
    delivery = desk.turn(by_hand(desk, send_again, owner, delivery))
    assert delivery.state == DeliveryState.HELD
    may_post(desk, True)
    desk.clock.turn(hours=3)
    delivery = desk.turn(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)


def test_what_is_tried_anew_after_a_persons_word_has_a_window_of_its_own(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.WINDOW)
    delivery = held(desk, Manner.WINDOW, Accident.UNREACHED)
    desk.clock.turn(hours=2)
    delivery = desk.ends(by_hand(desk, try_again, owner, delivery))
    desk.proxy.on("POST", "/api/posts", Accident.UNREACHED)
    delivery = desk.turn(by_hand(desk, send_again, owner, delivery))
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, False)
    delivery = desk.ends(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("manner", [Manner.READ_BACK, Manner.BLIND])
def test_without_any_key_only_a_person_lets_it_go_again_and_once_is_enough(
    make: MakeDesk, owner: Actor, manner: Manner
) -> None:
    desk = make(manner)
    delivery = doubtful(desk, manner, Accident.UNREACHED)
    desk.clock.turn(minutes=2)
    delivery = desk.ends(delivery)
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)
    may_post(desk, False)
    delivery = desk.turn(by_hand(desk, send_again, owner, delivery))
    assert delivery.state == DeliveryState.HELD
    may_post(desk, True)
    desk.clock.turn(hours=2)
    delivery = desk.turn(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("manner", [Manner.READ_BACK, Manner.BLIND])
def test_without_any_key_a_person_who_found_it_ends_it(make: MakeDesk, owner: Actor, manner: Manner) -> None:
    desk = make(manner, stale_looks=9)
    delivery = doubtful(desk, manner)
    desk.clock.turn(minutes=2)
    delivery = desk.ends(delivery)
    assert delivery.needs_person
    delivery = say_it_is_there(owner, delivery.pk)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.attempts.get(kind=BY_PERSON).words == "Sarah looked and found it."


def test_a_handle_that_has_run_out_is_asked_before_there_is_a_new_one(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.HANDLE)
    delivery = held(desk, Manner.HANDLE, Accident.UNREACHED)
    first = delivery.handle
    desk.clock.turn(hours=2)
    asked = len(looks(delivery))
    delivery = desk.ends(by_hand(desk, try_again, owner, delivery))
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.handle != first
    assert len(looks(delivery)) == asked + 1


@pytest.mark.parametrize("manner", GOES_BY_ITSELF)
def test_what_was_out_all_the_time_is_not_called_missed(make: MakeDesk, owner: Actor, manner: Manner) -> None:
    desk = make(manner, stale_looks=1)
    delivery = doubtful(desk, manner, hours=0.02)
    pause(owner, "The oven is on fire.")
    desk.clock.turn(seconds=20)
    delivery = desk.turn(delivery)
    assert delivery.state == DeliveryState.WAITING
    Pause.objects.all().delete()
    # The next try is too late; what the network shows a minute after the first one counts.
    desk.clock.turn(minutes=2)
    delivery = desk.turn(delivery)
    delivery = desk.turn(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)


@pytest.mark.parametrize("manner", GOES_BY_ITSELF)
def test_what_never_arrived_is_missed_after_one_more_look(make: MakeDesk, manner: Manner) -> None:
    desk = make(manner)
    delivery = doubtful(desk, manner, Accident.UNREACHED, hours=0.01)
    desk.clock.turn(seconds=40)
    for _ in range(8):
        delivery = desk.ends(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.MISSED, 0)
    assert "looked for and not found" in delivery.why
    assert len(looks(delivery)) <= 2


def test_what_missed_its_time_in_a_pause_says_that_an_earlier_try_was_in_doubt(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.WINDOW)
    delivery = doubtful(desk, Manner.WINDOW, Accident.UNREACHED)
    held = pause(owner, "The oven is on fire.")
    delivery = desk.ends(delivery)
    assert delivery.state == DeliveryState.WAITING
    resume(owner, held.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.MISSED
    assert "Look there before you send it anew" in delivery.why


def test_it_is_looked_for_from_the_first_try_on(make: MakeDesk) -> None:
    desk = make(Manner.WINDOW, stale_looks=1)
    delivery = doubtful(desk, Manner.WINDOW)
    # The second try, half an hour later, does not arrive; what the first one left is older than that.
    desk.clock.turn(minutes=30)
    desk.proxy.on("POST", "/api/posts", Accident.UNREACHED)
    delivery = desk.turn(delivery)
    assert delivery.state == DeliveryState.UNSURE
    desk.clock.turn(minutes=1)
    delivery = desk.turn(delivery)
    assert (delivery.state, desk.there()) == (DeliveryState.SENT, 1)
    assert delivery.tries == 2, "found, and not sent a third time"


# -- what a person was asked about is still looked for ------------------------------------------------------------------


def shown(desk: Desk, manner: Manner, accident: Accident) -> Delivery:
    """A person is asked: the network takes no key, and its copy did not know of it."""
    delivery = doubtful(desk, manner, accident)
    desk.clock.turn(minutes=2)
    delivery = desk.ends(delivery)
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)
    return delivery


def test_what_is_found_after_a_person_was_asked_settles_it(make: MakeDesk) -> None:
    desk = make(Manner.READ_BACK, stale_looks=1)
    delivery = shown(desk, Manner.READ_BACK, Accident.DROP)
    jobs.tell_troubles()
    assert Notice.objects.filter(settled_at=None).count() == 1
    desk.clock.turn(minutes=15)
    assert look_at_shown(desk.clock) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.needs_person, desk.there()) == (DeliveryState.SENT, False, 1)
    assert delivery.address
    jobs.tell_troubles()
    assert Notice.objects.filter(settled_at=None).count() == 0


def test_what_is_not_found_is_left_to_the_person_and_looked_for_less_and_less(make: MakeDesk) -> None:
    desk = make(Manner.READ_BACK)
    delivery = shown(desk, Manner.READ_BACK, Accident.UNREACHED)
    before, found = len(looks(delivery)), 0
    for _ in range(300):
        desk.clock.turn(minutes=10)
        found += look_at_shown(desk.clock)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.needs_person, desk.there()) == (DeliveryState.UNSURE, True, 0)
    assert 4 < found < 12
    assert len(looks(delivery)) == before + found


def test_where_one_cannot_look_nobody_does(make: MakeDesk) -> None:
    desk = make(Manner.BLIND)
    delivery = shown(desk, Manner.BLIND, Accident.DROP)
    desk.clock.turn(minutes=15)
    assert look_at_shown(desk.clock) == 0
    assert looks(delivery) == []
    assert "decide" in coming(delivery, desk.clock()).words


def test_a_look_that_fails_again_changes_nothing(make: MakeDesk) -> None:
    desk = make(Manner.READ_BACK, stale_looks=1)
    delivery = shown(desk, Manner.READ_BACK, Accident.DROP)
    desk.clock.turn(minutes=15)
    desk.proxy.on("GET", "/api/me/posts", Accident.SAY_500)
    assert look_at_shown(desk.clock) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.needs_person) == (DeliveryState.UNSURE, True)
    assert look_at_shown(desk.clock) == 0
    assert delivery.next_at > desk.clock()


def test_what_a_person_has_sent_again_meanwhile_is_not_touched(make: MakeDesk, owner: Actor) -> None:
    desk = make(Manner.READ_BACK)
    delivery = shown(desk, Manner.READ_BACK, Accident.UNREACHED)
    send_again(owner, delivery.pk)
    desk.clock.turn(minutes=15)
    assert look_at_shown(desk.clock) == 0

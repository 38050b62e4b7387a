"""Notices: raised once, counted up, settled by what raised them or by a person."""

from __future__ import annotations

import pytest

from twoway.apps.audit.models import Event
from twoway.apps.notices.actions import raise_notice, see, settle, settle_notice
from twoway.apps.notices.models import Notice
from twoway.apps.notices.queries import bell_of, notice_of, notices_of, settled_of
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def tell(
    actor: Actor, key: str = "account:1", words: str = "An account needs you.", *, urgent: bool = False
) -> Notice:
    """A notice, as some other part of the product raises it."""
    raise_notice(
        workspace_id=actor.workspace_id,
        key=key,
        words=words,
        cure="Connect it anew.",
        path="/accounts/",
        urgent=urgent,
    )
    return Notice.objects.get(workspace_id=actor.workspace_id, key=key, settled_at=None)


def test_a_second_call_for_an_open_key_only_counts_up(owner: Actor) -> None:
    first = tell(owner)
    second = tell(owner, words="Two accounts need you.")
    assert (second.pk, second.times) == (first.pk, 2)
    assert [notice.words for notice in notices_of(owner)] == ["Two accounts need you."]


def test_a_trouble_that_comes_back_after_it_was_gone_is_a_new_notice(owner: Actor) -> None:
    first = tell(owner)
    settle_notice(owner.workspace_id, first.key)
    second = tell(owner)
    assert second.pk != first.pk
    assert list(settled_of(owner)) == [first]


def test_settling_what_is_not_there_does_no_harm(owner: Actor, stranger: Actor) -> None:
    kept = tell(owner)
    settle_notice(owner.workspace_id, "nothing")
    settle_notice(stranger.workspace_id, kept.key)
    assert list(notices_of(owner)) == [kept]


def test_urgent_ones_come_first_and_the_bell_counts_both(owner: Actor) -> None:
    tell(owner, "one")
    urgent = tell(owner, "two", urgent=True)
    tell(owner, "three")
    assert notices_of(owner)[0] == urgent
    bell = bell_of(owner)
    assert (bell.open, bell.urgent) == (3, 1)


def test_something_that_becomes_urgent_is_shown_as_urgent(owner: Actor) -> None:
    tell(owner)
    assert tell(owner, urgent=True).urgent
    assert tell(owner).urgent


def test_each_workspace_has_its_own(owner: Actor, stranger: Actor) -> None:
    ours, theirs = tell(owner), tell(stranger)
    assert list(notices_of(owner)) == [ours]
    with pytest.raises(BadInput, match="no such notice"):
        notice_of(owner, theirs.pk)


def test_who_answers_people_may_settle_and_it_is_written_down(owner: Actor, replier: Actor) -> None:
    settled = settle(replier, tell(owner).pk)
    assert settled.settled_by_id == replier.user_id
    assert not notices_of(owner).exists()
    assert Event.objects.filter(actor_name="Dele", verb="settle").count() == 1
    assert settle(replier, settled.pk).settled_at == settled.settled_at


def test_a_guest_reads_and_does_not_settle(owner: Actor, guest: Actor, stranger: Actor) -> None:
    notice = tell(owner)
    assert list(notices_of(guest)) == [notice]
    with pytest.raises(NotAllowed):
        settle(guest, notice.pk)
    with pytest.raises(BadInput):
        settle(stranger, notice.pk)


def test_looking_at_them_is_noted_once(owner: Actor) -> None:
    tell(owner)
    assert see(owner) == 1
    assert see(owner) == 0

"""A pause is not forgotten: every four hours it is asked whether it can end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from twoway.apps.delivery.actions import pause, resume
from twoway.apps.delivery.models import Pause
from twoway.apps.delivery.telling import tell
from twoway.apps.notices.actions import settle
from twoway.apps.notices.queries import notices_of
from twoway.domain.permission import Actor

pytestmark = pytest.mark.django_db


def begun(made: Pause, hours: float) -> None:
    """It began so long ago."""
    Pause.objects.filter(pk=made.pk).update(began_at=timezone.now() - timedelta(hours=hours))


def test_it_is_asked_after_four_hours_and_once_in_each_four(owner: Actor) -> None:
    made = pause(owner, "A fire in Mill Lane")
    tell()
    assert not notices_of(owner).exists()
    begun(made, 4.1)
    tell()
    tell()
    notice = notices_of(owner).get()
    assert (notice.times, "4 hours ago" in notice.words, "A fire in Mill Lane" in notice.words) == (1, True, True)
    begun(made, 8.1)
    tell()
    assert "8 hours ago" in notices_of(owner).get().words


def test_who_says_that_it_goes_on_is_asked_again_later_and_not_before(owner: Actor) -> None:
    made = pause(owner, "A fire")
    begun(made, 4.1)
    tell()
    settle(owner, notices_of(owner).get().pk)
    tell()
    assert not notices_of(owner).exists()
    begun(made, 8.1)
    tell()
    assert notices_of(owner).count() == 1


def test_nobody_is_asked_about_a_pause_that_is_over(owner: Actor, stranger: Actor) -> None:
    ours, theirs = pause(owner, "A fire"), pause(stranger, "A flood")
    for made in (ours, theirs):
        begun(made, 5)
    tell()
    resume(owner, ours.pk)
    tell()
    assert not notices_of(owner).exists()
    assert notices_of(stranger).count() == 1

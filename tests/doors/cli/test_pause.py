"""`twoway pause`: what is begun and ended is said in words that fit the number."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor


def test_everything_is_paused_and_goes_on(say: Say, owner: Actor, account: Account) -> None:
    post = save(owner, Draft(master="Fresh rye at eight, as every Saturday.", account_ids=(account.pk,)))
    schedule(owner, post.pk, timezone.now() + timedelta(days=1))
    begun = say("pause", "begin", "--why", "A fire in Mill Lane").out
    assert begun.startswith("Everything is paused: nothing goes out until somebody ends it. `twoway pause end ")
    [number] = [one["id"] for one in say("pause", "--json").json["pauses"]]
    assert say("pause", "end", str(number)).out == "The pause of everything is over. 1 goes on as planned.\n"


def test_a_part_is_paused_under_its_name(say: Say, owner: Actor, account: Account) -> None:
    begun = say("pause", "begin", "--why", "New owner", "--account", "alder.rye").out
    assert begun.startswith("@alder.rye@rehearsal is paused: ")
    assert say("pause").out.count("New owner") == 1

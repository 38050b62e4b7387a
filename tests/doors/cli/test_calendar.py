"""`twoway calendar`, `twoway move` and `twoway aim`."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.cadence import Standing
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.doors.cli.groups.calendar import STANDINGS

LONDON = ZoneInfo("Europe/London")


def noon(days: int = 3) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def words_of(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"


def planned(who: Actor, at: datetime, *accounts: Account, words: str = "Fresh rye at eight.") -> Post:
    post = save(who, Draft(master=words, account_ids=tuple(a.pk for a in accounts)))
    schedule(who, post.pk, at)
    return post


def test_the_calendar_is_told_in_lines(say: Say, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    said = say("calendar")
    assert said.code == 0
    assert f"{noon().astimezone(LONDON):%H:%M}\t{post.pk}\tscheduled\t@alder.rye@rehearsal on Rehearsal" in said.out
    assert "of 3 posts" in said.err
    assert "A good time:" in said.err


def test_scripts_get_all_of_it(say: Say, owner: Actor, account: Account) -> None:
    posts = [planned(owner, noon() + timedelta(minutes=5 * n), account) for n in range(3)]
    told = say("calendar", "--json").json
    [first, *_] = told["entries"]
    assert (first["post"], first["state"], first["may_move"]) == (posts[0].pk, "scheduled", True)
    assert datetime.fromisoformat(first["at"]) == noon()
    assert first["versions"][0]["account"] == "alder.rye@rehearsal:rehearsal"
    assert told["clusters"] == [{"posts": [p.pk for p in posts], "words": "3 posts within an hour"}]
    assert told["aim"] == {"posts": 3, "replies": 9}
    assert len(told["weeks"]) == 6
    assert told["good"]


def test_only_some_of_it(say: Say, owner: Actor, account: Account, second_account: Account) -> None:
    here, there = planned(owner, noon(), account), planned(owner, noon(4), second_account)

    def found(*words: str) -> list[int]:
        return [row["post"] for row in say("calendar", "--json", *words).json["entries"]]

    assert found() == [here.pk, there.pk]
    assert found("--account", "alder.rye@rehearsal:rehearsal") == [here.pk]
    assert found("--persona", "alder & rye") == [here.pk, there.pk]
    assert found("--state", "sent") == []
    assert found("--from", f"{noon(4).astimezone(LONDON):%Y-%m-%d}", "--days", "1") == [there.pk]


def test_every_state_can_be_asked_for() -> None:
    assert list(Standing) == STANDINGS


@pytest.mark.parametrize("words", [("--from", "nonsense"), ("--from", "0001-01-01"), ("--persona", "Nobody")])
def test_a_mistyped_wish_is_told(say: Say, owner: Actor, words: tuple[str, str]) -> None:
    said = say("calendar", *words)
    assert (said.code, said.out) == (2, "")


def test_a_post_is_moved(say: Say, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    said = say("move", str(post.pk), words_of(noon(5)))
    assert said.code == 0
    assert "Moved to" in said.out
    assert Delivery.objects.get().due_at == noon(5)
    told = say("move", str(post.pk), words_of(noon(6)), "--json").json
    assert datetime.fromisoformat(told["at"]) == noon(6)
    assert datetime.fromisoformat(told["was"][0]["at"]) == noon(5)


def test_one_version_is_moved_alone(say: Say, owner: Actor, account: Account, second_account: Account) -> None:
    post = planned(owner, noon(), account, second_account)
    say("move", str(post.pk), words_of(noon(5)), "--account", "millbrook.market@rehearsal:rehearsal")
    assert Delivery.objects.get(account=account).due_at == noon()
    assert Delivery.objects.get(account=second_account).due_at == noon(5)


def test_what_stays_is_told(say: Say, owner: Actor, account: Account, second_account: Account) -> None:
    post = planned(owner, noon(), account, second_account)
    Delivery.objects.filter(account=account).update(state=DeliveryState.SENT)
    said = say("move", str(post.pk), words_of(noon(5)))
    assert said.err == "@alder.rye@rehearsal stays where it is (sent).\n"


def test_a_bad_time_is_explained_and_can_be_insisted_on(say: Say, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    night = noon(5).replace(hour=2)
    said = say("move", str(post.pk), words_of(night))
    assert said.code == 2
    assert "asleep" in said.err
    assert "is clear. Give --anyway" in said.err
    assert say("move", str(post.pk), words_of(night), "--anyway").code == 0
    assert Delivery.objects.get().due_at == night


def test_what_is_out_is_not_moved(say: Say, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    Delivery.objects.update(state=DeliveryState.SENT)
    assert say("move", str(post.pk), words_of(noon(5))).code == 5


def test_the_aim_is_shown_and_changed(say: Say, owner: Actor) -> None:
    assert say("aim").out == "3 posts and 9 replies a week, between 08:00 and 20:00.\n"
    said = say("aim", "--posts", "5", "--hours", "07:30-18:00")
    assert said.out == "5 posts and 9 replies a week, between 07:30 and 18:00.\n"
    assert say("aim", "--json").json == {"posts": 5, "replies": 9, "hours": ["07:30:00", "18:00:00"]}


@pytest.mark.parametrize("hours", ["late", "18:00", "18:00-08:00"])
def test_hours_that_make_no_sense_are_told(say: Say, owner: Actor, hours: str) -> None:
    assert say("aim", "--hours", hours).code == 2

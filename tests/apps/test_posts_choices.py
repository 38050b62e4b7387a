"""What can be decided for a version: findings set aside, a time of its own, and versions that follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.posts.actions import save, schedule, send_now
from twoway.apps.posts.looks import Look, look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, post_of
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor

LOUD = "COME AND TRY THE NEW RYE BREAD ON SATURDAY"


def draft(*accounts: Account, master: str = LOUD, **more: Any) -> Draft:
    return Draft(master=master, account_ids=tuple(a.pk for a in accounts), **more)


def codes(looks: Iterable[Look]) -> set[str]:
    return {finding.code for look in looks for finding in look.findings}


def set_aside(account: Account, code: str, reason: str) -> dict[str, Any]:
    return {"set_aside": {account.pk: {code: reason}}}


class TestSettingAside:
    def test_a_finding_set_aside_is_kept_with_its_reason_and_no_longer_found(
        self, owner: Actor, account: Account
    ) -> None:
        assert "ACC005" in codes(look_at(owner, draft(account)))
        post = save(owner, draft(account, **set_aside(account, "ACC005", "It is the name of our stall")))
        [look] = look_at_post(owner, post)
        assert "ACC005" not in codes([look])
        assert [(a.finding.code, a.reason) for a in look.aside] == [("ACC005", "It is the name of our stall")]

    def test_it_is_in_the_event_log_once(self, owner: Actor, account: Account) -> None:
        post = save(owner, draft(account, **set_aside(account, "ACC005", "Our stall's name")))
        again = draft(
            account, post_id=post.pk, revision=post.revision, **set_aside(account, "ACC005", "Our stall's name")
        )
        save(owner, again)
        event = Event.objects.get(verb="set aside")
        assert event.why == "Our stall's name"
        assert "all-caps" in event.summary

    @pytest.mark.parametrize("reason", ["...", "x" * 501], ids=["no reason", "a novel"])
    def test_without_a_reason_nothing_is_saved(self, owner: Actor, account: Account, reason: str) -> None:
        with pytest.raises(BadInput):
            save(owner, draft(account, **set_aside(account, "ACC005", reason)))
        assert not Post.objects.exists()

    def test_it_travels_with_what_is_frozen(self, owner: Actor, account: Account) -> None:
        post = save(owner, draft(account, **set_aside(account, "ACC005", "Our stall's name")))
        [delivery] = schedule(owner, post.pk, timezone.now() + timedelta(hours=1)).deliveries
        assert delivery.frozen["set_aside"] == {"ACC005": "Our stall's name"}

    def test_a_guest_may_not(self, guest: Actor, account: Account) -> None:
        with pytest.raises(NotAllowed):
            save(guest, draft(account, **set_aside(account, "ACC005", "I like it")))


class TestTimes:
    def test_versions_that_are_spread_go_seven_to_fifteen_minutes_apart(
        self, owner: Actor, account: Account, second_account: Account
    ) -> None:
        post = save(owner, draft(account, second_account, master="Fresh rye at eight.", spread=True))
        at = timezone.now() + timedelta(days=1)
        first, second = sorted(d.due_at for d in schedule(owner, post.pk, at).deliveries)
        assert first == at
        assert timedelta(minutes=7) <= second - first <= timedelta(minutes=15)

    def test_what_is_sent_now_is_not_spread_unless_that_is_asked_for(
        self, owner: Actor, account: Account, second_account: Account
    ) -> None:
        post = save(owner, draft(account, second_account, master="Fresh rye at eight.", spread=True))
        assert len({d.due_at for d in send_now(owner, post.pk).deliveries}) == 1
        other = save(owner, draft(account, second_account, master="Plum cake on Friday."))
        assert len({d.due_at for d in send_now(owner, other.pk, spread=True).deliveries}) == 2

    def test_a_version_can_have_a_time_of_its_own(
        self, owner: Actor, account: Account, second_account: Account
    ) -> None:
        at = timezone.now() + timedelta(days=1)
        own = at + timedelta(hours=5)
        post = save(owner, draft(account, second_account, master="Fresh rye.", times={second_account.pk: own}))
        due = {d.account_id: d.due_at for d in schedule(owner, post.pk, at).deliveries}
        assert due == {account.pk: at, second_account.pk: own}

    def test_the_choices_are_kept_with_the_draft(self, owner: Actor, account: Account) -> None:
        own = timezone.now() + timedelta(days=2)
        post = save(owner, draft(account, times={account.pk: own}, spread=True, fits={account.pk: "thread"}))
        kept = post_of(owner, post.pk)
        version = kept.versions.get()
        assert (kept.spread, version.planned_at, version.fit) == (True, own, "thread")

    def test_an_own_time_that_has_passed_is_told(self, owner: Actor, account: Account) -> None:
        late = timezone.now() - timedelta(days=2)
        post = save(owner, draft(account, master="Fresh rye.", times={account.pk: late}))
        with pytest.raises(BadInput, match="has passed"):
            schedule(owner, post.pk, timezone.now() + timedelta(hours=1))

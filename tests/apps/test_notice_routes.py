"""The ways out of the house: told once, many at once as one, in quiet hours not at all, and never silently lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.apps.test_notices import tell
from tests.counterparts.hook_server import HookServer, hook_server
from tests.counterparts.mail_server import Serve, mail_server
from twoway.apps.notices import jobs
from twoway.apps.notices.actions import (
    Manners,
    add_email,
    add_webhook,
    change_route,
    new_secret,
    remove_route,
    settle_notice,
    try_out,
)
from twoway.apps.notices.models import Notice, Outcome, Route, Telling
from twoway.apps.notices.queries import due_routes, notices_of, routes_of
from twoway.apps.people.models import Membership
from twoway.domain.errors import BadInput, Conflict, NotAllowed, Refused, TryLater
from twoway.domain.permission import Actor

__all__ = ["hook_server", "mail_server"]

pytestmark = pytest.mark.django_db


def pass_time(**span: float) -> None:
    """What waits comes nearer, as if so much time had passed."""
    for telling in Telling.objects.filter(outcome=""):
        Telling.objects.filter(pk=telling.pk).update(next_at=telling.next_at - timedelta(**span))
    for route in Route.objects.all():
        before = route.told_at - timedelta(**span) if route.told_at else None
        Route.objects.filter(pk=route.pk).update(told_at=before)


# -- e-mail ------------------------------------------------------------------------------------------------------------


def test_an_urgent_notice_goes_out_at_once_and_says_what_to_do_and_where(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    tell(owner, words="@alder.rye does not let us in any more.", urgent=True)
    assert jobs.drain() == 1
    (mail,) = box.mails
    assert mail["to"] == "sarah@alderrye.example"
    assert mail["from"] == "Twoway <desk@alderrye.example>"
    assert mail["subject"] == "[Alder & Rye] @alder.rye does not let us in any more."
    words = mail.get_content()
    assert "Connect it anew." in words
    assert "http://127.0.0.1:8000/accounts/" in words
    assert mail["auto-submitted"] == "auto-generated"


def test_the_same_trouble_forty_times_is_one_mail(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    for _ in range(40):
        tell(owner, urgent=True)
        jobs.drain()
    assert len(box.mails) == 1


def test_forty_troubles_at_once_are_one_mail_with_the_urgent_one_first(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    for number in range(39):
        tell(owner, key=f"post:{number}", words=f"Post {number} was refused.")
    tell(owner, key="account", words="An account needs you.", urgent=True)
    assert jobs.drain() == 40
    (mail,) = box.mails
    assert mail["subject"] == "[Alder & Rye] 40 things need you, 1 of them urgent"
    assert mail.get_content().startswith("Urgent: An account needs you.")


def test_a_crowd_that_follows_the_first_waits_and_comes_as_one(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    tell(owner, key="first", urgent=True)
    jobs.drain()
    for number in range(5):
        tell(owner, key=f"next:{number}", urgent=True)
    later = Telling.objects.filter(outcome="").first()
    assert later is not None
    assert later.next_at > timezone.now() + timedelta(seconds=30)
    pass_time(minutes=2)
    jobs.drain()
    assert [mail["subject"] for mail in box.mails][1:] == ["[Alder & Rye] 5 things need you, 5 of them urgent"]


def test_what_is_not_urgent_waits_a_little_for_company(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    tell(owner)
    assert due_routes(timezone.now()) == []
    pass_time(minutes=3)
    jobs.drain()
    assert len(box.mails) == 1


def test_what_is_over_before_it_was_told_is_not_told(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(owner, own=True)
    settle_notice(owner.workspace_id, tell(owner).key)
    pass_time(minutes=3)
    assert jobs.drain() == 0
    assert box.mails == []
    assert [telling.outcome for telling in Telling.objects.all()] == [Outcome.SPARED]


def test_who_was_let_go_is_told_nothing_more(owner: Actor, replier: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    add_email(replier, own=True)
    tell(owner, "before", urgent=True)
    Membership.objects.filter(user_id=replier.user_id).delete()
    tell(owner, "after", urgent=True)
    jobs.drain()
    assert box.mails == []
    assert Telling.objects.count() == 1


def test_a_mail_that_fails_goes_again_later_and_the_trouble_is_seen(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    route = add_email(owner, own=True)
    box.answers = ["451 come back later", "451 come back later"]
    tell(owner, urgent=True)
    assert jobs.drain() == 0
    route.refresh_from_db()
    assert "451" in route.trouble
    assert not Notice.objects.filter(key=f"route:{route.pk}").exists()
    pass_time(minutes=2)
    jobs.drain()
    assert Notice.objects.get(key=f"route:{route.pk}").is_open
    pass_time(minutes=6)
    assert jobs.drain() == 1
    route.refresh_from_db()
    assert (len(box.mails), route.trouble, route.trouble_since) == (1, "", None)
    assert not Notice.objects.get(key=f"route:{route.pk}").is_open


def test_each_wait_is_longer_than_the_one_before(owner: Actor, mail_server: Serve) -> None:
    mail_server().box.answers = ["451 later"] * 4
    add_email(owner, own=True)
    tell(owner, urgent=True)
    waits = []
    for _ in range(4):
        jobs.drain()
        telling = Telling.objects.get()
        waits.append(telling.next_at - timezone.now())
        Telling.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]


def test_an_address_that_does_not_exist_is_given_up_and_told_on_the_other_routes(
    owner: Actor, mail_server: Serve
) -> None:
    box = mail_server().box
    box.refuses = {"gone@alderrye.example"}
    gone = add_email(owner, "gone@alderrye.example", own=False)
    add_email(owner, own=True)
    tell(owner, urgent=True)
    jobs.drain()
    (mail,) = box.mails
    assert mail["to"] == "sarah@alderrye.example"
    assert "do not get through to gone@alderrye.example" in mail.get_content()
    assert Telling.objects.get(route=gone).outcome == Outcome.GIVEN_UP


def test_what_could_not_be_told_for_two_days_is_given_up(owner: Actor, mail_server: Serve) -> None:
    mail_server().box.answers = ["451 later"]
    add_email(owner, own=True)
    tell(owner, urgent=True)
    jobs.drain()
    Telling.objects.update(next_at=timezone.now(), give_up_at=timezone.now() - timedelta(minutes=1))
    jobs.drain()
    telling = Telling.objects.get()
    assert (telling.outcome, "451" in telling.why) == (Outcome.GIVEN_UP, True)


def test_no_mail_server_is_said_in_words_that_say_what_to_set(owner: Actor) -> None:
    route = add_email(owner, own=True)
    with pytest.raises(Refused, match="TWOWAY_SMTP_HOST"):
        try_out(owner, route.pk)
    route.refresh_from_db()
    assert "TWOWAY_SMTP_HOST" in route.trouble


def test_a_server_that_asks_for_a_password_gets_it(owner: Actor, mail_server: Serve, settings: Any) -> None:
    box = mail_server(login=("desk", "rye")).box
    route = add_email(owner, own=True)
    settings.TWOWAY_SMTP_USER, settings.TWOWAY_SMTP_PASSWORD = "desk", "wheat"
    with pytest.raises(TryLater, match="TWOWAY_SMTP_PASSWORD"):
        try_out(owner, route.pk)
    settings.TWOWAY_SMTP_PASSWORD = "rye"
    try_out(owner, route.pk)
    assert [mail["subject"] for mail in box.mails] == [
        "[Alder & Rye] Sarah asked for this test. Notices of Alder & Rye arrive here."
    ]


def test_nothing_is_sent_in_the_open_when_privacy_was_asked_for(
    owner: Actor, mail_server: Serve, settings: Any
) -> None:
    box = mail_server().box
    settings.TWOWAY_SMTP_SECURITY = "starttls"
    route = add_email(owner, own=True)
    with pytest.raises(TryLater, match="cannot be used"):
        try_out(owner, route.pk)
    assert box.mails == []


def test_a_server_that_is_not_there_is_named(owner: Actor, settings: Any) -> None:
    settings.TWOWAY_SMTP_HOST, settings.TWOWAY_SMTP_PORT = "127.0.0.1", 9
    settings.TWOWAY_SMTP_FROM = "desk@alderrye.example"
    route = add_email(owner, own=True)
    with pytest.raises(TryLater, match=r"127\.0\.0\.1:9"):
        try_out(owner, route.pk)


# -- webhooks ----------------------------------------------------------------------------------------------------------


def test_a_webhook_is_signed_so_that_its_server_can_check_it(owner: Actor, hook_server: HookServer) -> None:
    _, secret = add_webhook(owner, f"{hook_server.address}/notices?from=twoway")
    tell(owner, words="Two posts missed their time.", urgent=True)
    jobs.drain()
    (call,) = hook_server.calls
    assert call.path == "/notices?from=twoway"
    # What any library for Standard Webhooks does.
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{mark}"
    assert abs(int(call.headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    told = json.loads(call.body)
    assert (told["kind"], told["workspace"]) == ("notices", "Alder & Rye")
    assert told["notices"][0]["words"] == "Two posts missed their time."


def test_the_secret_is_sealed_and_another_one_signs_at_once(owner: Actor, hook_server: HookServer) -> None:
    route, secret = add_webhook(owner, hook_server.address)
    assert secret not in Route.objects.get(pk=route.pk).sealed
    assert new_secret(owner, route.pk) != secret


def test_a_call_that_is_not_taken_is_made_again_under_the_same_id(owner: Actor, hook_server: HookServer) -> None:
    add_webhook(owner, hook_server.address)
    hook_server.answers = [500, 302]
    tell(owner, urgent=True)
    jobs.drain()
    pass_time(minutes=2)
    jobs.drain()
    pass_time(minutes=6)
    assert jobs.drain() == 1
    assert len({call.headers["webhook-id"] for call in hook_server.calls}) == 1
    assert len(hook_server.calls) == 3


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9/x", "https"),
        ("https://127.0.0.1/x", "private network.*TWOWAY_WEBHOOK_ADDRESSES"),
        ("https://[::1]/x", "private network"),
        ("https://10.0.0.7/x", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://name:word@hooks.example/x", "without a name and password"),
        ("ftp://hooks.example/x", "whole address"),
        ("hooks.example", "whole address"),
        ("", "whole address"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_with_the_reason(owner: Actor, address: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        add_webhook(owner, address)
    assert not Route.objects.exists()


def test_an_address_that_becomes_private_later_is_not_called(
    owner: Actor, hook_server: HookServer, settings: Any
) -> None:
    route, _ = add_webhook(owner, hook_server.address)
    settings.TWOWAY_WEBHOOK_ADDRESSES = ()
    with pytest.raises(Refused, match="TWOWAY_WEBHOOK_ADDRESSES"):
        try_out(owner, route.pk)
    assert hook_server.calls == []


def test_a_key_that_is_gone_is_said_as_what_it_is(owner: Actor, hook_server: HookServer) -> None:
    route, _ = add_webhook(owner, hook_server.address)
    Route.objects.update(sealed="k9.AAAA.BBBB")
    with pytest.raises(Refused, match="another one"):
        try_out(owner, route.pk)


# -- wishes ------------------------------------------------------------------------------------------------------------


def all_day_but_now() -> tuple[time, time]:
    """Quiet hours in London that hold now and end in an hour or two, also where a clock is changed meanwhile."""
    now = timezone.now()
    begins, ends = ((now + timedelta(hours=hours)).astimezone(_london()).time() for hours in (-1, 2))
    return begins, ends.replace(second=0, microsecond=0)


def _london() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/London")


def test_in_quiet_hours_only_urgent_ones_go_out(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    begins, ends = all_day_but_now()
    add_email(owner, own=True, manners=Manners(quiet_from=begins, quiet_until=ends))
    quiet = tell(owner, "quiet")
    tell(owner, "urgent", urgent=True)
    jobs.drain()
    assert len(box.mails) == 1
    waits = Telling.objects.get(notice=quiet)
    assert waits.next_at.astimezone(_london()).time() == ends
    assert timedelta(0) < waits.next_at - timezone.now() <= timedelta(hours=2)


def test_who_wants_no_alarm_at_night_gets_none(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    begins, ends = all_day_but_now()
    add_email(owner, own=True, manners=Manners(quiet_from=begins, quiet_until=ends, urgent_at_night=False))
    tell(owner, urgent=True)
    jobs.drain()
    assert box.mails == []


def test_who_wants_only_urgent_ones_gets_only_those(owner: Actor, mail_server: Serve) -> None:
    mail_server()
    add_email(owner, own=True, manners=Manners(only_urgent=True))
    tell(owner, "one")
    tell(owner, "two", urgent=True)
    assert jobs.drain() == 1
    assert Telling.objects.count() == 1


def test_a_route_that_is_switched_off_gets_nothing(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    route = add_email(owner, own=True)
    tell(owner, "before", urgent=True)
    change_route(owner, route.pk, Manners(), is_on=False)
    tell(owner, "after", urgent=True)
    jobs.drain()
    assert (box.mails, Telling.objects.get().outcome) == ([], Outcome.SPARED)


@pytest.mark.parametrize("manners", [Manners(quiet_from=time(21)), Manners(quiet_from=time(7), quiet_until=time(7))])
def test_quiet_hours_need_two_ends(owner: Actor, manners: Manners) -> None:
    with pytest.raises(BadInput, match="Quiet hours"):
        add_email(owner, own=True, manners=manners)


# -- whose routes ------------------------------------------------------------------------------------------------------


def test_everybody_has_routes_of_their_own_and_owners_those_of_the_workspace(
    owner: Actor, replier: Actor, guest: Actor, stranger: Actor
) -> None:
    mine = add_email(replier, own=True)
    ours = add_email(owner, "team@alderrye.example", own=False)
    assert list(routes_of(owner)) == [ours]
    assert list(routes_of(replier)) == [mine, ours]
    assert list(routes_of(stranger)) == []
    assert add_email(guest, own=True).target == "guest@alderrye.example"
    for call in (
        lambda: add_email(replier, "x@y.example", own=False),
        lambda: add_webhook(replier, "https://hooks.example/x"),
        lambda: change_route(replier, ours.pk, Manners(), is_on=False),
        lambda: remove_route(guest, ours.pk),
        lambda: try_out(guest, ours.pk),
    ):
        with pytest.raises(NotAllowed):
            call()
    for somebody in (stranger, owner):
        with pytest.raises(BadInput, match="no such route"):
            remove_route(somebody, mine.pk)
    remove_route(replier, mine.pk)
    assert not routes_of(replier).filter(user_id=replier.user_id).exists()


def test_the_same_address_twice_is_told(owner: Actor) -> None:
    add_email(owner, own=True)
    with pytest.raises(Conflict):
        add_email(owner, own=True)
    with pytest.raises(BadInput, match="not an e-mail"):
        add_email(owner, "nonsense", own=False)


def test_removing_a_broken_route_settles_what_was_said_about_it(owner: Actor, mail_server: Serve) -> None:
    mail_server().box.refuses = {"gone@alderrye.example"}
    route = add_email(owner, "gone@alderrye.example", own=False)
    tell(owner, urgent=True)
    jobs.drain()
    assert notices_of(owner).filter(key=f"route:{route.pk}").exists()
    remove_route(owner, route.pk)
    assert not notices_of(owner).filter(key=f"route:{route.pk}").exists()


def test_a_busy_route_is_left_to_who_has_it(owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    route = add_email(owner, own=True)
    tell(owner, urgent=True)
    Route.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    assert jobs.advance(route.pk) == 0
    Route.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.advance(route.pk) == 1
    assert len(box.mails) == 1


def test_the_clock_wakes_a_route_for_what_is_due(owner: Actor) -> None:
    add_email(owner, own=True)
    assert jobs.wake_due_routes() == 0
    tell(owner, urgent=True)
    assert jobs.wake_due_routes() == 1


def test_what_was_settled_long_ago_is_taken_away_and_nothing_else(owner: Actor) -> None:
    add_email(owner, own=True)
    old, lately, still_open = (tell(owner, key) for key in ("old", "lately", "open"))
    long_ago = timezone.now() - jobs.KEPT - timedelta(days=1)
    Notice.objects.filter(pk=old.pk).update(settled_at=long_ago)
    Notice.objects.filter(pk=lately.pk).update(settled_at=timezone.now())
    Notice.objects.filter(pk=still_open.pk).update(created_at=long_ago)
    assert jobs.forget_old() == 1
    assert set(Notice.objects.all()) == {lately, still_open}

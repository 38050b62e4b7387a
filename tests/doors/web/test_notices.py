"""The page of notices and the bell that leads to it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.apps.test_notices import tell
from tests.counterparts.hook_server import HookServer, hook_server
from tests.counterparts.mail_server import Serve, mail_server
from tests.doors.web.conftest import seat
from tests.doors.web.test_settings import said, told
from twoway.apps.notices.models import Route
from twoway.apps.notices.queries import notices_of
from twoway.domain.permission import Actor

__all__ = ["hook_server", "mail_server"]

pytestmark = pytest.mark.django_db


def test_the_bell_counts_on_every_page_and_leads_to_the_cure(desk: Client, owner: Actor) -> None:
    assert 'aria-label="Notices"' in said(desk, "/calendar/")
    tell(owner, "one", words="@alder.rye does not let us in.", urgent=True)
    tell(owner, "two")
    assert 'aria-label="Notices, 2 open, 1 urgent"' in said(desk, "/calendar/")
    page = said(desk, "/notices/")
    assert page.index("does not let us in") < page.index("An account needs you.")
    assert 'href="/accounts/"' in page
    assert "New" in page
    assert 'kind="info"' not in page
    assert page.count(">New<") == 2
    assert said(desk, "/notices/").count(">New<") == 0


def test_a_notice_is_settled_by_who_answers_people_and_only_read_by_guests(
    desk: Client, owner: Actor, replier: Actor, guest: Actor
) -> None:
    notice = tell(owner)
    assert "Settled:" not in said(seat(guest), "/notices/")
    told(seat(guest), f"/notices/{notice.pk}/settle/", {}, 403)
    told(seat(replier), f"/notices/{notice.pk}/settle/", {})
    assert not notices_of(owner).exists()
    page = said(desk, "/notices/")
    assert "All is well." in page
    assert "by Dele" in page


def test_own_mail_is_added_tried_changed_and_removed(desk: Client, owner: Actor, mail_server: Serve) -> None:
    assert "TWOWAY_SMTP_HOST" in said(desk, "/notices/")
    box = mail_server().box
    told(desk, "/notices/routes/own/", {"quiet_from": "21:00", "quiet_until": "07:00", "urgent_at_night": "yes"})
    route = Route.objects.get()
    assert "Quiet from 21:00 to 07:00, but for what is urgent." in said(desk, "/notices/")
    told(desk, f"/notices/route/{route.pk}/try/", {})
    assert len(box.mails) == 1
    box.answers = ["554 go away"]
    told(desk, f"/notices/route/{route.pk}/try/", {})
    page = said(desk, "/notices/")
    assert "Does not get through" in page
    assert "554" in page
    told(desk, f"/notices/route/{route.pk}/", {"only_urgent": "yes"})
    route.refresh_from_db()
    assert (route.only_urgent, route.is_on, route.quiet_from) == (True, False, None)
    told(desk, f"/notices/route/{route.pk}/remove/", {})
    assert not Route.objects.exists()


def test_the_secret_of_a_webhook_is_shown_once(desk: Client, hook_server: HookServer) -> None:
    page = told(desk, "/notices/routes/webhook/", {"target": f"{hook_server.address}/here"}, 200)
    secret = re.search(r"whsec_[\w+/=]+", page)
    assert secret is not None
    assert "whsec_" not in said(desk, "/notices/")
    route = Route.objects.get()
    again = told(desk, f"/notices/route/{route.pk}/secret/", {}, 200)
    assert secret[0] not in again
    assert "whsec_" in again


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        ("webhook", {"target": "https://10.0.0.1/x"}, "private network"),
        ("email", {"target": "nonsense"}, "not an e-mail"),
        ("own", {"quiet_from": "21:00"}, "a beginning and an end"),
        ("own", {"quiet_from": "late", "quiet_until": "07:00"}, "not a time"),
    ],
)
def test_what_will_not_do_is_told_on_the_page(desk: Client, path: str, data: dict[str, str], says: str) -> None:
    assert says in told(desk, f"/notices/routes/{path}/", data, 400)
    assert not Route.objects.exists()


def test_team_mates_have_their_own_mail_and_no_say_in_the_others(
    desk: Client, replier: Actor, stranger: Actor, settings: Any
) -> None:
    told(desk, "/notices/routes/email/", {"target": "team@alderrye.example"})
    route = Route.objects.get()
    client = seat(replier)
    told(client, "/notices/routes/own/", {})
    page = said(client, "/notices/")
    assert "dele@alderrye.example" in page
    assert "dele@alderrye.example" not in said(desk, "/notices/")
    told(client, f"/notices/route/{route.pk}/remove/", {}, 403)
    told(client, "/notices/routes/email/", {"target": "x@y.example"}, 403)
    told(seat(stranger), f"/notices/route/{route.pk}/remove/", {}, 400)


def test_the_page_asks_no_more_for_more_notices_and_goes_on_after_thirty(
    desk: Client, owner: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(35):
        tell(owner, f"n{number}", words=f"Notice {number}.")
    with django_assert_max_num_queries(18):
        page = said(desk, "/notices/")
    assert "1 of 2" in page
    assert page.count("Go there<") == 30
    assert said(desk, "/notices/?page=2").count("Go there<") == 5

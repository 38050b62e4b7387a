"""`twoway notices`, as somebody types it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.apps.test_notices import tell
from tests.counterparts.hook_server import HookServer, hook_server
from tests.counterparts.mail_server import Serve, mail_server
from tests.doors.cli.conftest import Say
from twoway.apps.notices.models import Route
from twoway.apps.notices.queries import notices_of
from twoway.domain.permission import Actor

__all__ = ["hook_server", "mail_server"]

pytestmark = pytest.mark.django_db


def test_notices_are_listed_and_settled(say: Say, owner: Actor) -> None:
    assert "Nothing needs you." in say("notices").err
    first = tell(owner, words="@alder.rye does not let us in.", urgent=True)
    tell(owner, "two")
    said = say("notices")
    assert said.out.splitlines()[1].split("\t")[:2] == [str(first.pk), "urgent"]
    assert "Connect it anew." in said.out
    assert say("notices", "list", "--json").json[0]["words"] == "@alder.rye does not let us in."
    assert say("notices", "settle", str(first.pk)).code == 0
    assert [notice.key for notice in notices_of(owner)] == ["two"]
    assert say("notices", "--settled", "--json").json[1]["settled_at"]
    assert say("notices", "settle", "999").code == 2


def test_a_route_by_mail_is_added_tried_changed_and_removed(say: Say, owner: Actor, mail_server: Serve) -> None:
    box = mail_server().box
    number = say("notices", "route", "add", "email", "--quiet", "21:00-07:00", "--json").json["id"]
    assert say("notices", "route", "test", str(number)).code == 0
    assert len(box.mails) == 1
    box.answers = ["554 go away"]
    failed = say("notices", "route", "test", str(number))
    assert (failed.code, "554" in failed.err) == (4, True)
    assert "does not get through" in say("notices", "route").out
    say("notices", "route", "change", str(number), "--only-urgent", "--off")
    route = Route.objects.get()
    assert (route.only_urgent, route.is_on, str(route.quiet_from)) == (True, False, "21:00:00")
    say("notices", "route", "change", str(number), "--no-quiet", "--on")
    route.refresh_from_db()
    assert (route.only_urgent, route.is_on, route.quiet_from) == (True, True, None)
    assert say("notices", "route", "remove", str(number)).code == 0
    assert "only" in say("notices", "route").err


def test_the_secret_of_a_webhook_stands_alone_on_stdout(say: Say, owner: Actor, hook_server: HookServer) -> None:
    said = say("notices", "route", "add", "webhook", f"{hook_server.address}/x")
    assert said.out.startswith("whsec_")
    assert said.out.count("\n") == 1
    number = str(Route.objects.get().pk)
    assert say("notices", "route", "secret", number).out.startswith("whsec_")
    assert say("notices", "route", "test", number).code == 0
    assert [call.path for call in hook_server.calls] == ["/x"]
    assert "whsec_" not in say("notices", "route", "--json").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("email", "nonsense"), "not an e-mail"),
        (("email", "--quiet", "late"), "21:00-07:00"),
        (("webhook", "http://10.0.0.1/x"), "https"),
    ],
)
def test_what_will_not_do_is_told(say: Say, owner: Actor, words: tuple[str, ...], says: str) -> None:
    said = say("notices", "route", "add", *words)
    assert (said.code, says in said.err) == (2, True)
    assert not Route.objects.exists()


def test_a_team_mate_may_not_send_notices_elsewhere(say: Say, owner: Actor, replier: Actor, settings: Any) -> None:
    said = say("--as", "dele@alderrye.example", "notices", "route", "add", "email", "x@y.example")
    assert said.code != 0
    assert "may not" in said.err
    assert say("--as", "dele@alderrye.example", "notices", "route", "add", "email").code == 0

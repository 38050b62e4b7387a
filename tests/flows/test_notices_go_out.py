"""A notice leaves the house by itself: a real worker, a real mail server, and a server of somebody's own."""

from __future__ import annotations

import json

from tests.counterparts.hook_server import HookServer, hook_server
from tests.counterparts.mail_server import Serve, mail_server
from tests.installation import Installation, eventually

__all__ = ["hook_server", "mail_server"]

RAISE = """
from twoway.apps.notices.actions import raise_notice
from twoway.apps.people.queries import acting_as
for _ in range(40):
    raise_notice(
        workspace_id=acting_as().workspace_id, key="account:1", words="@alder.rye does not let us in any more.",
        cure="Connect it anew.", path="/accounts/", urgent=True,
    )
"""


def test_what_is_urgent_goes_out_once_by_mail_and_by_webhook(
    installation: Installation, mail_server: Serve, hook_server: HookServer
) -> None:
    server = mail_server()
    installation.env |= {
        "TWOWAY_SMTP_HOST": "127.0.0.1",
        "TWOWAY_SMTP_PORT": str(server.port),
        "TWOWAY_SMTP_SECURITY": "none",
        "TWOWAY_SMTP_FROM": "desk@alderrye.example",
        "TWOWAY_WEBHOOK_ADDRESSES": hook_server.address,
    }
    assert installation.twoway("notices", "route", "add", "email").returncode == 0
    secret = installation.twoway("notices", "route", "add", "webhook", f"{hook_server.address}/here").stdout
    assert secret.startswith("whsec_")
    installation.start("worker")
    installation.python(RAISE)
    mails, calls = server.box.mails, hook_server.calls
    eventually(lambda: mails and calls)
    [mail] = mails
    assert "does not let us in" in mail["subject"]
    [call] = calls
    assert json.loads(call.body)["notices"][0]["cure"] == "Connect it anew."
    [notice] = installation.json("notices")
    assert notice["times"] == 40
    assert all(route["state"] == "on" and route["told_at"] for route in installation.json("notices", "route"))

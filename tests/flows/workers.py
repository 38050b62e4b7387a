"""Several workers in processes of their own that all want to speak through one account at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime

from tests.installation import SECONDS, Installation

READY = "import json, sys, time, django; django.setup()\n"
CONNECT = """
from twoway.apps.accounts.actions import connect
from twoway.apps.people.models import User
from twoway.apps.people.queries import actor_for, personas_of
owner = actor_for(User.objects.get())
slug, answers = json.loads(sys.argv[1])
print(connect(owner, slug, answers, persona_id=personas_of(owner).first().pk, may_post=True).pk)
"""
#: Secrets changed as if time had passed; `expires_at` as we have it noted.
AGE = """
from datetime import datetime
from django.conf import settings
from twoway.apps.accounts.models import Account
from twoway.work.sealing import seal, unseal
pk, changed, expires_at = json.loads(sys.argv[1])
account = Account.objects.get(pk=pk)
secrets = {**unseal(account.sealed, settings.TWOWAY_SEALING_KEYS), **changed}
account.sealed = seal(secrets, settings.TWOWAY_SEALING_KEYS)
account.expires_at = datetime.fromisoformat(expires_at)
account.save(update_fields=["sealed", "expires_at"])
"""
SECRETS = """
from django.conf import settings
from twoway.apps.accounts.models import Account
from twoway.work.sealing import unseal
account = Account.objects.get(pk=json.loads(sys.argv[1]))
print(json.dumps([account.health, dict(unseal(account.sealed, settings.TWOWAY_SEALING_KEYS))]))
"""
SPEAK = """
from twoway.apps.accounts.actions import through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_of
from twoway.domain.errors import TryLater
pk, at = json.loads(sys.argv[1])
account = Account.objects.get(pk=pk)
time.sleep(max(0.0, at - time.time()))
for _ in range(60):
    try:
        through(account, network_of(account).is_alive)
        print("spoke")
        break
    except TryLater:
        time.sleep(0.25)
"""
#: Until all of them have loaded what they need.
TOGETHER_SECONDS = 6.0


def connected(one: Installation, slug: str, answers: Mapping[str, str]) -> int:
    """An account, connected as its owner does it; gives its number."""
    return int(_run(one, CONNECT, [slug, dict(answers)]))


def aged(one: Installation, account: int, secrets: Mapping[str, str], expires_at: datetime) -> None:
    """Put other secrets in the place of an account's, and when we believe that they end."""
    _run(one, AGE, [account, dict(secrets), expires_at.isoformat()])


def kept(one: Installation, account: int) -> tuple[str, dict[str, str]]:
    """How an account is doing, and its secrets."""
    health, secrets = json.loads(_run(one, SECRETS, account))
    return health, secrets


def all_speak(one: Installation, account: int, workers: int = 3) -> list[str]:
    """The last word of each of several processes that asked something as this account, all at one moment."""
    return [said.rpartition("\n")[2] for said in all_said(one, account, workers)]


def all_said(one: Installation, account: int, workers: int = 3, before: str = "") -> list[str]:
    """Everything that they said; `before` is run by each of them first."""
    at = time.time() + TOGETHER_SECONDS
    running = [_start(one, before + SPEAK, [account, at]) for _ in range(workers)]
    one.started += running
    return [process.communicate(timeout=SECONDS)[0].strip() for process in running]


def ran(one: Installation, code: str, given: object) -> str:
    """What some Python printed that was run on this installation, with `given` as JSON in its first argument."""
    return _run(one, code, given)


def _start(one: Installation, code: str, given: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", READY + code, json.dumps(given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=one.environ(DJANGO_SETTINGS_MODULE="twoway.site.settings"),
        text=True,
    )


def _run(one: Installation, code: str, given: object) -> str:
    process = _start(one, code, given)
    said = process.communicate(timeout=SECONDS)[0]
    assert process.returncode == 0, said
    return said.strip()

"""Two processes at the same moment: what only one may do is done once, on either database."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.databases import ask
from tests.installation import Installation

FOUND = """
from twoway.apps.people.actions import found_first_owner, found_workspace
from twoway.domain.errors import NotAllowed
from django.db import transaction
import sys
try:
    with transaction.atomic():
        found_workspace(found_first_owner(sys.argv[1], "rye-and-water-1", "Sarah"), name="Alder & Rye")
except NotAllowed:
    pass
"""
ADVANCE = """
from twoway.apps.delivery import lane
from twoway.apps.accounts.models import Account
for _ in range(5):
    lane.advance(Account.objects.get().pk, "scheduled")
"""


def at_once(one: Installation, code: str, *given: str, many: int = 4) -> None:
    """The same code in several processes that begin together."""
    env = one.environ(DJANGO_SETTINGS_MODULE="twoway.site.settings")

    def run(number: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-c", f"import django; django.setup()\n{code}", *(g.format(number) for g in given)],
            capture_output=True, text=True, timeout=60, check=False,
            env=env,
        )  # fmt: skip

    with ThreadPoolExecutor(many) as threads:
        for found in threads.map(run, range(many)):
            assert found.returncode == 0, found.stderr


def test_a_database_that_is_set_up_by_several_at_once_is_whole(bare: Installation) -> None:
    at_once(bare, "from twoway.doors.cli.database import make_ready; make_ready()", many=3)
    assert bare.twoway("status").returncode in (0, 2)
    assert ask(bare.home, "SELECT count(*) FROM people_user") == [(0,)]


def test_of_several_first_owners_one_owns_it(unowned: Installation) -> None:
    at_once(unowned, FOUND, "sarah{}@alderrye.example")
    assert ask(unowned.home, "SELECT count(*) FROM people_workspace") == [(1,)]


def test_several_workers_in_one_lane_send_each_post_once(installation: Installation) -> None:
    for words in ("Fresh rye", "Fresh spelt", "Fresh seeds"):
        installation.twoway("post", words, "--to", "alder.rye@rehearsal", "--now", "--wait", "0")
    at_once(installation, ADVANCE)
    states = ask(installation.home, "SELECT state, tries FROM delivery_delivery ORDER BY id")
    assert states == [("sent", 1)] * 3

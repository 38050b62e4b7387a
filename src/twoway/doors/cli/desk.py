"""What `doctor` finds out about the installation: its database, its worker, its accounts, its deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.utils import timezone

from twoway.apps.accounts.actions import check
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, http_of, network_of, place_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import troubles_of
from twoway.apps.notices.queries import notices_of, routes_of
from twoway.apps.people.models import Membership
from twoway.domain.errors import NeedsReconnect, NetworkAnswer
from twoway.domain.permission import Actor, Role
from twoway.domain.states import DeliveryState
from twoway.doors.cli import database, ports
from twoway.doors.cli.diagnosis import Diagnosis, broken, clock, database_file, good, is_running, warning
from twoway.doors.cli.showing import in_turn, several
from twoway.doors.cli.whose import actor
from twoway.work import heartbeat, presence, wake_ups

#: A delivery that was due so long ago, or has been on its way so long, is stuck.
STUCK_AFTER = timedelta(minutes=5)
MANY_WAKE_UPS = 1000
#: Clocks of two machines that are further apart than this are told.
CLOCKS_APART = timedelta(seconds=5)


def installation(*, offline: bool) -> Iterator[Diagnosis]:
    """Everything that needs the settings; what needs the tables only when they are there."""
    yield from set_up_checks()
    is_sqlite = str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
    if is_sqlite:
        found = database_file(Path(str(settings.DATABASES["default"]["NAME"])))
        yield found
        if found.cure:
            return
    else:
        yield server()
    if steps := database.pending():
        words = f"The database lacks {several(len(steps), 'step')} of this version, from {steps[0]} on."
        yield broken("database", words, "Run `twoway init`; it changes nothing else.")
        return
    yield worker()
    yield web()
    if not Membership.objects.filter(role=Role.OWNER).exists():
        yield warning("owner", "Nobody owns this installation yet.", "Run `twoway init`, or open the first page.")
        return
    who = actor()
    yield from deliveries(who)
    yield from notices(who)
    yield from accounts(who, offline=offline)


def server() -> Diagnosis:
    """Which database server answers, and how far its clock is from ours."""
    with connection.cursor() as line:
        line.execute("SELECT current_setting('server_version'), clock_timestamp()")
        release, there = line.fetchone() or ("", timezone.now())
    off = abs(timezone.now() - there)
    words = f"PostgreSQL {release} at {settings.TWOWAY_DATABASE} answers."
    if off > CLOCKS_APART:
        cure = "Let both take the time from the same source; what is due goes by the database's clock."
        return warning("database", f"{words} Its clock is {off.total_seconds():.0f} s from ours.", cure)
    return good("database", words)


def set_up_checks() -> Iterator[Diagnosis]:
    """Settings that contradict each other, as the system checks tell them."""
    faults = [fault for fault in run_checks() if fault.level >= ERROR]
    for fault in faults:
        yield broken("settings", str(fault.msg), str(fault.hint or "Change the setting."))
    if not faults:
        yield good("settings", "The settings make sense.")


def worker() -> Diagnosis:
    """Whether somebody sends and fetches."""
    now = timezone.now()
    cure = "Run `twoway serve`, or `twoway worker`."
    beat = heartbeat.read(settings.TWOWAY_HOME)
    if (beat is None or not beat.is_fresh(now)) and presence.worker_runs(now):
        return good("worker", "A worker runs on another machine.")
    if beat is None:
        return broken("worker", "No worker runs, so nothing is sent or fetched.", cure)
    if not beat.is_fresh(now):
        how = "hangs" if is_running(beat.pid) else "has died"
        return broken(
            "worker", f"The worker (process {beat.pid}) {how}: no sign of life since {beat.at:%H:%M}.", cure
        )
    if beat.version != version("twoway"):
        return warning("worker", f"The worker still runs version {beat.version}.", "Start Twoway again.")
    waiting = wake_ups.waiting()
    if waiting > MANY_WAKE_UPS:
        words = f"{waiting} wake-ups wait: the worker does not keep up."
        return warning("worker", words, "Raise TWOWAY_WORKERS, or look in the log for networks that are slow.")
    return good("worker", f"A worker runs (process {beat.pid}) with {beat.threads} threads.")


def web() -> Diagnosis:
    """Whether the pages answer where people look for them."""
    parts = urlsplit(settings.TWOWAY_ADDRESS)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme == "https":
        return good("pages", f"The pages are at {settings.TWOWAY_ADDRESS}, behind a server that this does not ask.")
    if ports.answers(host, port):
        return good("pages", f"The pages answer at {settings.TWOWAY_ADDRESS}.")
    return warning(
        "pages", f"Nobody answers at {settings.TWOWAY_ADDRESS}.", "Run `twoway serve`, or set TWOWAY_ADDRESS."
    )


def deliveries(who: Actor) -> Iterator[Diagnosis]:
    """Whether something is stuck, or waits for a person."""
    before = timezone.now() - STUCK_AFTER
    ours = Delivery.objects.filter(account__workspace_id=who.workspace_id)
    late = ours.filter(state=DeliveryState.WAITING, next_at__lt=before).count()
    hanging = ours.filter(state=DeliveryState.SENDING, sending_at__lt=before).count()
    if late or hanging:
        words = f"{late + hanging} deliveries should have gone out and have not."
        yield broken("deliveries", words, "A worker takes them up: run `twoway serve`, then look at `twoway status`.")
    needing = troubles_of(who).count()
    if needing:
        yield warning("deliveries", f"{needing} deliveries wait for a decision of yours.", "See `twoway status`.")
    if not (late or hanging or needing):
        yield good("deliveries", "Nothing is stuck.")


def notices(who: Actor) -> Iterator[Diagnosis]:
    """Whether something needs somebody, and whether they would hear of it."""
    needing = notices_of(who).count()
    if needing:
        yield warning("notices", f"{needing} notices are open.", "See `twoway notices`.")
    silent = [route for route in routes_of(who) if route.is_on and route.trouble]
    for route in silent:
        cure = f"Cure what it says, then run `twoway notices route test {route.pk}`."
        yield broken("notices", f"Notices do not get through to {route}: {route.trouble}", cure)
    if not needing and not silent:
        yield good("notices", "No notice is open, and none was lost on its way out.")


def accounts(who: Actor, *, offline: bool) -> Iterator[Diagnosis]:
    """Whether every account works, and by the way whether the clock is right."""
    found = list(accounts_of(who))
    if not found:
        yield warning("accounts", "No account is connected.", "Run `twoway accounts connect NETWORK`.")
    if offline:
        return
    asked: set[str] = set()
    for account in in_turn(found, "Asking", place_of):
        yield _account(who, account)
        if account.address.startswith("http") and account.address not in asked:
            asked.add(account.address)
            if told := _clock(account):
                yield told


def _account(who: Actor, account: Account) -> Diagnosis:
    place, facts = place_of(account), network_of(account).facts
    again = f"Connect it again: `twoway accounts connect {facts.slug}`, or on the Accounts page."
    try:
        check(who, account.pk)
    except NeedsReconnect as answer:
        return broken("account", f"{place}: the permission is gone. {answer.for_people}", again)
    except NetworkAnswer as answer:
        cure = f"See whether {account.address} opens from this computer. What is due waits and is tried again."
        return broken("account", f"{place}: {answer.for_people}", cure)
    account.refresh_from_db()
    if account.expires_at is not None and account.expires_at < timezone.now():
        return broken("account", f"{place}: the permission ran out on {account.expires_at:%Y-%m-%d}.", again)
    if not account.may_post:
        return good("account", f"{place} works, in look-only mode.")
    return good("account", f"{place} works.")


def _clock(account: Account) -> Diagnosis | None:
    """What the network's own clock says of ours."""
    try:
        answer = http_of(account).request("GET", "/")
    except NetworkAnswer:
        return None
    return clock(answer.headers.get("date", ""), timezone.now(), network_of(account).facts.name)

"""What the doctor looks at, each in words for people with what to do next. Nothing here sends or changes anything there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from twoway.apps.accounts.actions import read_names, through
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import http_to, limits_of, trusted_addresses
from twoway.apps.delivery.allowances import left
from twoway.apps.delivery.models import Delivery, Lane
from twoway.apps.delivery.queries import is_paused
from twoway.apps.hooks.queries import hook_for
from twoway.apps.inbox.models import Raw
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, TryLater
from twoway.domain.heads import moment
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.plug.network import Network
from twoway.plug.signing_in import Check, Verdict
from twoway.work.local import local_answers
from twoway.work.outside import can_be_reached, is_among

CLOCK_WARNS, CLOCK_BREAKS = timedelta(seconds=60), timedelta(minutes=5)
#: Access that nobody can renew but a person is told of so long before.
ENDS_SOON = timedelta(days=7)
#: An account that was not read for so many times its turn is not read at all.
TURNS_MISSED = 10
#: So many troubles in a row are no accident.
IN_A_ROW = 3
_ANEW = "Connect the account again under Accounts. What is scheduled for it is kept."
_TROUBLES = (DeliveryState.REFUSED, DeliveryState.UNSURE, DeliveryState.MISSED, DeliveryState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who is looked at, and when that began."""

    account: Account
    network: Network
    at: datetime

    @property
    def name(self) -> str:
        """The name of the network."""
        return self.network.facts.name


Look = Callable[[Patient], Iterator[Check]]


def good(name: str, told: str, cure: str = "") -> Check:
    """All is well."""
    return Check(name=name, verdict=Verdict.GOOD, told=told, cure=cure)


def warn(name: str, told: str, cure: str) -> Check:
    """It works, but."""
    return Check(name=name, verdict=Verdict.WARN, told=told, cure=cure)


def bad(name: str, told: str, cure: str) -> Check:
    """It does not work."""
    return Check(name=name, verdict=Verdict.BAD, told=told, cure=cure)


# -- what stands in our own rows ---------------------------------------------------------------------------------------


def standing(patient: Patient) -> Iterator[Check]:
    """May it post, and is something known to be wrong?"""
    account = patient.account
    if account.may_post:
        yield good("Posting", "It may post.")
    else:
        yield warn(
            "Posting", "It only looks: nothing goes out here.", "Switch posting on under Accounts when you are ready."
        )
    pause = is_paused(account, Urgency.SCHEDULED)
    if pause is not None:
        words = f"{pause.by_name} paused {pause} ({pause.why}), so nothing goes out."
        yield warn("Pause", words, "End the pause under Settings when it is over.")
    if account.health == Health.RECONNECT:
        yield bad("Permission", account.health_why or f"{patient.name} does not let us in any more.", _ANEW)


def access(patient: Patient) -> Iterator[Check]:
    """How long the access lasts, and who renews it."""
    name, ends, renews = "Access", patient.account.expires_at, patient.network.renew is not None
    if ends is None:
        yield good(
            name, "It does not run out by itself." if not renews else "It is renewed by itself when it runs out."
        )
        return
    left_over, day = ends - patient.at, f"{ends:%d %b %Y %H:%M} UTC"
    if renews:
        told = f"It runs until {day} and is renewed by itself before that."
        yield good(name, told if left_over > timedelta() else f"It ran out on {day}; the next call renews it.")
    elif left_over <= timedelta():
        yield bad(name, f"It ran out on {day}, and {patient.name} lets nobody renew it but you.", _ANEW)
    elif left_over < ENDS_SOON:
        yield warn(name, f"It ends on {day}, and {patient.name} lets nobody renew it but you.", _ANEW)
    else:
        yield good(name, f"It runs until {day}. You will be told before it ends.")


# -- what the network says ---------------------------------------------------------------------------------------------


def server(patient: Patient) -> Iterator[Check]:
    """Does its server answer, over a line nobody else can read, and does it know the time?"""
    address, name = patient.account.address, "Server"
    scheme = address.partition("://")[0] if "://" in address else "https"
    if scheme in local_answers():
        yield good(name, f"{patient.name} is answered inside this installation.")
    if scheme not in ("http", "https"):
        return
    http = http_to(address, {})
    try:
        answer = http.request("GET", "/", headers={"Accept": "*/*"})
    except NetworkAnswer as error:
        cure = "Look whether its address is right and whether it can be opened in a browser on this machine."
        yield bad(name, error.for_people, cure)
        return
    where = urlsplit(http.address).hostname
    if answer.status >= 500:
        yield warn(
            name, f"{where} answers with an error ({answer.status}).", "Wait a little; Twoway tries again by itself."
        )
    elif scheme == "https":
        yield good(name, f"{where} answers over https, and its certificate is valid.")
    else:
        yield warn(name, f"{where} answers, but without https.", "Use it only inside your own network.")
    yield from clock(patient.at, answer.headers.get("date", ""), str(where))


def clock(now: datetime, told: str, where: str) -> Iterator[Check]:
    """How far our clock is from theirs; nothing when they do not tell."""
    there = moment(told)
    if there is None:
        return
    off = now - there
    seconds = round(abs(off).total_seconds())
    span = f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"
    words = f"This computer's clock is {span} {'ahead of' if off > timedelta() else 'behind'} {where}."
    cure = "Set the clock; on Linux `timedatectl set-ntp true` keeps it right."
    if abs(off) >= CLOCK_BREAKS:
        yield bad("Clock", f"{words} Signing in fails, and posts go out at the wrong hour.", cure)
    elif abs(off) >= CLOCK_WARNS:
        yield warn("Clock", words, cure)
    else:
        yield good("Clock", f"This computer's clock agrees with {where}.")


def works(patient: Patient) -> Iterator[Check]:
    """A call that changes nothing."""
    name, ask = "Dry call", patient.network.is_alive
    if ask is None:
        return
    try:
        through(patient.account, ask)
    except NeedsReconnect as error:
        yield bad(name, error.for_people, _ANEW)
    except TryLater as error:
        is_asked_to_wait = error.wait is not None
        cure = "Wait a little; Twoway tries again by itself and loses nothing."
        yield (warn if is_asked_to_wait else bad)(name, error.for_people, cure)
    except NetworkAnswer as error:
        yield bad(name, error.for_people, "Read what it objects to, then look again.")
    else:
        yield good(name, f"{patient.name} knows this account and lets it in.")


def called(patient: Patient) -> Iterator[Check]:
    """What it is called now; another name is taken over."""
    before = str(patient.account)
    try:
        read_names(patient.account)
    except NetworkAnswer:
        return  # whether it answers at all is told by the dry call
    if str(patient.account) != before:
        yield good("Name", f"It was {before} and is {patient.account} now; it is called so here, too.")


def limits(patient: Patient) -> Iterator[Check]:
    """What its server allows; what has changed is taken over."""
    name, ask = "Limits", patient.network.instance
    if ask is None:
        return
    before = limits_of(patient.account)
    try:
        now = dict(through(patient.account, ask))
    except NetworkAnswer as error:
        yield warn(
            name, f"What is allowed could not be read: {error.for_people}", "Look again later; the last numbers hold."
        )
        return
    Account.objects.filter(pk=patient.account.pk).update(limits=now)
    changed = [
        f"{_plain(key)} {before.get(key, 'unknown')} → {value}"
        for key, value in now.items()
        if before.get(key) != value
    ]
    if changed and before:
        yield warn(
            name,
            f"What is allowed has changed: {', '.join(changed)}.",
            "Look at what waits for this account once more.",
        )
    else:
        yield good(name, ", ".join(f"{_plain(key)} {value:,}" for key, value in now.items()) or "None are told.")


def _plain(key: str) -> str:
    return key.replace("_", " ")


def own(patient: Patient) -> Iterator[Check]:
    """What only this network has: permissions, scopes, reviews."""
    if patient.network.examine is None:
        return
    try:
        yield from through(patient.account, patient.network.examine)
    except NeedsReconnect as error:
        yield bad("Permission", error.for_people, _ANEW)
    except NetworkAnswer as error:
        yield warn("Permission", f"It could not be looked at: {error.for_people}", "Look again a little later.")


# -- how it has gone ---------------------------------------------------------------------------------------------------


def reading(patient: Patient) -> Iterator[Check]:
    """Are people's answers brought home?"""
    name, account = "Reading", patient.account
    if patient.network.fetch is None:
        yield good(name, f"{patient.name} does not tell what people answer.")
        return
    turn = timedelta(seconds=settings.TWOWAY_FETCH_SECONDS)
    late = max(turn * TURNS_MISSED, timedelta(minutes=15))
    read, cure = account.read_at, "See with `twoway doctor` whether the worker runs."
    if account.health == Health.TROUBLE:
        yield warn(name, account.health_why, "It is tried again by itself. If it stays, connect the account anew.")
    elif read is None and patient.at - account.created_at > late:
        yield warn(name, "Messages were never read.", cure)
    elif read is not None and patient.at - read > late:
        yield warn(name, f"Messages were last read {ago(patient.at - read)} ago.", cure)
    else:
        yield good(
            name,
            f"Messages were read {ago(patient.at - read)} ago." if read else "Messages will be read in a moment.",
        )
    odd = (
        Raw.objects.filter(account=account, fetched_at__gt=patient.at - timedelta(days=7)).exclude(trouble="").count()
    )
    if odd:
        words = f"{odd} things that came in the last week could not be read, and are kept as they came."
        yield warn(
            "Odd messages", words, "Look into them on the network itself, and install a newer version of Twoway."
        )


def ago(span: timedelta) -> str:
    """A span in words, in its largest unit."""
    seconds = max(int(span.total_seconds()), 0)
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "a moment"


def sending(patient: Patient) -> Iterator[Check]:
    """Does what is due go out?"""
    name, mine = "Sending", Delivery.objects.filter(account=patient.account)
    for lane in Lane.objects.filter(account=patient.account, waits_until__gt=patient.at):
        words = f"Nothing is sent until {lane.waits_until:%d %b %H:%M} UTC. {lane.waits_why}".strip()
        yield warn(name, words, "Nothing to do: it goes on by itself then.")
    over = [*_TROUBLES, DeliveryState.SENT]
    latest = list(mine.filter(state__in=over).order_by("-due_at", "-id").values_list("state", "sent_at", "why")[:20])
    row = next((i for i, (state, _, _) in enumerate(latest) if state == DeliveryState.SENT), len(latest))
    sent = next((at for state, at, _ in latest if state == DeliveryState.SENT and at), None)
    last = f"The last went out {ago(patient.at - sent)} ago." if sent else "Nothing has gone out yet."
    if row >= IN_A_ROW:
        yield bad(
            name,
            f"{row} in a row did not go out. {latest[0][2]}".strip(),
            "See what they share under Calendar, Trouble.",
        )
    elif row:
        yield warn(
            name, f"The last {row} did not go out. {latest[0][2]}".strip(), "Decide on it under Calendar, Trouble."
        )
    else:
        yield good(name, last)


def allowance(patient: Patient) -> Iterator[Check]:
    """How much of what the network takes is left."""
    for rate in patient.network.facts.rates:
        unused, until = left(patient.account, rate, patient.at)
        span = {60: "a minute", 3600: "an hour", 86_400: "a day"}.get(rate.seconds, f"{rate.seconds // 60} minutes")
        words = f"{unused:,} of {rate.posts:,} posts in {span} are left."
        if unused * 10 < rate.posts and until is not None:
            told = f"{words} They come back at {until:%H:%M} UTC."
            yield warn("Allowance", told, "Spread what is scheduled, and leave the rest to answers.")
        else:
            yield good("Allowance", words)


def media(patient: Patient) -> Iterator[Check]:
    """Can the network reach us, where it takes pictures from an address of ours?"""
    if not patient.network.facts.fetches_media:
        return
    if can_be_reached(settings.TWOWAY_ADDRESS):
        yield good(
            "Media address", f"Pictures can be taken from {settings.TWOWAY_ADDRESS}, as far as its name tells."
        )
        return
    words = f"{patient.name} takes pictures from an address of ours, and {settings.TWOWAY_ADDRESS} is not one it can reach."
    yield bad("Media address", words, "Put Twoway on a server with https and name it in TWOWAY_ADDRESS.")


def hook(patient: Patient) -> Iterator[Check]:
    """Does the network call us, and do its calls hold?"""
    network, name = patient.network, "Calls to us"
    if network.from_hook is None:
        return
    found = hook_for(patient.account)
    if found is None:
        told = f"{patient.name} does not call us; it is asked every {settings.TWOWAY_FETCH_SECONDS} seconds."
        yield good(name, told, "It can call as well: press “Let it call us”." if network.set_hook else "")
        return
    is_ours = patient.account.address.partition("://")[0] in local_answers()
    if not (
        is_ours or can_be_reached(settings.TWOWAY_ADDRESS) or is_among(patient.account.address, trusted_addresses())
    ):
        words = f"{patient.name} cannot reach {settings.TWOWAY_ADDRESS}, so its calls do not arrive."
        yield warn(name, words, "Name a public address with https in TWOWAY_ADDRESS, or stop the calls.")
    elif found.refused_at and (found.taken_at is None or found.refused_at > found.taken_at):
        words = f"{found.refused} calls were not what they said they were. {found.refused_why}".strip()
        yield warn(name, words, "Stop the calls and let them begin anew; both sides get a fresh secret then.")
    elif found.taken_at:
        yield good(name, f"{found.taken} calls were taken, the last {ago(patient.at - found.taken_at)} ago.")
    else:
        yield good(name, "It may call us, and has not done so yet.")


LOOKS: tuple[Look, ...] = (
    standing,
    access,
    server,
    works,
    called,
    limits,
    own,
    reading,
    sending,
    allowance,
    media,
    hook,
)
#: Those that ask the network; when one of them finds that it does not let us in, the others are spared.
ASKING: tuple[Look, ...] = (server, works, called, limits, own)

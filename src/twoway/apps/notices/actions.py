"""Raising and settling notices, and the ways out. What goes out is written down in the same transaction, and sent after it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from twoway.apps.audit.actions import note
from twoway.apps.notices.models import Notice, Route, RouteKind, Telling, gives_up_at
from twoway.apps.notices.queries import key_of, notice_of, page, quiet_of, route_of, routes_for
from twoway.apps.people.models import User
from twoway.domain.errors import BadInput, Conflict, NeedsReconnect, NetworkAnswer, Refused
from twoway.domain.notices import Told, body, letter, secret_from, signed, subject, tell_at
from twoway.domain.permission import Actor, Verb
from twoway.work import hooks, mail
from twoway.work.sealing import seal, unseal


def raise_notice(
    *,
    workspace_id: int,
    key: str,
    words: str,
    cure: str,
    path: str,
    urgent: bool = False,
    not_by: int | None = None,
    only_for: Collection[int] | None = None,
) -> None:
    """Let the people of a workspace know: what is the matter (`words`), what to do (`cure`), and where (`path`).

    While a notice of this `key` is open, another call only counts up and tells nobody again. `path` is one of our own
    pages, beginning with a slash. Call it inside the transaction of what it tells about, or outside of any. `not_by` is
    a route that it does not go out on: the one that it is about. `only_for`: of the routes that are somebody's own, only those
    of these people; the workspace's own routes tell it in any case.
    """
    told = {"words": words, "cure": cure, "path": path}
    if _count_up(workspace_id, key, told, urgent=urgent):
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                workspace_id=workspace_id, key=key, urgent=urgent, created_at=now, last_at=now, **told
            )
            _plan(notice, now, not_by, only_for)
    except IntegrityError:
        # Somebody raised it in the same moment.
        _count_up(workspace_id, key, told, urgent=urgent)


def _plan(notice: Notice, now: datetime, not_by: int | None, only_for: Collection[int] | None) -> None:
    """Write down on which routes it goes out, and when."""
    routes = routes_for(notice.workspace_id)
    if not_by is not None:
        routes = routes.exclude(pk=not_by)
    if only_for is not None:
        routes = routes.filter(Q(user=None) | Q(user_id__in=only_for))
    if not notice.urgent:
        routes = routes.filter(only_urgent=False)
    Telling.objects.bulk_create(
        Telling(
            route=route,
            notice=notice,
            created_at=now,
            next_at=tell_at(
                now,
                urgent=notice.urgent,
                told_at=route.told_at,
                quiet=quiet_of(route),
                urgent_at_night=route.urgent_at_night,
            ),
            give_up_at=gives_up_at(now),
        )
        for route in routes
    )


def _count_up(workspace_id: int, key: str, told: Mapping[str, str], *, urgent: bool) -> bool:
    """Whether it was open already; what the page says of it is kept up to date, and urgent stays urgent."""
    same = Notice.objects.filter(workspace_id=workspace_id, key=key, settled_at=None)
    more = {"urgent": True} if urgent else {}
    return same.update(times=F("times") + 1, last_at=timezone.now(), **told, **more) > 0


def settle_notice(workspace_id: int, key: str) -> None:
    """The trouble is gone; harmless when there is no such notice."""
    Notice.objects.filter(workspace_id=workspace_id, key=key, settled_at=None).update(settled_at=timezone.now())


@transaction.atomic
def settle(actor: Actor, notice_id: int) -> Notice:
    """A person says that nothing more is to be done about it."""
    actor.require(Verb.REPLY)
    notice = notice_of(actor, notice_id)
    open_ones = Notice.objects.filter(pk=notice.pk, settled_at=None)
    if open_ones.update(settled_at=timezone.now(), settled_by=actor.user_id or None):
        note(actor, "settle", "notice", notice.pk, f"Settled: {notice.words}")
    notice.refresh_from_db()
    return notice


def see(actor: Actor) -> int:
    """Note that the open notices were looked at; gives how many were new."""
    actor.require(Verb.READ)
    fresh = Notice.objects.filter(workspace_id=actor.workspace_id, settled_at=None, seen_at=None)
    return fresh.update(seen_at=timezone.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a route wants to be told: only what is urgent, and the hours in which it is left in peace."""

    only_urgent: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_at_night: bool = True


PLAIN = Manners()


@transaction.atomic
def add_email(actor: Actor, address: str = "", *, own: bool, manners: Manners = PLAIN) -> Route:
    """Tell notices by e-mail: with `own` to whoever asks, at the address they sign in with, else to anybody named.

    Only who manages the workspace may name an address. BadInput for one that is none, Conflict for one that is there.
    """
    actor.require(Verb.READ if own else Verb.MANAGE)
    target = User.objects.get(pk=actor.user_id).email if own else address.strip()
    try:
        validate_email(target)
    except ValidationError as error:
        raise BadInput(
            f"“{target}” is not an e-mail address. One looks like sarah@example.org.", field="target"
        ) from error
    return _add(actor, Route(kind=RouteKind.EMAIL, target=target, user_id=actor.user_id if own else None), manners)


@transaction.atomic
def add_webhook(actor: Actor, address: str, *, manners: Manners = PLAIN) -> tuple[Route, str]:
    """Tell notices to a server; gives the route, and the secret that its calls are signed with, which is shown once."""
    actor.require(Verb.MANAGE)
    secret = secret_from(secrets.token_bytes(24))
    route = Route(kind=RouteKind.WEBHOOK, target=hooks.checked(address), sealed=_sealed(secret))
    return _add(actor, route, manners), secret


def _sealed(secret: str) -> str:
    return seal({"secret": secret}, settings.TWOWAY_SEALING_KEYS)


def _add(actor: Actor, route: Route, manners: Manners) -> Route:
    route.workspace_id = actor.workspace_id
    _behave(route, manners)
    same = Route.objects.filter(workspace_id=actor.workspace_id, kind=route.kind, target__iexact=route.target)
    if same.filter(Q(user=None) if route.user_id is None else Q(user_id=route.user_id)).exists():
        raise Conflict(f"Notices go to {route.target} already.", field="target")
    route.save()
    note(actor, "add", "route", route.pk, f"Lets notices go out by {route.kind} to {_shown(route)}")
    return route


def _behave(route: Route, manners: Manners) -> None:
    """Put the wishes on a route; BadInput when only one end of the quiet hours is given, or both are the same."""
    if (manners.quiet_from is None) != (manners.quiet_until is None):
        raise BadInput("Quiet hours need a beginning and an end, such as 21:00 and 07:00.", field="quiet_from")
    if manners.quiet_from is not None and manners.quiet_from == manners.quiet_until:
        raise BadInput("Quiet hours cannot begin and end at the same time.", field="quiet_from")
    route.only_urgent, route.urgent_at_night = manners.only_urgent, manners.urgent_at_night
    route.quiet_from, route.quiet_until = manners.quiet_from, manners.quiet_until


@transaction.atomic
def change_route(actor: Actor, route_id: int, manners: Manners, *, is_on: bool) -> Route:
    """Other wishes for a route, or switch it on or off."""
    route = _changeable(actor, route_id)
    _behave(route, manners)
    route.is_on = is_on
    route.save(update_fields=["only_urgent", "quiet_from", "quiet_until", "urgent_at_night", "is_on"])
    note(actor, "change", "route", route.pk, f"Changed when notices go to {_shown(route)}")
    return route


@transaction.atomic
def new_secret(actor: Actor, route_id: int) -> str:
    """Another secret for a webhook; calls are signed with it at once. It is shown once."""
    route = _changeable(actor, route_id)
    if route.kind != RouteKind.WEBHOOK:
        raise BadInput("Only webhooks have a secret.", field="route")
    secret = secret_from(secrets.token_bytes(24))
    route.sealed = _sealed(secret)
    route.save(update_fields=["sealed"])
    note(actor, "renew", "route", route.pk, f"Gave the webhook to {_shown(route)} another secret")
    return secret


@transaction.atomic
def remove_route(actor: Actor, route_id: int) -> None:
    """No more notices go there; what waits for it is dropped, and what it had to complain of is settled."""
    route = _changeable(actor, route_id)
    note(actor, "remove", "route", route.pk, f"No notices go to {_shown(route)} any more")
    settle_notice(actor.workspace_id, key_of(route))
    route.delete()


def _changeable(actor: Actor, route_id: int) -> Route:
    """A route that the actor may change: their own, or the workspace's for who manages it."""
    route = route_of(actor, route_id)
    actor.require(Verb.READ if route.user_id == actor.user_id else Verb.MANAGE)
    return route


def _shown(route: Route) -> str:
    """Where it leads, without what may be a secret in a webhook's address."""
    return route.target if route.kind == RouteKind.EMAIL else urlsplit(route.target).netloc


def try_out(actor: Actor, route_id: int) -> None:
    """Send a test on a route now; raises what went wrong. It says nothing of the workspace but its name."""
    route = _changeable(actor, route_id)
    words = f"{actor.name} asked for this test. Notices of {actor.workspace} arrive here."
    told = Told(
        id=0, key="test", words=words, cure="", address=page("/notices/"), urgent=False, times=1, at=timezone.now()
    )
    try:
        send_out(route, [told], mark=f"test-{secrets.token_hex(8)}", kind="test")
    except NetworkAnswer as error:
        tell_trouble(route, error.for_people)
        raise
    tell_well(route, timezone.now())
    note(actor, "try", "route", route.pk, f"Sent a test to {_shown(route)}")


def send_out(route: Route, told: Sequence[Told], *, mark: str, kind: str = "notices") -> None:
    """Send on a route, whichever kind it is; raises a NetworkAnswer when it did not work."""
    workspace = route.workspace.name
    if route.kind == RouteKind.EMAIL:
        words = letter(workspace, told, page("/notices/"))
        mail.send(mail.Mail(to=route.target, subject=subject(workspace, told), words=words, mark=mark))
        return
    now = timezone.now()
    content = body(kind, workspace, told, now)
    try:
        secret = unseal(route.sealed, settings.TWOWAY_SEALING_KEYS)["secret"]
    except NeedsReconnect as error:
        raise Refused("The secret of this webhook cannot be read any more. Give it another one.") from error
    hooks.call(route.target, content, signed(secret, mark, now, content))


def tell_trouble(route: Route, why: str) -> None:
    """Note that a route does not work, and since when."""
    Route.objects.filter(pk=route.pk).update(
        trouble=why, trouble_since=Coalesce(F("trouble_since"), Value(timezone.now()))
    )


def tell_well(route: Route, now: datetime) -> None:
    """Note that something went out on a route; a trouble that it had is over."""
    Route.objects.filter(pk=route.pk).update(told_at=now, trouble="", trouble_since=None)
    settle_notice(route.workspace_id, key_of(route))


def tell_of_broken_route(route: Route, why: str) -> None:
    """Raise the notice about a route that does not work; it goes out on the others."""
    raise_notice(
        workspace_id=route.workspace_id,
        key=key_of(route),
        words=f"Notices do not get through to {_shown(route)}: {why}",
        cure="Look at the route, cure what it says, and send a test.",
        path="/notices/#routes",
        not_by=route.pk,
    )

"""What the doctor asks: each thing that a connection needs, told in words, with what to do about it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from twoway.domain.atproto import claims, clock_of, instant, maps
from twoway.domain.errors import Refused, TryLater
from twoway.networks.bluesky.asking import GONE_ACCOUNT, ask, good
from twoway.networks.bluesky.facts import APP_PASSWORDS
from twoway.networks.bluesky.handles import did_of
from twoway.networks.bluesky.limits import limits_of, version_of
from twoway.networks.bluesky.seeing import number
from twoway.networks.bluesky.sessions import own_session
from twoway.plug.http import Answer, Http
from twoway.plug.signing_in import Check, Verdict

_SETTINGS = "https://bsky.app/settings/account"
#: The smallest picture there is: one grey dot.
_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
#: Below this share of the calls that a server takes in a while.
_FEW = 0.1
#: What moderators put on an account, and what comes of it.
_MARKS = {
    "!hide": "nobody sees it",
    "!warn": "people see a warning first",
    "!takedown": "it has been taken down",
    "spam": "many people do not see it",
}


def examine(http: Http) -> tuple[Check, ...]:
    """Everything that this account needs to speak and to be heard. One dot is uploaded; what is in no post is swept away."""
    answer = own_session(http)
    session = good(answer)
    return (
        *_sign_in(http),
        *_account(http, session),
        *_handle(http, session),
        *_readers(http),
        _pictures(http),
        _server(http),
        _calls(answer),
    )


def _sign_in(http: Http) -> Iterator[Check]:
    """What we may do, and how long without doing anything."""
    if http.secrets.get("dpop_key"):
        yield from _signed_in_there(http)
        return
    access, refresh = claims(http.secrets.get("access", "")), claims(http.secrets.get("refresh", ""))
    yield _scope(str(access.get("scope") or ""))
    if (ends := instant(refresh.get("exp"))) is not None:
        kept = " After that the kept app password opens a new one." if http.secrets.get("password") else ""
        told = f"It goes on by itself; unused, it would end on {ends:%d %b %Y}.{kept}"
        yield Check(name="Session", verdict=Verdict.GOOD, told=told)


def _signed_in_there(http: Http) -> Iterator[Check]:
    """What was allowed on the network's own page, and how long that can last."""
    told = "Allowed by you on Bluesky’s own page: it may post, read and answer, and your password is not known here."
    yield Check(name="Sign-in", verdict=Verdict.GOOD, told=told)
    if http.secrets.get("client_key"):
        yield Check(name="Session", verdict=Verdict.GOOD, told="It goes on by itself for as long as it is used.")
        return
    told = "Bluesky cannot look up who this desk is, so it ends the sign-in after two weeks at most."
    cure = "Give the desk a public address (TWOWAY_ADDRESS) and connect again, or connect with an app password."
    yield Check(name="Session", verdict=Verdict.WARN, told=told, cure=cure)


def _scope(scope: str) -> Check:
    name, another = "Sign-in", f"Make an app password at {APP_PASSWORDS} and connect the account with it."
    match scope.split():
        case ["com.atproto.appPass"]:
            told = "An app password: it may post, read and answer, and can change nothing about the account."
            return Check(name=name, verdict=Verdict.GOOD, told=told)
        case ["com.atproto.appPassPrivileged"]:
            told = "An app password that also opens your private messages, which Twoway has no use for."
            return Check(name=name, verdict=Verdict.WARN, told=told, cure=f"Safer without. {another}")
        case ["com.atproto.access"]:
            told = "Your main password, which is not kept: one day you have to sign in again."
            return Check(name=name, verdict=Verdict.WARN, told=told, cure=another)
    told = "The server does not tell what this sign-in may do."
    return Check(name=name, verdict=Verdict.UNKNOWN, told=told)


def _account(http: Http, session: Mapping[str, object]) -> Iterator[Check]:
    if session.get("active") is False:
        words = {"takendown": "AccountTakedown", "suspended": "AccountSuspended"}
        told = GONE_ACCOUNT[words.get(str(session.get("status")), "AccountDeactivated")]
        yield Check(name="Account", verdict=Verdict.BAD, told=told, cure="See your account’s settings on Bluesky.")
    else:
        yield Check(name="Account", verdict=Verdict.GOOD, told="It is active.")
    if session.get("emailConfirmed") is False:
        told = "Your e-mail address is not confirmed there, so a lost password could not be replaced."
        yield Check(name="E-mail", verdict=Verdict.WARN, told=told, cure=f"Confirm it at {_SETTINGS}.")
    elif session.get("emailConfirmed") is True:
        yield Check(name="E-mail", verdict=Verdict.GOOD, told="Your e-mail address is confirmed there.")
    answer = ask(http, "GET", "com.atproto.server.checkAccountStatus")
    status = answer.json if answer.status == 200 and isinstance(answer.json, Mapping) else {}
    lacking = (number(status, "expectedBlobs") or 0) - (number(status, "importedBlobs") or 0)
    if lacking > 0:
        told = f"{lacking:,} pictures of old posts did not come along when the account moved to this server."
        yield Check(
            name="Moved pictures",
            verdict=Verdict.WARN,
            told=told,
            cure="Move them with the tool that moved the rest.",
        )


def _handle(http: Http, session: Mapping[str, object]) -> Iterator[Check]:
    handle, own = str(session.get("handle") or ""), http.secrets.get("did")
    if handle and handle != "handle.invalid" and did_of(http, handle) == own:
        yield Check(name="Handle", verdict=Verdict.GOOD, told=f"@{handle} leads to this account.")
        return
    known = handle if handle != "handle.invalid" else http.secrets.get("handle", "")
    told = f"@{known} no longer leads to this account, so people see “Invalid handle” there."
    yield Check(name="Handle", verdict=Verdict.WARN, told=told, cure=f"Set the handle again at {_SETTINGS}.")


def _readers(http: Http) -> Iterator[Check]:
    """How the account looks to those who read it: its server may hold posts that nobody is shown."""
    did, name = http.secrets.get("did", ""), "Seen by others"
    answer = ask(http, "GET", "app.bsky.actor.getProfile", actor=did)
    if answer.status != 200 or not isinstance(answer.json, Mapping):
        told = "The part of Bluesky that shows posts does not show this account."
        yield Check(
            name=name, verdict=Verdict.WARN, told=told, cure="A new account takes some minutes; then look again."
        )
        return
    given = {
        str(one.get("val")) for one in maps(answer.json.get("labels")) if one.get("src") != did and not one.get("neg")
    }
    marks = [f"{mark} ({_MARKS[mark]})" for mark in sorted(given & _MARKS.keys())]
    if marks:
        told = f"Moderators have marked this account: {', '.join(marks)}."
        yield Check(name=name, verdict=Verdict.BAD, told=told, cure="Appeal in the Bluesky app, under Moderation.")
    else:
        yield Check(name=name, verdict=Verdict.GOOD, told="People are shown this account and its posts.")


def _pictures(http: Http) -> Check:
    name = "Pictures"
    try:
        good(ask(http, "POST", "com.atproto.repo.uploadBlob", content=_DOT, mime="image/png", changes=False))
    except (Refused, TryLater) as error:
        return Check(
            name=name, verdict=Verdict.BAD, told=error.for_people, cure="Post without pictures until this is well."
        )
    return Check(
        name=name, verdict=Verdict.GOOD, told="A picture could be uploaded; it is in no post and is swept away."
    )


def _server(http: Http) -> Check:
    version = version_of(http)
    limits = limits_of(version)
    size = f"{limits['picture_bytes'] / 1_000_000:g} MB"
    told = f"Version {version or 'unknown'}: {limits['text']} signs, and up to {limits['pictures']} pictures of {size} each."
    return Check(name="Server version", verdict=Verdict.GOOD, told=told)


def _calls(answer: Answer) -> Check:
    """What is left of the calls that the server takes, as it tells with every answer."""
    name = "Calls left"
    told = [answer.headers.get(f"ratelimit-{word}", "") for word in ("remaining", "limit", "reset")]
    if not all(word.isdecimal() for word in told) or clock_of(answer.headers) is None:
        return Check(name=name, verdict=Verdict.UNKNOWN, told="This server does not tell how many calls it takes.")
    left, most, reset = map(int, told)
    ends = instant(reset)
    until = f" until {ends:%H:%M} UTC" if ends else ""
    is_low = left < most * _FEW
    return Check(
        name=name,
        verdict=Verdict.WARN if is_low else Verdict.GOOD,
        told=f"{left:,} of {most:,}{until}.",
        cure="Nothing needs doing: Twoway waits when they are used up." if is_low else "",
    )

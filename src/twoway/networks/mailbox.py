"""E-mail: letters come in by IMAP, and answers go out by SMTP. It posts nothing: nobody is sent a letter who did not write.

Threads follow the Message-ID. We choose that of every answer before it is sent, and send ourselves a copy: found again in the
inbox it proves that the server took the letter, and it is then put where sent letters lie.

What machines send (absence notes, lists, newsletters) is not brought in, so that nobody answers a machine and no two machines
answer each other. A note that one of our letters could not be delivered comes in as a message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from twoway.domain import letters
from twoway.domain.errors import BadInput, NetworkAnswer, Refused, TryLater
from twoway.domain.facts import (
    Connecting,
    Facts,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    LinkFacts,
    MediaFacts,
    MentionFacts,
    Question,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.versions import Author, Batch, Connection, Inbound, Picture, Receipt, ReplyTo, Version
from twoway.plug.html import cleaned
from twoway.plug.mail import Arrived, MailServers, Postal, PostOffice, Reached
from twoway.plug.signing_in import Check, Verdict

_FORMAT = "https://www.rfc-editor.org/rfc/rfc5322"
_MACHINES = "https://www.rfc-editor.org/rfc/rfc3834"
_TLS = "https://www.rfc-editor.org/rfc/rfc8314"
_CHECKED = date(2026, 11, 22)
#: So many letters are brought in one reading.
_MOST = 50
#: A copy to ourselves takes a moment to come in; before, looking proves nothing.
_PATIENCE = timedelta(minutes=1)
#: The Message-IDs that `new_key` leads to.
_OURS = re.compile(r"<\d{14}\.[0-9a-f]{16}@")

FACTS = Facts(
    slug="mailbox",
    name="E-mail",
    glyph="✉",
    colours=("#3b4a6b", "#b9c6e8"),
    home=_FORMAT,
    default_address="mail://servers",
    text=TextFacts(
        # Mail itself has no limit. Nobody reads an answer that is longer.
        limit=Limit(
            value=10_000,
            unit=Unit.CODE_POINTS,
            source=_FORMAT,
            checked_on=_CHECKED,
            standing=Standing.UNVERIFIED,
        ),
    ),
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0, source=_FORMAT),
    links=LinkFacts(card_beside_pictures=False, source=_FORMAT),
    mentions=MentionFacts(handle=r"[^@\s<>]{1,64}@[A-Za-z0-9.-]{3,253}", example="tom@example.org", notifies=False),
    media=MediaFacts(
        most=10,
        bytes_limit=8_000_000,
        types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        source=_FORMAT,
    ),
    idempotency=Idempotency.NONE,
    connecting=Connecting(
        questions=(
            Question(name="mail", label="E-mail address", help="Such as hello@example.org."),
            Question(
                name="password",
                label="Password",
                help="An app password, where your mail service has such a thing. It is kept sealed.",
                secret=True,
            ),
            Question(name="name", label="Name that people see", help="Such as Alder & Rye.", required=False),
            Question(
                name="imap",
                label="IMAP server",
                help="Where letters are read, as host:port. Left empty, the usual one for your address is tried.",
                required=False,
            ),
            Question(
                name="smtp",
                label="SMTP server",
                help="Where letters go out, as host:port. Left empty, the usual one for your address is tried.",
                required=False,
            ),
            Question(name="user", label="User name", help="Only where it is not the address.", required=False),
        ),
        needs="A mailbox with IMAP and SMTP, and an app password where two factors are on",
        minutes=3,
    ),
    cannot=(
        "post anything: it only answers who wrote",
        "sign in with OAuth, which some mail services demand",
        "show letters larger than 2 MB whole",
        "take a letter back",
    ),
    sources=((_FORMAT, _CHECKED), (_MACHINES, _CHECKED), (_TLS, _CHECKED)),
    posts=False,
)

#: Where large mail services have their servers, by the domain of the address.
_USUAL = {
    "gmail.com": ("imap.gmail.com:993", "smtp.gmail.com:465"),
    "googlemail.com": ("imap.gmail.com:993", "smtp.gmail.com:465"),
    "icloud.com": ("imap.mail.me.com:993", "smtp.mail.me.com:587"),
    "me.com": ("imap.mail.me.com:993", "smtp.mail.me.com:587"),
    "yahoo.com": ("imap.mail.yahoo.com:993", "smtp.mail.yahoo.com:465"),
    "gmx.net": ("imap.gmx.net:993", "mail.gmx.net:465"),
    "gmx.de": ("imap.gmx.net:993", "mail.gmx.net:465"),
    "web.de": ("imap.web.de:993", "smtp.web.de:587"),
}


def connect(http: Postal, answers: Mapping[str, str]) -> Connection:
    """Sign in to both servers of a mailbox."""
    address = answers["mail"].lower()
    if not letters.is_address(address):
        raise BadInput(f"“{answers['mail']}” is no e-mail address.", field="mail")
    domain = address.rpartition("@")[2]
    imap, smtp = _USUAL.get(domain, (f"imap.{domain}:993", f"smtp.{domain}:465"))
    secrets = {
        "mail": address,
        "password": answers["password"],
        "user": answers.get("user") or address,
        "imap": _server(answers.get("imap") or imap, 993, "imap"),
        "smtp": _server(answers.get("smtp") or smtp, 465, "smtp"),
        "name": answers.get("name", ""),
    }
    http.post_office(_servers(secrets)).check()
    return Connection(
        remote_id=address, handle=address, name=secrets["name"], address=FACTS.default_address, secrets=secrets
    )


def _server(words: str, port: int, field: str) -> str:
    """host:port; BadInput for what is none."""
    host, colon, number = words.strip().rpartition(":")
    host, number = (host, number) if colon else (words.strip(), str(port))
    is_host = bool(host) and not any(sign.isspace() or sign in "/@[]" for sign in host)
    if not is_host or not number.isascii() or not number.isdigit() or not 0 < int(number) < 65_536:
        raise BadInput(f"“{words}” is no server. It should look like {field}.example.org:{port}.", field=field)
    return f"{host}:{number}"


def _servers(secrets: Mapping[str, str]) -> MailServers:
    imap, _, imap_port = secrets["imap"].rpartition(":")
    smtp, _, smtp_port = secrets["smtp"].rpartition(":")
    return MailServers(
        imap_host=imap,
        imap_port=int(imap_port),
        smtp_host=smtp,
        smtp_port=int(smtp_port),
        user=secrets["user"],
        password=secrets["password"],
    )


def _office(http: Postal) -> PostOffice:
    return http.post_office(_servers(http.secrets))


def new_key(at: datetime, entropy: int) -> str:
    """What becomes the left part of the Message-ID, chosen before sending."""
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}.{entropy & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """What the letter will say; who it comes from is the account's."""
    refs = version.reply_to.refs if version.reply_to else {}
    return {
        "to": str(refs.get("to", "")),
        "subject": letters.answer_subject(str(refs.get("subject", ""))),
        "text": version.text,
        "message_id": key,
        "references": _chain(version.reply_to),
        "files": [{"type": picture.mime, "shows": picture.alt} for picture in version.pictures],
    }


def _chain(reply_to: ReplyTo | None) -> list[str]:
    """The thread up to what is answered."""
    if reply_to is None:
        return []
    told = reply_to.refs.get("references")
    before = [str(one) for one in told] if isinstance(told, list | tuple) else []
    return list(dict.fromkeys([*before, reply_to.remote_id]))


def publish(http: Postal, version: Version, key: str) -> Receipt:
    """Send an answer, with a copy to ourselves."""
    reply_to = version.reply_to
    to = str(reply_to.refs.get("to", "")) if reply_to else ""
    if reply_to is None or not letters.is_address(to):
        raise Refused("E-mail only answers people: there is nobody here to whom this could go.")
    sender = http.secrets["mail"]
    source = letters.write(
        text=version.text,
        sender=sender,
        sender_name=http.secrets.get("name", ""),
        to=to,
        to_name=str(reply_to.refs.get("name", "")),
        subject=letters.answer_subject(str(reply_to.refs.get("subject", ""))),
        message_id=_message_id(key, sender),
        references=tuple(_chain(reply_to)),
        at=_time_of(key),
        files=tuple(_file(http, number, picture) for number, picture in enumerate(version.pictures, start=1)),
    )
    _office(http).deliver(source, sender=sender, to=(to, sender))
    return _receipt(key, sender)


def _file(http: Postal, number: int, picture: Picture) -> letters.File:
    kind = picture.mime.partition("/")[2] or "bin"
    plain = "".join(sign if sign.isalnum() else " " for sign in picture.alt[:60])
    name = " ".join(plain.split()) or f"picture {number}"
    return letters.File(name=f"{name}.{kind}", mime=picture.mime, data=http.picture(picture.sha256))


def _message_id(key: str, sender: str) -> str:
    return f"<{key}@{sender.rpartition('@')[2]}>"


def _time_of(key: str) -> datetime:
    try:
        return datetime.strptime(key.partition(".")[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused("The key of this letter was not made for E-mail, so it cannot be sent.") from error


def _receipt(key: str, sender: str) -> Receipt:
    return Receipt(remote_id=_message_id(key, sender), address="", at=_time_of(key))


def find(http: Postal, version: Version, key: str, since: datetime) -> Receipt | None:
    """Our copy is the proof. That it has not come in proves nothing, so None is never the answer."""
    sender = http.secrets["mail"]
    if _office(http).holds(_message_id(key, sender)):
        return _receipt(key, sender)
    raise TryLater(
        "The copy that was sent to ourselves has not come in, so nobody knows whether the letter went out.",
        wait=_PATIENCE,
    )


def fetch(http: Postal, cursor: str, own: tuple[str, ...]) -> Batch:
    """What came in. Copies of what we sent are put where sent letters lie."""
    office, us = _office(http), http.secrets["mail"]
    arrived, following = office.bring(cursor, _MOST)
    found = [(letters.read(one.source, arrived=one.at, clean=cleaned), one) for one in arrived]
    ours = tuple(letter.message_id for letter, _ in found if _is_our_copy(letter, us))
    if ours:
        office.file_sent(ours)
    return Batch(
        raw=tuple(_raw(_threaded(office, letter), one) for letter, one in found if letter.message_id not in ours),
        cursor=following,
    )


def _is_our_copy(letter: letters.Letter, us: str) -> bool:
    return letter.sender == us and _OURS.match(letter.message_id) is not None


def _threaded(office: PostOffice, letter: letters.Letter) -> letters.Letter:
    """A letter that names only what it answers is put into the thread of that."""
    if letter.references or not letter.in_reply_to:
        return letter
    return replace(letter, references=office.references_of(letter.in_reply_to) or (letter.in_reply_to,))


def _raw(letter: letters.Letter, one: Arrived) -> Mapping[str, object]:
    """A letter as plain data. One without an id is named after its words."""
    name = letter.message_id or f"<{hashlib.sha256(one.source).hexdigest()[:40]}@no.id>"
    told = asdict(replace(letter, message_id=name))
    return {**told, "at": letter.at.isoformat(), "is_whole": one.is_whole}


def to_message(raw: Mapping[str, object], own_id: str) -> Inbound | None:
    """A letter as a message; None for what a machine sent. ValueError for a shape that is not ours."""
    try:
        return _message(raw, own_id)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a letter without {error}") from error


def _message(raw: Mapping[str, Any], own_id: str) -> Inbound | None:
    failed = tuple(str(one) for one in raw["failed"])
    sender = str(raw["sender"])
    if (raw["is_machine"] and not failed) or not sender:
        return None
    name, references = str(raw["message_id"]), tuple(str(one) for one in raw["references"])
    root = failed[0] if failed else (references[0] if references else name)
    return Inbound(
        remote_id=name,
        root_id=root,
        author=Author(remote_id=sender, handle=sender, name=str(raw["name"])),
        text=_told(raw, is_failure=bool(failed)),
        at=datetime.fromisoformat(str(raw["at"])),
        about_id=failed[0] if failed else "",
        kind="failure" if failed else "letter",
        private=True,
        ours=sender == own_id,
        under_id=str(raw["in_reply_to"]),
        reply_to=ReplyTo(
            remote_id=name,
            root_id=root,
            refs={
                "to": sender,
                "name": str(raw["name"]),
                "subject": str(raw["subject"]),
                "references": list(references),
            },
        ),
    )


def _told(raw: Mapping[str, Any], *, is_failure: bool) -> str:
    """The words, under their subject where a thread begins, and what could not be shown."""
    subject, text = str(raw["subject"]), str(raw["text"])
    begins = not raw["references"] and subject
    parts = [
        "Your letter could not be delivered." if is_failure else "",
        subject if begins else "",
        text,
        _attached(raw),
        "" if raw["is_whole"] else "The letter is too large to be shown whole. Read it in your mail program.",
    ]
    return "\n\n".join(part for part in parts if part) or "An empty letter."


def _attached(raw: Mapping[str, Any]) -> str:
    names = [str(one) for one in raw["files"]]
    if not names:
        return ""
    more = f" and {raw['files_left_out']} more" if raw["files_left_out"] else ""
    return f"Attached: {', '.join(names)}{more}."


def is_alive(http: Postal) -> None:
    """Sign in to both servers and out again."""
    _office(http).check()


def examine(http: Postal) -> tuple[Check, ...]:
    """Each server by itself: does it let us in, can anybody read along, where do sent letters lie."""
    office = _office(http)
    return (
        *_examined("Reading letters", office.reading, _read_well),
        *_examined("Sending letters", office.sending, _sent_well),
    )


def _examined(name: str, look: Callable[[], Reached], more: Callable[[Reached], Iterator[Check]]) -> Iterator[Check]:
    try:
        found = look()
    except NetworkAnswer as error:
        cure = "Try the same server, name and password in a mail program; where two factors are on, make an app password."
        yield Check(name=name, verdict=Verdict.BAD, told=error.for_people, cure=cure)
        return
    if found.is_safe:
        yield Check(name=name, verdict=Verdict.GOOD, told=f"{found.host} lets us in, and nobody can read along.")
    else:
        words = f"{found.host} lets us in, but without TLS: whoever is on the way can read along."
        yield Check(
            name=name, verdict=Verdict.WARN, told=words, cure="Use it only on this machine or in your own network."
        )
    yield from more(found)


def _read_well(found: Reached) -> Iterator[Check]:
    name = "Sent letters"
    if found.sent:
        yield Check(name=name, verdict=Verdict.GOOD, told=f"What was sent is put into “{found.sent}”.")
        return
    words = "The mailbox has no place for sent letters, so our own copies stay in the inbox."
    yield Check(name=name, verdict=Verdict.WARN, told=words, cure="Make a folder called “Sent” in your mail program.")


def _sent_well(found: Reached) -> Iterator[Check]:
    if not found.most_bytes:
        return
    size, name = f"{found.most_bytes / 1_000_000:,.0f} MB", "Size of letters"
    # Pictures grow by a third on their way.
    if found.most_bytes * 3 < FACTS.media.bytes_limit * 4:
        cure = "Send smaller pictures there, or ask your mail service to take more."
        yield Check(name=name, verdict=Verdict.WARN, told=f"{found.host} takes letters up to {size} only.", cure=cure)
    else:
        yield Check(name=name, verdict=Verdict.GOOD, told=f"{found.host} takes letters up to {size}.")

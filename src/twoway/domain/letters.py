"""Mail as messages: a letter read out of its bytes, and an answer written as one. Pure.

What machines send (lists, absence notes, newsletters) is told apart, so that nobody is asked to answer it; a note that our own
letter could not be delivered is a message, because it is about somebody who waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime, getaddresses, parsedate_to_datetime

from twoway.domain.errors import BadInput
from twoway.domain.text.clean import normalise
from twoway.domain.text.from_html import from_html, without_controls

#: No more of a letter is read; whoever writes more writes a book.
MOST_WORDS = 100_000
MOST_FILES = 20
MOST_REFERENCES = 50
_ID = re.compile(r"<[^<>\s]{1,400}>")
#: What the standard library was seen to stumble over in letters that are broken on purpose or by accident.
_STUMBLES = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    ArithmeticError,
    MessageError,
)
_MOST_HEAD, _MOST_HEADER = 100_000, 10_000
_RE = re.compile(r"^\s*(?:(?:re|aw|sv|antw|tr|fwd?|wg)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
#: "On Monday Tom Hallam wrote:" and its sisters, which stand before what is quoted.
_WROTE = re.compile(
    r"^(?:on\s.{4,200}\swrote|am\s.{4,200}\sschrieb.{0,80}|le\s.{4,200}\sa écrit|el\s.{4,200}\sescribió"
    r"|op\s.{4,200}\sschreef.{0,80}|-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine)\s*-{2,})\s*:?\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[^@\s<>\"(),:;\\]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)


class _Bounded(policy.Compat32):
    """Cuts what stands in a head, of a part as well: the standard library takes minutes over the length of a letter in one."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MOST_HEADER]


_BOUNDED = _Bounded()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. Ids are Message-IDs with their brackets; `references` go from the first letter of the thread on.

    `text` is what was written anew, `quoted` says that something was cut off below it. `is_machine`: no person wrote it.
    `failed` are the ids of our letters that this one says could not be delivered.
    """

    message_id: str
    sender: str
    name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    files_left_out: int = 0
    is_quoting: bool = False
    is_machine: bool = False
    failed: tuple[str, ...] = ()


def is_address(words: str) -> bool:
    """Whether it is an address that mail can be sent to."""
    return len(words) <= 254 and _ADDRESS.fullmatch(words) is not None


def read(source: bytes, *, arrived: datetime, clean: Callable[[str], str] = str) -> Letter:
    """The letter in these bytes, whatever is wrong with them: one that nobody can read must not keep away those behind it.

    `arrived` stands for a date that cannot be right; `clean` is given the HTML of a letter that has no plain words.
    """
    try:
        return _read(source, arrived, clean)
    except _STUMBLES:
        return _unreadable(source, arrived)


def _unreadable(source: bytes, arrived: datetime) -> Letter:
    """What can be told of a letter that was made, or spoiled, so that it cannot be read."""
    head = re.split(rb"\r?\n\r?\n", source[:_MOST_HEAD], maxsplit=1)[0].decode("latin-1")
    sender = re.search(rf"(?im)^from:[^\n]*?({_ADDRESS.pattern})", head)
    name = re.search(rf"(?im)^message-id:\s*({_ID.pattern})", head)
    return Letter(
        message_id=name[1] if name else "",
        sender=sender[1].lower() if sender else "",
        text="This letter is built in a way that cannot be read here. Look at it in your mail program.",
        at=arrived,
    )


def _read(source: bytes, arrived: datetime, clean: Callable[[str], str]) -> Letter:
    made = message_from_bytes(source, policy=_BOUNDED)
    sender, name = _sender(made)
    text, is_quoting = _without_quotes(_words(made, clean))
    names = _files(made)
    references = _ids(made, "references")
    in_reply_to = next(iter(_ids(made, "in-reply-to")), "")
    return Letter(
        message_id=next(iter(_ids(made, "message-id")), ""),
        sender=sender,
        name=name,
        to=tuple(address.lower() for _, address in getaddresses(_raw(made, "to", "cc")) if is_address(address)),
        subject=_header(made, "subject")[:300],
        text=text,
        at=_date(made, arrived),
        in_reply_to=in_reply_to,
        references=references,
        files=names[:MOST_FILES],
        files_left_out=max(0, len(names) - MOST_FILES),
        is_quoting=is_quoting,
        is_machine=_is_machine(made),
        failed=_failed(made),
    )


def _raw(made: Message, *names: str) -> list[str]:
    return [str(value) for name in names for value in made.get_all(name, [])]


def _header(made: Message, name: str) -> str:
    """A header in plain words, whatever it was encoded in."""
    value = next(iter(_raw(made, name)), "")
    try:
        decoded = str(policy.default.header_factory(name, value))
    except (ValueError, IndexError, AttributeError, LookupError):
        # The standard library's reader of headers stumbles over some that are broken.
        decoded = value
    return " ".join(_clean(decoded).split())


def _clean(words: str) -> str:
    """Without what no text of ours may hold; half characters become question marks."""
    return normalise(without_controls(words.encode("utf-8", "replace").decode("utf-8")))


def _sender(made: Message) -> tuple[str, str]:
    """Address and name of who wrote: From, or Reply-To where From is none."""
    for header in ("from", "reply-to", "sender"):
        for name, address in getaddresses(_raw(made, header)):
            if is_address(address):
                shown = _header_words(name)
                return address.lower(), "" if shown.lower() == address.lower() else shown
    return "", ""


def _header_words(words: str) -> str:
    try:
        decoded = str(policy.default.header_factory("subject", words))
    except (ValueError, IndexError, AttributeError, LookupError):
        decoded = words
    return " ".join(_clean(decoded).split())[:200]


def _ids(made: Message, name: str) -> tuple[str, ...]:
    found = _ID.findall(" ".join(_raw(made, name)))
    return tuple(dict.fromkeys(found[:1] + found[1:][-MOST_REFERENCES:]))


def _date(made: Message, arrived: datetime) -> datetime:
    """When it says it was written, unless that is later than its arrival or before there was mail."""
    try:
        at = parsedate_to_datetime(next(iter(_raw(made, "date")), ""))
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return arrived
    return at if datetime(1990, 1, 1, tzinfo=UTC) < at <= arrived else arrived


def _words(made: Message, clean: Callable[[str], str]) -> str:
    """The words: the first plain text, or the first HTML read as text."""
    plain = html = None
    for part in _leaves(made):
        kind = part.get_content_type()
        if kind == "text/plain" and plain is None:
            plain = _decoded(part)
        elif kind == "text/html" and html is None:
            html = _decoded(part)
    if plain and plain.strip():
        return _clean(plain[:MOST_WORDS])
    return _clean(from_html(clean(html[: MOST_WORDS * 4]), {})[:MOST_WORDS]) if html else ""


def _leaves(made: Message) -> list[Message]:
    """The parts that are no attachment and no letter in the letter."""
    found: list[Message] = []
    waiting = [made]
    while waiting and len(found) < 200:
        part = waiting.pop(0)
        if part.get_content_type() == "message/rfc822" or _is_file(part):
            continue
        if part.is_multipart():
            waiting = [one for one in part.get_payload() if isinstance(one, Message)] + waiting
        else:
            found.append(part)
    return found


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decoded(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return body.decode(charset)
        except (LookupError, ValueError):  # also for what is no character set at all, such as "undefined"
            continue
    return body.decode("latin-1")


def _files(made: Message) -> tuple[str, ...]:
    """The names of what is attached."""
    return tuple(_header_words(part.get_filename() or "a file")[:120] for part in made.walk() if _is_file(part))


def _without_quotes(text: str) -> tuple[str, bool]:
    """What was written anew, and whether something quoted was cut off below it."""
    lines = text.split("\n")
    rest_begins = _where_only_quotes_follow(lines)
    said = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    for index, line in enumerate(lines):
        ends = _WROTE.match(line.strip()) or (line.startswith(">") and index >= rest_begins)
        if index > said and ends:
            return "\n".join(lines[:index]).strip(), True
    return text.strip(), False


def _where_only_quotes_follow(lines: list[str]) -> int:
    """From which line on everything is quoted or empty. Counted once: a letter may have tens of thousands of lines."""
    place = len(lines)
    while place and (not lines[place - 1].strip() or lines[place - 1].startswith(">")):
        place -= 1
    return place


def _is_machine(made: Message) -> bool:
    """Whether it says of itself that a machine sent it (RFC 3834, RFC 2919, and what is usual besides)."""
    if _header(made, "auto-submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    if _header(made, "precedence").lower() in ("bulk", "list", "junk", "auto_reply"):
        return True
    known = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response-suppress", "feedback-id")
    return any(name in made for name in known) or _header(made, "return-path") == "<>"


def _failed(made: Message) -> tuple[str, ...]:
    """The letters that a delivery report (RFC 3464) is about."""
    if made.get_content_type() != "multipart/report":
        return ()
    return tuple(
        found
        for part in made.walk()
        if part is not made and part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
        for found in _ids_inside(part)
    )


def _ids_inside(part: Message) -> tuple[str, ...]:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return _ids(payload[0], "message-id")
    return tuple(re.findall(r"(?im)^message-id:\s*(<[^<>\s]+>)", str(payload)))


def answer_subject(subject: str) -> str:
    """The subject of an answer, with one Re: before it."""
    bare = _RE.sub("", subject).strip()
    return f"Re: {bare}" if bare else "Re: your letter"


#: Seven bits, so that every server on the way can carry it.
_WIRE = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Something attached: its bytes, type and what it is called or shows."""

    name: str
    mime: str
    data: bytes


def write(
    *,
    text: str,
    sender: str,
    sender_name: str,
    to: str,
    to_name: str,
    subject: str,
    message_id: str,
    references: tuple[str, ...],
    at: datetime,
    files: tuple[File, ...] = (),
) -> bytes:
    """A letter as it goes over the wire. BadInput for an address that is none; nothing in it can add a header."""
    made = EmailMessage(policy=_WIRE)
    made["From"] = _address(sender, sender_name)
    made["To"] = _address(to, to_name)
    made["Subject"] = " ".join(subject.split())[:300]
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id
    if references:
        made["In-Reply-To"] = references[-1]
        made["References"] = " ".join(references)
    made.set_content(text)
    for file in files:
        main, _, sub = file.mime.partition("/")
        made.add_attachment(file.data, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return made.as_bytes()


def _address(address: str, name: str) -> Address:
    if not is_address(address):
        raise BadInput(f"“{address}” is no address that mail can be sent to.", field="address")
    try:
        return Address(display_name=" ".join(without_controls(name).split()), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise BadInput(f"“{address}” is no address that mail can be sent to.", field="address") from error

"""Mail servers: `plug.mail.PostOffice` over IMAP and SMTP, with the same guard against private addresses as every other way out.

A letter also goes to ourselves. That copy in the inbox is the proof that the server took it, which SMTP alone does not give
when its last answer is lost; it is then put among what was sent, where people look for it in their mail program.
"""

from __future__ import annotations

import imaplib
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import httpcore2

from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.heads import number
from twoway.plug.mail import Arrived, MailServers, Reached
from twoway.work import wire

#: Seconds for one step, and for everything that is done in one go.
PATIENCE = 20.0
LONGEST = 90.0
#: No more of one letter is read.
MOST_BYTES = 2_000_000
#: At the very first reading only so many of the newest letters are brought.
AT_FIRST = 20
_IMPLICIT_TLS = frozenset({465, 993})
#: What the standard library and we make of answers that follow no rule.
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError)
_ID = re.compile(r"<[^<>\s]{1,400}>")
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SENT_NAMES = ("Sent", "Sent Items", "Sent Messages", "INBOX.Sent")


def _abilities(imap: imaplib.IMAP4) -> tuple[str, ...]:
    """What the server can do for who has signed in: before that, servers tell less."""
    _, told = imap.capability()
    return tuple(b" ".join(line for line in told if isinstance(line, bytes)).decode("latin-1").upper().split())


class WebPostOffice:
    """One mailbox. `trusted` are "host:port" that an administrator allowed: they may be private and speak without TLS."""

    def __init__(
        self,
        servers: MailServers,
        *,
        trusted: frozenset[str] = frozenset(),
        resolver: wire.Resolve = wire.resolve,
    ) -> None:
        self._servers = servers
        self._trusted = trusted
        self._resolver = resolver

    def check(self) -> None:
        """Sign in to both servers and out again."""
        with self._imap(), self._smtp():
            return

    def reading(self) -> Reached:
        """Sign in where letters are read, and out again."""
        with self._imap() as imap:
            is_safe = isinstance(imap.sock, ssl.SSLSocket)
            return Reached(host=self._servers.imap_host, is_safe=is_safe, sent=self._sent(imap))

    def sending(self) -> Reached:
        """Sign in where letters go out, and out again."""
        with self._smtp() as smtp:
            size = smtp.esmtp_features.get("size", "")
            return Reached(
                host=self._servers.smtp_host,
                is_safe=isinstance(smtp.sock, ssl.SSLSocket),
                most_bytes=int(size) if size.isascii() and size.isdigit() else 0,
            )

    def deliver(self, message: bytes, *, sender: str, to: tuple[str, ...]) -> None:
        """Hand a letter over; see `plug.mail.PostOffice`."""
        with self._smtp() as smtp:
            self._require(*smtp.mail(sender), about=sender)
            self._require(*smtp.rcpt(to[0]), about=to[0])
            for other in to[1:]:
                smtp.rcpt(other)
            self._require(*smtp.docmd("DATA"), about=to[0], good=354)
            code, words = self._hand_over(smtp, message)
            if code // 100 != 2:
                self._require(code, words, about=to[0])

    def _hand_over(self, smtp: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
        """The letter itself, and what the server says of it: from here on a silence may mean yes."""
        body = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r?\n", b"\r\n", message))
        try:
            smtp.send(body.rstrip(b"\r\n") + b"\r\n.\r\n")
            code, words = smtp.getreply()
            why = f"{code}"
        except (smtplib.SMTPException, OSError, *_NONSENSE) as error:
            code, words, why = 0, b"", type(error).__name__
        if code // 100 not in (2, 4, 5):
            told = f"{self._servers.smtp_host} had the whole letter and did not say whether it took it."
            raise Unsure(told, for_log=why)
        return code, words

    def _require(self, code: int, words: bytes | str, *, about: str, good: int = 250) -> None:
        """Pass for a yes; 4xx passes, as with grey lists; 5xx does not."""
        if code == good or (good == 250 and code == 251):
            return
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        said = (
            f"{self._servers.smtp_host} does not take a letter for {about}: {' '.join(told.split())[:300]} ({code})."
        )
        raise TryLater(said) if 400 <= code < 500 else Refused(said)

    def bring(self, cursor: str, most: int) -> tuple[tuple[Arrived, ...], str]:
        """What came into the inbox since the cursor, which is "validity:uid"."""
        with self._imap() as imap:
            validity = self._open(imap, "INBOX")
            known, _, told = cursor.partition(":")
            last = number(told) if known == validity else None
            if last is None:
                uids = self._search(imap, "ALL")
                fresh, last = uids[-AT_FIRST:], 0
            else:
                # Not all that ever came: in a full mailbox that is a long list, every minute. A server that has nothing newer
                # names the last one.
                uids = self._search(imap, "UID", f"{last + 1}:*")
                fresh = [uid for uid in uids if uid > last][:most]
            sizes = self._sizes(imap, fresh)
            letters = tuple(self._letter(imap, uid, sizes.get(uid, 0)) for uid in fresh)
            newest = max([*(fresh or uids), last])
            return tuple(letter for letter in letters if letter is not None), f"{validity}:{newest}"

    def holds(self, message_id: str) -> bool:
        """Whether a letter with this id lies here."""
        with self._imap() as imap:
            return any(self._with_id(imap, box, message_id) for box in ("INBOX", self._sent(imap)) if box)

    def references_of(self, message_id: str) -> tuple[str, ...]:
        """The thread up to a letter that lies here."""
        with self._imap() as imap:
            for box in ("INBOX", self._sent(imap)):
                for uid in self._with_id(imap, box, message_id) if box else ():
                    _, found = imap.uid("FETCH", str(uid), "(BODY.PEEK[HEADER.FIELDS (REFERENCES IN-REPLY-TO)])")
                    before = _ID.findall(_body(found).decode("latin-1"))
                    return tuple(dict.fromkeys([*before, message_id]))
        return ()

    def file_sent(self, message_ids: tuple[str, ...]) -> None:
        """Put our own copies among what was sent; a mailbox without such a place keeps them where they are."""
        with self._imap() as imap:
            sent = self._sent(imap)
            for message_id in message_ids if sent else ():
                for uid in self._with_id(imap, "INBOX", message_id, writing=True):
                    imap.uid("STORE", str(uid), "+FLAGS", "(\\Seen)")
                    self._move(imap, uid, sent)

    def _move(self, imap: imaplib.IMAP4, uid: int, box: str) -> None:
        if "MOVE" in imap.capabilities:
            imap.uid("MOVE", str(uid), _quoted(box))
            return
        if imap.uid("COPY", str(uid), _quoted(box))[0] == "OK":
            imap.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)")
            # A plain EXPUNGE would throw away everything that somebody has marked in their mail program.
            if "UIDPLUS" in imap.capabilities:
                imap.uid("EXPUNGE", str(uid))

    def _open(self, imap: imaplib.IMAP4, box: str, *, writing: bool = False) -> str:
        """Open a mailbox; gives its validity, which changes when its numbers begin anew."""
        kind, _ = imap.select(_quoted(box), readonly=not writing)
        if kind != "OK":
            raise TryLater(f"{self._servers.imap_host} does not open {box}.")
        _, found = imap.response("UIDVALIDITY")
        return found[0].decode("ascii") if found and isinstance(found[0], bytes) else "0"

    def _search(self, imap: imaplib.IMAP4, *words: str) -> list[int]:
        kind, found = imap.uid("SEARCH", *words)
        if kind != "OK":
            raise TryLater(f"{self._servers.imap_host} does not say what lies there.")
        return sorted(int(uid) for uid in (found[0] or b"").split())

    def _with_id(self, imap: imaplib.IMAP4, box: str, message_id: str, *, writing: bool = False) -> list[int]:
        self._open(imap, box, writing=writing)
        return self._search(imap, "HEADER", "Message-ID", _quoted(message_id))

    def _sizes(self, imap: imaplib.IMAP4, uids: list[int]) -> dict[int, int]:
        if not uids:
            return {}
        _, found = imap.uid("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE)")
        lines = [line for line in found if isinstance(line, bytes)]
        pairs = [(_UID.search(line), _SIZE.search(line)) for line in lines]
        return {int(uid[1]): int(size[1]) for uid, size in pairs if uid and size}

    def _letter(self, imap: imaplib.IMAP4, uid: int, size: int) -> Arrived | None:
        is_whole = size <= MOST_BYTES
        part = "BODY.PEEK[]" if is_whole else f"BODY.PEEK[]<0.{MOST_BYTES}>"
        _, found = imap.uid("FETCH", str(uid), f"(INTERNALDATE {part})")
        source = _body(found)
        return Arrived(source=source, at=_came_in(found), is_whole=is_whole) if source else None

    def _sent(self, imap: imaplib.IMAP4) -> str:
        """The name of the place for what was sent: the one that says so, or one of the usual names; "" for none."""
        _, found = imap.list()
        boxes = [_box(line) for line in found if isinstance(line, bytes)]
        told = next((name for flags, name in boxes if "\\sent" in flags), "")
        return told or next((name for _, name in boxes if name in _SENT_NAMES), "")

    @contextmanager
    def _imap(self) -> Iterator[imaplib.IMAP4]:
        host, port = self._servers.imap_host, self._servers.imap_port
        with self._told(host):
            imap = _Imap(host, port, self._choose(host, port))
            with _ended_in_time(lambda: imap.sock):
                try:
                    if not imap.is_safe:
                        self._make_safe(host, port, "STARTTLS" in imap.capabilities, lambda: imap.starttls(_tls()))
                    imap.login(self._servers.user, self._servers.password)
                    imap.capabilities = _abilities(imap)
                    yield imap
                finally:
                    with suppress(imaplib.IMAP4.error, OSError, *_NONSENSE):
                        imap.logout()
                    # A server that talks nonsense is not waited for to say goodbye.
                    with suppress(OSError):
                        imap.shutdown()

    @contextmanager
    def _smtp(self) -> Iterator[smtplib.SMTP]:
        host, port = self._servers.smtp_host, self._servers.smtp_port
        with self._told(host):
            smtp = _Smtp(host, port, self._choose(host, port))
            with _ended_in_time(lambda: smtp.sock):
                try:
                    smtp.ehlo()
                    if not smtp.is_safe:
                        self._make_safe(host, port, smtp.has_extn("starttls"), lambda: _upgrade(smtp))
                    if smtp.has_extn("auth"):
                        smtp.login(self._servers.user, self._servers.password)
                    yield smtp
                finally:
                    with suppress(smtplib.SMTPException, OSError, *_NONSENSE):
                        smtp.quit()

    def _make_safe(self, host: str, port: int, can: bool, upgrade: Callable[[], object]) -> None:
        """Nothing is said in the clear, but to a server that an administrator named."""
        if can:
            upgrade()
        elif f"{host}:{port}" not in self._trusted:
            raise Refused(f"{host} does not offer TLS on port {port}, so the password could be read on the way.")

    def _choose(self, host: str, port: int) -> list[str]:
        if f"{host}:{port}" in self._trusted:
            return self._resolver(host, port)
        try:
            return wire.reachable(host, port, self._resolver)
        except Refused:
            raise Refused(
                f"{host} is an address inside a private network; an administrator can allow it with TWOWAY_MAIL_SERVERS."
            ) from None

    @contextmanager
    def _told(self, host: str) -> Iterator[None]:
        """What goes wrong, as a network answer."""
        try:
            yield
        except NetworkAnswer:
            raise
        except smtplib.SMTPAuthenticationError as error:
            raise _unknown(host, error.smtp_error) from None
        except imaplib.IMAP4.error as error:
            if isinstance(error, imaplib.IMAP4.abort) or "AUTH" not in str(error).upper():
                raise TryLater(f"{host} broke off: {_short(error)}") from None
            raise _unknown(host, str(error)) from None
        except ssl.SSLCertVerificationError:
            raise TryLater(f"The certificate of {host} is not valid, so nothing was sent.") from None
        except (smtplib.SMTPException, OSError, httpcore2.ConnectError) as error:
            raise TryLater(f"{host} cannot be used right now: {_short(error)}") from None
        except _NONSENSE as error:
            raise TryLater(f"{host} does not answer like a mail server.", for_log=type(error).__name__) from None


def _unknown(host: str, words: bytes | str) -> NeedsReconnect:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return NeedsReconnect(
        f"{host} does not accept the name and password. Many mail services want an app password here.",
        for_log=" ".join(told.split())[:200],
    )


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _quoted(words: str) -> str:
    return '"' + re.sub(r"[\x00-\x1f\x7f]", "", words).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _box(line: bytes) -> tuple[str, str]:
    """Flags and name of a mailbox in an answer to LIST."""
    found = re.match(r'\((?P<flags>[^)]*)\)\s+(?:"[^"]*"|NIL)\s+(?P<name>.+)$', line.decode("latin-1"))
    return (found["flags"].lower(), found["name"].strip().strip('"')) if found else ("", "")


def _body(found: list[Any]) -> bytes:
    """The literal in an answer to FETCH."""
    return next((bytes(part[1]) for part in found if isinstance(part, tuple) and len(part) > 1), b"")


def _came_in(found: list[Any]) -> datetime:
    """When the server took it in, which unlike the letter's own date cannot be made up by who wrote it."""
    for part in found:
        line = part[0] if isinstance(part, tuple) else part
        if isinstance(line, bytes) and (when := imaplib.Internaldate2tuple(line)):
            return datetime.fromtimestamp(time.mktime(when), UTC)
    return datetime.now(UTC)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _upgrade(smtp: smtplib.SMTP) -> None:
    smtp.starttls(context=_tls())
    smtp.ehlo()


def _connected(addresses: list[str], port: int, host: str) -> tuple[socket.socket, bool]:
    """A connection to the first address that answers, with TLS where the port begins with it."""
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            plain = socket.create_connection((address, port), PATIENCE)
        except OSError as error:
            failure = error
            continue
        if port not in _IMPLICIT_TLS:
            return plain, False
        return _tls().wrap_socket(plain, server_hostname=host), True
    raise failure


class _Smtp(smtplib.SMTP):
    """An SMTP client that goes to addresses that were judged already."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        self._addresses = addresses
        self.is_safe = False
        super().__init__(host, port, timeout=PATIENCE)
        # starttls checks the certificate against this name.
        self._host = host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made, self.is_safe = _connected(self._addresses, port, host)
        return made


class _Imap(imaplib.IMAP4):
    """An IMAP client that goes to addresses that were judged already."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        self._addresses = addresses
        self.is_safe = False
        super().__init__(host, port, timeout=PATIENCE)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made, self.is_safe = _connected(self._addresses, self.port, self.host)
        return made

    def read(self, size: int) -> bytes:
        """What the server says comes next; it does not say how much memory that may take."""
        if size > 2 * MOST_BYTES:
            raise self.abort("more was announced than was asked for")
        return super().read(size)


@contextmanager
def _ended_in_time(connection: Callable[[], Any]) -> Iterator[None]:
    """A server cannot hold us by dripping bytes: when the time is up, its connection is closed."""

    def end() -> None:
        with suppress(OSError, AttributeError):
            connection().shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

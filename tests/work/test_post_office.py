"""Letters over real mail servers: Debian's Exim and Dovecot."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.counterparts.post_office import PEOPLE, PostOfficeServers
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater, Unsure
from twoway.plug.mail import MailServers
from twoway.work.post_office import AT_FIRST, MOST_BYTES, WebPostOffice

SARAH, TOM = "sarah@alderrye.example", "tom@hallam.example"


def servers(there: PostOfficeServers, who: str = SARAH, **more: object) -> MailServers:
    told = {
        "imap_host": "127.0.0.1",
        "imap_port": there.imap_port,
        "smtp_host": "127.0.0.1",
        "smtp_port": there.smtp_port,
        "user": who,
        "password": PEOPLE[who],
    }
    return MailServers(**{**told, **more})  # type: ignore[arg-type]  # what a test leaves out is filled in


def office(there: PostOfficeServers, who: str = SARAH, **more: object) -> WebPostOffice:
    return WebPostOffice(servers(there, who, **more), trusted=frozenset({there.imap, there.smtp}))


def letter(number: int = 1, *, body: bytes = b"Is there rye today?", more: bytes = b"") -> bytes:
    return b"From: Tom <%s>\r\nTo: <%s>\r\nSubject: Rye\r\nMessage-ID: <m%d@hallam.example>\r\n%s\r\n%s\r\n" % (
        TOM.encode(),
        SARAH.encode(),
        number,
        more,
        body,
    )


def test_both_servers_let_us_in(post_office: PostOfficeServers) -> None:
    office(post_office).check()


def test_each_server_tells_what_it_is_like(post_office: PostOfficeServers) -> None:
    reading, sending = office(post_office).reading(), office(post_office).sending()
    assert reading.sent == "Sent"
    assert sending.most_bytes > 1_000_000
    for server in (office(post_office, password="wrong").reading, office(post_office, password="wrong").sending):
        with pytest.raises(NeedsReconnect):
            server()


def test_a_wrong_password_wants_a_person(post_office: PostOfficeServers) -> None:
    with pytest.raises(NeedsReconnect, match="app password"):
        office(post_office, password="wrong").check()


def test_a_letter_goes_out_whole_and_a_copy_comes_to_ourselves(post_office: PostOfficeServers) -> None:
    source = letter(7, body=b"One.\r\n.\r\n..two dots\r\nThe end")

    office(post_office).deliver(source, sender=SARAH, to=(TOM, SARAH))

    until = time.monotonic() + 10
    while not office(post_office).holds("<m7@hallam.example>") and time.monotonic() < until:
        time.sleep(0.05)
    (there,) = post_office.letters(TOM)
    assert b"One.\r\n.\r\n..two dots\r\nThe end" in there


def test_our_copy_is_put_where_sent_letters_lie(post_office: PostOfficeServers) -> None:
    post_office.send(TOM, SARAH, letter(1))
    post_office.send(SARAH, SARAH, letter(2))

    office(post_office).file_sent(("<m2@hallam.example>", "<not-there@x.example>"))

    assert len(post_office.letters(SARAH)) == 1
    assert len(post_office.letters(SARAH, "Sent")) == 1
    assert office(post_office).holds("<m2@hallam.example>")


@pytest.mark.parametrize("has_uidplus", [True, False])
def test_where_letters_cannot_be_moved_nothing_of_somebody_else_is_thrown_away(
    post_office: PostOfficeServers, has_uidplus: bool
) -> None:
    """A letter that somebody marked for deletion in their mail program is theirs to throw away, or to keep after all."""
    here = office(post_office)
    for number in (1, 2):
        post_office.send(TOM, SARAH, letter(number))
    with here._imap() as imap:
        left_out = {"MOVE"} if has_uidplus else {"MOVE", "UIDPLUS"}
        imap.capabilities = tuple(one for one in imap.capabilities if one not in left_out)
        (ours,) = here._with_id(imap, "INBOX", "<m1@hallam.example>", writing=True)
        (marked,) = here._with_id(imap, "INBOX", "<m2@hallam.example>", writing=True)
        imap.uid("STORE", str(marked), "+FLAGS", "(\\Deleted)")
        here._move(imap, ours, here._sent(imap))
        left = here._search(imap, "ALL")
    assert marked in left
    assert (ours in left) is not has_uidplus


def test_what_came_in_is_brought_once_and_in_order(post_office: PostOfficeServers) -> None:
    way = office(post_office)
    first, cursor = way.bring("", 50)
    assert first == ()
    for number in (1, 2, 3):
        post_office.send(TOM, SARAH, letter(number))

    some, cursor = way.bring(cursor, 2)
    rest, cursor = way.bring(cursor, 2)

    ids = [one.source.split(b"Message-ID: ")[1].split(b"\r\n")[0] for one in (*some, *rest)]
    assert ids == [b"<m1@hallam.example>", b"<m2@hallam.example>", b"<m3@hallam.example>"]
    assert way.bring(cursor, 50)[0] == ()


def test_a_mailbox_that_was_numbered_anew_is_read_from_the_newest(post_office: PostOfficeServers) -> None:
    post_office.send(TOM, SARAH, letter())

    found, cursor = office(post_office).bring("17:9999", 50)

    assert len(found) == 1
    assert not cursor.startswith("17:")


def test_at_first_only_the_newest_few_are_brought(post_office: PostOfficeServers) -> None:
    for number in range(AT_FIRST + 2):
        post_office.send(TOM, SARAH, letter(number))

    found, _ = office(post_office).bring("", 50)

    assert len(found) == AT_FIRST
    assert b"<m2@hallam.example>" in found[0].source


def test_a_huge_letter_is_read_to_a_point_and_says_so(post_office: PostOfficeServers) -> None:
    post_office.send(TOM, SARAH, letter(body=b"\r\n".join([b"x" * 900] * (MOST_BYTES // 800))))

    ((found,), _) = office(post_office).bring("", 50)

    assert not found.is_whole
    assert len(found.source) <= MOST_BYTES


def test_a_thread_is_found_by_its_last_letter(post_office: PostOfficeServers) -> None:
    post_office.send(TOM, SARAH, letter(5, more=b"References: <a@x.example>\r\n <b@x.example>\r\n"))

    way = office(post_office)

    assert way.references_of("<m5@hallam.example>") == ("<a@x.example>", "<b@x.example>", "<m5@hallam.example>")
    assert way.references_of("<nobody@x.example>") == ()


def test_an_address_that_the_server_does_not_know_is_refused(post_office: PostOfficeServers) -> None:
    with pytest.raises((Refused, TryLater), match="does not take a letter for nobody@"):
        office(post_office).deliver(letter(), sender=SARAH, to=("nobody@nowhere.example", SARAH))


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "::ffff:10.0.0.1"])
def test_a_private_server_is_not_spoken_to_unless_it_is_named(post_office: PostOfficeServers, host: str) -> None:
    way = WebPostOffice(servers(post_office, imap_host=host, smtp_host=host))

    with pytest.raises(Refused, match="private network"):
        way.check()


def test_a_name_is_judged_by_every_address_it_has(post_office: PostOfficeServers) -> None:
    way = WebPostOffice(
        servers(post_office, imap_host="mail.example.org"), resolver=lambda host, port: ["93.184.216.34", "10.0.0.1"]
    )

    with pytest.raises(Refused, match="private network"):
        way.check()


def test_a_password_is_never_said_in_the_clear_to_a_server_that_nobody_named(post_office: PostOfficeServers) -> None:
    class Elsewhere(WebPostOffice):
        """As if these servers stood on the open internet."""

        def _choose(self, host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

    with pytest.raises(Refused, match="does not offer TLS"):
        Elsewhere(servers(post_office, imap_host="mail.example.org", smtp_host="mail.example.org")).check()


def test_a_password_does_not_show(post_office: PostOfficeServers) -> None:
    assert PEOPLE[SARAH] not in repr(servers(post_office))


# -- servers that misbehave


Talk = Callable[[socket.socket], None]


@pytest.fixture
def stub() -> Iterator[Callable[[Talk], int]]:
    """A server on loopback that does what the test says with each connection; gives its port."""
    open_: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(talk: Talk) -> int:
        ear = socket.create_server(("127.0.0.1", 0))
        open_.append(ear)

        def listen() -> None:
            with suppress(OSError):
                while True:
                    conversation, _ = ear.accept()
                    open_.append(conversation)
                    with suppress(OSError):
                        talk(conversation)
                    conversation.close()

        threads.append(threading.Thread(target=listen, daemon=True))
        threads[-1].start()
        return int(ear.getsockname()[1])

    yield start
    for one in open_:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
    for thread in threads:
        thread.join(5)


def smtp(until_data: bytes, after: bytes | None) -> Talk:
    """An SMTP server that says `until_data` to DATA, and `after` (or nothing at all) to the letter."""

    def talk(conversation: socket.socket) -> None:
        lines = conversation.makefile("rb")
        conversation.sendall(b"220 here\r\n")
        for line in lines:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                conversation.sendall(until_data)
                if not until_data.startswith(b"354"):
                    continue
                while lines.readline() not in (b".\r\n", b""):
                    pass
                if after is None:
                    return
                conversation.sendall(after)
            else:
                conversation.sendall(b"250 ok\r\n")

    return talk


@pytest.mark.parametrize(
    ("until_data", "after", "kind"),
    [
        (b"354 go on\r\n", None, Unsure),
        (b"354 go on\r\n", b"what letter?\r\n", Unsure),
        (b"354 go on\r\n", b"\xff\xfe\r\n", Unsure),
        (b"354 go on\r\n", b"354 go on\r\n", Unsure),
        (b"354 go on\r\n", b"451 later\r\n", TryLater),
        (b"354 go on\r\n", b"554 spam\r\n", Refused),
        (b"451 busy\r\n", None, TryLater),
        (b"554 no\r\n", None, Refused),
    ],
)
def test_what_became_of_a_letter_is_told_apart(
    post_office: PostOfficeServers,
    stub: Callable[[Talk], int],
    until_data: bytes,
    after: bytes | None,
    kind: type[NetworkAnswer],
) -> None:
    port = stub(smtp(until_data, after))
    way = WebPostOffice(servers(post_office, smtp_port=port), trusted=frozenset({f"127.0.0.1:{port}"}))

    with pytest.raises(kind):
        way.deliver(letter(), sender=SARAH, to=(TOM, SARAH))


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 2000 + b"\r\n"])
def test_a_server_that_is_no_mail_server_is_told(
    post_office: PostOfficeServers, stub: Callable[[Talk], int], said: bytes
) -> None:
    port = stub(lambda conversation: conversation.sendall(said))
    trusted = frozenset({f"127.0.0.1:{port}", post_office.smtp})

    with pytest.raises(TryLater, match=r"127\.0\.0\.1"):
        WebPostOffice(servers(post_office, imap_port=port), trusted=trusted).check()
    with pytest.raises(TryLater, match=r"127\.0\.0\.1"):
        WebPostOffice(servers(post_office, smtp_port=port), trusted=trusted | {post_office.imap}).check()


@pytest.mark.parametrize(
    "found", [b"* SEARCH one two\r\n", b"* SEARCH " + b"9" * 5000 + b"\r\n", b"* SEARCH \xff\r\n"]
)
def test_a_server_that_counts_in_words_is_told(
    post_office: PostOfficeServers, stub: Callable[[Talk], int], found: bytes
) -> None:
    def talk(conversation: socket.socket) -> None:
        conversation.sendall(b"* OK [CAPABILITY IMAP4rev1] here\r\n")
        for line in conversation.makefile("rb"):
            name, _, rest = line.partition(b" ")
            told = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\n" if b"SELECT" in rest or b"EXAMINE" in rest else b""
            told = b"* CAPABILITY IMAP4rev1\r\n" if b"CAPABILITY" in rest else found if b"SEARCH" in rest else told
            conversation.sendall(told + name + b" OK done\r\n")

    port = stub(talk)
    way = WebPostOffice(servers(post_office, imap_port=port), trusted=frozenset({f"127.0.0.1:{port}"}))

    with pytest.raises(TryLater, match="does not answer like a mail server"):
        way.bring("", 5)


def test_only_what_is_newer_is_asked_for(post_office: PostOfficeServers, stub: Callable[[Talk], int]) -> None:
    asked: list[bytes] = []

    def talk(conversation: socket.socket) -> None:
        conversation.sendall(b"* OK [CAPABILITY IMAP4rev1] here\r\n")
        for line in conversation.makefile("rb"):
            name, _, rest = line.partition(b" ")
            asked.append(rest.strip())
            told = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\n" if b"SELECT" in rest or b"EXAMINE" in rest else b""
            # Whoever asks for what is newer than the last is given the last.
            told = (
                b"* CAPABILITY IMAP4rev1\r\n"
                if b"CAPABILITY" in rest
                else b"* SEARCH 41\r\n"
                if b"SEARCH" in rest
                else told
            )
            conversation.sendall(told + name + b" OK done\r\n")

    port = stub(talk)
    way = WebPostOffice(servers(post_office, imap_port=port), trusted=frozenset({f"127.0.0.1:{port}"}))

    assert way.bring("7:41", 5) == ((), "7:41")
    assert b"UID SEARCH UID 42:*" in asked


def test_a_server_that_announces_more_than_was_asked_for_is_left(
    post_office: PostOfficeServers, stub: Callable[[Talk], int]
) -> None:
    def talk(conversation: socket.socket) -> None:
        conversation.sendall(b"* OK [CAPABILITY IMAP4rev1] here\r\n")
        for line in conversation.makefile("rb"):
            tag, word = line.split()[0], line.split()[1].upper()
            more = b"* LIST {999999999999}\r\nxxxx" if word == b"LIST" else b""
            conversation.sendall(more or tag + b" OK done\r\n")

    port = stub(talk)
    trusted = frozenset({f"127.0.0.1:{port}"})
    with pytest.raises(TryLater, match="broke off"):
        WebPostOffice(servers(post_office, imap_port=port), trusted=trusted).reading()


def test_a_server_that_is_not_there_is_told(post_office: PostOfficeServers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])

    with pytest.raises(TryLater, match="cannot be used right now"):
        WebPostOffice(servers(post_office, imap_port=port), trusted=frozenset({f"127.0.0.1:{port}"})).check()

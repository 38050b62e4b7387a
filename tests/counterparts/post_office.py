"""Debian's own mail servers on loopback: Exim takes letters and puts them into Maildirs, Dovecot shows them over IMAP.

Every address of `PEOPLE` has a mailbox. Letters are only taken from whoever signed in. Nothing leaves the machine.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port

PEOPLE = {
    "sarah@alderrye.example": "rye and water 1",
    "tom@hallam.example": "two wheels 22",
    "ruta@sunnybank.example": "three plain words",
}
#: Debian's Exim runs as this user, and so the mailboxes are its.
USER = "Debian-exim"

EXIM = """
primary_hostname = mail.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
spool_directory = {home}/spool
log_file_path = {home}/log/%slog
pid_file_path = {home}/exim.pid
keep_environment =
domainlist local_domains = *
deliver_drop_privilege = true
tls_advertise_hosts =
acl_smtp_rcpt = check
acl_smtp_data = accept
message_size_limit = 30M
begin acl
check:
  deny !authenticated = *
       message = sign in first
  deny !verify = recipient
       message = nobody here is called that
  accept
begin routers
known:
  driver = accept
  condition = ${{lookup{{$local_part@$domain}}lsearch{{{home}/secrets}}{{yes}}{{no}}}}
  address_data = ${{lookup{{$local_part@$domain}}lsearch{{{home}/boxes}}{{$value}}}}
  transport = box
begin transports
box:
  driver = appendfile
  maildir_format
  create_directory
  directory = $address_data
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{${{lookup{{$auth2}}lsearch{{{home}/secrets}}}}}}}}
  server_set_id = $auth2
"""

DOVECOT = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class PostOfficeServers:
    """Where the two listen. A test looks into mailboxes with clients of its own."""

    smtp_port: int
    imap_port: int

    @property
    def smtp(self) -> str:
        return f"127.0.0.1:{self.smtp_port}"

    @property
    def imap(self) -> str:
        return f"127.0.0.1:{self.imap_port}"

    def send(self, who: str, to: str, source: bytes) -> None:
        """A letter from somebody, with a mail program of their own; returns when it lies in the mailbox."""
        before = len(self.letters(to))
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as smtp:
            smtp.login(who, PEOPLE[who])
            smtp.sendmail(who, [to], source)
        until = time.monotonic() + 20
        while len(self.letters(to)) <= before:
            if time.monotonic() > until:
                raise AssertionError("the letter never came in")
            time.sleep(0.05)

    def letters(self, who: str, box: str = "INBOX") -> list[bytes]:
        """Everything that lies in a mailbox, the oldest first."""
        imap = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=10)
        try:
            imap.login(who, PEOPLE[who])
            imap.select(box, readonly=True)
            found = imap.uid("SEARCH", "ALL")[1][0].split()
            return [imap.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1][0][1] for uid in found]
        finally:
            imap.logout()

    def empty(self) -> None:
        """Every mailbox as on the first day."""
        for who, password in PEOPLE.items():
            imap = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=10)
            imap.login(who, password)
            for box in ("INBOX", "Sent"):
                imap.select(box)
                imap.store("1:*", "+FLAGS", "(\\Deleted)") if imap.search(None, "ALL")[1][0] else None
                imap.expunge()
            imap.logout()


def missing() -> list[str]:
    """The Debian packages that are not there."""
    found = {"exim4-daemon-light": _program("exim4"), "dovecot-imapd": _program("dovecot")}
    return [package for package, path in found.items() if path is None]


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _lay_out(home: Path, smtp: int, imap: int) -> None:
    for folder in ("spool", "log", "mail", "run", "state"):
        (home / folder).mkdir()
    (home / "secrets").write_text("".join(f"{who}: {word}\n" for who, word in PEOPLE.items()))
    (home / "boxes").write_text("".join(f"{who}: {home}/mail/{who}\n" for who in PEOPLE))
    (home / "users").write_text("".join(f"{who}:{{PLAIN}}{word}\n" for who, word in PEOPLE.items()))
    (home / "exim.conf").write_text(EXIM.format(home=home, smtp=smtp))
    (home / "dovecot.conf").write_text(DOVECOT.format(home=home, imap=imap, user=USER))
    home.chmod(0o755)
    for folder in ("spool", "log", "mail"):
        shutil.chown(home / folder, USER, USER)


@pytest.fixture(scope="session")
def post_office_servers() -> Iterator[PostOfficeServers]:
    """Both servers, once for all tests; they need root, as on a server of one's own."""
    if lacking := missing():
        pytest.fail(f"Debian's {' and '.join(lacking)} must be installed: make prepare does that.")
    home = Path(tempfile.mkdtemp(prefix="twoway-mail-", dir="/tmp"))
    smtp, imap = free_port(), free_port()
    _lay_out(home, smtp, imap)
    servers = [
        subprocess.Popen([_program("exim4") or "", "-C", str(home / "exim.conf"), "-bdf"], stderr=subprocess.DEVNULL),
        subprocess.Popen(
            [_program("dovecot") or "", "-F", "-c", str(home / "dovecot.conf")], stderr=subprocess.DEVNULL
        ),
    ]
    try:
        made = PostOfficeServers(smtp_port=smtp, imap_port=imap)
        _wait(made)
        yield made
    finally:
        for server in servers:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            if server.poll() is None:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _wait(made: PostOfficeServers) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            made.letters("tom@hallam.example")
            smtplib.SMTP("127.0.0.1", made.smtp_port, timeout=5).quit()
        except (OSError, imaplib.IMAP4.error):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def post_office(post_office_servers: PostOfficeServers) -> PostOfficeServers:
    """The servers with empty mailboxes."""
    post_office_servers.empty()
    return post_office_servers

"""A new password by a letter: through a real mail server, once, for an hour, and without telling anybody who signs in here."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.counterparts.mail_server import Serve, mail_server
from tests.counterparts.post_office import PEOPLE, PostOfficeServers
from tests.people import PASSWORD
from twoway.apps.demo.actions import open_demo
from twoway.apps.notices import letters
from twoway.apps.notices.models import Notice, PasswordLetter
from twoway.apps.people.models import User
from twoway.domain.permission import Actor
from twoway.rehearsal.server import Stage
from twoway.site import settings as product

__all__ = ["mail_server"]

SARAH, NEW = "sarah@alderrye.example", "barley-and-salt-2"
ASK, FORM = "/account/password/reset/", "/account/password/reset/key/"


@pytest.fixture(autouse=True)
def _nobody_asked_before(settings: Any, db: None) -> None:
    settings.ACCOUNT_RATE_LIMITS = product.ACCOUNT_RATE_LIMITS
    cache.clear()


@pytest.fixture
def mails(settings: Any) -> None:
    """A server that could send mail; nothing listens there."""
    settings.TWOWAY_SMTP_HOST, settings.TWOWAY_SMTP_PORT = "127.0.0.1", 1
    settings.TWOWAY_SMTP_FROM = "desk@alderrye.example"


def ask(client: Client, email: str) -> Any:
    return client.post(ASK, {"email": email})


def link_in(words: str) -> str:
    [link] = re.findall(r"^http\S+", words, re.MULTILINE)
    return str(link)


def mail_of(server: Any) -> str:
    [mail] = server.box.mails
    return str(mail.get_content())


def opened(client: Client, link: str) -> Any:
    """The page that a link leads to."""
    return client.get(re.sub(r"^http://[^/]+", "", link), follow=True)


def chosen(client: Client, page: Any, password: str = NEW) -> Any:
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_the_letter_comes_through_a_real_server_and_lets_one_in_again(
    owner: Actor, client: Client, post_office: PostOfficeServers, settings: Any
) -> None:
    settings.TWOWAY_SMTP_HOST, settings.TWOWAY_SMTP_PORT = "127.0.0.1", post_office.smtp_port
    settings.TWOWAY_SMTP_SECURITY, settings.TWOWAY_SMTP_FROM = "none", SARAH
    settings.TWOWAY_SMTP_USER, settings.TWOWAY_SMTP_PASSWORD = SARAH, PEOPLE[SARAH]
    answer = ask(client, "Sarah@AlderRye.example")
    assert answer.headers["Location"] == "/account/password/reset/done/"
    assert letters.drain() == 1
    until = time.monotonic() + 20
    while not (found := post_office.letters(SARAH)) and time.monotonic() < until:
        time.sleep(0.05)
    letter = message_from_bytes(found[0], policy=policy.default)
    assert letter["Subject"] == "A new password for your desk"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    words = letter.get_body().get_content()  # type: ignore[union-attr]  # it has one
    assert "The link works once, for an hour" in words
    assert SARAH in words
    page = opened(client, link_in(words))
    assert "Choose a password" in page.content.decode()
    assert "changed" in client.get(chosen(client, page).headers["Location"]).content.decode()
    assert User.objects.get().check_password(NEW)
    signed_in = client.post("/account/login/", {"login": SARAH, "password": NEW})
    assert signed_in.headers["Location"] == "/"


class TestTheLink:
    @pytest.fixture
    def link(self, owner: Actor, client: Client, mail_server: Serve) -> str:
        server = mail_server()
        ask(client, SARAH)
        assert letters.drain() == 1
        return link_in(mail_of(server))

    def test_it_works_once(self, link: str, client: Client) -> None:
        chosen(client, opened(client, link))
        assert "This link has run out" in opened(Client(), link).content.decode()

    def test_it_ends_after_an_hour(self, link: str, client: Client, settings: Any) -> None:
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "This link has run out" in opened(client, link).content.decode()

    def test_it_ends_when_somebody_signs_in_or_the_password_changes(self, link: str, owner: Actor) -> None:
        Client().post("/account/login/", {"login": SARAH, "password": PASSWORD})
        assert "This link has run out" in opened(Client(), link).content.decode()

    def test_the_page_forgets_where_one_came_from_and_is_kept_by_nobody(self, link: str, client: Client) -> None:
        path = re.sub(r"^http://[^/]+", "", link)
        first = client.get(path)
        assert first.status_code == 302
        assert first.headers["Location"].endswith("-set-password/")
        used = Client().get(path.replace("/key/", "/key/0"))
        for answer in (first, used):
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "no-store" in answer.headers["Cache-Control"]
        form = client.get(first.headers["Location"])
        assert "no-store" in form.headers["Cache-Control"]
        assert path.split("-", 1)[1].rstrip("/") not in form.content.decode()

    def test_it_leads_to_the_address_of_the_desk_whatever_was_asked_for(
        self, owner: Actor, mail_server: Serve, settings: Any
    ) -> None:
        settings.ALLOWED_HOSTS, settings.TWOWAY_ADDRESS = ["*"], "https://desk.alderrye.example"
        server = mail_server()
        Client().post(ASK, {"email": SARAH}, headers={"Host": "evil.example"})
        letters.drain()
        assert link_in(mail_of(server)).startswith(f"https://desk.alderrye.example{FORM}")

    def test_a_weak_password_is_told_and_the_link_lives_on(self, link: str, client: Client) -> None:
        page = opened(client, link)
        assert "too common" in chosen(client, page, "password12").content.decode()
        assert User.objects.get().check_password(PASSWORD)
        chosen(client, page)
        assert User.objects.get().check_password(NEW)

    def test_everybody_who_was_signed_in_has_to_sign_in_again(self, link: str, client: Client) -> None:
        elsewhere = Client()
        elsewhere.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
        # Signing in ends the link: ask anew for it.
        User.objects.update(last_login=None)
        ask(client, SARAH)
        chosen(client, opened(client, link))
        assert elsewhere.get("/inbox/").status_code == 302


class TestNobodyLearns:
    def test_the_answer_is_the_same_for_every_address(self, owner: Actor, mails: None) -> None:
        known, unknown = (ask(Client(), email) for email in (SARAH, "nobody@alderrye.example"))
        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
        pages = {Client().get(answer.headers["Location"]).status_code for answer in (known, unknown)}
        assert pages == {200}
        assert PasswordLetter.objects.count() == 2

    def test_nothing_goes_to_whom_nobody_knows(self, owner: Actor, mail_server: Serve) -> None:
        server = mail_server()
        ask(Client(), "nobody@alderrye.example")
        assert letters.drain() == 0
        assert server.box.mails == []
        assert not PasswordLetter.objects.exists()

    def test_nor_to_who_is_switched_off_or_only_of_the_demo(
        self, replier: Actor, mail_server: Serve, world: Stage
    ) -> None:
        server = mail_server()
        User.objects.filter(pk=replier.user_id).update(is_active=False)
        ask(Client(), "dele@alderrye.example")
        User.objects.all().delete()
        ask(Client(), open_demo(on=world).email)
        assert letters.drain() == 0
        assert server.box.mails == []

    def test_too_often_is_told_alike(self, owner: Actor, mails: None) -> None:
        for email in (SARAH, "nobody@alderrye.example"):
            codes = [ask(Client(), email).status_code for _ in range(4)]
            assert codes == [302, 302, 302, 429]
        page = ask(Client(), SARAH).content.decode()
        assert "That was too often" in page
        assert PasswordLetter.objects.filter(user__email=SARAH).count() == 1


class TestTheWayOut:
    def test_without_a_mail_server_the_page_says_what_to_do(self, owner: Actor, client: Client) -> None:
        page = client.get(ASK).content.decode()
        assert "twoway password you@your.town" in page
        assert "<code>TWOWAY_SMTP_HOST</code> and <code>TWOWAY_SMTP_FROM</code>" in page
        assert "<form" not in page
        assert ask(client, SARAH).status_code == 200
        assert not PasswordLetter.objects.exists()

    def test_with_one_it_asks_for_the_address(self, mails: None, client: Client) -> None:
        page = client.get(ASK).content.decode()
        assert "Send me the link" in page
        assert "no-store" in client.get(ASK).headers["Cache-Control"]

    def test_a_letter_that_does_not_go_is_tried_again_and_told(
        self, owner: Actor, mails: None, client: Client
    ) -> None:
        ask(client, SARAH)
        assert letters.drain() == 0
        [letter] = PasswordLetter.objects.all()
        assert letter.tries == 1
        assert letter.next_at > timezone.now()
        [notice] = Notice.objects.all()
        assert "Sarah asked for a new password, and the letter did not go out" in notice.words
        assert "twoway password sarah@alderrye.example" in notice.cure

    def test_once_it_went_nobody_is_told_any_more(
        self, owner: Actor, mails: None, client: Client, mail_server: Serve
    ) -> None:
        ask(client, SARAH)
        letters.drain()
        server = mail_server()
        PasswordLetter.objects.update(next_at=timezone.now())
        assert letters.drain() == 1
        assert len(server.box.mails) == 1
        assert Notice.objects.get().settled_at is not None
        assert not PasswordLetter.objects.exists()

    def test_a_mailbox_that_is_none_is_not_tried_again(
        self, owner: Actor, client: Client, mail_server: Serve
    ) -> None:
        server = mail_server()
        server.box.refuses.add(SARAH)
        ask(client, SARAH)
        letters.drain()
        assert not PasswordLetter.objects.exists()
        assert "does not take mail" in Notice.objects.get().words

    def test_after_an_hour_nobody_waits_for_it(self, owner: Actor, client: Client, mail_server: Serve) -> None:
        server = mail_server()
        ask(client, SARAH)
        PasswordLetter.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
        assert letters.drain() == 0
        assert server.box.mails == []
        assert not PasswordLetter.objects.exists()

    def test_two_workers_send_it_once(self, owner: Actor, client: Client, mail_server: Serve) -> None:
        server = mail_server()
        ask(client, SARAH)
        [letter] = PasswordLetter.objects.all()
        assert [letters.advance(letter.pk), letters.advance(letter.pk)] == [True, False]
        assert len(server.box.mails) == 1

"""Somebody who forgot their password sits down at the desk again: the page, the worker, the letter, the link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.browser import PHONE, Site, Tab
from tests.counterparts.mail_server import Serve, mail_server
from tests.flows.pages.by_hand import shows
from tests.flows.pages.by_wire import MINE, founded
from tests.installation import eventually

__all__ = ["mail_server"]

pytestmark = pytest.mark.browser

NEW = "barley-and-salt-2"


@pytest.fixture
def mailing(start_site: Callable[..., Site], mail_server: Serve) -> tuple[Site, list[object]]:
    """A desk with a mail server, that Ruta owns; and the letters."""
    server = mail_server()
    site = start_site(
        TWOWAY_SMTP_HOST="127.0.0.1",
        TWOWAY_SMTP_PORT=str(server.port),
        TWOWAY_SMTP_SECURITY="none",
        TWOWAY_SMTP_FROM="Twoway <desk@sunnybank.example>",
    )
    founded(site).close()
    return replace(site, email=MINE["email"]), server.box.mails  # type: ignore[return-value]  # letters are objects


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_who_forgot_their_password_is_back_at_the_desk(
    mailing: tuple[Site, list[object]], open_tab: Callable[..., Tab], *, script: bool
) -> None:
    site, mails = mailing
    tab = open_tab(site, script=script, signed_in=False)
    page = tab.page

    def look(name: str) -> None:
        if script:
            tab.axe(name)
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # playwright wants its own dictionary type
            assert tab.goes_out_of_view() == ""
        tab.picture(f"new-password-{name}")

    page.goto(f"{site.address}/account/login/", wait_until="load")
    page.get_by_role("link", name="Forgot your password?").click()
    look("asked")
    page.get_by_label("The address you sign in with").fill(site.email)
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_url("**/account/password/reset/done/")
    shows(page, "main", "If somebody signs in here with that address")
    look("done")
    eventually(lambda: mails)
    [link] = re.findall(r"^http\S+", mails[0].get_content(), re.MULTILINE)  # type: ignore[attr-defined]  # a letter
    assert link.startswith(f"{site.address}/account/password/reset/key/")
    page.goto(link, wait_until="load")
    assert page.url.endswith("-set-password/")
    assert link.split("-", 1)[1].strip("/") not in page.content()
    look("chosen")
    for box in page.locator("input[type=password]").all():
        box.fill(NEW)
    page.get_by_role("button", name="Keep this password").click()
    shows(page, "main", "Your password is changed")
    look("changed")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email", exact=True).fill(site.email)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)
    page.goto(link, wait_until="load")
    shows(page, "main", "This link has run out")
    look("run out")

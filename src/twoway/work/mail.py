"""The way out by e-mail, through the SMTP server that the administrator named."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from twoway.domain.errors import Refused, TryLater
from twoway.plug.later import later

if TYPE_CHECKING:
    from twoway.work import http
else:
    http = later("twoway.work.http")

#: What an administrator sets before any mail goes out.
SETTINGS = ("TWOWAY_SMTP_HOST", "TWOWAY_SMTP_FROM")
#: Seconds for each step of the conversation with the server.
PATIENCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message to one address. `mark` becomes its Message-ID: the same mark again is the same message."""

    to: str
    subject: str
    words: str
    mark: str


def can_mail() -> bool:
    """Whether the administrator named a server and a sender."""
    return bool(settings.TWOWAY_SMTP_HOST and settings.TWOWAY_SMTP_FROM)


def send(mail: Mail) -> None:
    """Hand a mail to the server. `Refused` when it never takes this one, `TryLater` for everything that may pass."""
    if not can_mail():
        raise Refused(f"No mail server is set up. An administrator names one with {' and '.join(SETTINGS)}.")
    try:
        with _server() as server:
            server.send_messages([_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused_address(mail.to, error) from None
    except smtplib.SMTPAuthenticationError as error:
        raise TryLater(
            f"The mail server does not accept our name and password (it says {error.smtp_code}). "
            "An administrator checks TWOWAY_SMTP_USER and TWOWAY_SMTP_PASSWORD."
        ) from None
    except smtplib.SMTPResponseException as error:
        raise TryLater(f"The mail server says {error.smtp_code}: {_words(error.smtp_error)}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(
            f"The mail server {settings.TWOWAY_SMTP_HOST}:{settings.TWOWAY_SMTP_PORT} cannot be used: {error}"
        ) from None


def _server() -> EmailBackend:
    security = settings.TWOWAY_SMTP_SECURITY
    return EmailBackend(
        host=settings.TWOWAY_SMTP_HOST,
        port=settings.TWOWAY_SMTP_PORT,
        username=settings.TWOWAY_SMTP_USER,
        password=settings.TWOWAY_SMTP_PASSWORD,
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=PATIENCE,
    )


def _message(mail: Mail) -> EmailMessage:
    host = parseaddr(settings.TWOWAY_SMTP_FROM)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<{mail.mark}@{host}>",
        # So that no absence note answers us.
        "Auto-Submitted": "auto-generated",
        "X-Mailer": http.USER_AGENT,
    }
    return EmailMessage(mail.subject, mail.words, settings.TWOWAY_SMTP_FROM, [mail.to], headers=headers)


def _refused_address(to: str, error: smtplib.SMTPRecipientsRefused) -> Refused | TryLater:
    """4xx passes, as with grey lists; 5xx does not."""
    code, words = next(iter(error.recipients.values()), (550, b""))
    told = f"The mail server does not take mail for {to} ({code} {_words(words)})."
    return TryLater(told) if 400 <= code < 500 else Refused(told)


def _words(told: bytes | str) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else told

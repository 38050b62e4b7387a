"""Wrong set-ups of the ways out, told at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution


@register()
def mail_server(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    """The mail settings fit together, and no password travels in the open."""
    found: list[CheckMessage] = []
    if settings.TWOWAY_SMTP_HOST and not settings.TWOWAY_SMTP_FROM:
        found.append(
            Error(
                "TWOWAY_SMTP_HOST names a mail server, but no sender is given.",
                hint="Set TWOWAY_SMTP_FROM, like Twoway <desk@example.org>.",
                id="notices.E001",
            )
        )
    if settings.TWOWAY_SMTP_SECURITY == "none" and settings.TWOWAY_SMTP_PASSWORD:
        found.append(
            Error(
                "The password of the mail server would travel in the open.",
                hint="Set TWOWAY_SMTP_SECURITY to starttls or tls, or use a server that asks for no password.",
                id="notices.E002",
            )
        )
    if settings.TWOWAY_SMTP_FROM and not settings.TWOWAY_SMTP_HOST:
        found.append(
            Caution(
                "TWOWAY_SMTP_FROM names a sender, but no mail server is given, so no mail goes out.",
                hint="Set TWOWAY_SMTP_HOST.",
                id="notices.W001",
            )
        )
    return found

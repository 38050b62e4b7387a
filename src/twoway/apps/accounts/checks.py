"""Wrong set-ups of accounts, told at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from twoway.plug import finder


@register()
def known_networks(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    """TWOWAY_NETWORK_ADDRESS names only networks that exist."""
    unknown = sorted(set(settings.TWOWAY_NETWORK_ADDRESS) - set(finder.networks()))
    return [
        Error(
            f"TWOWAY_NETWORK_ADDRESS names “{slug}”, which is no network.",
            hint=f"Known ones: {', '.join(finder.networks())}.",
            id="accounts.E001",
        )
        for slug in unknown
    ]

"""Wrong set-ups of accounts, told at start-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from twoway.plug import finder


@register()
def known_networks(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    """TWOWAY_NETWORK_ADDRESS names only networks that exist."""
    known = {name for slug, one in finder.networks().items() for name in (slug, *_servers(slug, one.facts.servers))}
    unknown = sorted(set(settings.TWOWAY_NETWORK_ADDRESS) - known)
    return [
        Error(
            f"TWOWAY_NETWORK_ADDRESS names “{slug}”, which is no network.",
            hint=f"Known ones: {', '.join(sorted(known))}.",
            id="accounts.E001",
        )
        for slug in unknown
    ]


def _servers(slug: str, servers: Iterable[str]) -> list[str]:
    """A network's further servers, as the setting names them."""
    return [f"{slug}.{name}" for name in servers]

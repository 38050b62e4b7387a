"""What is known of links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twoway.apps.links.models import Page
from twoway.domain.linked import Linked


def known_links(workspace_id: int, addresses: Iterable[str]) -> Mapping[str, Linked]:
    """What is known of these addresses, in one question; those that were never looked at are not in it."""
    wanted = {address for address in addresses if address}
    if not wanted:
        return {}
    return {page.address: page.known for page in Page.objects.filter(workspace_id=workspace_id, address__in=wanted)}

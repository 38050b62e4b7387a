"""Reading accounts, and the way out to their networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from twoway.apps.accounts.models import Account
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor
from twoway.plug import finder, oauth
from twoway.plug.absent import absent
from twoway.plug.later import later
from twoway.plug.network import Network
from twoway.plug.signing_in import Back
from twoway.work import pictures
from twoway.work.local import local_answers
from twoway.work.sealing import unseal

if TYPE_CHECKING:
    from twoway.work import http
else:
    http = later("twoway.work.http")


def accounts_of(actor: Actor) -> QuerySet[Account]:
    """The workspace's accounts that are connected, with their personas."""
    live = Account.objects.filter(workspace_id=actor.workspace_id, removed_at=None)
    return live.select_related("persona").order_by("-persona__kind", "persona_id", "id")


def posting_accounts_of(actor: Actor) -> QuerySet[Account]:
    """Those of them to whose networks words of our own can go; some only answer people."""
    silent = [slug for slug, network in finder.networks().items() if not network.facts.posts]
    return accounts_of(actor).exclude(network__in=silent)


def account_of(actor: Actor, account_id: int) -> Account:
    """One account of the workspace; BadInput for one that is not there."""
    found = accounts_of(actor).filter(pk=account_id).first()
    if found is None:
        raise BadInput("That account is not connected here. Choose one of those under Accounts.", field="account")
    return found


def account_named(actor: Actor, words: str) -> Account:
    """The account that `words` point at: a network, a handle, or both as handle:network; BadInput when none or several.

    Of a handle the beginning is enough, up to an @ or a dot: `alder` for @alder@bakery.social. In the demo workspace
    `demo:<network>` is that network's first account of the work persona.
    """
    live = list(accounts_of(actor))
    found = _meant(live, words)
    if len(found) == 1:
        return found[0]
    known = ", ".join(a.label for a in live) or "none; connect one first"
    if not found:
        raise BadInput(f"There is no account “{words}”. Connected: {known}.", field="account")
    raise BadInput(f"“{words}” could be {', '.join(a.label for a in found)}. Say which.", field="account")


def _meant(live: Sequence[Account], words: str) -> list[Account]:
    """The accounts that words may mean, by the first way of naming them that fits any."""
    handle, _, slug = words.rpartition(":")
    handle, whole = handle.lstrip("@"), words.lstrip("@")
    there = [a for a in live if a.network == slug]
    if handle == "demo" and there and not any(a.handle == handle for a in there):
        return there[:1]
    return (
        [a for a in there if not handle or a.handle == handle]
        or [a for a in live if whole in (a.handle, a.label)]
        or [a for a in there if _begins(a.handle, handle)]
        or [a for a in live if _begins(a.handle, whole)]
    )


def _begins(handle: str, words: str) -> bool:
    return bool(words) and handle.startswith((f"{words}@", f"{words}."))


def network_of(account: Account) -> Network:
    """The network that an account is on. One that came with a package that is not installed any more can do nothing."""
    try:
        return finder.network(account.network)
    except BadInput:
        return absent(account.network)


def facts_of(account: Account) -> Facts:
    """What is known about an account's network."""
    return network_of(account).facts


def network_name(slug: str) -> str:
    """What a network is called; its short name where it came with a package that is not installed any more."""
    with suppress(BadInput):
        return finder.network(slug).facts.name
    return slug


def place_of(account: Account) -> str:
    """An account in words, wherever one is named to a person: @sunnybank on Mastodon."""
    return f"{account} on {network_name(account.network)}"


def limits_of(account: Account) -> Mapping[str, int]:
    """What this account's server allows, laid over the facts by whoever counts."""
    return {str(key): int(value) for key, value in account.limits.items()}


def present() -> list[Network]:
    """The networks that somebody is connected to; what works in the background asks these, and not all that there are."""
    rows = Account.objects.filter(removed_at=None).order_by("network")
    found = []
    for slug in rows.values_list("network", flat=True).distinct():
        # One that came with another package may be gone.
        with suppress(BadInput):
            found.append(finder.network(slug))
    return found


def connectable() -> list[Facts]:
    """The networks that accounts can be connected to, the practice one last."""
    found = [n.facts for n in finder.networks().values() if n.is_connectable]
    return sorted(found, key=lambda facts: (facts.is_practice, facts.name))


def base_address(slug: str, given: str = "") -> str:
    """Where a network is: what the person gave, else the administrator's setting, else the facts.

    Of a whole handle (@alder@bakery.social), which people copy when they are asked for their server, the server is taken; so it
    is of the address of their page there without its beginning (bakery.social/@alder).
    """
    if given and "://" not in given:
        given = given.partition("/")[0].rpartition("@")[2]
    told = settings.TWOWAY_NETWORK_ADDRESS.get(slug, "")
    return (given or told or finder.network(slug).facts.default_address).rstrip("/")


def back_at(path: str, *, document: str, opened: str) -> Back:
    """Where networks send people back to: `path` under our address, and the address of the document about us.

    `opened` is the origin under which the person has our page open. It counts only where our own address is that of a
    laptop and they sit at another computer.
    """
    site = _with_numbers(settings.TWOWAY_ADDRESS)
    if oauth.is_loopback(site) and not oauth.is_loopback(_with_numbers(opened)):
        site = opened
    reachable = site if site.startswith("https://") else ""
    return Back(address=f"{site}{path}", site=reachable, document=f"{reachable}{document}" if reachable else "")


def _with_numbers(address: str) -> str:
    """A laptop's own address by its number: some networks send people back to no other (RFC 8252, 8.3)."""
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname != "localhost":
        return address
    return "http://127.0.0.1" + (f":{parts.port}" if parts.port else "")


def servers_of(slug: str) -> dict[str, str]:
    """A network's further servers by name: the administrator's setting (slug.name=address), else the facts."""
    told = settings.TWOWAY_NETWORK_ADDRESS
    return {name: told.get(f"{slug}.{name}", usual) for name, usual in finder.network(slug).facts.servers.items()}


def trusted_addresses() -> frozenset[str]:
    """Origins that the administrator named; only they may be private."""
    return frozenset(settings.TWOWAY_NETWORK_ADDRESS.values())


def http_to(
    address: str,
    secrets: Mapping[str, str],
    *,
    slug: str = "",
    seconds: float | None = None,
    until: float | None = None,
) -> http.WebHttp:
    """A way out to an address with these secrets; with a network's `slug` it knows that network's further servers.

    `seconds` is the most that one request may take. After `until` (seconds of the machine's clock) nothing is sent.
    """
    return http.WebHttp(
        address=address,
        secrets=secrets,
        pictures=lambda sha256: pictures.read(settings.TWOWAY_HOME, sha256),
        trusted=trusted_addresses(),
        local=local_answers(),
        timeouts=http.Timeouts(connect=3.0, total=seconds) if seconds else http.DEFAULT_TIMEOUTS,
        trusted_mail=settings.TWOWAY_MAIL_SERVERS,
        servers=servers_of(slug) if slug else {},
        until=until,
    )


def http_of(account: Account, *, until: float | None = None) -> http.WebHttp:
    """A way out to an account's network, with its secrets."""
    return http_to(account.address, _secrets_of(account), slug=account.network, until=until)


def _secrets_of(account: Account) -> Mapping[str, str]:
    """Opened once for as long as somebody holds this row: a turn sends many posts through it."""
    if account.opened is None or account.opened[0] != account.sealed:
        account.opened = (account.sealed, unseal(account.sealed, settings.TWOWAY_SEALING_KEYS))
    return account.opened[1]

"""`twoway networks`: what is known of every network."""

from __future__ import annotations

from dataclasses import asdict

import click

from twoway.domain.facts import Facts, Limit
from twoway.doors.cli.showing import print_json, print_table
from twoway.plug import finder
from twoway.plug.network import Network


def networks(slug: str | None, as_json: bool) -> None:
    """All of them, or one."""
    found = [finder.network(slug)] if slug else list(finder.networks().values())
    if as_json:
        told = [as_data(network) for network in found]
        print_json(told[0] if slug else told)
    elif slug:
        _show(found[0])
    else:
        print_table(
            ("network", "name", "longest text", "hashtags", "to connect", "can"),
            [
                (
                    n.facts.slug,
                    n.facts.name,
                    _limit(n.facts.text.limit),
                    n.facts.hashtags.usual,
                    _needs(n.facts),
                    _can(n),
                )
                for n in found
            ],
        )


def as_data(network: Network) -> dict[str, object]:
    """Everything known of a network, and what its module can do."""
    return {**asdict(network.facts), "can": network.can()}


def _can(network: Network) -> str:
    if not network.is_connectable:
        return "tailor and check texts"
    return ", ".join(name for name in network.can() if name not in ("to_payload", "new_key"))


def _needs(facts: Facts) -> str:
    minutes = facts.connecting.minutes
    return f"{facts.connecting.needs} ({minutes} min)" if minutes else facts.connecting.needs


def _limit(limit: Limit) -> str:
    return f"{limit.value:,} {limit.unit.words}"


def _show(network: Network) -> None:
    facts = network.facts
    click.secho(f"{facts.name} ({facts.slug})", bold=True)
    lines = [
        ("Address", facts.default_address),
        ("Longest text", f"{_limit(facts.text.limit)} ({facts.text.limit.standing})"),
        ("Longest in bytes", str(facts.text.bytes_limit.value) if facts.text.bytes_limit else ""),
        ("A link counts", str(facts.text.link_length) if facts.text.link_length else "as it is written"),
        ("Hashtags", f"{facts.hashtags.usual} are usual; they are for {facts.hashtags.use}"),
        ("Pictures", f"up to {facts.media.most}, {facts.media.bytes_limit:,} bytes each"),
        ("Sending twice", facts.idempotency),
        ("To connect", _needs(facts)),
        ("Costs", facts.cost_per_post),
        ("Can", _can(network)),
        ("Cannot", ", ".join(facts.cannot)),
    ]
    for name, words in lines:
        if words:
            click.echo(f"  {name + ':':<18}{words}")
    for source, checked_on in facts.sources:
        click.echo(f"  {'Source:':<18}{source}, read on {checked_on}")

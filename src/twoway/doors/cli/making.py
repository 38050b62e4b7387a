"""`twoway new`: the beginning of a network, a rule or a report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from twoway.plug import new as plug


def new(kind: str, name: str) -> None:
    """Write the pair of files and say what comes next."""
    root = plug.clone_around(Path.cwd())
    paths = plug.write(plug.pair(plug.as_kind(kind), name, datetime.now(UTC).date()), root)
    for path in paths:
        click.echo(path.relative_to(root))
    test = paths[-1].relative_to(root)
    click.echo(f"Both work already. Fill in what is true, and run `pytest {test}`.", err=True)

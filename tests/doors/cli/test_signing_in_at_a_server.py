"""`twoway accounts connect mastodon`, by the server's own page: its answer is heard at the place of this sign-in alone."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.doors.cli.test_signing_in import Terminal
from tests.installation import Installation

pytestmark = [pytest.mark.mastodon, pytest.mark.timeout(120)]


@pytest.fixture
def terminal(installation: Installation, mastodon_server: MastodonServer) -> Terminal:
    installation.env["TWOWAY_NETWORK_ADDRESS"] = f"mastodon={mastodon_server.address}"
    words = ("--page", "--persona", "Alder & Rye", "--answer", f"address={mastodon_server.address}", "--json")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "twoway", "accounts", "connect", "mastodon", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=installation.environ(),
        text=True,
    )
    installation.started.append(process)
    return Terminal(process)


def landed_on(address: str, server: str) -> str:
    sent = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    pressed = httpx2.post(f"{server}/oauth/authorize", data={**sent, "username": "kemi"}, timeout=10)
    return str(pressed.headers["location"])


def test_somebody_comes_back_to_the_place_of_this_sign_in(
    terminal: Terminal, mastodon_server: MastodonServer
) -> None:
    came = landed_on(terminal.address, mastodon_server.address)

    assert urlsplit(came).path.count("/") == 4
    assert httpx2.get(came).status_code == 200
    code, out, err = terminal.ended()
    assert code == 0, err
    assert json.loads(out)["network"] == "mastodon"


def test_an_answer_at_another_place_is_told_and_nothing_is_connected(
    terminal: Terminal, mastodon_server: MastodonServer
) -> None:
    came = urlsplit(landed_on(terminal.address, mastodon_server.address))

    httpx2.get(f"http://{came.netloc}/accounts/back/?{came.query}")
    code, _, err = terminal.ended()

    assert code != 0
    assert "came to another address than the one for" in err

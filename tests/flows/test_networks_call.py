"""The practice network really calls a running installation, over HTTP, and what people wrote comes in at once."""

from __future__ import annotations

import json

from tests.installation import Installation, eventually
from tests.ports import free_port


def test_news_comes_with_a_call_long_before_it_would_be_asked_for(installation: Installation) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    # Nobody would ask for hours; the people there take their usual time, quickened.
    installation.env |= {"TWOWAY_ADDRESS": address, "TWOWAY_FETCH_SECONDS": "7200", "TWOWAY_STAGE_HURRY": "10000"}
    installation.start("serve", "--port", address.rpartition(":")[2])
    eventually(lambda: "Twoway is at" in installation.log)
    assert installation.twoway("hooks", "open", "rehearsal").returncode == 0
    # The first reading is over before anything is said.
    eventually(lambda: installation.json("accounts")[0]["read_at"])

    sent = installation.twoway("post", "Is anybody awake? Fresh rye at eight.", "--to", "rehearsal", "--now")
    assert sent.returncode == 0, sent.stderr

    taken = eventually(lambda: [h for h in installation.json("hooks") if h["taken"]], seconds=40)
    assert taken[0]["refused"] == 0
    heard = eventually(lambda: json.loads(installation.twoway("inbox", "--json").stdout), seconds=40)
    assert heard

from __future__ import annotations

from tests.installation import Installation

RYE = "Fresh rye at eight #SmallBusinessSaturday"


def test_on_a_bare_machine_one_command_brings_a_receipt(bare: Installation) -> None:
    told = bare.json("post", RYE, "--to", "demo:rehearsal", "--now")
    assert told["receipts"][0]["address"].startswith("http://127.0.0.1:8000/rehearsal/")
    assert told["receipts"][0]["network"] == "rehearsal"


def test_the_demo_workspace_is_made_anew_when_that_is_asked_for(unowned: Installation) -> None:
    first = unowned.json("demo")
    unowned.json("post", "A word of today", "--to", "demo:rehearsal")
    drafts = unowned.json("status")["drafts"]
    assert unowned.json("demo") == first
    assert unowned.json("status")["drafts"] == drafts
    again = unowned.twoway("demo", "--reset")
    assert again.returncode == 0
    assert first["password"] in again.stdout
    assert unowned.json("status")["drafts"] == drafts - 1

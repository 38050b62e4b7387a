"""An answer to somebody who named others as well: who is named in it, and who is not any more."""

from __future__ import annotations

from typing import Any

import pytest

from twoway.apps.accounts.models import Account
from twoway.apps.inbox.actions import hear
from twoway.apps.inbox.models import Conversation
from twoway.apps.inbox.queries import conversation_of, reply_prefix, reply_version
from twoway.domain.permission import Actor

KEMI, TOM = "@kemi@town.social", "@tom@town.social"


@pytest.fixture
def asked(owner: Actor, account: Account) -> Conversation:
    """Kemi writes to us alone, and names Tom."""
    account.network = "mastodon"
    account.save(update_fields=["network"])
    status: dict[str, Any] = {
        "id": "100",
        "content": "<p>Do you keep a loaf back?</p>",
        "created_at": "2026-11-22T08:00:00.000Z",
        "visibility": "direct",
        "account": {"id": "7", "acct": KEMI[1:], "url": "https://town.social/@kemi"},
        "mentions": [{"id": "8", "acct": TOM[1:], "url": "https://town.social/@tom"}],
    }
    message = hear(account, {"status": status})
    assert message is not None
    return conversation_of(owner, message.conversation_id)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Gladly.", f"{KEMI} {TOM} Gladly."),
        (f"{KEMI} {TOM} Gladly.", f"{KEMI} {TOM} Gladly."),
        (f"{KEMI} Gladly.", f"{KEMI} Gladly."),  # Tom was taken out, and stays out
        (f"Gladly, {KEMI.upper()}.", f"Gladly, {KEMI.upper()}."),
        (f"{TOM} keeps one.", f"{KEMI} {TOM} keeps one."),
        ("@kemi Gladly.", f"{KEMI} {TOM} @kemi Gladly."),  # somebody else, on our server
        ("@kemi@town.social.example Gladly.", f"{KEMI} {TOM} @kemi@town.social.example Gladly."),
    ],
)
def test_who_was_taken_out_of_an_answer_stays_out(asked: Conversation, written: str, sent: str) -> None:
    assert reply_prefix(asked) == f"{KEMI} {TOM} "
    assert reply_version(asked, written).text == sent


def test_nothing_written_stays_nothing(asked: Conversation) -> None:
    assert reply_version(asked, "  ").text == ""

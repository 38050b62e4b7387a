"""What no honest network sends: it is kept or set aside, and it does not keep the rest from coming in."""

from __future__ import annotations

from typing import Any

import pytest

from twoway.apps.accounts.models import Account
from twoway.apps.inbox.actions import hear, hear_all
from twoway.apps.inbox.models import Message, Raw


def mention(number: int, **of_the_author: str) -> dict[str, Any]:
    """A notification as the practice network sends it."""
    by = {"id": f"m{number}", "handle": "kemi.okafor@rehearsal", "name": "Kemi", "address": "http://x/kemi"}
    post = {
        "id": f"p{number}",
        "root": f"p{number}",
        "by": {**by, **of_the_author},
        "text": "Do you keep a loaf back?",
        "at": "2026-11-22T09:00:00+00:00",
        "address": f"http://x/p{number}",
        "reply_to": None,
    }
    return {"kind": "mention", "post": post, "under": None}


@pytest.mark.parametrize("what", ["id", "handle"])
def test_a_name_without_end_is_kept_once_and_the_next_message_comes_in(account: Account, what: str) -> None:
    endless = mention(1, **{what: "k" * 5000})
    for item in (endless, endless, mention(2)):
        hear(account, item)
    assert Message.objects.filter(remote_id="p2").count() == 1
    assert Raw.objects.filter(account=account).count() == 2


def test_what_cannot_be_read_is_kept_and_the_next_message_comes_in(account: Account) -> None:
    good, odd = mention(1), {**mention(2), "kind": ["mention"], "under": None}
    assert [message.remote_id for message in hear_all(account, [odd, good])] == ["p1"]
    assert Raw.objects.exclude(trouble="").count() == 1

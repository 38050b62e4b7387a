"""Why findings of an answer were set aside, until it is sent: kept with the session of whoever gave the reason.

The words of a draft are the team's; a reason is its author's, who answers for it. So a team mate who goes on with the draft
is asked anew, while loading the page again asks nobody twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

_NAME = "reasons"
#: Answers that were begun and left; the oldest go first.
MOST = 20


def keep(request: HttpRequest, conversation_id: int, reasons: Mapping[str, str]) -> None:
    """Keep the reasons for one answer in the place of those that were there; none forget it."""
    kept = dict(request.session.get(_NAME, {}))
    before = kept.pop(str(conversation_id), None)
    if reasons:
        kept[str(conversation_id)] = dict(reasons)
    elif before is None:
        return
    request.session[_NAME] = dict(list(kept.items())[-MOST:])


def kept_for(request: HttpRequest, conversation_id: int) -> Mapping[str, str]:
    """The reasons that were given for an answer that was not sent yet."""
    found: Mapping[str, str] = request.session.get(_NAME, {}).get(str(conversation_id), {})
    return found

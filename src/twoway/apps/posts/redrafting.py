"""What somebody does to one version of a draft: let it follow the master again, take tailoring back, move a line elsewhere.

Every function gives another draft; nothing is saved here, but for a line that moves into a draft of its own.
"""

from __future__ import annotations

from dataclasses import replace

from twoway.apps.accounts.queries import accounts_of
from twoway.apps.posts import actions
from twoway.apps.posts.looks import Look, look_at
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding
from twoway.domain.guard import apply_fix
from twoway.domain.lines import line_around, take_out
from twoway.domain.permission import Actor
from twoway.domain.tailor import Change

#: What is said where the words are no longer those that somebody looked at.
STALE = "The words have changed since this was offered. Look again and choose from what is there now."


def by_hand(draft: Draft, account_id: int, text: str) -> Draft:
    """The draft with these very words for one account."""
    return replace(draft, texts={**(draft.texts or {}), account_id: text})


def started_over(draft: Draft, account_id: int) -> Draft:
    """The draft in which a version follows the master again; what was written for it by hand is gone."""
    return replace(draft, texts={i: words for i, words in (draft.texts or {}).items() if i != account_id})


def look_for(actor: Actor, draft: Draft, account_id: int) -> Look:
    """How one version would read now; BadInput where the draft does not go there."""
    for look in look_at(actor, draft):
        if look.account.pk == account_id:
            return look
    raise BadInput(STALE, field="account")


def can_be_put_back(look: Look, change: Change) -> bool:
    """Whether what tailoring did still stands in the text, so that the author's words can take its place."""
    return look.whole[change.start : change.end] == change.after and bool(change.before or change.after)


def put_back(draft: Draft, look: Look, change: Change) -> Draft:
    """The author's own words in the place of what tailoring made of them; BadInput where that is no longer there."""
    if not can_be_put_back(look, change):
        raise BadInput(STALE, field="restore")
    return by_hand(draft, look.account.pk, look.whole[: change.start] + change.before + look.whole[change.end :])


def moved_line(actor: Actor, draft: Draft, look: Look, finding: Finding, persona_id: int) -> tuple[Draft, Post]:
    """The draft without the line that a finding is in, and a new draft with it, for all accounts of another persona."""
    homes = tuple(account.pk for account in accounts_of(actor) if account.persona_id == persona_id)
    if finding.end <= finding.start or not homes:
        raise BadInput(STALE, field="move")
    first, last = line_around(look.whole, finding.start, finding.end)
    rest = apply_fix(look.whole, take_out(look.whole, finding.start, finding.end))
    elsewhere = Draft(master=look.whole[first:last], account_ids=homes, language=draft.language)
    return by_hand(draft, look.account.pk, rest), actions.save(actor, elsewhere)

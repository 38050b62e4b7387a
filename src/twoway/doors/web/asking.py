"""The yes beside the composer: what the button that sends says when a yes is missing, and what was said about each version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twoway.apps.posts.approvals import Beside, Said
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.approve import Consent
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.states import ApprovalState
from twoway.doors.web.panes import Pane


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """How it stands with the yes for a draft. `words` are what the button says, `asks` whether it asks instead of sending.

    "" leaves the button as it is.
    """

    beside: Beside
    words: str = ""
    asks: bool = False
    is_waiting: bool = False
    may_ask: bool = False
    kind: str = ""

    @property
    def has_drifted(self) -> bool:
        """Whether it was changed since somebody was asked, or said yes."""
        return self.asks and self.beside.approval is not None


KINDS = {
    ApprovalState.ASKED: "warn",
    ApprovalState.YES: "good",
    ApprovalState.CHANGES: "warn",
    ApprovalState.NO: "block",
}


def yes_for(actor: Actor, draft: Draft, panes: Sequence[Pane], post: Post | None) -> Yes:
    """The yes that this draft needs or has."""
    beside = Beside(actor, [pane.account for pane in panes], post, draft.post_id)
    approval = beside.approval
    open_panes = [pane for pane in panes if not pane.is_frozen]
    found = {beside.consent(pane.look, None) for pane in open_panes if not pane.is_held}
    kind = KINDS.get(ApprovalState(approval.state), "") if approval else ""
    may_ask = may(actor.role, Verb.WRITE)
    if not open_panes or all(one.lets_go for one in found):
        return Yes(beside=beside, may_ask=may_ask, kind=kind)
    if found <= {Consent.MISSING, Consent.FREE} and beside.is_own:
        return Yes(beside=beside, may_ask=may_ask, kind=kind)
    if approval is not None and approval.state == ApprovalState.ASKED and not _drifted(beside, open_panes):
        words = approval.told
        return Yes(beside=beside, words=words[0].upper() + words[1:], is_waiting=True, may_ask=may_ask, kind=kind)
    verb = "Ask again" if approval is not None else "Ask"
    then = "send" if draft.planned_at is None else "schedule"
    return Yes(beside=beside, words=f"{verb} and {then}", asks=True, may_ask=may_ask, kind=kind)


def _drifted(beside: Beside, panes: Sequence[Pane]) -> bool:
    """Whether any version reads otherwise than it did when it was asked about."""
    return any(beside.has_drifted(pane.look) for pane in panes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """What was said about one version."""

    key: str
    said: tuple[Said, ...]

    @property
    def marks(self) -> str:
        """Where the open comments are, for the layer under the words."""
        places = [one.place for one in self.said if one.is_open and one.place and one.place.end > one.place.start]
        return ";".join(f"{place.start},{place.end},said" for place in places)


def said_beneath(yes: Yes, panes: Sequence[Pane]) -> dict[str, Beneath]:
    """The comments of each version by its key; {} where nobody ever asked."""
    if yes.beside.books.approval is None:
        return {}
    return {pane.key: Beneath(key=pane.key, said=yes.beside.said(pane.account.pk, pane.text)) for pane in panes}

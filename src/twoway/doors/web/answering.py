"""The reply box: its words, how long they are, what the guard says, and what a press on one of its buttons makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from twoway.apps.inbox.actions import may_set_aside
from twoway.apps.inbox.models import Conversation
from twoway.apps.inbox.queries import judged_reply, nobody_there
from twoway.domain.asides import SetAside
from twoway.domain.errors import BadInput
from twoway.domain.findings import Severity
from twoway.domain.permission import Actor
from twoway.doors.web.forms import words_from
from twoway.doors.web.writing import Remark, Ring, fixed, marks, remarks, ring, said_once

#: Whose words these are, in the names of fields and buttons.
OWNER = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the box, and why findings are set aside, by their codes. `is_fixed`: a press changed the words."""

    text: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The reply box: its words, how long they are, what the guard says, and what was set aside of it."""

    text: str
    length: int
    ring: Ring | None = None
    marks: str = ""
    stops: tuple[Remark, ...] = ()
    others: tuple[Remark, ...] = ()
    aside: tuple[SetAside, ...] = ()
    why_not: str = ""

    @property
    def may_go(self) -> bool:
        """Whether nothing stands in the way of the button."""
        return not self.stops and not self.why_not


def written_in(data: QueryDict) -> Written:
    """What was sent from the box."""
    rows = (row.partition("=") for row in data.getlist(f"aside-{OWNER}"))
    return Written(
        text=words_from(data, "text"),
        reasons={code.strip(): reason.strip() for code, _, reason in rows if code.strip() and reason.strip()},
    )


def pressed(actor: Actor, opened: Conversation, written: Written, data: QueryDict) -> Written:
    """The box after the one button that was pressed: a fix, a finding set aside, or one that counts again."""
    if wanted := data.get("fix", ""):
        text = written.text.strip()
        _, judged = judged_reply(opened, text, written.reasons)
        found = fixed(text, judged.findings, OWNER, wanted)
        return written if found is None else replace(written, text=found, is_fixed=True)
    if code := data.get("aside", "").partition(":")[2]:
        reason = " ".join(data.get(f"reason-{OWNER}-{code}", "").split())
        if not reason:
            raise BadInput("Say why this may be set aside; the reason is kept with the answer.", field="reason")
        may_set_aside(actor, opened, written.text, {code: reason})
        return replace(written, reasons={**written.reasons, code: reason})
    heeded = data.get("heed", "").partition(":")[2]
    return replace(written, reasons={code: reason for code, reason in written.reasons.items() if code != heeded})


def in_use(opened: Conversation, written: Written) -> dict[str, str]:
    """The reasons that still set something aside: the words may have changed since."""
    if not written.reasons or not written.text.strip():
        return {}
    _, judged = judged_reply(opened, written.text, written.reasons)
    return {aside.finding.code: aside.reason for aside in judged.aside}


def answer_of(opened: Conversation, written: Written) -> Answer:
    """The box as it stands; an empty one is not scolded."""
    text = written.text
    bare = Answer(text=text, length=len(text), why_not=_why_not(opened))
    if not text.strip():
        return bare
    try:
        counted, judged = judged_reply(opened, text.strip(), written.reasons)
    except BadInput as error:
        return replace(bare, why_not=error.for_people)
    stops = tuple(f for f in judged.findings if f.severity is Severity.STOP)
    shift = len(text) - len(text.lstrip())
    return replace(
        bare,
        ring=ring(counted),
        marks=marks(judged.findings, shift=shift),
        stops=remarks(stops, OWNER),
        others=remarks((f for f in judged.findings if f not in stops), OWNER),
        aside=said_once(judged.aside),
    )


def _why_not(opened: Conversation) -> str:
    only_looks = f"{opened.account} only looks. Switch posting on under Accounts."
    return nobody_there(opened) or ("" if opened.account.may_post else only_looks)

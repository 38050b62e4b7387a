"""What an earlier try left in doubt: how long sending again is no risk, and when it has to be looked for anew.

A look that finds nothing proves little when it comes a moment after the try: a network may show what it took only later. The same
key answers that, for as long as the network remembers it. After that only a look does, or a person who has looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.delivery import parts
from twoway.apps.delivery.models import Attempt, Delivery, Part
from twoway.apps.delivery.parts import lasting
from twoway.domain.facts import Facts, Idempotency
from twoway.domain.states import Cause, DeliveryState
from twoway.work import statements
from twoway.work.statements import Condition

#: What an attempt is called that nobody knows the outcome of.
UNSURE, CUT_OFF, NOT_THERE = "unsure", "cut off", "not there"
#: The kind of attempt that a person made, by looking.
BY_PERSON = "by hand"
#: So long after a try, a network shows everything that it took.
SURELY_SHOWN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Tries of which nobody knows whether they arrived: the first, the last, which part, and the last look that found nothing."""

    since: datetime
    last: datetime
    place: int | None
    looked_at: datetime | None = None

    @property
    def is_looked_for(self) -> bool:
        """Whether a look found nothing when the network would have shown it."""
        return self.looked_at is not None and self.looked_at >= self.last + SURELY_SHOWN


def doubt_of(delivery: Delivery) -> Doubt | None:
    """What is in doubt of a delivery, or of its part that is next. None: nothing is, or a person has looked and said so."""
    if delivery.sending_at is None:
        return None
    found: Doubt | None = None
    # In the order in which each outcome was written down.
    rows = delivery.attempts.order_by("id").values_list("kind", "outcome", "started_at", "place")
    for kind, outcome, at, place in rows:
        if outcome == "sent" or kind == BY_PERSON:
            found = None
        elif kind == "send" and outcome in (UNSURE, CUT_OFF):
            found = Doubt(since=min(found.since, at) if found else at, last=at, place=place)
        elif kind == "look" and outcome == NOT_THERE and found is not None:
            found = replace(found, looked_at=at)
    return found


def is_guarded(doubt: Doubt | None, facts: Facts, now: datetime) -> bool:
    """Whether the same key, sent now, makes no second post of what is in doubt."""
    match facts.idempotency:
        case Idempotency.CLIENT_ID:
            return True
        case Idempotency.KEY_WITH_WINDOW:
            window = facts.key_window_seconds
            # A clock that was set back says nothing of how old a key is.
            return window is None or (doubt is not None and doubt.since <= now < doubt.since + lasting(window))
    return False


def look_again(delivery: Delivery, now: datetime) -> bool:
    """Let it be looked for instead of sent, where what guarded against a second post does so no longer. Whether it is."""
    doubt = doubt_of(delivery)
    if doubt is None or is_guarded(doubt, facts_of(delivery.account), now):
        return False
    if facts_of(delivery.account).idempotency is Idempotency.TWO_PHASE and not _has_run_out(delivery, doubt, now):
        return False
    _look(
        delivery, doubt, now, "It was tried long ago, and nobody knows what became of that. It is looked for first."
    )
    return True


def look_before_giving_up(delivery: Delivery, now: datetime) -> bool:
    """Let it be looked for once more before it is said that it did not go out. Whether it is."""
    doubt = doubt_of(delivery)
    if doubt is None or doubt.is_looked_for or network_of(delivery.account).find is None:
        return False
    at = max(now, doubt.last + SURELY_SHOWN)
    _look(
        delivery,
        doubt,
        at,
        "An earlier try got no answer. It is looked for once more before anything else is said of it.",
    )
    return True


def _has_run_out(delivery: Delivery, doubt: Doubt, now: datetime) -> bool:
    """Whether the handle under which it was let out is good no more, and was not asked since: a new one would be a second post.

    A handle is asked itself. Once it has run out and did not let anything out, it never will.
    """
    what = delivery if doubt.place is None else delivery.part_rows.filter(place=doubt.place).first()
    life = facts_of(delivery.account).key_window_seconds
    if what is None or not what.handle or what.prepared_at is None or life is None:
        return False
    over = what.prepared_at + lasting(life)
    return now >= over and (doubt.looked_at is None or doubt.looked_at < over)


@transaction.atomic
def _look(delivery: Delivery, doubt: Doubt, at: datetime, words: str) -> None:
    same = Condition("tries = %s AND due_at = %s", (delivery.tries, delivery.due_at))
    fields: dict[str, object] = {"next_at": at, "looks": 0, "cause": Cause.UNSURE, "why": words}
    if delivery.become(DeliveryState.UNSURE, same, **fields):
        rows = Part.objects.filter(delivery=delivery, sent_at=None)
        (rows if doubt.place is None else rows.filter(place=doubt.place)).update(sending_at=doubt.since)


def words_of(delivery: Delivery) -> str:
    """What its people have to know before they write it anew; empty where nothing is in doubt."""
    if doubt_of(delivery) is None:
        return ""
    return " An earlier try got no answer, and was looked for and not found. Look there before you send it anew."


def keep_word(delivery: Delivery, who: str, now: datetime, *, is_there: bool) -> None:
    """Write down what a person saw on the network: what was in doubt is no more. Joins the caller's transaction.

    To be said before the parts are written.
    """
    rows = parts.uncertain(delivery)
    outcome, words = "there", f"{who} looked and found it."
    if not is_there:
        outcome, words = NOT_THERE, f"{who} looked, did not find it, and let it go again."
    place = rows[0].place if len(rows) == 1 else None
    told = {"kind": BY_PERSON, "started_at": now, "ended_at": now, "outcome": outcome, "words": words, "log": ""}
    statements.insert(Attempt, {"delivery": delivery.pk, "place": place, **told})

"""Reading approvals: what waits for a yes, how it reads, what changed since somebody looked last, and what was said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.posts.actions import reason_to_hold
from twoway.apps.posts.consent import Team, books_of, rules_of, team_of_workspace
from twoway.apps.posts.looks import Look, look_at_post
from twoway.apps.posts.models import (
    Approval,
    ApprovalComment,
    ApprovalDeed,
    ApprovalLook,
    ApprovalRule,
    ApprovalText,
    Post,
)
from twoway.apps.posts.queries import post_of
from twoway.apps.posts.yeses import Asked, asked_about
from twoway.domain.approve import Anchor, Bit, Consent, Place, difference, place_of
from twoway.domain.dating import PLACE as DAY
from twoway.domain.dating import on_day
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.sentences import sentences
from twoway.domain.states import ApprovalState, DeliveryState

#: What was answered stays in the list for so long.
LATELY = timedelta(days=30)
OPEN = (ApprovalState.ASKED, ApprovalState.CHANGES, ApprovalState.NO)


def approvals_of(actor: Actor) -> QuerySet[Approval]:
    """Every asking of the workspace with its post, what waits longest first."""
    actor.require(Verb.READ)
    return Approval.objects.filter(workspace_id=actor.workspace_id).select_related("post", "asked_of", "asked_by")


def waiting_for(actor: Actor) -> QuerySet[Approval]:
    """What waits for somebody's answer: all that is asked and not their own, but for what they alone may answer."""
    asked = approvals_of(actor).filter(state=ApprovalState.ASKED)
    return asked.filter(~Q(asked_by_id=actor.user_id) | Q(asked_of_id=actor.user_id))


def count_waiting(actor: Actor) -> int:
    """How many wait for this person; 0 for who may not answer."""
    return waiting_for(actor).count() if may(actor.role, Verb.APPROVE) else 0


def asked_by(actor: Actor) -> QuerySet[Approval]:
    """What somebody asked for and has not been settled: waiting, to be changed, refused, and yeses that are not out yet."""
    mine = approvals_of(actor).filter(asked_by_id=actor.user_id)
    out = Post.objects.filter(pk=OuterRef("post_id"), versions__delivery__state=DeliveryState.SENT)
    return mine.filter(Q(state__in=OPEN) | Q(state=ApprovalState.YES) & ~Exists(out)).order_by("-asked_at")


def answered_lately(actor: Actor) -> QuerySet[Approval]:
    """What got its answer within the last weeks, the latest first."""
    answered = approvals_of(actor).filter(answered_at__gte=timezone.now() - LATELY)
    return answered.exclude(state__in=(ApprovalState.ASKED, ApprovalState.WITHDRAWN)).order_by("-answered_at", "-id")


def approval_of(actor: Actor, approval_id: int) -> Approval:
    """One asking; BadInput for one that is not there."""
    found = approvals_of(actor).filter(pk=approval_id).first()
    if found is None:
        raise BadInput(
            f"There is no approval {approval_id} here. Choose one of those under To approve.", field="approval"
        )
    return found


def approval_for(actor: Actor, post_id: int) -> Approval | None:
    """The asking about a post, where somebody asked."""
    return approvals_of(actor).filter(post_id=post_id).first()


# -- how it reads ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A comment with its answers, and where its words are now; `place` None: they are gone."""

    comment: ApprovalComment
    answers: tuple[ApprovalComment, ...]
    place: Place | None
    now: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.comment.done_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that can be commented on, with the white space behind it; `said` counts the open comments on it."""

    start: int
    end: int
    text: str
    after: str
    said: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version as somebody who is asked sees it.

    `since`: what changed since they looked last; () when nothing did, or they never looked. `drift`: what is different now
    from what was asked about. `impossible`: why no yes would help it, so that nobody was asked about it.
    """

    look: Look
    asked: ApprovalText | None
    mark: str
    text: str
    at: datetime | None
    since: tuple[Bit, ...]
    drift: tuple[Bit, ...]
    comments: tuple[Said, ...]
    sentences: tuple[Sentence, ...]
    other_changes: tuple[str, ...] = ()
    impossible: str = ""

    @property
    def account(self) -> Account:
        """Where it goes."""
        return self.look.account

    @property
    def is_as_asked(self) -> bool:
        """Whether it reads as it did when it was asked about; one that nobody could say yes to stays out of it."""
        if self.asked is None:
            return bool(self.impossible)
        return self.asked.mark == self.mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything about one asking. `may_answer`: this person may say yes or no. `who` are all who may, by name.

    `is_meant_otherwise`: while the answer is waited for, the post is meant for other readers than it was asked about.
    """

    approval: Approval
    post: Post
    versions: tuple[Version, ...]
    deeds: tuple[ApprovalDeed, ...]
    team: Team
    able: tuple[int, ...]
    may_answer: bool
    is_moved: bool = False
    is_meant_otherwise: bool = False

    @property
    def is_as_asked(self) -> bool:
        """Whether everything, its time and its readers, is as it was when it was asked about."""
        return not (self.is_moved or self.is_meant_otherwise) and all(
            version.is_as_asked for version in self.versions
        )

    @property
    def who(self) -> str:
        """Who may answer, in words."""
        return self.team.listed(self.able)

    @property
    def has_left(self) -> bool:
        """Whether the person who was asked by name can no longer answer."""
        return self.approval.asked_of_id is not None and self.approval.asked_of_id not in self.team.roles

    @property
    def stops(self) -> int:
        """How many versions hold something that stops them."""
        return sum(bool(version.look.stops) for version in self.versions)


def page_of(actor: Actor, approval_id: int) -> Page:
    """An asking as somebody sees it."""
    approval = approval_of(actor, approval_id)
    post = post_of(actor, approval.post_id)
    texts = {text.account_id: text for text in approval.texts.all()}
    seen = ApprovalLook.objects.filter(approval=approval, user_id=actor.user_id).first()
    looks = [look for look in look_at_post(actor, post) if not _is_out(look)]
    comments = comments_of(approval)
    team, rules = team_of_workspace(actor.workspace_id), rules_of(actor.workspace_id)
    accounts = [look.account for look in looks]
    able = team.may_say_yes(rules, accounts, authors_of(approval, post))
    before = _before(seen, approval.turn)
    return Page(
        approval=approval,
        post=post,
        versions=tuple(
            _version(look, texts.get(look.account.pk), before.get(str(look.account.pk)), comments) for look in looks
        ),
        deeds=tuple(approval.deeds.all()),
        team=team,
        able=able,
        may_answer=actor.user_id in able,
        is_moved=is_moved(approval, post),
        is_meant_otherwise=approval.state != ApprovalState.YES and set(approval.readers) != set(post.readers),
    )


def authors_of(approval: Approval, post: Post) -> tuple[int | None, ...]:
    """Whose words they are: who asked, and who wrote."""
    return (approval.asked_by_id, post.author_id)


def is_moved(approval: Approval, post: Post) -> bool:
    """Whether the draft has another time in mind than the one that was asked about."""
    has_gone = any(v.delivery is not None for v in post.versions.all())
    return approval.goes and not has_gone and approval.at != post.planned_at


def _is_out(look: Look) -> bool:
    """Whether nothing can be asked about it any more."""
    return look.delivery is not None and look.delivery.state not in (
        DeliveryState.WAITING,
        DeliveryState.HELD,
        DeliveryState.CANCELLED,
        DeliveryState.MISSED,
    )


def _before(seen: ApprovalLook | None, turn: int) -> Mapping[str, str]:
    """The texts that somebody saw when they looked last, in an earlier turn than this."""
    if seen is None:
        return {}
    return dict(seen.texts.get("now" if seen.turn < turn else "before", {}))


def seen_now(page: Page) -> dict[str, str]:
    """The texts of a page by account number, as they are kept for the next look."""
    return {str(version.account.pk): version.text for version in page.versions}


def _version(
    look: Look, text: ApprovalText | None, before: str | None, comments: Sequence[ApprovalComment]
) -> Version:
    now = asked_about(look)
    mine = said_about(comments, look.account.pk, now.whole)
    is_same_mark = text is not None and text.mark == now.mark
    return Version(
        look=look,
        asked=text,
        mark=now.mark,
        text=now.whole,
        at=text.at if text else now.at,
        since=_differs(before, now) if before is not None else (),
        drift=_differs(text.whole, now) if text is not None else (),
        comments=mine,
        sentences=_sentences(now.whole, mine),
        other_changes=() if is_same_mark or text is None else _other_changes(text, look),
        impossible=impossible(look) if text is None else "",
    )


def _differs(before: str, now: Asked) -> tuple[Bit, ...]:
    """What is other than before; the day in its links is not, as it follows the time."""
    dated = now.version.dated
    old, new = (on_day(text, dated, DAY) for text in (before, now.whole))
    return difference(before, now.whole) if old != new else ()


def impossible(look: Look) -> str:
    """Why no yes would help a version: the network would refuse it, or the account only looks; "" when one would."""
    if final := [finding for finding in look.stops if finding.is_final]:
        return final[0].message
    return reason_to_hold(replace(look, findings=tuple(f for f in look.findings if f not in look.stops)))


def _other_changes(text: ApprovalText, look: Look) -> tuple[str, ...]:
    """What besides the words is not as it was when it was asked about."""
    old, new = text.frozen, asked_about(look).version
    told = {
        "the pictures, their descriptions or the point that stays": (
            [_seen(picture["sha256"], picture["alt"], picture.get("focus")) for picture in old.get("pictures", ())],
            [_seen(picture.sha256, picture.alt, picture.focus) for picture in new.pictures],
        ),
        "the first comment": (old.get("first_comment", ""), new.first_comment),
        "the title": (old.get("title", ""), new.title),
        "the link": (old.get("link", ""), new.link),
        "who can see it": (old.get("audience", ""), new.audience),
        "the warning": (old.get("warning", ""), new.warning),
    }
    return tuple(name for name, (was, now) in told.items() if was != now)


def _seen(sha256: str, alt: str, focus: Sequence[float] | None) -> tuple[str, str, tuple[float, ...]]:
    """What is looked at in a picture, the same from a row and from a version."""
    return sha256, alt, tuple(focus or ())


def _sentences(text: str, comments: Sequence[Said]) -> tuple[Sentence, ...]:
    places = sentences(text)
    ends = [start for start, _ in places[1:]] + [len(text)]
    open_places = [said.place for said in comments if said.is_open and said.place]
    return tuple(
        Sentence(
            start=start,
            end=end,
            text=text[start:end],
            after=text[end:following],
            said=sum(place.start < end and start < place.end for place in open_places),
        )
        for (start, end), following in zip(places, ends, strict=True)
    )


# -- what was said about it --------------------------------------------------------------------------------------------


def comments_of(approval: Approval) -> tuple[ApprovalComment, ...]:
    """Everything that was said about its words, with the answers."""
    return tuple(approval.comments.all())


def said_about(comments: Sequence[ApprovalComment], account_id: int, text: str) -> tuple[Said, ...]:
    """The comments on one account's version, each where its words are now: open ones first, by place."""
    mine = [one for one in comments if one.account_id == account_id and one.under_id is None]
    found = []
    for one in mine:
        place = place_of(Anchor(text=one.text, start=one.start, end=one.end), text)
        answers = tuple(other for other in comments if other.under_id == one.pk)
        now = text[place.start : place.end] if place else ""
        found.append(Said(comment=one, answers=answers, place=place, now=now))
    return tuple(
        sorted(found, key=lambda said: (not said.is_open, said.place is None, said.place.start if said.place else 0))
    )


def comment_of(actor: Actor, comment_id: int) -> ApprovalComment:
    """One comment; BadInput for one that is not there."""
    here = ApprovalComment.objects.filter(approval__workspace_id=actor.workspace_id, pk=comment_id)
    found = here.select_related("approval__post").first()
    if found is None:
        raise BadInput(
            "There is no such comment here. It may have been taken back; load the page again.", field="comment"
        )
    return found


# -- beside the composer and the calendar ------------------------------------------------------------------------------


class Beside:
    """What a composer shows about the yes. What is not shown is not read: this is asked at every key."""

    def __init__(self, actor: Actor, accounts: Sequence[Account], post: Post | None, post_id: int | None) -> None:
        self._actor, self._accounts, self._post = actor, accounts, post
        self.books = books_of(actor.workspace_id, post_id)

    @property
    def approval(self) -> Approval | None:
        """The asking, while it is not withdrawn."""
        found = self.books.approval
        return found if found is not None and found.state != ApprovalState.WITHDRAWN else None

    @property
    def needs(self) -> bool:
        """Whether nothing goes out on one of these accounts without a yes."""
        return bool(self.books.rules.over(self._accounts))

    @cached_property
    def team(self) -> Team:
        """Who works here."""
        return team_of_workspace(self._actor.workspace_id)

    @cached_property
    def able(self) -> tuple[int, ...]:
        """Who may say yes to it."""
        author = self._post.author_id if self._post else None
        return self.team.may_say_yes(self.books.rules, self._accounts, (self._actor.user_id, author))

    @property
    def is_own(self) -> bool:
        """Whether nobody else could say yes, so that sending it is the yes."""
        return self.able == (self._actor.user_id,)

    @cached_property
    def people(self) -> tuple[tuple[int, str], ...]:
        """Whom one can ask, by number and name; oneself is not among them."""
        return tuple((i, self.team.names[i]) for i in self.able if i != self._actor.user_id)

    @property
    def default(self) -> tuple[int, str] | None:
        """Who is offered first: whoever was asked before, else the first."""
        asked = self.books.approval.asked_of_id if self.books.approval else None
        return next((one for one in self.people if one[0] == asked), self.people[0] if self.people else None)

    @cached_property
    def comments(self) -> tuple[ApprovalComment, ...]:
        """Everything that was said about its words."""
        return comments_of(self.books.approval) if self.books.approval else ()

    @cached_property
    def deeds(self) -> tuple[ApprovalDeed, ...]:
        """What was done about it, as it happened."""
        return tuple(self.books.approval.deeds.all()) if self.books.approval else ()

    def said(self, account_id: int, text: str) -> tuple[Said, ...]:
        """The comments on one version, each where its words are now."""
        return said_about(self.comments, account_id, text) if self.books.approval else ()

    def has_drifted(self, look: Look) -> bool:
        """Whether a version reads otherwise than it did when it was asked about, or was not asked about."""
        text = self.books.texts.get(look.account.pk)
        return text is None or text.mark != asked_about(look).mark

    def consent(self, look: Look, at: datetime | None) -> Consent:
        """How it stands with one version."""
        return self.books.consent(look.account, look.version, at)


def waits_for(post_ids: Sequence[int]) -> dict[int, str]:
    """What is told beside posts in lists: whose yes they wait for, or what came of it."""
    rows = Approval.objects.filter(post_id__in=post_ids, state__in=OPEN)
    return {row.post_id: row.told for row in rows}


def rules_shown(actor: Actor) -> tuple[ApprovalRule, ...]:
    """The rules of the workspace with who is named in each."""
    actor.require(Verb.READ)
    rows = ApprovalRule.objects.filter(workspace_id=actor.workspace_id).select_related("persona")
    return tuple(rows.prefetch_related("named").order_by("persona_id"))


def due_today(approval: Approval, now: datetime) -> bool:
    """Whether the answer is owed today: it goes at once with the yes, or within the day."""
    return approval.goes and (approval.at is None or approval.at <= now + timedelta(hours=24))

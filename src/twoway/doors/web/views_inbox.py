"""Inbox: who waits, what was said, and the answer, written by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import facts_of
from twoway.apps.inbox import actions
from twoway.apps.inbox.models import Conversation, Message, TeamNote
from twoway.apps.inbox.queries import (
    answered_message,
    conversation_of,
    conversations_of,
    counts_of,
    earlier_with,
    failed_reply,
    goes_under_an_earlier_one,
    gone_among,
    reply_prefix,
    reply_warning,
    same_thread,
    standing_alone,
    unreadable_of,
)
from twoway.apps.people.queries import workspace_of
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState, DeliveryState
from twoway.doors.web import reasons
from twoway.doors.web.answering import Written, answer_of, in_use, pressed, written_in
from twoway.doors.web.door import for_members, how_to_tell, is_fragment, page
from twoway.doors.web.forms import later, page_number, words_from
from twoway.doors.web.panes import DELIVERY_KINDS, DELIVERY_WORDS
from twoway.doors.web.views_reacting import Press, presses_of

ON_A_PAGE = 30
VIEWS = (
    ("needs-a-reply", "Needs a reply", ConversationState.OURS),
    ("waiting-on-them", "Waiting on them", ConversationState.THEIRS),
    ("later", "Later", ConversationState.SNOOZED),
    ("done", "Done", ConversationState.DONE),
)
STATES = {slug: state for slug, _, state in VIEWS}
VIEW_OF = {state: slug for slug, _, state in VIEWS}
EMPTY = {
    "needs-a-reply": ("Everyone has an answer.", "New messages come here by themselves, the longest waiting first."),
    "waiting-on-them": ("Nobody owes you an answer.", "Conversations come here once your reply is out."),
    "later": ("Nothing is put off.", "Press H on a conversation to have it come back at a better time."),
    "done": ("Nothing is done yet.", "Press E on a conversation that needs no more words."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A conversation in the list."""

    name: str
    href: str
    facts: Facts
    at: datetime
    words: str
    tags: tuple[str, ...]
    is_open: bool
    is_hot: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the views, with how many are in it."""

    name: str
    href: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message or a team note as it is shown in the thread."""

    kind: str
    who: str
    at: datetime
    text: str
    extra: str = ""
    message: Message | None = None
    tag: str = ""
    tag_kind: str = ""
    aside: int | None = None
    gone_at: datetime | None = None
    presses: tuple[Press, ...] = ()
    #: It answers what is there no more.
    is_alone: bool = False


@require_safe
@for_members
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, with its first conversation open beside it."""
    view = request.GET.get("view", "needs-a-reply")
    listed = _listed(actor, view, page_number(request.GET.get("page")))
    first = listed.object_list[0] if listed.object_list else None
    opened = conversation_of(actor, first.pk) if first else None
    return _show(request, actor, view, listed, opened, is_list=True)


@require_safe
@for_members
def list_again(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list as it is now, for a page that is open; for anybody else, the page."""
    if not is_fragment(request):
        return redirect("inbox")
    view = request.GET.get("view", "needs-a-reply")
    listed = _listed(actor, view, page_number(request.GET.get("page")))
    title, words = EMPTY[view]
    opened = page_number(request.GET.get("open")) if request.GET.get("open") else None
    context = {
        "view": view,
        "listed": listed,
        "lines": _lines(list(listed.object_list), opened, view),
        "empty_title": title,
        "empty_words": words,
    }
    return render(request, "inbox/list.html", context)


@require_safe
@for_members
def conversation(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """One conversation, in its list."""
    opened = conversation_of(actor, conversation_id)
    return _page_of(request, actor, opened)


@require_safe
@for_members
def said_again(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """What has been said by now, for a page that is open; for anybody else, the page."""
    if not is_fragment(request):
        return redirect("conversation", conversation_id)
    opened = conversation_of(actor, conversation_id)
    context = {"said": _said(actor, opened), "facts": facts_of(opened.account)}
    return render(request, "inbox/said.html", context)


@require_POST
@for_members
def look(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """What the guard says of an answer while it is written; puts a suggestion in when one was chosen."""
    opened = conversation_of(actor, conversation_id)
    written, error = written_in(request.POST), None
    try:
        written = pressed(actor, opened, written, request.POST)
        if "aside" in request.POST or "heed" in request.POST:
            actions.keep_draft(actor, opened.pk, written.text)
            reasons.keep(request, opened.pk, written.reasons)
    except TwowayError as wrong:
        error = wrong
    if not is_fragment(request):
        return _page_of(request, actor, opened, written=written, error=error)
    context = {
        "conversation": opened,
        "answer": answer_of(opened, written),
        "acts": _acts(opened),
        "oob": True,
        "is_fixed": written.is_fixed,
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    return render(request, "inbox/answer.html", context, status=how_to_tell(error).status if error else 200)


def _acts(opened: Conversation) -> SafeString:
    """What makes a button of the box act at once where scripts run, and send the whole form where they do not."""
    return format_html(
        'formaction="{0}" hx-post="{0}" hx-swap="none" hx-sync="#reply-text:queue all"',
        reverse("conversation-look", args=[opened.pk]),
    )


@require_POST
@for_members
def keep_draft(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """Keep what is being written."""
    actions.keep_draft(actor, conversation_id, words_from(request.POST, "text"))
    return HttpResponse(status=204, headers={"HX-Trigger": "twoway:saved"})


@require_POST
@for_members
def reply(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """Send an answer. What is not sent stays in the box."""
    written = written_in(request.POST)
    try:
        used = in_use(conversation_of(actor, conversation_id), written)
        message = actions.reply(actor, conversation_id, written.text, undo=True, reasons=used)
    except TwowayError as error:
        opened = conversation_of(actor, conversation_id)
        return _page_of(request, actor, opened, written=written, error=error)
    reasons.keep(request, conversation_id, {})
    who = message.conversation.person or "them"
    delivery = message.delivery_id or ""
    messages.success(request, f"Your answer to {who} is going out.", extra_tags=f"undo:{delivery}")
    return redirect("conversation", conversation_id)


@require_POST
@for_members
def done(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """Nothing more is owed here."""
    moved = actions.mark_done(actor, conversation_id)
    messages.success(request, f"Done: {moved.person or 'this conversation'}.")
    return redirect("inbox")


@require_POST
@for_members
def take_up(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """It needs an answer after all."""
    actions.take_up(actor, conversation_id)
    return redirect("conversation", conversation_id)


@require_POST
@for_members
def put_off(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """Let it come back later."""
    zone = workspace_of(actor).tz
    until = later(request.POST.get("until", ""), timezone.now(), zone)
    moved = actions.snooze(actor, conversation_id, until)
    messages.success(request, f"{moved.person or 'It'} comes back {until.astimezone(zone):%a %d %b, %H:%M}.")
    return redirect("inbox")


@require_POST
@for_members
def add_note(request: HttpRequest, actor: Actor, conversation_id: int) -> HttpResponse:
    """Say something to the team."""
    actions.add_note(actor, conversation_id, words_from(request.POST, "note"))
    return redirect("conversation", conversation_id)


def _listed(actor: Actor, view: str, number: int) -> Page[Conversation]:
    if view not in STATES:
        raise BadInput("The inbox has no such view. Choose one of those above it.", field="view")
    return Paginator(conversations_of(actor, STATES[view]), ON_A_PAGE).get_page(number)


def _page_of(
    request: HttpRequest,
    actor: Actor,
    opened: Conversation,
    *,
    written: Written | None = None,
    error: TwowayError | None = None,
) -> HttpResponse:
    view = request.GET.get("view") or VIEW_OF[ConversationState(opened.state)]
    listed = _listed(actor, view, page_number(request.GET.get("page")))
    return _show(request, actor, view, listed, opened, written=written, error=error)


def _show(
    request: HttpRequest,
    actor: Actor,
    view: str,
    listed: Page[Conversation],
    opened: Conversation | None,
    *,
    is_list: bool = False,
    written: Written | None = None,
    error: TwowayError | None = None,
) -> HttpResponse:
    counts = counts_of(actor)
    title, words = EMPTY[view]
    context: dict[str, Any] = {
        "is_list": is_list,
        "view": view,
        "view_name": next(name for slug, name, _ in VIEWS if slug == view),
        "waiting": counts[STATES[view]],
        "choices": [
            Choice(name=name, href=f"{reverse('inbox')}?view={slug}", count=counts[state], is_chosen=slug == view)
            for slug, name, state in VIEWS
        ],
        "lines": _lines(list(listed.object_list), opened.pk if opened else None, view),
        "listed": listed,
        "empty_title": title,
        "empty_words": words,
        "unreadable": list(unreadable_of(actor)[:20]) if is_list else [],
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    if opened is not None:
        context |= _thread(actor, opened, written, reasons.kept_for(request, opened.pk))
    status = how_to_tell(error).status if error else 200
    return page(request, "inbox/page.html", context, section="Inbox", status=status)


def _lines(rows: Sequence[Conversation], opened: int | None, view: str) -> list[Line]:
    tail = "" if view == "needs-a-reply" else f"?view={view}"
    gone = gone_among(rows)
    return [
        Line(
            name=str(row.person or "Somebody"),
            href=reverse("conversation", args=[row.pk]) + tail,
            facts=facts_of(row.account),
            at=row.waiting_since or row.last_at,
            words=row.first_words,
            tags=(*(["Private"] if row.is_private else []), *(["Deleted there"] if row.pk in gone else [])),
            is_open=row.pk == opened,
        )
        for row in rows
    ]


def _thread(actor: Actor, opened: Conversation, written: Written | None, kept: Mapping[str, str]) -> dict[str, Any]:
    failed = failed_reply(opened)
    # Refused words are put back by the next turn of the clock; until then they are taken from the answer itself.
    returned = failed.text if failed and not failed.is_settled else ""
    went_with = failed.delivery.version.set_aside if failed and failed.delivery else {}
    text = opened.draft or returned or reply_prefix(opened)
    box = written or Written(text=text, reasons={**went_with, **kept})
    person = opened.person
    return {
        "conversation": opened,
        "facts": facts_of(opened.account),
        "name": str(person or "Somebody"),
        "said": _said(actor, opened),
        "answer": answer_of(opened, box),
        "acts": _acts(opened),
        "can_answer": answered_message(opened) is not None,
        "goes_under_an_earlier_one": goes_under_an_earlier_one(opened),
        "warning": reply_warning(opened),
        "failed": failed,
        "state": ConversationState(opened.state),
        "handles": [{"facts": _facts_for(opened, h.network), "handle": h.handle} for h in person.handles.all()]
        if person
        else [],
        "history": [{"at": m.at, "words": m.text} for m in earlier_with(opened)],
    }


def _facts_for(opened: Conversation, network: str) -> Facts | None:
    return facts_of(opened.account) if network == opened.account.network else None


def _said(actor: Actor, opened: Conversation) -> list[Said]:
    """Messages and team notes in the order of time."""
    account = str(opened.account)
    presses, alone = presses_of(actor, opened), standing_alone(opened)
    lines = [_as_said(message, account, presses.get(message.pk, ())) for message in opened.messages.all()]
    lines = [replace(line, is_alone=line.message is not None and line.message.pk in alone) for line in lines]
    lines += [_as_note(note) for note in opened.notes.all()]
    began = min((line.at for line in lines), default=opened.last_at)
    lines += [_as_aside(message) for message in same_thread(opened, since=began)]
    return sorted(lines, key=lambda line: line.at)


def _as_aside(message: Message) -> Said:
    """What somebody else said under the same post; it is answered in a conversation of its own."""
    return Said(
        kind="them",
        who=str(message.person or "Somebody"),
        at=message.at,
        text=message.text,
        extra="in the same thread",
        aside=message.conversation_id,
        gone_at=message.gone_at,
    )


def _as_said(message: Message, account: str, presses: tuple[Press, ...] = ()) -> Said:
    if not message.is_ours:
        return Said(
            kind="them",
            who=str(message.person or "Somebody"),
            at=message.at,
            text=message.text,
            message=message,
            gone_at=message.gone_at,
            presses=() if message.gone_at else presses,
        )
    state = DeliveryState(message.delivery.state) if message.delivery else None
    is_gone = message.delivery is not None and message.delivery.gone_at is not None
    return Said(
        kind="ours",
        who=str(message.writer or account),
        at=message.at,
        text=message.text,
        extra=f"as {account}",
        message=message,
        tag="gone" if is_gone else "" if state in (None, DeliveryState.SENT) else DELIVERY_WORDS[state],
        tag_kind="" if state is None else DELIVERY_KINDS[state],
    )


def _as_note(note: TeamNote) -> Said:
    return Said(kind="team", who=note.writer_name, at=note.at, text=note.text, extra="only your team sees this")

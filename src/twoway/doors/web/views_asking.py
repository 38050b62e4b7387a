"""Asking for a yes from the composer: the draft is kept first, so that no word is lost over it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twoway.apps.posts import approving, remarks
from twoway.apps.posts.approvals import approval_for
from twoway.apps.posts.models import Post
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.permission import Actor
from twoway.doors.web.composing import Keeping
from twoway.doors.web.door import for_members
from twoway.doors.web.forms import number, words_from
from twoway.doors.web.views_compose import refuse


@require_POST
@for_members
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the draft, then do what the pressed button says: ask, withdraw, or answer a comment beside the words."""
    form = Keeping(request, actor)
    try:
        post = form.keep()
        messages.success(request, _done(actor, post, request.POST))
    except TwowayError as error:
        return refuse(request, actor, form.draft, error)
    tab = request.POST.get("tab", "master")
    return redirect(f"{reverse('post', args=[post.pk])}?tab={tab}")


def _done(actor: Actor, post: Post, asked: QueryDict) -> str:
    """Do it, and say what was done."""
    if wanted := asked.get("said", ""):
        return _said(actor, wanted, asked)
    found = approval_for(actor, post.pk)
    if asked.get("withdraw") and found is not None:
        approving.withdraw(actor, found.pk)
        return "Nobody is asked any more."
    way = asked.get("ask", "")
    whom = way.removeprefix("of:") if way.startswith("of:") else asked.get("ask_of", "")
    made = approving.ask(
        actor,
        post.pk,
        of=number(whom, field="ask_of") if whom else None,
        words=words_from(asked, "ask_words"),
        goes=way == "go",
        at=post.planned_at if way == "go" else None,
    )
    who = made.asked_of_name or "Whoever may say yes"
    return f"{who} is asked. With the yes it goes out." if made.goes else f"{who} is asked."


def _said(actor: Actor, wanted: str, asked: QueryDict) -> str:
    """Answer a comment, or say that it is done: DEED:NUMBER."""
    deed, _, comment = wanted.partition(":")
    comment_id = number(comment, field="said")
    if deed in ("done", "open"):
        remarks.done(actor, comment_id, is_done=deed == "done")
        return "Done." if deed == "done" else "It is open again."
    if deed != "answer":
        raise BadInput("Choose one of the buttons beside a comment.", field="said")
    remarks.answer(actor, comment_id, words_from(asked, f"said-words-{comment_id}"))
    return "Answered."

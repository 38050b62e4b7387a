"""What people say out there: a search over the networks, and answering what was found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import facts_of, limits_of
from twoway.apps.inbox import searching
from twoway.apps.inbox.searching import Found, Result
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.findings import Severity
from twoway.domain.permission import Actor, Verb
from twoway.domain.text.count import count
from twoway.doors.web.door import for_members, how_to_tell, page
from twoway.doors.web.forms import number, words_from
from twoway.doors.web.writing import remarks


@require_safe
@for_members
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form, and what was found."""
    actor.require(Verb.REPLY)
    words = request.GET.get("words", "").strip()
    chosen = tuple(number(i, field="account") for i in request.GET.getlist("account"))
    cursors = _cursors(request.GET.getlist("after"))
    accounts = searching.searchable(actor)
    found: Found | None = None
    error: TwowayError | None = None
    if words and accounts:
        try:
            found = searching.search(actor, words, account_ids=chosen, cursors=cursors)
        except BadInput as told:
            error = told
    context: dict[str, Any] = {
        "words": words,
        "accounts": [(account, facts_of(account), account.pk in chosen or not chosen) for account in accounts],
        "results": [(one, facts_of(one.account)) for one in found.results] if found else [],
        "troubles": [(one, facts_of(one.account)) for one in found.troubles] if found else [],
        "found": found,
        "error": error,
        "more": _more(words, found) if found and found.cursors else "",
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "inbox/search.html", context, section="Inbox", status=status)


def _cursors(rows: list[str]) -> dict[int, str]:
    """Where each account goes on: its number and what its network said, parted by a colon."""
    parted = (row.partition(":") for row in rows)
    return {number(account, field="after"): cursor for account, _, cursor in parted if cursor}


def _more(words: str, found: Found) -> str:
    after = [("after", f"{account}:{cursor}") for account, cursor in found.cursors.items()]
    return urlencode([("words", words), *after])


@require_POST
@for_members
def answer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A box to answer what was found; nothing is kept before the answer goes."""
    mark, text = request.POST.get("mark", ""), words_from(request.POST, "text")
    found = searching.read_mark(actor, mark)
    if request.POST.get("do") != "send":
        return _box(request, found, text)
    try:
        message = searching.answer(actor, mark, text, undo=True)
    except TwowayError as error:
        return _box(request, found, text, error=error)
    who = found.message.author.name or "them"
    messages.success(request, f"Your answer to {who} is going out.", extra_tags=f"undo:{message.delivery_id or ''}")
    return redirect("conversation", message.conversation_id)


def _box(request: HttpRequest, found: Result, text: str, *, error: TwowayError | None = None) -> HttpResponse:
    facts = facts_of(found.account)
    findings = searching.look_at_answer(found, text) if text.strip() else ()
    stops = tuple(one for one in findings if one.severity is Severity.STOP)
    context = {
        "one": found,
        "facts": facts,
        "text": text,
        "count": count(text.strip(), facts, limits_of(found.account), is_reply=True),
        "stops": remarks(stops, "reply"),
        "others": remarks((one for one in findings if one not in stops), "reply"),
        "error": error,
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "inbox/search_answer.html", context, section="Inbox", status=status)

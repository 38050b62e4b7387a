"""The doctor's page of an account. While it looks, the page grows line by line: it is sent as it comes, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_urlsafe

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of
from twoway.apps.doctor.actions import examine
from twoway.apps.doctor.queries import examination_of, patient_of, told, worst
from twoway.apps.hooks import actions as hooks
from twoway.apps.hooks.queries import can_call, hook_for
from twoway.domain.errors import NetworkAnswer
from twoway.domain.permission import Actor, Verb, may
from twoway.doors.web.door import for_members, page
from twoway.plug.signing_in import Check, Verdict

#: How each verdict is shown: the kind of its tag, a drawing, a word.
SHOWN = {
    Verdict.GOOD: ("good", "check", "Well"),
    Verdict.WARN: ("warn", "warn", "Look at this"),
    Verdict.BAD: ("urgent", "block", "Does not work"),
    Verdict.UNKNOWN: ("", "eye", "Not looked at"),
}
TEMPLATE = "accounts/doctor.html"


def _context(actor: Actor, account: Account) -> dict[str, object]:
    found = examination_of(actor, account.pk)
    checks = found.checks if found else ()
    return {
        "account": account,
        "facts": facts_of(account),
        "examination": found,
        "lines": [_line(check) for check in checks],
        "sum": told(checks) if checks else "",
        "kind": SHOWN[worst(checks)][0],
        "hook": hook_for(account),
        "can_call": account.removed_at is None and can_call(account),
        "may_change": may(actor.role, Verb.CONNECT),
    }


def _line(check: Check) -> dict[str, object]:
    kind, sign, word = SHOWN[check.verdict]
    return {"check": check, "kind": kind, "sign": sign, "word": word}


@require_safe
@for_members
def doctor(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """What was found last, and a button to look again."""
    account = patient_of(actor, account_id)
    return page(request, TEMPLATE, _context(actor, account), section="Accounts")


@require_POST
@for_members
def look(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Look now; each line is sent as soon as it is known."""
    account = patient_of(actor, account_id)
    checks = examine(actor, account_id)
    mark = token_urlsafe(16)
    context = {**_context(actor, account), "mark": mark, "is_looking": True}
    whole = page(request, TEMPLATE, context, section="Accounts").content.decode()
    head, _, tail = whole.partition(f"<!--{mark}-->")
    answer: HttpResponseBase = StreamingHttpResponse(_lines(head, checks, tail))
    answer["Content-Type"] = "text/html; charset=utf-8"
    return answer  # type: ignore[return-value]  # a door hands on whatever Django can send


def _lines(head: str, checks: Iterator[Check], tail: str) -> Iterator[str]:
    yield head
    seen: list[Check] = []
    for check in checks:
        seen.append(check)
        yield render_to_string(f"{TEMPLATE}#line", _line(check))
    yield render_to_string(f"{TEMPLATE}#sum", {"sum": told(seen), "kind": SHOWN[worst(seen)][0]})
    yield tail


@require_POST
@for_members
def calls(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Let its network call us, or no more."""
    try:
        if request.POST.get("on") == "yes":
            hooks.open_hook(actor, account_id)
            messages.success(request, "The network calls us now when there is news.")
        else:
            hooks.close_hook(actor, account_id)
            messages.success(request, "The network calls us no more. It is asked, as before.")
    except NetworkAnswer as error:
        messages.error(request, error.for_people)
    return redirect("account-doctor", account_id)

"""Going to a network's own page to sign in, coming back from it, and the document that says there who asks."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.queries import back_at, place_of
from twoway.apps.accounts.signing_in import began, begin_connecting, client_document, finish_connecting
from twoway.domain.errors import TwowayError
from twoway.domain.permission import Actor
from twoway.doors.web.door import for_members, how_to_tell, page, signed_in
from twoway.plug import finder
from twoway.plug.network import Network
from twoway.plug.signing_in import Back

#: How long (seconds) a network's servers may keep the document about us.
DOCUMENT_SECONDS = 600


class Way(StrEnum):
    """How somebody connects: on the network's own page, or by answering its questions here."""

    PAGE = "page"
    ANSWERS = "answers"


def way_of(network: Network, request: HttpRequest) -> Way:
    """The way that was chosen; a page that is opened begins with the network's own, where it has one."""
    if not network.signs_in_there:
        return Way.ANSWERS
    if network.connect is None:
        return Way.PAGE
    chosen = request.POST.get("way", Way.ANSWERS) if request.method == "POST" else request.GET.get("way", Way.PAGE)
    return Way.ANSWERS if chosen == Way.ANSWERS else Way.PAGE


def other_way(network: Network, way: Way, data: QueryDict) -> str:
    """The address of this page with the other way; empty where there is only one."""
    if not network.signs_in_there or network.connect is None:
        return ""
    other = Way.PAGE if way is Way.ANSWERS else Way.ANSWERS
    asked = {"way": other, **{name: data[name] for name in ("account", "persona") if data.get(name)}}
    return f"{reverse('connect', args=[network.facts.slug])}?{urlencode(asked)}"


def again(data: QueryDict) -> int | None:
    """The account that is to be connected again, if the page is about one."""
    words = data.get("account", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def go_there(request: HttpRequest, actor: Actor, network: Network, persona_id: int) -> HttpResponse:
    """Leave for the network's page. A page of ours in between: our policy lets no form lead to another site."""
    asked = network.facts.connecting.page_questions
    begun = begin_connecting(
        actor,
        network.facts.slug,
        {q.name: request.POST.get(f"answer-{q.name}", "") for q in asked},
        persona_id=persona_id,
        back=_back(request, network.facts.slug),
        account_id=again(request.POST),
        came_from=_origin(request),
    )
    context = {"facts": network.facts, "address": begun.address, "host": begun.host}
    response = page(request, "accounts/onward.html", context, section="Accounts")
    response["Refresh"] = f"0; url={begun.address}"
    return response


@require_GET
def back(request: HttpRequest, place: str = "") -> HttpResponse:
    """Somebody comes back. Where their browser is signed in under another of our names, they are sent there first."""
    row = began(request.GET.get("state", ""))
    if row is not None and _is_elsewhere(request, row):
        # One of our own origins: it was asked for and allowed when this sign-in began.
        return redirect(f"{row.came_from}{request.get_full_path()}")
    return _finish(request, place)


def _is_elsewhere(request: HttpRequest, row: SignIn) -> bool:
    user = signed_in(request)
    is_them = user is not None and user.pk == row.user_id
    return bool(row.came_from) and row.came_from != _origin(request) and not is_them


@for_members
def _finish(request: HttpRequest, actor: Actor, place: str) -> HttpResponse:
    state = request.GET.get("state", "")
    brought = {name: str(words) for name, words in request.GET.items()}
    try:
        account = finish_connecting(actor, state, brought, place=place)
    except TwowayError as error:
        return _told(request, began(state), error)
    return connected(request, account)


def connected(request: HttpRequest, account: Account) -> HttpResponse:
    """Back on the accounts page, which says so."""
    more = "" if account.may_post else " It only looks until you switch posting on."
    messages.success(request, f"{place_of(account)} is connected for {account.persona.name}.{more}")
    return redirect("accounts")


def _told(request: HttpRequest, row: SignIn | None, error: TwowayError) -> HttpResponse:
    """What went wrong, and the way to begin again."""
    user = signed_in(request)
    own = row if row is not None and user is not None and row.user_id == user.pk else None
    asked = {"persona": own.persona_id, **({"account": own.expected_id} if own.expected_id else {})} if own else {}
    context = {
        "error": error,
        "facts": finder.network(own.network).facts if own else None,
        "is_done": own is not None and own.made_id is not None,
        "begin_again": f"{reverse('connect', args=[own.network])}?{urlencode(asked)}" if own else "",
    }
    return page(request, "accounts/back.html", context, section="Accounts", status=how_to_tell(error).status)


@require_safe
@cache_control(public=True, max_age=DOCUMENT_SECONDS)
def client(request: HttpRequest, slug: str) -> HttpResponse:
    """Who we are, for the servers of a network that fetch it; for everybody to read."""
    if slug not in finder.networks():
        raise Http404(f"There is no network called {slug}.")
    document = client_document(slug, _back(request, slug))
    if document is None:
        raise Http404("This network fetches no such document, or cannot reach us: see TWOWAY_ADDRESS.")
    return JsonResponse(dict(document), headers={"Cross-Origin-Resource-Policy": "cross-origin"})


def _back(request: HttpRequest, slug: str) -> Back:
    document = reverse("client-document", args=[slug])
    return back_at(reverse("connect-back"), document=document, opened=_origin(request))


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"

"""The people you talk with: the list, one person's card, and putting right what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from twoway.apps.inbox.actions import forget as forget_person
from twoway.apps.inbox.models import Conversation
from twoway.apps.people import directory
from twoway.apps.people.models import Handle, Person
from twoway.apps.people.queries import people_of, person_named, person_of
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor, Verb, may
from twoway.doors.web.door import for_members, how_to_tell, page
from twoway.doors.web.forms import page_number, words_from
from twoway.doors.web.views_inbox import VIEWS
from twoway.plug import finder

ON_A_PAGE = 50
MOST_CONVERSATIONS = 20
#: Where a conversation stands, as the inbox calls it.
STANDING = {state: name for _, name, state in VIEWS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A handle with what is known of its network."""

    handle: Handle
    facts: Facts


def _names(person: Person) -> list[Name]:
    known = finder.networks()
    return [Name(handle=h, facts=known[h.network].facts) for h in person.handles.all() if h.network in known]


@require_http_methods(["GET", "POST"])
@for_members
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody, or whom one looks for; and a form for somebody new."""
    if request.method == "GET":
        return _list(request, actor)
    network, handle = request.POST.get("network", ""), request.POST.get("handle", "").strip()
    try:
        made = directory.know(
            actor,
            request.POST.get("name", ""),
            {network: handle} if network and handle else {},
            words_from(request.POST, "met").strip(),
            words_from(request.POST, "about").strip(),
        )
    except BadInput as error:
        return _list(request, actor, error)
    messages.success(request, f"{made} is in the directory. Write @[{made}] in a post to mention them anywhere.")
    return redirect("person", made.pk)


def _list(request: HttpRequest, actor: Actor, error: TwowayError | None = None) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = Paginator(people_of(actor, words), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {
        "page": found,
        "people": [{"person": person, "names": _names(person)} for person in found],
        "words": words,
        "networks": _networks(),
        "typed": request.POST,
        "may_change": may(actor.role, Verb.REPLY),
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "people/list.html", context, section="People", status=status)


def _networks() -> list[tuple[str, str]]:
    return [(slug, network.facts.name) for slug, network in finder.networks().items()]


@require_http_methods(["GET", "POST"])
@for_members
def person(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """One person's card."""
    if request.method == "GET":
        return _card(request, actor, person_id)
    try:
        directory.change_person(
            actor,
            person_id,
            name=request.POST.get("name", ""),
            met=words_from(request.POST, "met"),
            about=words_from(request.POST, "about"),
        )
    except BadInput as error:
        return _card(request, actor, person_id, error)
    messages.success(request, "Saved.")
    return redirect("person", person_id)


def _card(request: HttpRequest, actor: Actor, person_id: int, error: TwowayError | None = None) -> HttpResponse:
    found = person_of(actor, person_id)
    talks = Conversation.objects.filter(workspace_id=actor.workspace_id, person=found).order_by("-last_at")
    context = {
        "person": found,
        "names": _names(found),
        "conversations": list(talks[:MOST_CONVERSATIONS]),
        "standing": STANDING,
        "networks": _networks(),
        "typed": request.POST,
        "may_change": may(actor.role, Verb.REPLY),
        "may_forget": may(actor.role, Verb.MANAGE),
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "people/person.html", context, section="People", status=status)


@require_POST
@for_members
def add_handle(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """What somebody is called on a network."""
    try:
        directory.add_handle(actor, person_id, request.POST.get("network", ""), request.POST.get("handle", ""))
    except BadInput as error:
        return _card(request, actor, person_id, error)
    messages.success(request, "The handle is added.")
    return redirect("person", person_id)


@require_POST
@for_members
def drop_handle(request: HttpRequest, actor: Actor, person_id: int, handle_id: int) -> HttpResponse:
    """Somebody is not called so."""
    directory.drop_handle(actor, person_id, handle_id)
    messages.success(request, "The handle is taken away.")
    return redirect("person", person_id)


@require_POST
@for_members
def merge(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """Two entries are one person: first look whom one means, then say so."""
    found = person_of(actor, person_id)
    try:
        other = person_named(actor, request.POST.get("other", ""))
        if other.pk == found.pk:
            raise BadInput("That is the same entry. Choose the other one.", field="other")
    except BadInput as error:
        return _card(request, actor, person_id, error)
    if request.POST.get("sure") != "yes":
        context = {"person": found, "names": _names(found), "other": other, "other_names": _names(other)}
        return page(request, "people/merge.html", context, section="People")
    kept = directory.merge(actor, person_id, other.pk)
    messages.success(request, f"{other} and {kept} are one person now.")
    return redirect("person", kept.pk)


@require_POST
@for_members
def forget(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """Erase somebody; the box must be ticked, because nothing brings them back."""
    if request.POST.get("sure") != "yes":
        return _card(request, actor, person_id, BadInput("Tick the box first: this cannot be undone.", field="sure"))
    forget_person(actor, person_id)
    messages.success(request, "They are forgotten.")
    return redirect("people")

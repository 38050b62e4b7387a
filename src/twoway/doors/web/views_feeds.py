"""Feeds: the blogs that are followed, and what a persona says as a feed that anybody may read who has its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import linebreaks
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.feeds import actions
from twoway.apps.feeds.models import Outlet
from twoway.apps.feeds.queries import Said, articles_of, feed_of, feeds_of, outlet_with, outlets_of, said_by
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, NetworkAnswer, TwowayError
from twoway.domain.permission import Actor
from twoway.domain.text.clean import normalise
from twoway.doors.web.door import for_members, how_to_tell, page
from twoway.doors.web.forms import number, page_number

ON_A_PAGE = 30
#: Whoever reads the feed may keep what they got for so many seconds.
KEEP_SECONDS = 300


@require_safe
@for_members
def feeds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is followed, what can be, and which personas can be read."""
    return _show(request, actor)


def _show(request: HttpRequest, actor: Actor, error: TwowayError | None = None) -> HttpResponse:
    personas = list(personas_of(actor))
    outlets = outlets_of(actor)
    context = {
        "feeds": list(feeds_of(actor)),
        "personas": [(str(p.pk), p.name) for p in personas],
        "published": [{"persona": p, "outlet": outlets.get(p.pk)} for p in personas if not p.is_personal],
        "base": settings.TWOWAY_ADDRESS,
        "address": request.POST.get("address", ""),
        "chosen": request.POST.get("persona", ""),
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    return page(
        request, "feeds/page.html", context, section="Feeds", status=how_to_tell(error).status if error else 200
    )


@require_POST
@for_members
def follow(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Follow a blog; what does not work is told beside the address, which stays as it was typed."""
    try:
        persona = number(request.POST.get("persona"), field="persona")
        newest = request.POST.get("newest") == "yes"
        feed = actions.add(actor, request.POST.get("address", ""), persona, newest=newest)
    except (BadInput, NetworkAnswer) as error:
        return _show(request, actor, error)
    messages.success(request, f"{feed} is followed. What it writes from now on becomes drafts for {feed.persona}.")
    return redirect("feed", feed.pk)


@require_safe
@for_members
def feed(request: HttpRequest, actor: Actor, feed_id: int) -> HttpResponse:
    """One feed with what was seen in it."""
    wanted = page_number(request.GET.get("page"))
    found = list(articles_of(actor, feed_id)[(wanted - 1) * ON_A_PAGE : wanted * ON_A_PAGE + 1])
    context = {
        "feed": feed_of(actor, feed_id),
        "articles": found[:ON_A_PAGE],
        "newer": wanted - 1,
        "older": wanted + 1 if len(found) > ON_A_PAGE else 0,
    }
    return page(request, "feeds/feed.html", context, section="Feeds")


@require_POST
@for_members
def read(request: HttpRequest, actor: Actor, feed_id: int) -> HttpResponse:
    """Ask for news now."""
    try:
        new = actions.read_now(actor, feed_id)
    except (NetworkAnswer, BadInput) as error:
        messages.error(request, error.for_people)
    else:
        drafts = sum(article.post_id is not None for article in new)
        messages.success(request, f"{len(new)} new, {drafts} of them as drafts." if new else "Nothing new.")
    return redirect("feed", feed_id)


@require_POST
@for_members
def draft(request: HttpRequest, actor: Actor, article_id: int) -> HttpResponse:
    """A draft of an article that has none."""
    return redirect("post", actions.draft_of(actor, article_id).pk)


@require_POST
@for_members
def unfollow(request: HttpRequest, actor: Actor, feed_id: int) -> HttpResponse:
    """Stop following."""
    name = str(feed_of(actor, feed_id))
    actions.stop_following(actor, feed_id)
    messages.success(request, f"{name} is not followed any more. The drafts that it made stay.")
    return redirect("feeds")


@require_POST
@for_members
def publish(request: HttpRequest, actor: Actor, persona_id: int) -> HttpResponse:
    """A persona as a feed, or not any more."""
    if request.POST.get("on") == "yes":
        actions.open_outlet(actor, persona_id)
        messages.success(request, "It can be read now by everybody who has its address.")
    else:
        actions.close_outlet(actor, persona_id)
        messages.success(request, "It is switched off. Its address will not be used again.")
    return redirect("feeds")


@require_safe
def outlet(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """What a persona said, for feed readers: nobody signs in here, the address is the secret."""
    try:
        found = outlet_with(key)
    except BadInput as error:
        raise Http404(error.for_people) from error
    said = said_by(found)
    changed = int(max([s.at for s in said], default=found.created_at).timestamp())
    if (parse_http_date_safe(request.headers.get("If-Modified-Since", "")) or 0) >= changed:
        return _kept(HttpResponse(status=304), changed)
    here = f"{settings.TWOWAY_ADDRESS}{request.path}"
    return _kept(WRITERS[kind](found, said, here), changed)


def _kept(response: HttpResponse, changed: int) -> HttpResponse:
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return response


def _xml(found: Outlet, said: tuple[Said, ...], here: str, writer: Any) -> HttpResponse:
    persona = found.persona
    made = writer(
        title=normalise(persona.name),
        link=settings.TWOWAY_ADDRESS,
        description=normalise(persona.about or f"What {persona.name} says"),
        language=persona.workspace.language,
        feed_url=here,
    )
    for one in said:
        made.add_item(
            # XML has no place for control signs, and its writer none for whoever sends them.
            title=normalise(one.title),
            link=normalise(one.address),
            description=_as_html(normalise(one.text)),
            pubdate=one.at,
            updateddate=one.at,
            unique_id=one.guid,
        )
    response = HttpResponse(content_type=writer.content_type)
    made.write(response, "utf-8")
    return response


def _as_html(text: str) -> str:
    """Words as feed readers take them: paragraphs, with every sign of the words as a sign."""
    return str(linebreaks(text, autoescape=True))


def _rss(found: Outlet, said: tuple[Said, ...], here: str) -> HttpResponse:
    return _xml(found, said, here, Rss201rev2Feed)


def _atom(found: Outlet, said: tuple[Said, ...], here: str) -> HttpResponse:
    return _xml(found, said, here, Atom1Feed)


def _json(found: Outlet, said: tuple[Said, ...], here: str) -> HttpResponse:
    items = [
        {
            "id": one.guid,
            "title": one.title,
            "content_text": one.text,
            "date_published": one.at.isoformat(),
            "language": one.language,
            **({"url": one.address} if one.address else {}),
        }
        for one in said
    ]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": found.persona.name,
        "feed_url": here,
        "items": items,
    }
    return JsonResponse(told, content_type="application/feed+json")


WRITERS: dict[str, Callable[[Outlet, tuple[Said, ...], str], HttpResponse]] = {
    "rss": _rss,
    "atom": _atom,
    "json": _json,
}

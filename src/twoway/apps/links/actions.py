"""Looking at the pages behind links: asked for when words are kept, done by the worker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from twoway.apps.accounts.queries import trusted_addresses
from twoway.apps.links.models import Page
from twoway.domain.cards import Told, told_by
from twoway.domain.errors import BadInput, NetworkAnswer, Refused
from twoway.domain.linked import LinkState
from twoway.plug.html import cleaned_head
from twoway.plug.http import Answer
from twoway.work import pictures, thumbs
from twoway.work.asking import ask

#: A page that was looked at is believed for so long; one that did not answer is asked again sooner.
GOOD_FOR = timedelta(days=1)
DOUBTED_FOR = timedelta(minutes=10)
#: A post with more links than this is stopped elsewhere.
MOST_AT_ONCE = 10
MOST_BYTES = 2_000_000
MOST_PICTURE_BYTES = 8_000_000


def learn(workspace_id: int, addresses: Iterable[str]) -> list[int]:
    """Have a look taken at addresses that are not known, or not any more; gives the pages that are asked for.

    Joins the caller's transaction; the look itself is the worker's (`jobs.look`), after it.
    """
    now = timezone.now()
    wanted = list(dict.fromkeys(a for a in addresses if a and len(a) <= 1000))[:MOST_AT_ONCE]
    there = {page.address: page for page in Page.objects.filter(workspace_id=workspace_id, address__in=wanted)}
    asked = []
    for address in wanted:
        page = there.get(address) or _begun(workspace_id, address)
        if page is None or not _is_due(page):
            continue
        Page.objects.filter(pk=page.pk).update(asked_at=now)
        asked.append(page.pk)
    return asked


def _begun(workspace_id: int, address: str) -> Page | None:
    """A row for a new address; None when somebody began it in the same moment."""
    long_ago = timezone.now() - 2 * GOOD_FOR
    try:
        with transaction.atomic():
            return Page.objects.create(workspace_id=workspace_id, address=address, asked_at=long_ago)
    except IntegrityError:
        return None


def _is_due(page: Page) -> bool:
    age = timezone.now() - page.asked_at
    return age > (GOOD_FOR if page.standing == LinkState.GOOD else DOUBTED_FOR)


def look_at(page: Page) -> Page:
    """Ask for the page and keep what it says. Never raises for what a page does."""
    standing, why, told = _asked(page.address)
    picture, size = _thumb(told.picture)
    Page.objects.filter(pk=page.pk).update(
        standing=standing,
        why=why,
        title=told.title,
        about=told.about,
        picture=picture,
        picture_size=size,
        looked_at=timezone.now(),
    )
    page.refresh_from_db()
    return page


def _asked(address: str) -> tuple[LinkState, str, Told]:
    """What became of asking for a page."""
    try:
        answer = _get(address, MOST_BYTES, "text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
    except Refused as error:
        return LinkState.GONE, error.for_people, Told()
    except NetworkAnswer as error:
        return LinkState.UNSURE, error.for_people, Told()
    return _judged(answer, address)


def _get(address: str, most_bytes: int, accept: str) -> Answer:
    """Under the same guard against private addresses as everything that we fetch."""
    return ask(address, headers={"Accept": accept}, most_bytes=most_bytes, seconds=15, trusted=trusted_addresses())


def _judged(answer: Answer, address: str) -> tuple[LinkState, str, Told]:
    if answer.status in (401, 403, 407):
        return LinkState.LOCKED, f"It does not let everybody in ({answer.status}).", Told()
    if answer.status in (404, 410):
        return LinkState.GONE, f"There is nothing there ({answer.status}).", Told()
    if not 200 <= answer.status < 300:
        return LinkState.UNSURE, f"It answered with an error ({answer.status}).", Told()
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml"):
        return LinkState.GOOD, "", Told()
    return LinkState.GOOD, "", told_by(cleaned_head(_decoded(answer)), address)


def _decoded(answer: Answer) -> str:
    """The page's words, in the encoding that it names."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", answer.headers.get("content-type", ""))
    inside = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]+)", answer.body[:2000], re.IGNORECASE)
    charset = named[1] if named else inside[1].decode("ascii", "replace") if inside else "utf-8"
    try:
        return answer.body.decode(charset, "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


def _thumb(address: str) -> tuple[str, int]:
    """Fingerprint and size of the card's picture on our shelf, made small; "" where there is none that can be used."""
    if not address:
        return "", 0
    try:
        answer = _get(address, MOST_PICTURE_BYTES, "image/*")
        content = thumbs.small(answer.body) if answer.status == 200 else b""
    except (NetworkAnswer, BadInput):
        return "", 0
    return (pictures.keep(settings.TWOWAY_HOME, content), len(content)) if content else ("", 0)

"""Small words for templates: assets, icons, initials, ages, and text with its links and hashtags set apart."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from datetime import datetime

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from twoway.doors.web.assets import manifest

register = template.Library()

_SET_APART = re.compile(r"(https?://\S+|(?<!\w)[#@][\w][\w.@-]*\w|(?<!\w)[#@]\w)")
_SHADES = ("c1", "c2", "c3", "c4")


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built asset."""
    return static(manifest().path(name))


@register.simple_tag
def preloads() -> SafeString:
    """Link tags for the fonts that the first paint needs."""
    return format_html_join(
        "\n",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(f"built/{file}"),) for file in manifest().preload),
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite: decoration, unless a label says what it means."""
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The colours somebody chose: light, dark, or nothing for what their system says."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.filter
def styled(field: BoundField) -> SafeString:
    """A form field as our inputs look, tied to its help and its errors."""
    said = f"{field.id_for_label}_error" if field.errors else ""
    helped = f"{field.id_for_label}_helptext" if field.help_text else ""
    described = " ".join(filter(None, (said, helped)))
    extra: dict[str, str | bool] = {"class": "input"}
    extra |= {"aria-describedby": described} if described else {}
    extra |= {"aria-invalid": "true"} if field.errors else {}
    return field.as_widget(attrs=extra)


@register.filter
def after(words: str, start: str) -> str:
    """What follows `start` in words, up to the next space."""
    return words.partition(start)[2].split(" ")[0]


@register.filter
def initials(name: str) -> str:
    """Up to two letters of a name: Tom Hallam -> TH, @sunnybank -> SU."""
    words = [word for word in re.split(r"[\s.@_&-]+", name) if word and word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]).upper()


@register.filter
def shade(name: str) -> str:
    """One of four quiet colours, always the same for the same name."""
    return _SHADES[zlib.crc32(name.encode("utf-8", "replace")) % len(_SHADES)]


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, short: 42 min, 3 h, 20 Nov."""
    if at is None:
        return ""
    return short_age(at, timezone.now())


def short_age(at: datetime, now: datetime) -> str:
    """How long before `now`, in the shortest words that say it; a date for anything older than a day."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    return date_format(timezone.localtime(at), "j M")


@register.filter
def for_how_long(since: datetime | None) -> str:
    """How long something has lasted: 42 min, 3 h, 9 days."""
    return _span(max(0, int((timezone.now() - since).total_seconds() // 60))) if since else ""


@register.filter
def left_until(at: datetime | None) -> str:
    """How much time is left: 18 min, 3 h; a late one says by how much."""
    if at is None:
        return ""
    return short_left(at, timezone.now())


def short_left(at: datetime, now: datetime) -> str:
    """How long until `at`; `18 min late` once it has passed."""
    minutes = int((at - now).total_seconds() // 60)
    words = _span(abs(minutes))
    return f"{words} late" if minutes < 0 else words


def _span(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


@register.filter
def set_apart(text: str) -> SafeString:
    """A person's words, escaped, with links, hashtags and mentions coloured as networks do."""
    bits: Iterable[tuple[str, bool]] = ((bit, bool(index % 2)) for index, bit in enumerate(_SET_APART.split(text)))
    return mark_safe(  # noqa: S308 - every bit goes through format_html
        "".join(
            format_html('<span class="ht">{}</span>', bit) if apart else format_html("{}", bit) for bit, apart in bits
        )
    )


@register.filter
def sayable(text: str) -> str:
    """Words that can be written down: half a sign, which no page can carry, is shown as its number."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@register.filter
def href(address: str) -> str:
    """An address that strangers or networks named, if it leads to a page of the web or of ours; nowhere otherwise."""
    clean = str(address).strip()
    is_web = clean.lower().startswith(("https://", "http://"))
    return clean if is_web or (clean.startswith("/") and not clean.startswith("//")) else "#"


@register.filter
def breakable(handle: str) -> SafeString:
    """A handle that may go on in the next line after each of its dots."""
    return format_html_join(mark_safe(".<wbr>"), "{}", ((part,) for part in handle.split(".")))


@register.filter
def get(mapping: object, key: object) -> object:
    """mapping[key], or nothing."""
    return mapping.get(key) if isinstance(mapping, dict) else None

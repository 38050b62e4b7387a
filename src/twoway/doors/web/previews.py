"""What people will see on each network, as far as a preview can say it: generic, driven by the network's facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from twoway.apps.posts.looks import Look
from twoway.domain.facts import Byline, Card, Facts
from twoway.domain.findings import Finding, Severity
from twoway.domain.versions import Picture
from twoway.doors.web.writing import Ring, fold, ring

#: A preview is to be looked at; far beyond any limit it only makes the page heavy.
MOST_SHOWN = 4000
#: So many pictures are shown, the rest as a number.
MOST_PICTURES = 4
_SET_APART = re.compile(r"(https?://\S+|(?<!\w)[#@]\w[\w.@-]*\w|(?<!\w)[#@]\w)")
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One post of what goes out: what is seen at once, and what hides behind “see more”."""

    number: int
    shown: SafeString
    folded: SafeString
    ring: Ring


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture as the network takes it."""

    address: str
    alt: str
    width: int
    height: int
    is_cut: bool
    #: Which third of it stays in view where a page shows less of it, from the left and from the top: "12", "" for the middle.
    third: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """Where the link leads, as a card below the post."""

    host: str
    address: str
    is_slim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A version as its readers see it."""

    facts: Facts
    parts: tuple[Part, ...]
    shots: tuple[Shot, ...]
    more_shots: int
    title: str
    comment: SafeString
    card: LinkCard | None
    button: str
    warning: str = ""
    audience: str = ""
    #: Whether only some see it.
    is_narrow: bool = False

    @property
    def has_handle_beside(self) -> bool:
        """Whether name and handle share a line."""
        return self.facts.page.byline is Byline.BESIDE

    @property
    def has_handle_below(self) -> bool:
        """Whether the handle has a line of its own."""
        return self.facts.page.byline is Byline.BELOW

    @property
    def is_named_by_handle(self) -> bool:
        """Whether readers know an account by its handle alone."""
        return self.facts.page.byline is Byline.INSTEAD

    @property
    def of(self) -> int:
        """How many posts it is."""
        return len(self.parts)


def preview_of(look: Look, text: str, originals: Sequence[Picture]) -> Preview:
    """How a look reads there. `text` is what went out where it did, else the look's own."""
    version, facts = look.version, look.facts
    texts = version.parts if text == version.text else (text,)
    link = _first_link(texts[0], version.link)
    shots = tuple(_shots(look, originals))
    has_card = facts.page.card is not Card.NONE and (facts.links.card_beside_pictures or not shots)
    return Preview(
        facts=facts,
        parts=tuple(_part(look, index, words) for index, words in enumerate(texts)),
        shots=shots[:MOST_PICTURES],
        more_shots=max(0, len(version.pictures) - MOST_PICTURES),
        title=version.title,
        comment=dressed(version.first_comment),
        card=_card(link, facts) if link and has_card and not version.link else None,
        button=_host(version.link),
        warning=version.warning,
        audience=next((one.label for one in facts.audiences if one.name == version.audience), ""),
        is_narrow=any(one.is_narrow for one in facts.audiences if one.name == version.audience),
    )


def _part(look: Look, index: int, words: str) -> Part:
    cut = words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
    shown, folded = fold(cut, look.facts.text.fold if not index else None)
    spans = _held(look.findings) if look.whole == words else []
    counts = look.counts or (look.count,)
    return Part(
        number=index + 1,
        shown=dressed(shown, spans),
        folded=dressed(folded, [(start - len(shown), end - len(shown)) for start, end in spans]),
        ring=ring(counts[index] if index < len(counts) else look.count),
    )


def _held(findings: Iterable[Finding]) -> list[tuple[int, int]]:
    return sorted((f.start, f.end) for f in findings if f.severity is Severity.STOP and f.end > f.start)


def dressed(text: str, held: Iterable[tuple[int, int]] = ()) -> SafeString:
    """A person's words, escaped: links, hashtags and people coloured, and what is held marked."""
    made, at = [], 0
    for start, end in held:
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        made += [_coloured(text[at:start]), '<mark class="h-stop">', _coloured(text[start:end]), "</mark>"]
        at = end
    made.append(_coloured(text[at:]))
    return mark_safe("".join(made))  # noqa: S308 - every bit of it is escaped in _coloured


def _coloured(text: str) -> str:
    if not text:
        return ""
    bits = _SET_APART.split(text)
    return "".join(f'<span class="ht">{escape(bit)}</span>' if at % 2 else escape(bit) for at, bit in enumerate(bits))


def _first_link(text: str, own: str) -> str:
    if own:
        return own
    found = _LINK.search(text) if "://" in text else None
    return found[0].rstrip(".,;:!?") if found else ""


def _card(link: str, facts: Facts) -> LinkCard:
    return LinkCard(host=_host(link), address=link, is_slim=facts.page.card is Card.SLIM)


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _shots(look: Look, originals: Sequence[Picture]) -> Iterable[Shot]:
    for fitted, original in zip(look.version.pictures, originals, strict=False):
        is_changed = fitted.sha256 != original.sha256
        address = (
            f"{reverse('picture-there', args=[original.sha256, look.account.pk])}{_kept(original)}"
            if is_changed
            else reverse("picture", args=[original.sha256])
        )
        yield Shot(
            address=address,
            alt=fitted.alt,
            width=fitted.width,
            height=fitted.height,
            is_cut=_ratio(fitted) != _ratio(original),
            third="".join(str(min(2, int(part * 3))) for part in fitted.focus or ()),
        )


def _kept(picture: Picture) -> str:
    """The point that is kept, as the address of a cut picture has it."""
    return f"?keep={picture.focus[0]:g},{picture.focus[1]:g}" if picture.focus else ""


def _ratio(picture: Picture) -> float:
    return round(picture.width / picture.height, 2) if picture.height else 0.0

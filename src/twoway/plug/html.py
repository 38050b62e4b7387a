"""HTML that somebody else wrote, at the door: cleaned by a library that reads it as browsers do, before a reader of ours sees it.

Nothing of it is kept or shown as HTML: it becomes text, and text is escaped where it is shown. Cleaning comes first all the
same, because what is hidden from browsers must be hidden from us, and because Python's own reader takes minutes over a
message that was made to be slow (docs/why/security.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from functools import cache
from importlib import import_module

from twoway.domain.text.from_html import from_html, without_controls

#: Whoever opens more than so many tags, or writes more than so many signs by their names, wants to keep us busy: the library
#: grows slow with depth. What comes after them is not read.
MOST_TAGS = 5_000
MOST_NAMED_SIGNS = 20_000

_BLOCKS = (
    "p div br hr blockquote pre ul ol li dl dt dd table thead tbody tr td th h1 h2 h3 h4 h5 h6 "
    "section article header footer"
)
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"}
_HEAD_ENDS = re.compile(r"</head\b|<body\b", re.IGNORECASE)


def cleaned(html: str) -> str:
    """Only what makes up a text: paragraphs, lists, tables, links to the web, descriptions of pictures."""
    return _words_cleaner()(_bounded(html))


def cleaned_head(html: str) -> str:
    """Only the title of a page, and what its head says in `meta` and `link`."""
    return _head_cleaner()(_bounded(_HEAD_ENDS.split(html, maxsplit=1)[0]))


def words_of(html: str, mentions: Mapping[str, str] | None = None) -> str:
    """The words in HTML, with whole links; `mentions` are the handles that stand behind links to people."""
    return from_html(cleaned(html), mentions or {})


@cache
def _words_cleaner() -> Callable[[str], str]:
    tags = {"a", "img", *_BLOCKS.split()}
    return _cleaner(tags, {"a": {"href"}, "img": {"alt"}}, _SILENT | {"title"})


@cache
def _head_cleaner() -> Callable[[str], str]:
    told = {"meta": {"property", "name", "content"}, "link": {"rel", "type", "href"}}
    return _cleaner({"title", *told}, told, _SILENT)


def _cleaner(tags: Set[str], attributes: Mapping[str, Set[str]], silent: Set[str]) -> Callable[[str], str]:
    # Loaded by whoever reads HTML, and not by everything that knows a network.
    nh3 = import_module("nh3")
    made = nh3.Cleaner(
        tags=tags,
        attributes=attributes,
        clean_content_tags=silent,
        url_schemes={"http", "https"},
        link_rel=None,
    )
    clean: Callable[[str], str] = made.clean
    return clean


def _bounded(html: str) -> str:
    """As much of it as is read in reasonable time, with signs that every library takes."""
    text = without_controls(html)
    ends = (_place_of(text, "<", MOST_TAGS), _place_of(text, "&", MOST_NAMED_SIGNS))
    return text[: min(ends)]


def _place_of(text: str, sign: str, number: int) -> int:
    """Where a sign stands for the so-manieth time; the length of the text when it does not."""
    places = (found.start() for found in re.finditer(sign, text))
    return next((place for count, place in enumerate(places) if count == number), len(text))

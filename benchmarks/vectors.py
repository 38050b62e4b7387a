"""Runs text vectors: `python -m benchmarks.vectors FILE...`.

A file holds one JSON object a line: id, suite, section, input, expected. Every failing id is printed with what was expected and
what came, and at the end how many passed, failed and were skipped. The exit status is 1 if anything failed.
"""

from __future__ import annotations

import io
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from twoway.domain.text import (
    at_syntax,
    facets,
    fediverse,
    little,
    richtext,
    spans,
    weighted,
    weighted_checks,
    weighted_links,
    weighted_tags,
)
from twoway.domain.text.count import utf8_length
from twoway.domain.text.entities import byte_slice, utf16_slice
from twoway.domain.text.graphemes import grapheme_count, graphemes
from twoway.domain.text.model import Entity, EntityKind

#: JSON as it comes; each answer below reads the keys of its own section.
Given = Mapping[str, Any]
Answer = Callable[[Given], object]

_SKIPPED = ("twitter-text/autolink/", "twitter-text/hit_highlighting/")


def _indices(start: int, end: int) -> list[int]:
    return [start, end]


def _mentions(given: Given) -> object:
    return [person.name for person in weighted_tags.people(given["text"]) if not person.slug]


def _mentions_placed(given: Given) -> object:
    people = weighted_tags.people(given["text"])
    return [{"screen_name": one.name, "indices": _indices(one.start, one.end)} for one in people if not one.slug]


def _lists_placed(given: Given) -> object:
    return [
        {"screen_name": one.name, "list_slug": one.slug, "indices": _indices(one.start, one.end)}
        for one in weighted_tags.people(given["text"])
    ]


def _urls(given: Given) -> object:
    return [link.url for link in weighted_links.find(given["text"])]


def _urls_placed(given: Given) -> object:
    return [
        {"url": link.url, "indices": _indices(link.start, link.end)} for link in weighted_links.find(given["text"])
    ]


def _hashtags(given: Given) -> object:
    return [tag.name for tag in weighted_checks.hashtags_outside_links(given["text"])]


def _hashtags_placed(given: Given) -> object:
    tags = weighted_checks.hashtags_outside_links(given["text"])
    return [{"hashtag": tag.name, "indices": _indices(tag.start, tag.end)} for tag in tags]


def _cashtags(given: Given) -> object:
    return [tag.name for tag in weighted_tags.cashtags(given["text"])]


def _cashtags_placed(given: Given) -> object:
    tags = weighted_tags.cashtags(given["text"])
    return [{"cashtag": tag.name, "indices": _indices(tag.start, tag.end)} for tag in tags]


def _parsed(text: str, configuration: weighted.Configuration) -> dict[str, object]:
    parsed = weighted.parse(text, configuration)
    return {
        "weightedLength": parsed.weighted_length,
        "valid": parsed.is_valid,
        "permillage": parsed.permillage,
        "displayRangeStart": 0,
        "displayRangeEnd": parsed.display_end,
        "validRangeStart": 0,
        "validRangeEnd": parsed.valid_end,
    }


def _asks(check: Callable[[str], object]) -> Answer:
    return lambda given: check(given["text"])


def _detected(given: Given) -> object:
    text = given["text"]
    rich = richtext.RichText(text=text, facets=tuple(_as_facet(text, entity) for entity in facets.found(text)))
    return [[one.text] if one.facet is None else [one.text, one.facet.value] for one in rich.segments()]


def _as_facet(text: str, entity: Entity) -> richtext.Facet:
    start, end = byte_slice(text, entity.start, entity.end)
    value = f"did:fake:{entity.value}" if entity.kind is EntityKind.MENTION else entity.value
    return richtext.Facet(start=start, end=end, value=value)


def _tags(text: str, found: Iterator[Entity], sign: str = "") -> object:
    entities = list(found)
    places = [byte_slice(text, one.start, one.end) for one in entities]
    return {
        "tags": [sign + one.value for one in entities],
        "indices": [{"byteStart": start, "byteEnd": end} for start, end in places],
    }


def _lengths(given: Given) -> object:
    return {"utf8": utf8_length(given["text"]), "graphemes": grapheme_count(given["text"])}


def _rich(given: Given) -> richtext.RichText:
    return richtext.RichText(
        text=given["text"],
        facets=tuple(richtext.Facet(start=start, end=end) for start, end in given.get("facets", ())),
    )


def _edited(given: Given) -> object:
    rich = _rich(given)
    edited = rich.insert(*given["args"]) if given["op"] == "insert" else rich.delete(*given["args"])
    return {"text": edited.text, "facets": [[one.start, one.end] for one in edited.facets]}


def _segments(given: Given) -> object:
    return [
        {"text": one.text, "facet": [one.facet.start, one.facet.end] if one.facet else None}
        for one in _rich(given).segments()
    ]


def _counted(given: Given) -> object:
    # What a line leaves out is what a server of today has.
    warning, price = given.get("content_warning") or "", given.get("url_chars", 23)
    length = fediverse.length(given["text"], link_length=price, warning=warning)
    return {"length": length, "ok": length <= given.get("max", 500)}


def _little(given: Given) -> object:
    return little.render(map(_part, given["segments"]))


def _part(segment: Mapping[str, str]) -> little.Part:
    words = next((segment[key] for key in ("text", "tag", "url", "name", "label") if key in segment), "")
    urn = segment.get("urn", "")
    kind = little.PartKind.MENTION if urn else little.PartKind(segment["type"])
    return little.Part(kind=kind, words=words, urn=urn)


def _spans(given: Given) -> object:
    wanted = [(one["type"], one["text"]) for one in given["spans"]]
    found = spans.located(given["text"], wanted)
    return [{"type": one.kind, "offset": one.offset, "length": one.length} for one in found]


def _both(given: Given) -> object:
    text = given["text"]
    return {"x": _weighted_side(text), "bluesky": _facet_side(text)}


def _weighted_side(text: str) -> dict[str, object]:
    def placed(start: int, end: int) -> list[int]:
        return list(utf16_slice(text, start, end))

    return {
        "parse": _parsed(text, weighted.V3),
        "urls": [{"url": one.url, "indices": placed(one.start, one.end)} for one in weighted_links.find(text)],
        "hashtags": [
            {"hashtag": one.name, "indices": placed(one.start, one.end)}
            for one in weighted_checks.hashtags_outside_links(text)
        ],
        "mentions": [
            {"screen_name": one.name, "list_slug": one.slug, "indices": placed(one.start, one.end)}
            for one in weighted_tags.people(text)
        ],
        "cashtags": [
            {"cashtag": one.name, "indices": placed(one.start, one.end)} for one in weighted_tags.cashtags(text)
        ],
    }


_FACET_NAMES = {
    EntityKind.LINK: "link",
    EntityKind.MENTION: "mention",
    EntityKind.HASHTAG: "tag",
    EntityKind.CASHTAG: "tag",
}


def _facet_side(text: str) -> dict[str, object]:
    found = []
    for entity in facets.found(text):
        start, end = byte_slice(text, entity.start, entity.end)
        sign = "$" if entity.kind is EntityKind.CASHTAG else ""
        found.append(
            {"byteStart": start, "byteEnd": end, "type": _FACET_NAMES[entity.kind], "value": sign + entity.value}
        )
    return {"graphemes": grapheme_count(text), "utf8": utf8_length(text), "facets": found}


#: What answers each section.
ANSWERS: dict[str, Answer] = {
    "twitter-text/extract/mentions": _mentions,
    "twitter-text/extract/mentions_with_indices": _mentions_placed,
    "twitter-text/extract/mentions_or_lists_with_indices": _lists_placed,
    "twitter-text/extract/replies": _asks(weighted_tags.reply_to),
    "twitter-text/extract/urls": _urls,
    "twitter-text/extract/urls_with_indices": _urls_placed,
    "twitter-text/extract/urls_with_directional_markers": _urls_placed,
    "twitter-text/extract/tco_urls_with_params": _urls,
    "twitter-text/extract/hashtags": _hashtags,
    "twitter-text/extract/hashtags_from_astral": _hashtags,
    "twitter-text/extract/hashtags_with_indices": _hashtags_placed,
    "twitter-text/extract/cashtags": _cashtags,
    "twitter-text/extract/cashtags_with_indices": _cashtags_placed,
    "twitter-text/validate/tweets": _asks(lambda text: weighted_checks.is_text(text, weighted.V1)),
    "twitter-text/validate/usernames": _asks(weighted_checks.is_username),
    "twitter-text/validate/lists": _asks(weighted_checks.is_list),
    "twitter-text/validate/hashtags": _asks(weighted_checks.is_hashtag),
    "twitter-text/validate/urls": _asks(weighted_checks.is_url),
    "twitter-text/validate/urls_without_protocol": _asks(weighted_checks.is_bare_url),
    "twitter-text/validate/WeightedTweetsCounterTest": _asks(lambda text: _parsed(text, weighted.V2)),
    "twitter-text/validate/WeightedTweetsWithDiscountedEmojiCounterTest": _asks(
        lambda text: _parsed(text, weighted.V3)
    ),
    "twitter-text/validate/UnicodeDirectionalMarkerCounterTest": _asks(lambda text: _parsed(text, weighted.V3)),
    "twitter-text/tlds/country": _urls,
    "twitter-text/tlds/generic": _urls,
    "bluesky-richtext/detect_segments": _detected,
    "bluesky-richtext/detect_tags": _asks(lambda text: _tags(text, facets.tags(text))),
    "bluesky-richtext/detect_cashtags": _asks(lambda text: _tags(text, facets.cashtags(text), "$")),
    "bluesky-richtext/sanitize_newlines": _asks(lambda text: richtext.sanitised(text).text),
    "bluesky-richtext/lengths": _lengths,
    "bluesky-richtext/facet_ops": _edited,
    "bluesky-richtext/segments": _segments,
    "atproto-syntax/atidentifier_syntax_invalid": _asks(at_syntax.is_identifier),
    "atproto-syntax/atidentifier_syntax_valid": _asks(at_syntax.is_identifier),
    "atproto-syntax/datetime_parse_invalid": _asks(at_syntax.is_datetime),
    "atproto-syntax/datetime_syntax_invalid": _asks(at_syntax.is_datetime),
    "atproto-syntax/datetime_syntax_valid": _asks(at_syntax.is_datetime),
    "atproto-syntax/did_syntax_invalid": _asks(at_syntax.is_did),
    "atproto-syntax/did_syntax_valid": _asks(at_syntax.is_did),
    "atproto-syntax/handle_syntax_invalid": _asks(at_syntax.is_handle),
    "atproto-syntax/handle_syntax_valid": _asks(at_syntax.is_handle),
    "unicode-GraphemeBreakTest-15.0/clusters": _asks(graphemes),
    "differential/x_and_bluesky": _both,
    "mastodon-length/count": _counted,
    "linkedin-little/render": _little,
    "telegram-entities/utf16": _spans,
    "bluesky-short-url/display": lambda given: richtext.short_label(given["url"]),
}


@dataclass
class Tally:
    """How many passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def all(self) -> int:
        """How many were looked at."""
        return self.passed + self.failed + self.skipped


def main(files: list[str]) -> int:
    """Runs the files and prints what failed. A run that finds no vector at all proves nothing: its status is 1, too."""
    if not files:
        print("Name at least one file of vectors: python -m benchmarks.vectors FILE...", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    tally = Tally()
    for file in files:
        _run(file, tally)
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.failed or not tally.all else 0


def _run(file: str, tally: Tally) -> None:
    before = tally.all
    try:
        with open(file, "rb") as lines:
            for number, line in enumerate(lines, 1):
                line = line.removeprefix(BOM_UTF8) if number == 1 else line
                if line.strip():
                    _judge(f"{file}:{number}", line, tally)
    except OSError as fault:
        tally.failed += 1
        print(f"{file}: cannot be read: {fault.strerror}")
        return
    if tally.all == before:
        print(f"{file}: holds no vectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One case: what is given, and what must come."""

    name: str
    section: str
    given: Given
    expected: object


class NoVector(Exception):
    """What stands in a line is no vector; the message says why."""


def _read(line: bytes) -> Vector:
    try:
        found = json.loads(line.rstrip(b"\r\n").decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise NoVector(f"it is not UTF-8 from byte {fault.start + 1} on") from fault
    except json.JSONDecodeError as fault:
        raise NoVector(f"it is not JSON at character {fault.pos + 1}: {fault.msg}") from fault
    except RecursionError as fault:
        raise NoVector("its JSON is nested too deep") from fault
    if not isinstance(found, dict):
        raise NoVector("it is JSON, but no object")
    missing = [key for key in ("id", "suite", "section", "input", "expected") if key not in found]
    if missing:
        raise NoVector(f"it has no {', no '.join(missing)}")
    section = f"{found['suite']}/{found['section']}"
    return Vector(name=str(found["id"]), section=section, given=found["input"], expected=found["expected"])


def _judge(place: str, line: bytes, tally: Tally) -> None:
    try:
        vector = _read(line)
    except NoVector as fault:
        tally.failed += 1
        print(f"{place}: is no vector: {fault}")
        return
    if vector.section.startswith(_SKIPPED):
        tally.skipped += 1
        return
    problem = _problem(vector)
    if problem is None:
        tally.passed += 1
        return
    tally.failed += 1
    print(f"{vector.name} ({vector.section}): {problem}")


#: What an answer raises that is given something else than its section promises.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def _problem(vector: Vector) -> str | None:
    answer = ANSWERS.get(vector.section)
    if answer is None:
        return "unknown section"
    try:
        got = answer(vector.given)
    except _UNREADABLE as fault:
        return f"expected {vector.expected!r}, got {fault!r}"
    return None if got == vector.expected else f"expected {vector.expected!r}, got {got!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

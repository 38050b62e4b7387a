"""No generic code names a network, not even as a string: what it needs to know stands in the network's facts."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from tests.shape.tree import SRC, having, name_of, sources, strings, text_of
from twoway.plug import finder

SLUGS = tuple(finder.networks())
#: Where the slug of a network may stand: in its own module ...
HOMES = {slug: Path(inspect.getfile(network.to_payload)) for slug, network in finder.networks().items()}
#: ... and here, each with its reason.
MAY_NAME = {
    ("domain/facts.py", "mastodon"): "the name of a unit of length that several networks share",
    ("rehearsal/", "rehearsal"): "the world behind the built-in network",
    ("work/stage.py", "rehearsal"): "the file that this world lives in",
    ("site/wiring.py", "rehearsal"): "says who answers for the network that is answered in process",
}
WORD = re.compile(r"(?<![A-Za-z0-9])(" + "|".join(map(re.escape, SLUGS)) + r")(?![A-Za-z0-9])", re.IGNORECASE)


def is_excused(path: Path, slug: str) -> bool:
    inside = path.relative_to(SRC).as_posix()
    return HOMES[slug] == path or any(inside.startswith(place) and slug == named for place, named in MAY_NAME)


#: Comments in pages, styles and scripts. They name networks to explain; what the browser gets may not.
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->|(?m:^\s*//.*$)", re.DOTALL)


def test_no_string_names_a_network() -> None:
    found = [
        f"{name_of(path)}:{line}: {text[:60]!r}"
        for path in sources()
        for line, text in strings(path)
        for match in WORD.finditer(text)
        if not is_excused(path, match[1].lower())
    ]
    assert found == []


def test_no_page_style_or_script_names_a_network() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in having(".html", ".css", ".js", ".mjs", ".ts", ".txt", under=SRC)
        for match in WORD.finditer(COMMENT.sub(" ", text_of(path)))
        if not is_excused(path, match[1].lower())
    ]
    assert found == []


def test_no_excuse_is_left_over() -> None:
    unused = [
        (place, slug)
        for place, slug in MAY_NAME
        if not any(
            slug in text.lower()
            for path in sources()
            if path.relative_to(SRC).as_posix().startswith(place)
            for _, text in strings(path)
        )
    ]
    assert unused == []

"""No generic code names a network, not even as a string: what it needs to know stands in the network's facts."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from tests.shape.tree import SRC, having, name_of, parsed, sources, strings, text_of
from twoway.plug import finder

SLUGS = tuple(finder.networks())


def home_of(path: Path) -> Path:
    """The module or the folder of a network, from a file in it."""
    networks = SRC / "networks"
    return networks / path.relative_to(networks).parts[0] if path.is_relative_to(networks) else path


#: Where the slug of a network may stand: in its own module or folder ...
HOMES = {slug: home_of(Path(inspect.getfile(network.to_payload))) for slug, network in finder.networks().items()}
#: ... and here, each with its reason.
MAY_NAME = {
    ("domain/text/tlds.py", "youtube"): "a top-level domain",
    **{("domain/text/words.py", s): "how a name is written" for s in ("youtube", "linkedin", "tiktok")},
    ("rehearsal/", "rehearsal"): "the world behind the built-in network",
    ("work/stage.py", "rehearsal"): "the file that this world lives in",
    ("apps/inbox/migrations/0004_known_by_address.py", "mastodon"): "how its people were known on a certain day",
    ("site/wiring.py", "rehearsal"): "says who answers for the network that is answered in process",
}
#: Slugs that are signs and words of their own. They are looked for only where a program asks which network it has.
ORDINARY = ("threads", "x")
TELLING = [slug for slug in SLUGS if slug not in ORDINARY]
WORD = re.compile(r"(?<![A-Za-z0-9])(" + "|".join(map(re.escape, TELLING)) + r")(?![A-Za-z0-9])", re.IGNORECASE)
#: The page that a fact was read on may lie at the address of another network.
ADDRESS = re.compile(r"https://\S+")


def is_excused(path: Path, slug: str) -> bool:
    inside = path.relative_to(SRC).as_posix()
    return path.is_relative_to(HOMES[slug]) or any(
        inside.startswith(place) and slug == named for place, named in MAY_NAME
    )


#: Comments in pages, styles and scripts. They name networks to explain; what the browser gets may not.
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->|(?m:^\s*//.*$)", re.DOTALL)


def searched(path: Path, text: str) -> str:
    return ADDRESS.sub(" ", text) if path.is_relative_to(SRC / "networks") else text


def test_no_string_names_a_network() -> None:
    found = [
        f"{name_of(path)}:{line}: {text[:60]!r}"
        for path in sources()
        for line, text in strings(path)
        for match in WORD.finditer(searched(path, text))
        if not is_excused(path, match[1].lower())
    ]
    assert found == []


def asked(path: Path) -> Iterator[ast.Constant]:
    """Every constant that something is compared or matched with, or that a network is looked up by."""
    for node in ast.walk(parsed(path)):
        looks_up = isinstance(node, ast.Call) and name_of_call(node) == "network"
        if looks_up or isinstance(node, ast.Compare | ast.MatchValue):
            yield from (one for one in ast.walk(node) if isinstance(one, ast.Constant))


def name_of_call(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_nothing_asks_for_a_network_whose_slug_is_an_ordinary_word() -> None:
    assert set(ORDINARY) < set(SLUGS)
    found = [
        f"{name_of(path)}:{one.lineno}: {one.value!r}"
        for path in sources()
        for one in asked(path)
        if one.value in ORDINARY and not is_excused(path, str(one.value))
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

"""What the docs say of the code is so: the files, the functions, the arrows."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

from tests.shape.tree import ROOT, SRC, having, name_of, text_of
from twoway.domain import brand

#: Pages about the code; the reference is printed from it, and the notes of a release tell of what was.
PAGES = [page for page in having(".md") if not name_of(page).startswith(("docs/reference/", "changes/"))]
#: Where a path in the docs may begin.
TOPS = (ROOT, SRC, SRC / "apps", SRC / "doors", SRC / "doors" / "web")
#: What a how-to has the reader make.
MADE_BY_READERS = {
    "src/twoway/networks/village_green.py",
    "tests/networks/test_village_green.py",
    "src/twoway/rules/click_here.py",
    "src/twoway/reports/sent_by_account.py",
}
IN_CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:[\w.-]+/)+[\w-]+\.(?:py|js|css|html|mjs|toml|txt|md)")
#: `domain.states`, `posts.actions.schedule(actor, post)`: a module of ours, and perhaps a name in it.
NAME = re.compile(r"((?:[a-z_]+\.)+\w+)(?:\(.*\))?(?: -> .*)?")


def in_code(page: Path) -> list[str]:
    """What stands between backticks on a page, outside of blocks."""
    return IN_CODE.findall(re.sub(r"^ *```.*?^ *```", "", text_of(page), flags=re.MULTILINE | re.DOTALL))


def test_every_file_that_the_docs_name_is_there() -> None:
    named = {(name_of(page), path) for page in PAGES for code in in_code(page) for path in PATH.findall(code)}
    missing = [
        (page, path)
        for page, path in sorted(named)
        if path not in MADE_BY_READERS and not any((top / path).exists() for top in (*TOPS, (ROOT / page).parent))
    ]
    assert len(named) > 30
    assert [
        one for one in missing if (SRC / one[1].split("/")[0]).exists() or (ROOT / one[1].split("/")[0]).exists()
    ] == []


def is_ours(dotted: str) -> bool:
    """Whether a name begins with a folder of the product."""
    first, second, *_ = dotted.split(".")
    return (
        any((SRC / top / first / f"{second}.py").exists() for top in ("", "apps")) or (SRC / first / second).is_dir()
    )


def resolves(dotted: str) -> bool:
    """Whether a module, or a name in a module, is there."""
    words = dotted.removeprefix("apps.").split(".")
    for top in ("twoway", "twoway.apps"):
        for cut in range(len(words), 0, -1):
            module = ".".join([top, *words[:cut]])
            if not (SRC.parent / module.replace(".", "/")).with_suffix(".py").exists():
                continue
            found: object = import_module(module)
            for word in words[cut:]:
                found = getattr(found, word, None)
            return found is not None
    return (SRC / "/".join(words)).is_dir()


def test_every_function_that_the_docs_name_is_there() -> None:
    named = {
        (name_of(page), found[1])
        for page in PAGES
        for code in in_code(page)
        if (found := NAME.fullmatch(code))
        and is_ours(found[1].removeprefix("apps."))
        and not PATH.fullmatch(found[1])
    }
    assert len(named) > 15
    assert [one for one in sorted(named) if not resolves(one[1])] == []


def test_the_arrows_in_the_docs_are_those_that_are_held() -> None:
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    held = {
        " > ".join(layer for layer in one["layers"] if layer != "__main__") for one in contracts if "layers" in one
    }
    drawn = {
        (name_of(page), " ".join(arrows.split()))
        for page in PAGES
        for arrows in re.findall(r"`([\w |\n]+(?: >\s[\w |\n]+){3,})`", text_of(page))
    }
    assert len(drawn) > 3
    assert [one for one in sorted(drawn) if one[1] not in held] == []


def test_every_page_is_reached_from_the_first_page_of_the_docs() -> None:
    first = text_of(ROOT / "docs" / "README.md")
    pages = [page for page in having(".md", under=ROOT / "docs") if page.parent.name in ("start", "how-to", "why")]
    assert [name_of(page) for page in pages if f"{page.parent.name}/{page.name})" not in first] == []


def test_the_wheel_is_called_in_the_docs_as_it_is_built() -> None:
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    named = {(name_of(page), found) for page in PAGES for found in re.findall(r"twoway-([\d.]+)-py3", text_of(page))}
    assert named
    assert [one for one in sorted(named) if one[1] != version] == []


def test_every_key_of_a_brand_template_is_explained() -> None:
    page = text_of(ROOT / "docs" / "how-to" / "sound-like-yourself.md")
    assert [key.name for key in brand.KEYS if f"`{key.name}`" not in page] == []

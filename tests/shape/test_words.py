"""One thing, one word. The glossary is the law; its first table is read here."""

from __future__ import annotations

import re

from tests.shape.tree import ROOT, SRC, having, name_of, text_of, words

#: What a third party named, as it stands there: taken out before the words are looked at. Each with whose word it is.
NAMED_BY_OTHERS = {
    r"line\.channel\(\)": "kombu, which carries Celery's messages",
    r"sys\.platform|platform\.\w+|import platform": "Python",
    r"navigator\.platform": "the browser",
    r"actor\.getProfiles?|/profile/": "a network's own addresses",
    r"font-variant[\w-]*": "CSS",
    r"https?://[^\s\"')<>]+": "whoever lives at that address",
    r"providers=\[\"CPUExecutionProvider\"\]": "onnxruntime",
    r"Raw profile type": "PNG files",
    r"</?channel>": "RSS",
    r"/channels/|thirdPartyDistributionChannels": "a network's own interface",
}


def banned() -> dict[str, str]:
    """Each banned word with the one to use."""
    table = text_of(ROOT / "docs/glossary.md").split("## All words")[0]
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| ([^|]+) \|$", table, re.MULTILINE)
    twins = {twin.strip(): say for say, never in rows if say != "say" for twin in never.split(",")}
    return twins | {f"{twin}s": say for twin, say in twins.items()}


BANNED = banned()
LOOKED_AT = [
    path
    for path in [
        *having(".py", ".html", ".css", ".js", ".mjs", ".ts", ".txt", under=SRC),
        *having(".md"),
    ]
    if name_of(path) != "docs/glossary.md" and not name_of(path).endswith("text/tlds.py")
]


def test_the_glossary_bans_the_twins_of_the_main_words() -> None:
    assert {"platform", "provider", "silo", "channel", "variant", "violation", "ticket", "sla"} <= set(BANNED)


def own_words(line: str) -> str:
    """A line without what others named."""
    for pattern in NAMED_BY_OTHERS:
        line = re.sub(pattern, " ", line)
    return line


def test_no_file_uses_a_twin() -> None:
    found = [
        f"{name_of(path)}:{number}: {word}, say {BANNED[word]}"
        for path in LOOKED_AT
        for number, line in enumerate(text_of(path).splitlines(), 1)
        for word in words(own_words(line))
        if word in BANNED
    ]
    assert found == []


def test_every_word_of_the_glossary_stands_in_alphabetical_order() -> None:
    listed = re.findall(r"^\| \*\*(\w+)\*\*", text_of(ROOT / "docs/glossary.md"), re.MULTILINE)
    assert listed == sorted(listed)

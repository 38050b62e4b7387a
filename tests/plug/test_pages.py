"""The reference pages are printed from the rules themselves."""

from __future__ import annotations

from twoway.plug.finder import rules
from twoway.plug.pages import rule_page, rules_index, visible

RULES = rules()


def test_a_rule_page_says_what_why_and_instead_and_shows_examples() -> None:
    page = rule_page(RULES["TAG001"])
    assert page.startswith("# hashtag-out-of-place\n")
    assert "warns by default · looks at posts and replies" in page
    for heading in ("## Why", "## Instead", "## Found", "## Let be"):
        assert heading in page
    assert "#SmallBusinessSaturday only gets in the way" in page
    assert "../../why/sources.md" in page
    assert "../../why/sources.md" not in rule_page(RULES["LEN001"])


def test_every_rule_has_a_page_that_can_be_written_to_a_file() -> None:
    for rule in RULES.values():
        assert rule.what.split()[0].encode() in rule_page(rule).encode("utf-8")


def test_what_cannot_be_seen_is_spelled_out() -> None:
    assert visible("a\u200bb\ud83d\u202e") == "a<U+200B>b<U+D83D><U+202E>"


def test_the_index_links_every_rule_once() -> None:
    index = rules_index(RULES.values())
    for rule in RULES.values():
        assert index.count(f"({rule.facts.name}.md)") == 1

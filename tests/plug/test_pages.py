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


def test_an_example_is_shown_with_what_was_said_before_it() -> None:
    page = rule_page(RULES["SPM002"])
    assert "With this behind it: 21 November, to Kemi “Hi Kemi, Thank you" in page
    assert "planned for 24 November" in rule_page(RULES["MED008"])
    assert "22 November, for Paper Lane “Three things" in rule_page(RULES["SPM005"])


def test_an_example_is_shown_with_what_stands_beside_its_words() -> None:
    assert "With the title “Why #Rye is dark”" in rule_page(RULES["TAG010"])
    assert "Part 2 of the thread: “baked at a low heat.”" in rule_page(RULES["FMT010"])
    assert "With the first comment “The plan is at" in rule_page(RULES["NET001"])


def test_a_rule_about_accounts_shows_how_they_behave() -> None:
    page = rule_page(RULES["RPL001"])
    assert "looks at accounts" in page
    assert "(how an account behaves)" in page
    assert "People wait for an answer since 22 November, 07:00; now it is 23 November, 08:00" in page
    assert "Answers to people: 7 November, 26 October" in rule_page(RULES["CAD003"])

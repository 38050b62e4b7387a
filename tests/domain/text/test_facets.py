import pytest
from hypothesis import given

from tests.domain.text.made import awkward
from twoway.domain.text.facets import cashtags, found, is_domain, links, tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.com/x(y) (b.com/z) c.com).", ["https://a.com/x(y)", "https://b.com/z", "https://c.com"]),
        ("foo-bar.com A.COM x.nosuch httpbin.org", ["https://httpbin.org"]),
        ("https://a.com/x, b.com!?", ["https://a.com/x", "https://b.com!"]),  # one sign is stripped, not two
        ("gone.duck", []),  # left the root zone
        ("HtTp://x.y/(b.com", []),  # a scheme that is not linked takes its whole word with it
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    assert [entity.value for entity in links(text)] == expected


def test_tags_and_stock_signs() -> None:
    assert [one.value for one in tags(f"#rye! #1 ＃x a#b #a#b #{'x' * 65} #\ufe0fa #a\u200bb")] == [
        "rye",
        "x",
        "a#b",
        "a",
    ]
    # punctuation that is younger than Python's own table
    assert [one.value for one in tags("#a\u1b7f #\U00011b00")] == ["a"]
    assert [one.value for one in cashtags("$aapl ($GOOG) $TOOLONG $1A")] == ["AAPL", "GOOG"]


def test_a_domain_ends_with_a_top_level_domain_in_small_letters() -> None:
    assert is_domain("a.com")
    assert not is_domain("a.COM")
    assert not is_domain("com")


@given(awkward())
def test_what_is_found_lies_in_the_text(text: str) -> None:
    for entity in found(text):
        assert text[entity.start : entity.end] == entity.text

import time

import pytest
from hypothesis import given

from tests.domain.text.made import awkward
from twoway.domain.text.weighted_links import find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]),
        ("see example.com, and example.co.uk/x!", ["example.com", "example.co.uk/x"]),
        ("HTTPS://EXAMPLE.COM/A", ["HTTPS://EXAMPLE.COM/A"]),
        ("e.g. 3.50 and www.nothing.nosuch", []),
        ("mail bob@example.com", []),
        ("#example.com $example.com", []),
        ("(https://example.com/a_(b)_c)", ["https://example.com/a_(b)_c"]),
        ("https://example.com/a:(b)", ["https://example.com/a"]),  # brackets after a colon are not taken along
        ("日本語example.comの", ["example.com"]),
        ("http://日本語.jp/あ", ["http://日本語.jp/"]),
        ("http://example.com:8080/x", ["http://example.com:8080/x"]),
        ("example.com?x=1", ["example.com"]),  # a bare domain takes its query along only behind a path
        ("foo_bar.example.com", ["bar.example.com"]),
        ("http://foo_bar.com", []),  # no underscore right before the last label
        ("-example.com .example.com", []),
        ("https://t.co/abc123def日本", ["https://t.co/abc123def"]),
        (f"https://t.co/{'a' * 41}", []),
        (f"https://{'a' * 64}.com", []),
        (
            "http://twitter.рф and http://vermögensberatung.vermögensberatung",
            ["http://twitter.рф"] * 1 + ["http://vermögensberatung.vermögensberatung"],
        ),
        ("http://xn--e1afmkfd.xn--p1ai/", ["http://xn--e1afmkfd.xn--p1ai/"]),
        ("https://example.com/" + "a" * 4096, []),
        ("a.com.https://b.com", ["a.com", "https://b.com"]),
    ],
)
def test_links_are_found_as_the_network_finds_them(text: str, expected: list[str]) -> None:
    assert [link.url for link in find(text)] == expected


@given(awkward())
def test_links_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    done = 0
    for link in find(text):
        assert done <= link.start < link.end <= len(text)
        assert text.startswith(link.url[:1], link.start)
        done = link.end


@pytest.mark.parametrize("piece", ["a.", "日.", "_a.com", "https://", "x-", "(a", "://a.b/", "a.com/(", "㐀"])
def test_a_long_text_without_spaces_takes_no_long_time(piece: str) -> None:
    text = piece * (60_000 // len(piece)) + ".com"
    began = time.perf_counter()
    find(text)
    assert time.perf_counter() - began < 5

import pytest

from twoway.domain.text.weighted import V1
from twoway.domain.text.weighted_checks import (
    hashtags_outside_links,
    is_bare_url,
    is_hashtag,
    is_list,
    is_text,
    is_url,
    is_username,
)


def test_a_text_may_be_140_signs_long_by_the_oldest_rules() -> None:
    assert is_text("a" * 140, V1)
    assert is_text("👍🏽" * 140, V1)
    assert not is_text("a" * 141, V1)
    assert not is_text("", V1)


def test_names_lists_and_tags_must_be_the_whole() -> None:
    assert is_username("@kemi_o")
    assert not is_username("@kemi-o")
    assert is_list("@kemi/friends")
    assert not is_list("see @kemi/friends")
    assert is_hashtag("#rye")
    assert not is_hashtag("#12")


@pytest.mark.parametrize(
    ("text", "whole", "bare"),
    [
        ("https://example.com/a%20b?c=d#e", True, True),
        ("http://user:pw@example.com:8080/", True, True),
        ("http://日本語.jp", True, True),
        ("http://192.168.1.1/", True, True),
        ("example.com/a", False, True),
        ("ftp://example.com", False, True),
        ("http://example.com/a b", False, False),
        ("http://-example.com", False, False),
        ("http://", False, False),
    ],
)
def test_addresses(text: str, whole: bool, bare: bool) -> None:
    assert (is_url(text), is_bare_url(text)) == (whole, bare)


def test_a_tag_inside_a_link_is_none() -> None:
    assert [tag.name for tag in hashtags_outside_links("https://example.com/#a #b")] == ["b"]

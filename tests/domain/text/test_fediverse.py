import pytest

from twoway.domain.text.fediverse import length, links, tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/a_(b), example.com", ["https://example.com/a_(b)"]),
        ("https://example.com/日本語?q=é.", ["https://example.com/日本語?q=é"]),
        ("xhttps://example.com https://nosuch.nosuch", []),
        ("https://herd.example/@kemi/1", ["https://herd.example/@kemi/1"]),  # kept for examples
        ("日本https://example.com", ["https://example.com"]),
    ],
)
def test_links_need_a_scheme(text: str, expected: list[str]) -> None:
    assert [link.value for link in links(text)] == expected


def test_hashtags_have_a_letter_or_a_joint_inside() -> None:
    text = "#rye #24 #1_2 #a·b #·a #a· x#b /#c #हिन्दी #"
    assert [tag.value for tag in tags(text)] == ["rye", "1_2", "a·b", "a", "हिन्दी"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(@bob@herd.example) ok", 9),
        ("@bob@herd.example, @ann@sub.herd.example.", 11),
        ("@bob", 4),
        ("bob@herd.example", 16),
        ("https://example.com/@bob@herd.example", 23),
        ("👩‍👩‍👧", 1),
        ("https://example.com/" + "a" * 4076, 23),
        ("https://example.com/" + "a" * 4077, 4097),
    ],
)
def test_the_server_of_a_person_does_not_count(text: str, expected: int) -> None:
    assert length(text, link_length=23) == expected


def test_the_content_warning_counts_too() -> None:
    assert length("hello", link_length=23, warning="bread") == 10


def test_links_count_as_written_where_they_have_no_price() -> None:
    assert length("https://example.com/a", link_length=None) == 21

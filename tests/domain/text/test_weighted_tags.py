import pytest

from twoway.domain.text.weighted_tags import cashtags, hashtags, people, reply_to


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#rye and #Brot2026 and #24", ["rye", "Brot2026"]),
        ("a#b &#c #d#e", []),  # glued to what stands before or behind
        ("##a", ["a"]),
        ("#日本語、#हिन्दी", ["日本語", "हिन्दी"]),
        ("#rye-bread #it’s #a·b", ["rye", "it", "a·b"]),
        ("#http://a.com", []),
        ("＃wide", ["wide"]),
        ("#\ufe0fa 1️⃣#a", []),
        ("#rye\U0001e900 #a\ua82cb \U0001e900#b", ["rye", "a", "b"]),  # letters that came after the network's table
    ],
)
def test_hashtags(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in hashtags(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@kemi, .@sunny (@x)", [("kemi", ""), ("sunny", ""), ("x", "")]),
        ("bob@shop.com a@b $@c", []),
        ("RT@kemi rt:@x xRT@y", [("kemi", ""), ("x", "")]),
        ("@kemi/friends", [("kemi", "/friends")]),
        ("@kemi@x @kemié @kemi://", []),
        ("@" + "a" * 25, [("a" * 20, "")]),
    ],
)
def test_people_and_their_lists(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.name, one.slug) for one in people(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [(" @kemi hi", "kemi"), ("hi @kemi", None), ("@kemi@x", None), ("", None)]
)
def test_whom_a_text_answers(text: str, expected: str | None) -> None:
    assert reply_to(text) == expected


def test_stock_signs() -> None:
    assert [tag.name for tag in cashtags("$AAPL, $brk.b $TOOLONGX $12 x$A $A日")] == ["AAPL", "brk.b"]

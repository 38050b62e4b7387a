from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.text.little import RESERVED, Part, PartKind, escaped, parse, render, unescaped


def test_every_reserved_sign_gets_a_backslash() -> None:
    assert escaped("5 * (3) #x") == r"5 \* \(3\) \#x"
    assert all(escaped(sign) == f"\\{sign}" for sign in RESERVED)


def test_people_and_tags_are_templates() -> None:
    parts = [
        Part(kind=PartKind.MENTION, words="Alder (& Rye)", urn="urn:li:organization:1"),
        Part(kind=PartKind.TEXT, words=" bakes "),
        Part(kind=PartKind.HASHTAG, words="#Rye_Bread"),
        Part(kind=PartKind.LINK, words=" https://a.com/b_c"),
    ]
    little = r"@[Alder \(& Rye\)](urn:li:organization:1) bakes {hashtag|\#|Rye\_Bread} https://a.com/b\_c"
    assert render(parts) == little
    read = parse(little)
    assert [(one.kind, one.words, one.urn) for one in read] == [
        (PartKind.MENTION, "Alder (& Rye)", "urn:li:organization:1"),
        (PartKind.TEXT, " bakes ", ""),
        (PartKind.HASHTAG, "Rye_Bread", ""),
        (PartKind.TEXT, " https://a.com/b_c", ""),
    ]


def test_somebody_without_a_number_is_plain_words() -> None:
    assert render([Part(kind=PartKind.MENTION, words="Kemi_O")]) == r"Kemi\_O"


@given(st.text())
def test_what_was_escaped_reads_as_before(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert "".join(part.words for part in parse(escaped(text))) == text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, FORUM, HERD, SKY, WALL, awkward
from twoway.domain.facts import Facts
from twoway.domain.text.entities import EntityKind, byte_slice, entities, utf16_slice

LINK, MENTION, TAG, CASH, EMAIL = (
    EntityKind.LINK,
    EntityKind.MENTION,
    EntityKind.HASHTAG,
    EntityKind.CASHTAG,
    EntityKind.EMAIL,
)


@pytest.mark.parametrize(
    ("facts", "text", "expected"),
    [
        (SKY, "see https://alder.example/menu.", [(LINK, "https://alder.example/menu")]),
        (SKY, "see alder.com/menu, now", [(LINK, "https://alder.com/menu")]),
        (SKY, "e.g. this", []),  # "g" is no top-level domain
        (SKY, "(https://alder.com)", [(LINK, "https://alder.com")]),
        (SKY, "thanks @kemi.sky.test!", [(MENTION, "kemi.sky.test")]),
        (SKY, "thanks @kemi", []),  # no handle there
        (SKY, "mail bob@shop.com", [(EMAIL, "bob@shop.com")]),
        (SKY, "#rye, #1 and $aapl", [(TAG, "rye"), (CASH, "AAPL")]),
        (HERD, "alder.com https://alder.com/a_(b)", [(LINK, "https://alder.com/a_(b)")]),  # a scheme is needed
        (HERD, "@kemi @kemi@herd.example.", [(MENTION, "kemi"), (MENTION, "kemi@herd.example")]),
        (HERD, "#rye·bread #24 #日本", [(TAG, "rye·bread"), (TAG, "日本")]),
        (WALL, "hi @sunny_bank (@x)", [(MENTION, "sunny_bank"), (MENTION, "x")]),
        (BIRD, "alder.com @kemi_o #rye", [(LINK, "https://alder.com"), (MENTION, "kemi_o"), (TAG, "rye")]),
    ],
)
def test_things_are_found_as_the_network_finds_them(
    facts: Facts, text: str, expected: list[tuple[EntityKind, str]]
) -> None:
    assert [(entity.kind, entity.value) for entity in entities(text, facts)] == expected


@given(awkward(), st.sampled_from([SKY, HERD, WALL, BIRD, FORUM]))
def test_offsets_slice_to_the_entity_and_never_overlap(text: str, facts: Facts) -> None:
    done = 0
    for entity in entities(text, facts):
        assert text[entity.start : entity.end] == entity.text
        assert entity.start >= done
        done = entity.end


@given(awkward(), st.data())
def test_slices_in_bytes_and_utf16_cut_the_same_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = text[start:end]
    for (first, last), code in (
        (byte_slice(text, start, end), "utf-8"),
        (utf16_slice(text, start, end), "utf-16-le"),
    ):
        width = 1 if code == "utf-8" else 2
        assert text.encode(code, "surrogatepass")[first * width : last * width] == wanted.encode(
            code, "surrogatepass"
        )

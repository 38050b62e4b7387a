"""The difference between two texts, told exactly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.differing import Was, as_marked, differences

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(texts, texts)
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    found = differences(old, new)
    assert "".join(one.text for one in found if one.was is not Was.NEW) == old
    assert "".join(one.text for one in found if one.was is not Was.GONE) == new


def test_it_is_told_by_words() -> None:
    assert as_marked(differences("Open till six.", "Open till five.")) == "Open till [-six.-]{+five.+}"


def test_long_texts_are_compared_by_lines() -> None:
    old = "a line of words\n" * 3000
    found = differences(old, f"{old}one more\n")
    assert [one.text for one in found if one.was is Was.NEW] == ["one more\n"]

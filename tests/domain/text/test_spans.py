from twoway.domain.text.spans import Span, located


def test_spans_are_counted_in_utf16_units() -> None:
    assert located("🎉 sale today", [("bold", "sale")]) == [Span(kind="bold", offset=3, length=4)]


def test_words_that_come_twice_are_found_one_after_the_other() -> None:
    spans = located("rye and rye", [("bold", "rye"), ("italic", "rye")])
    assert [one.offset for one in spans] == [0, 8]


def test_words_inside_others_are_found_and_missing_ones_left_out() -> None:
    spans = located("fresh rye", [("bold", "fresh rye"), ("italic", "rye"), ("code", "nowhere"), ("code", "")])
    assert [(one.kind, one.offset, one.length) for one in spans] == [("bold", 0, 9), ("italic", 6, 3)]

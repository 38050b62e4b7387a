from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.text.draft import ChangeKind, Draft, Edit


def test_a_change_keeps_its_place_while_others_are_made_before_it() -> None:
    draft = Draft("one two three")
    draft.apply(ChangeKind.FORMAT, [Edit(start=8, end=13, text="3", why="short")])
    draft.apply(ChangeKind.FORMAT, [Edit(start=0, end=3, text="first", why="long")])
    late, early = draft.changes
    assert draft.text == "first two 3"
    assert (draft.text[late.start : late.end], draft.text[early.start : early.end]) == ("3", "first")
    assert (late.was_start, late.was_end, early.was_start, early.was_end) == (8, 13, 0, 3)


def test_of_two_edits_that_overlap_the_first_is_made() -> None:
    draft = Draft("abcdef")
    draft.apply(ChangeKind.FORMAT, [Edit(start=2, end=5, text="", why="b"), Edit(start=1, end=3, text="X", why="a")])
    assert draft.text == "aXdef"


@given(st.text(alphabet="abc", max_size=12), st.data())
def test_what_was_never_touched_points_back_to_itself(text: str, data: st.DataObject) -> None:
    draft = Draft(text)
    for _ in range(3):
        start = data.draw(st.integers(0, len(draft.text)))
        end = data.draw(st.integers(start, len(draft.text)))
        draft.apply(
            ChangeKind.FORMAT, [Edit(start=start, end=end, text=data.draw(st.sampled_from(["", "X", "YY"])), why="w")]
        )
    for change in draft.changes:
        assert 0 <= change.was_start <= change.was_end <= len(text)
        assert 0 <= change.start <= change.end <= len(draft.text)
    if len(draft.changes) == 1:
        [only] = draft.changes
        assert text[only.was_start : only.was_end] == only.before
        assert draft.text[only.start : only.end] == only.after

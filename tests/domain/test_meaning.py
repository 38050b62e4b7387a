from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.meaning import Near, score_by_meaning
from twoway.domain.repetition import SAME

SHARE = st.floats(-1, 1)
NEARS = st.builds(Near, found=SHARE, weakest=SHARE, leaflet=st.floats(-2, 2))


def test_copies_keep_the_score_of_their_words() -> None:
    assert score_by_meaning(0.8, Near(found=0, weakest=0, leaflet=0)) == 0.8
    assert score_by_meaning(SAME, Near(found=1, weakest=1, leaflet=1)) == SAME


def test_a_leaflet_in_other_words_is_the_same_and_what_says_something_of_its_own_is_not() -> None:
    assert score_by_meaning(0.1, Near(found=0.75, weakest=0.45, leaflet=0.8)) >= SAME
    assert score_by_meaning(0.1, Near(found=0.55, weakest=0.2, leaflet=0.8)) < SAME
    assert score_by_meaning(0.44, Near(found=0.6, weakest=0.3, leaflet=0.2)) < SAME


@given(own=st.floats(0, 1), near=NEARS)
def test_a_score_lies_between_nothing_and_all(own: float, near: Near) -> None:
    assert 0 <= score_by_meaning(own, near) <= 1


@given(near=NEARS, more=st.floats(0, 1))
def test_whoever_is_nearer_never_scores_less(near: Near, more: float) -> None:
    nearer = Near(found=near.found + more, weakest=near.weakest + more, leaflet=near.leaflet + more)
    assert score_by_meaning(0, nearer) >= score_by_meaning(0, near)

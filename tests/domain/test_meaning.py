from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.meaning import Near, manner, score_by_meaning
from twoway.domain.repetition import SAME

SHARE = st.floats(-1, 1)
NEARS = st.builds(Near, found=SHARE, weakest=SHARE, leaflet=st.floats(-2, 2))


def test_copies_keep_the_score_of_their_words() -> None:
    assert score_by_meaning(0.8, Near(found=0, weakest=0, leaflet=0)) == 0.8
    assert score_by_meaning(SAME, Near(found=1, weakest=1, leaflet=1)) == SAME


def test_a_leaflet_in_other_words_is_the_same_and_what_says_something_of_its_own_is_not() -> None:
    assert score_by_meaning(0.1, Near(found=0.75, weakest=0.5, leaflet=0.9)) >= SAME
    assert score_by_meaning(0.1, Near(found=0.55, weakest=0.2, leaflet=0.9)) < SAME
    assert score_by_meaning(0.44, Near(found=0.6, weakest=0.3, leaflet=0.2)) < SAME


def test_a_leaflet_asks_and_turns_to_the_reader_and_a_story_tells() -> None:
    asks, story = manner("Book your table now, last places!"), manner("She came back yesterday and we laughed")
    assert asks[0] > story[0] == 0
    assert asks[1] > story[1] == 0
    assert asks[2] == 0 < story[2]
    assert manner("") == (0, 0, 0)


@given(own=st.floats(0, 1), near=NEARS)
def test_a_score_lies_between_nothing_and_all(own: float, near: Near) -> None:
    assert 0 <= score_by_meaning(own, near) <= 1


@given(near=NEARS, more=st.floats(0, 1))
def test_whoever_is_nearer_never_scores_less(near: Near, more: float) -> None:
    nearer = Near(found=near.found + more, weakest=near.weakest + more, leaflet=near.leaflet + more)
    assert score_by_meaning(0, nearer) >= score_by_meaning(0, near)

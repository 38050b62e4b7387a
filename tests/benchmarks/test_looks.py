from benchmarks.looks import CHARACTERS, Measured, drafts, measure


def test_every_draft_is_as_long_as_the_others_and_unlike_them() -> None:
    made = list(drafts(("Fresh rye at eight. ", "Come early. "), 5))
    assert [len(text) for text in made] == [CHARACTERS] * 5
    assert len(set(made)) == 5


def test_what_counts_is_the_middle_turn_against_the_goal() -> None:
    one = Measured(name="looks", seconds=[0.01, 0.02, 0.9], goal=0.04)
    assert one.ratio == 0.5
    assert "0.50 x goal" in str(one)


def test_every_text_is_one_turn() -> None:
    seen: list[str] = []
    measured = measure("texts", iter(["rye", "buns"]), 1, seen.append)
    assert seen == ["rye", "buns"]
    assert len(measured.seconds) == 2

import io
import json

from benchmarks.text_speed import JOBS, PAIRS, Peer, corpora, measure


def test_the_texts_are_the_same_on_every_run() -> None:
    texts = corpora()
    assert texts == corpora()
    assert set(texts) == {"business", "long", "multilingual"}
    assert min(map(len, texts["long"])) > 1000
    assert not "".join(texts["multilingual"]).isascii()


def test_both_sides_are_asked_turn_and_turn_about_and_the_ratio_is_how_often_we_are_faster() -> None:
    asks, answers = io.StringIO(), io.StringIO('{"nanoseconds": 1000000000}\n' * 20)
    speed, ratio = measure(Peer(asks, answers), "graphemes", ["rye"] * 20)
    jobs = [json.loads(line) for line in asks.getvalue().splitlines()]
    assert len(jobs) == 2 + PAIRS
    assert {job["job"] for job in jobs} == {"graphemes"}
    assert speed > 0
    # This peer always needs a second for twenty texts; whatever machine this runs on is faster.
    assert ratio > 1


def test_every_job_takes_any_text_of_the_corpora() -> None:
    for texts in corpora().values():
        for job in JOBS.values():
            job(texts[0])

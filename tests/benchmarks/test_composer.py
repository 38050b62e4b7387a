"""What the benchmark of the composer says of times."""

from __future__ import annotations

from benchmarks.composer import GOALS, Told


def test_the_ratio_is_that_of_the_slow_ones() -> None:
    told = Told(name="key to count", times=[1.0] * 90 + [GOALS["key to count"] * 2] * 10)
    assert told.ratio == 2
    assert "2.00 x goal" in str(told)

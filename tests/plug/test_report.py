from __future__ import annotations

import pytest

from twoway.plug.report import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1"])
def test_a_spreadsheet_takes_no_name_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["alder.rye", "2026-11-22", -3, 1.5, ""])
def test_what_is_none_stays_as_it_is(cell: str | float) -> None:
    assert harmless(cell) == cell

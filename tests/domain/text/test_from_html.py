"""HTML read as text: what a person meant, and no exception on anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.text.from_html import from_html, without_controls


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),  # paragraphs and lines
        ("<ul><li>rye</li><li>oats</li></ul>", "- rye\n- oats"),  # a list
        ('<a href="https://example.org/a/b"><span>example.org/a</span></a>', "https://example.org/a/b"),  # a cut link
        ('<a href="https://example.org">our menu</a>', "our menu (https://example.org)"),  # a link with a name
        ('<a href="https://town.example/@tom">@tom</a>', "@tom@town.example"),  # somebody, with their server
        ("<div>One</div><div>Two</div><div><br></div><div>Three</div>", "One\nTwo\n\nThree"),  # as mail is written
        (
            "<h2>Rye</h2><table><tr><td>1 loaf</td><td>4.20</td></tr><tr><td>2</td></tr></table>",
            "Rye\n\n1 loaf 4.20\n2",
        ),
        ("salt &amp; rye &lt;3", "salt & rye <3"),  # signs
        ("<script>alert(1)</script>Bread", "Bread"),  # nothing that runs
    ],
)
def test_html_reads_as_it_was_meant(html: str, text: str) -> None:
    assert from_html(html, {"https://town.example/@tom": "tom@town.example"}) == text


@given(st.text())
def test_anything_is_read(html: str) -> None:
    assert from_html(html, {}) == without_controls(from_html(html, {}))


def test_control_signs_are_left_out_and_lines_stay() -> None:
    assert without_controls("a\x00b\nc\td") == "ab\nc\td"

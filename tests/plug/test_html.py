"""HTML of others: what a browser would run is gone, what it would show is read, and nothing keeps us busy for long."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.plug.html import MOST_NAMED_SIGNS, MOST_TAGS, cleaned, cleaned_head, words_of

#: Ways in which people have smuggled scripts past those who clean by hand.
SMUGGLED = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><p><style><g title='</style><img src onerror=alert(1)>'></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#14;javascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='https://a.example' onmouseover=alert(1) style='position:fixed'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<base href='javascript:alert(1)//'><a href='x'>x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<body onload=alert(1)><div style=\"background:url('javascript:alert(1)')\">x</div>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src onerror=alert(1)>",
    "<p id=x><img src=x:x onerror=alert(1) alt='&quot;><script>alert(1)</script>'></p>",
    "<<p>script>alert(1)<</p>/script>",
    "<a\x00 href='javascript:alert(1)'>x</a>",
)
KEPT = {
    *("a", "img", "p", "div", "br", "hr", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("section", "article", "header", "footer"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"alt"}}


class Seen(HTMLParser):
    """Every tag in a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def harm_in(html: str) -> list[object]:
    """What is left in it that a text does not need."""
    left = Seen(html).tags
    return [
        (tag, given)
        for tag, given in left
        if tag not in KEPT
        or not given.keys() <= ATTRIBUTES.get(tag, set())
        or ":" in (given.get("href") or "").split("/")[0].replace("https:", "").replace("http:", "")
    ]


@pytest.mark.parametrize("html", SMUGGLED)
def test_nothing_that_would_run_gets_through(html: str) -> None:
    assert harm_in(cleaned(f"<p>Before</p>{html}<p>After</p>")) == []


@pytest.mark.parametrize("html", [one for one in SMUGGLED if "alt=" not in one])
def test_what_stands_around_it_is_still_read(html: str) -> None:
    assert words_of(f"<p>Before</p>{html}").startswith("Before")


@given(st.lists(st.sampled_from([*SMUGGLED, "<b>", "</p>", "<p>", '"', "'", ">", "<", "--", "x"]), max_size=8))
def test_whatever_is_put_together_nothing_that_would_run_gets_through(parts: list[str]) -> None:
    assert harm_in(cleaned("".join(parts))) == []


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned_and_read(text: str) -> None:
    assert harm_in(cleaned(text)) == []
    assert isinstance(words_of(text), str)


def test_what_is_written_is_read_as_it_was_meant() -> None:
    html = (
        "<h1>Rye</h1><p>We bake &amp; sell: 3 &lt; 4, fr&uuml;h.<br>Come to "
        "<a href='https://alderrye.example/walk?a=1&amp;b=2'>alderrye.example/walk</a></p>"
        "<ul><li>rye<li>wheat</ul><div>Sarah</div><div>Millbrook</div><img alt='A loaf' src=x>"
    )
    assert words_of(html) == (
        "Rye\n\nWe bake & sell: 3 < 4, früh.\nCome to https://alderrye.example/walk?a=1&b=2\n\n"
        "- rye\n- wheat\n\nSarah\nMillbrook\nA loaf"
    )


def test_somebody_mentioned_is_read_by_their_handle() -> None:
    html = "<p><a href='https://town.social/@sunnybank'>@<span>sunnybank</span></a> hello</p>"
    assert (
        words_of(html, {"https://town.social/@sunnybank": "sunnybank@town.social"}) == "@sunnybank@town.social hello"
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "</", "<![x", "<?", '<a href="', "<div>", "<table>", "<b x=1><p>", "&amp;", "&#x", "&", "<"],
)
def test_what_was_made_to_keep_us_busy_does_not(piece: str) -> None:
    # Each of these took Python's reader, or the library on its own, minutes.
    html = f"<p>Before</p>{piece * (400_000 // len(piece))}"
    assert words_of(html).startswith("Before")
    assert isinstance(cleaned_head(html), str)


def test_a_long_letter_is_read_up_to_a_point_and_not_beyond() -> None:
    assert words_of("<p>x</p>" * (MOST_TAGS // 2 - 1) + "<p>last</p>").endswith("last")
    assert "beyond" not in words_of("<br>" * MOST_TAGS + "<p>beyond</p>")
    assert words_of("&lt;" * (MOST_NAMED_SIGNS + 5)) == "<" * MOST_NAMED_SIGNS


HEAD = """<!doctype html><html><head><title>Rye &amp; more</title><script>document.title = 'x'</script>
<meta property="og:title" content="The bread walk"><meta name=description content='Sunday "at" nine' onclick=x>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><style>x{}</style></head>
<body><meta property="og:image" content="https://evil.example/x.png"><p>Words</body></html>"""


def test_of_a_head_only_what_it_tells_is_left() -> None:
    assert [(tag, given) for tag, given in Seen(cleaned_head(HEAD)).tags] == [
        ("title", {}),
        ("meta", {"property": "og:title", "content": "The bread walk"}),
        ("meta", {"name": "description", "content": 'Sunday "at" nine'}),
        ("link", {"rel": "alternate", "type": "application/rss+xml", "href": "/feed.xml"}),
    ]
    assert "Rye &amp; more" in cleaned_head(HEAD)

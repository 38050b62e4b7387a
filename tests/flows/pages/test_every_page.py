"""Every page that can be reached: it answers, it is whole, axe finds nothing, and it fits into a narrow window."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Literal

import httpx2
import pytest
from django.urls import URLPattern, resolve, reverse
from PIL import Image

from tests.blog import served
from tests.browser import DESK, PHONE, Site, Tab
from tests.flows.pages.by_hand import let_in
from tests.flows.pages.by_wire import Served, kind_of, post, serve, walk
from twoway.doors.web.urls import urlpatterns

pytestmark = pytest.mark.browser

#: Parts of a page that it asks for by itself while it is open.
FRAGMENTS = ("inbox-list", "conversation-said", "compose-people", "compose-elsewhere")
#: What is served there is no page.
FILES = (
    "networks-css",
    "favicon",
    "picture",
    "picture-there",
    "welcome",
    "outlet",
    "join",
    "settings-rules-file",
    # Where a network sends people back to, and what it reads about us.
    "connect-back",
    "connect-back-own",
    "client-document",
    *FRAGMENTS,
)
#: So that no test takes minutes, all pages are looked at in so many shares.
SHARES = 2
NARROW = {"width": 320, "height": 640}
STOPS_LOOKED_AT = 12
UNSEEN_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const box = e.getBoundingClientRect(), look = getComputedStyle(e);
  const label = e.matches('input, textarea') ? getComputedStyle(e.closest('label, .inkwell, .editor') ?? e) : look;
  const has = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  const words = e.outerHTML.slice(0, 140);
  if (!has(look) && !has(label)) return `nothing shows that it has the focus: ${words}`;
  const isIn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return isIn ? '' : `it has the focus, out of sight: ${words}`;
}"""


@pytest.fixture(scope="module")
def pages(site: Site, member: httpx2.Client, tmp_path_factory: pytest.TempPathFactory) -> list[Served]:
    """Every page that links lead to, a few of each kind."""
    with served() as blog:
        blog.write(("/rye", "Why our rye takes two days", "It rests."), ("/buns", "Buns on Sunday", "With cardamom."))
        site.twoway("feeds", "follow", blog.feed, "--newest", TWOWAY_NETWORK_ADDRESS=f"blog={blog.address}")
        let_in(site, tmp_path_factory.mktemp("grace"), "approver", "Grace")
        post = site.twoway("post", "Plum cake from noon.", "--to", "demo:rehearsal", "--ask", "Grace", "--json")
        site.twoway("approvals", "comment", str(json.loads(post)["id"]), "How many?", "--on", "Plum cake")
    return list(walk(member))


@pytest.fixture(scope="module")
def one_of_each(pages: list[Served]) -> list[str]:
    """An address of each kind of page; other weeks and later leaves of it look the same."""
    return list({kind_of(p.path): p.path for p in reversed(pages) if not re.search("(weeks|page)=", p.path)}.values())


def test_every_page_answers(pages: list[Served]) -> None:
    assert len(pages) > 40
    assert [f"{p.path}: {p.status}" for p in pages if p.status != 200] == []


def test_every_page_has_one_heading_of_the_first_rank_and_no_name_twice(pages: list[Served]) -> None:
    assert [f"{p.path}: {p.read.headings}" for p in pages if p.read.headings != 1] == []
    assert [p.path for p in pages if len(p.read.ids) != len(set(p.read.ids))] == []


def test_every_kind_of_page_has_a_title_of_its_own(pages: list[Served]) -> None:
    titled: dict[str, set[str]] = defaultdict(set)
    for found in pages:
        plain = found.path.partition("?")[0]
        titled[found.read.title].add(kind_of(plain))
    assert "" not in titled
    assert {title: kinds for title, kinds in titled.items() if len(kinds) > 1} == {}


def test_links_lead_to_every_page_that_there_is(member: httpx2.Client, pages: list[Served]) -> None:
    linked = {resolve(p.path.partition("?")[0]).url_name for p in pages}
    routes = [r for r in urlpatterns if isinstance(r, URLPattern) and r.name and r.name not in FILES]
    alone = [r.name for r in routes if r.name not in linked and _is_page(member, r)]
    assert alone == ["home"]


def _is_page(member: httpx2.Client, route: URLPattern) -> bool:
    names = route.pattern.converters
    path = reverse(
        str(route.name), kwargs={name: 1 if "Int" in type(c).__name__ else "x" for name, c in names.items()}
    )
    return member.get(path).status_code != 405


def look_at(tab: Tab, path: str, *, phone: bool) -> list[str]:
    """What is wrong with a page: at a desk in both colours, on a phone also in a window as narrow as they come."""
    name = re.sub(r"\W+", "-", kind_of(path).replace("#", "one").replace("*", "one")).strip("-") or "start"
    wrong: list[str] = []
    tab.page.set_viewport_size(PHONE if phone else DESK)  # type: ignore[arg-type]  # playwright wants its own type
    tab.page.emulate_media(color_scheme="light")
    tab.page.goto(tab.site.address + path, wait_until="load")
    # The colours are the same on a phone, so it is enough to look at the dark ones on a desk.
    seen: tuple[Literal["light", "dark"], ...] = ("light",) if phone else ("light", "dark")
    for colours in seen:
        tab.page.emulate_media(color_scheme=colours)
        try:
            tab.axe(f"{path} {colours}", colours_only=colours == "dark")
        except AssertionError as found:
            wrong.append(str(found))
        tab.picture(f"{name}-{'phone' if phone else 'desk'}-{colours}")
        wrong.append(_wider(tab, path))
    if phone:
        tab.page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # as above
        wrong.append(_wider(tab, path))
    return [*filter(None, wrong), *_troubles(tab, path)]


def _wider(tab: Tab, path: str) -> str:
    out = tab.goes_out_of_view()
    return f"{path} scrolls sideways: {out}" if out else ""


def _troubles(tab: Tab, path: str) -> list[str]:
    found = [f"{path}: {trouble}" for trouble in tab.troubles if not any(w in trouble for w in tab.forgiven)]
    tab.troubles.clear()
    return found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_whole_in_light_and_dark(
    site: Site, one_of_each: list[str], open_tab: Callable[..., Tab], phone: bool, share: int
) -> None:
    tab = open_tab(site, phone=phone)
    wrong = [found for path in one_of_each[share::SHARES] for found in look_at(tab, path, phone=phone)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_full_composer_is_whole(
    site: Site, member: httpx2.Client, open_tab: Callable[..., Tab], phone: bool
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "#a52").save(out, "PNG")
    everywhere = [str(account["id"]) for account in site.told("accounts")]
    form = {"master": "Rye and water, and a night’s rest. " * 40, "language": "en", "revision": "0"}
    files = {"pictures": ("a loaf with a very long name that nobody shortened.png", out.getvalue(), "image/png")}
    saved = post(member, "/compose/save/", form | {"account": everywhere}, files=files)
    path = saved.headers["location"]
    wrong = look_at(open_tab(site, phone=phone), path, phone=phone)
    post(member, f"{path}discard/", {})
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_pages_at_the_door_are_whole(
    site: Site, new_site: Site, open_tab: Callable[..., Tab], phone: bool
) -> None:
    wrong = []
    for place, paths in (
        (site, ("/account/login/", "/rehearsal/", "/account/password/reset/")),
        (new_site, ("/welcome/",)),
    ):
        tab = open_tab(place, phone=phone, signed_in=False)
        wrong += [found for path in paths for found in look_at(tab, path, phone=phone)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_pages_about_what_went_wrong_are_whole(site: Site, open_tab: Callable[..., Tab], phone: bool) -> None:
    tab = open_tab(site, phone=phone)
    tab.forgiven = ("Failed to load resource: the server responded with a status of 404",)
    paths = (
        "/nothing/here/",
        "/compose/999999/",
        "/inbox/999999/",
        "/deliveries/999999/",
        "/accounts/connect/nonsense/",
    )
    wrong = [found for path in paths for found in look_at(tab, path, phone=phone)]
    assert not wrong, "\n".join(wrong)


def test_a_page_that_is_not_there_says_so_in_words(member: httpx2.Client) -> None:
    for path in ("/nothing/here/", "/compose/999999/", "/help/rules/no-such-rule/", "/reports/no-such-report/"):
        found = serve(member, path)
        assert found.status == 404, path
        assert "There is no such page" in found.html
        assert found.read.headings == 1


def test_an_action_asked_for_without_its_form_changes_nothing_and_breaks_nothing(member: httpx2.Client) -> None:
    names = ("start", "look-around", "compose-look", "compose-save", "compose-go", "compose-fix", "undo", "theme")
    assert {name: member.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 405)
    assert {name: post(member, reverse(name), {}).status_code < 500 for name in names} == dict.fromkeys(names, True)


@pytest.mark.parametrize(
    "path", ["/inbox/", "/compose/", "/calendar/", "/accounts/", "/rehearsal/", "/account/login/"]
)
def test_the_focus_is_seen_wherever_it_goes(site: Site, open_tab: Callable[..., Tab], path: str) -> None:
    tab = open_tab(site, signed_in="login" not in path)
    tab.page.goto(site.address + path, wait_until="load")
    tab.page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(STOPS_LOOKED_AT):
        tab.page.keyboard.press("Tab")
        unseen.append(tab.page.evaluate(UNSEEN_FOCUS))
    assert [*filter(None, unseen)] == []


def test_the_first_stop_of_every_page_leads_to_its_content(site: Site, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(site)
    tab.page.goto(site.address + "/inbox/", wait_until="load")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.id") == "main"

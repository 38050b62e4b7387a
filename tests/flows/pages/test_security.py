"""What protects people: headers, forms, cookies, walls between workspaces, and words that are never markup."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import databases
from tests.browser import Site, Tab, running
from tests.flows.pages.by_hand import SHORT, shows, until
from tests.flows.pages.by_wire import MINE, Served, post, serve, sign_in, stranger, walk
from twoway.rehearsal import reading

pytestmark = pytest.mark.browser

EVIL = '<script>window.broken = 1</script><img src=x onerror=window.broken=2>" onmouseover="window.broken=3'
NONCE = re.compile(r"'nonce-([\w-]+)'")


@pytest.fixture(scope="module")
def site(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk of its own, as a second workspace is founded on it."""
    home = tmp_path_factory.mktemp("walls")
    databases.copy_database(migrated, home)
    with running(home, "--demo") as found:
        yield found


@pytest.fixture(scope="module")
def nobody(site: Site) -> Iterator[httpx2.Client]:
    """Somebody who has not signed in."""
    client = stranger(site)
    yield client
    client.close()


@pytest.fixture(scope="module")
def pages(member: httpx2.Client) -> list[Served]:
    """One page of each kind."""
    return list(walk(member, 1))


@pytest.fixture(scope="module")
def owner_of_another(site: Site) -> Iterator[httpx2.Client]:
    """The owner of a second workspace on the same desk."""
    client = stranger(site)
    assert post(client, "/welcome/start/", MINE).status_code == 302
    assert "The Sunnybank" in client.get("/accounts/").text
    yield client
    client.close()


def policy_of(headers: httpx2.Headers) -> dict[str, str]:
    """The content security policy, by directive."""
    parts = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


class TestHeaders:
    def test_every_page_has_a_policy_that_lets_nothing_in_by_itself(self, pages: list[Served]) -> None:
        for found in pages:
            told = policy_of(found.headers)
            assert told["default-src"] == "'none'", found.path
            assert told["frame-ancestors"] == "'none'", found.path
            assert told["base-uri"] == "'none'", found.path
            assert told["form-action"] == "'self'", found.path
            assert told["require-trusted-types-for"] == "'script'", found.path
            assert told["trusted-types"] == "twoway", found.path
            assert "unsafe" not in found.headers["content-security-policy"], found.path

    def test_every_answer_says_how_it_may_be_used(self, member: httpx2.Client, nobody: httpx2.Client) -> None:
        for client, path in (
            (member, "/inbox/"),
            (member, "/nothing/here/"),
            (nobody, "/account/login/"),
            (nobody, "/rehearsal/"),
            (nobody, "/networks.css"),
            (nobody, "/health"),
        ):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "same-origin", path
            assert headers["x-frame-options"] == "DENY", path
            assert headers["cross-origin-opener-policy"] == "same-origin", path
            assert "camera=()" in headers["permissions-policy"], path

    def test_the_nonce_is_another_each_time_and_is_on_every_script(self, member: httpx2.Client) -> None:
        seen = set()
        for _ in range(5):
            found = serve(member, "/compose/")
            nonce = NONCE.search(policy_of(found.headers)["script-src"])
            assert nonce is not None
            assert len(nonce[1]) >= 20
            assert found.read.nonces
            assert set(found.read.nonces) == {nonce[1]}
            seen.add(nonce[1])
        assert len(seen) == 5

    def test_no_page_carries_styles_or_scripts_in_its_words(self, pages: list[Served]) -> None:
        assert [f"{found.path}: {found.read.naked}" for found in pages if found.read.naked] == []
        assert [found.path for found in pages if "" in found.read.nonces] == []

    def test_pages_with_peoples_words_are_kept_by_no_cache(self, pages: list[Served]) -> None:
        assert [found.path for found in pages if "no-store" not in found.headers.get("cache-control", "")] == []


class TestForms:
    @pytest.mark.parametrize(
        "path", ["/compose/save/", "/compose/go/", "/welcome/start/", "/account/login/", "/undo/"]
    )
    def test_one_without_its_safety_mark_is_refused_in_words(self, member: httpx2.Client, path: str) -> None:
        told = member.post(path, data={"master": "Sent from another site."})
        assert told.status_code == 403
        assert "This page was open too long" in told.text
        assert "Traceback" not in told.text

    def test_one_from_another_site_is_refused(self, site: Site, member: httpx2.Client) -> None:
        token = member.cookies["csrftoken"]
        data = {"master": "Sent from another site.", "csrfmiddlewaretoken": token, "revision": "0"}
        told = member.post("/compose/save/", data=data, headers={"Origin": "https://elsewhere.example"})
        assert told.status_code == 403

    def test_a_host_that_is_not_ours_is_not_answered(self, nobody: httpx2.Client) -> None:
        assert nobody.get("/account/login/", headers={"Host": "elsewhere.example"}).status_code == 400


class TestCookies:
    def test_the_session_is_out_of_reach_for_scripts_and_other_sites(self, site: Site) -> None:
        client = stranger(site)
        answer = post(client, "/account/login/", {"login": site.email, "password": site.password})
        client.close()
        session = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sessionid="))
        assert "httponly" in session.lower()
        assert "samesite=lax" in session.lower()

    def test_signing_out_ends_the_session_itself(self, site: Site) -> None:
        client, thief = sign_in(site), stranger(site)
        thief.cookies.set("sessionid", client.cookies["sessionid"])
        assert thief.get("/inbox/").status_code == 200
        assert post(client, "/account/logout/", {}).status_code == 302
        assert thief.get("/inbox/").status_code == 302
        client.close()
        thief.close()

    def test_nobody_can_sign_up_from_the_street(self, nobody: httpx2.Client) -> None:
        told = post(nobody, "/account/signup/", {"email": "x@elsewhere.example", "password1": "three plain words"})
        assert told.status_code in (200, 403, 404)
        assert nobody.get("/inbox/").status_code == 302


class TestWalls:
    def test_without_signing_in_no_page_of_the_desk_is_served(
        self, nobody: httpx2.Client, pages: list[Served]
    ) -> None:
        public = ("/account/", "/rehearsal/", "/styleguide/", "/welcome/")
        closed = [found.path for found in pages if not found.path.startswith(public)]
        assert len(closed) > 15
        assert [path for path in closed if nobody.get(path).status_code != 302] == []

    def test_another_workspace_is_a_page_that_is_not_there(
        self, owner_of_another: httpx2.Client, member: httpx2.Client
    ) -> None:
        theirs = [p.path for p in walk(member, 2) if re.match(r"/(inbox|compose|deliveries)/\d+/", p.path)]
        assert len(theirs) >= 5
        assert [path for path in theirs if owner_of_another.get(path).status_code != 404] == []

    def test_nothing_of_another_workspace_can_be_changed(
        self, owner_of_another: httpx2.Client, member: httpx2.Client
    ) -> None:
        theirs = [p.path for p in walk(member, 1) if re.match(r"/(inbox|deliveries)/\d+/", p.path)]
        conversation = next(path.partition("?")[0] for path in theirs if "inbox" in path)
        delivery = next(path for path in theirs if "deliveries" in path)
        before = member.get(conversation).text.count("<article")
        for path, form in (
            (f"{conversation}reply/", {"text": "Not my conversation."}),
            (f"{conversation}done/", {}),
            (f"{conversation}note/", {"note": "Not my note."}),
            (f"{delivery}decide/", {"decision": "cancel"}),
            ("/accounts/1/remove/", {}),
            ("/accounts/1/posting/", {}),
            ("/compose/save/", {"master": "Not mine.", "account": "1", "revision": "0", "language": "en"}),
        ):
            assert post(owner_of_another, path, form).status_code in (400, 403, 404), path
        assert member.get(conversation).text.count("<article") == before
        assert member.get("/accounts/").text.count("May post") >= 1

    def test_a_picture_of_another_workspace_is_not_served(
        self, owner_of_another: httpx2.Client, member: httpx2.Client
    ) -> None:
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "#7a3").save(out, "PNG")
        form = {"master": "A green square.", "revision": "0", "language": "en"}
        saved = post(member, "/compose/save/", form, files={"pictures": ("green.png", out.getvalue(), "image/png")})
        picture = re.search(r"/pictures/[0-9a-f]{64}", member.get(saved.headers["location"]).text)
        assert picture is not None
        assert member.get(picture[0]).headers["content-type"] == "image/png"
        assert owner_of_another.get(picture[0]).status_code == 404


class TestWordsAreNeverMarkup:
    def test_in_a_post_a_description_a_reply_a_note_and_a_name(
        self, site: Site, open_tab: Callable[..., Tab]
    ) -> None:
        tab = open_tab(site)
        page = tab.page
        page.goto(site.address + "/compose/", wait_until="load")
        page.locator("#text-master").fill(EVIL)
        shows(page, "#previews", "window.broken = 1")
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "#a52").save(out, "PNG")
        page.locator("#pictures").set_input_files(
            {"name": f"{EVIL}.png", "mimeType": "image/png", "buffer": out.getvalue()}
        )
        page.locator("textarea[name^=alt-]").fill(EVIL, timeout=SHORT)
        page.keyboard.press("Control+s")
        expect(page.locator("#previews img").first).to_have_attribute("alt", EVIL, timeout=SHORT)
        page.wait_for_url(re.compile(r"/compose/\d+/"), timeout=SHORT)
        for path in (page.url.removeprefix(site.address), "/calendar/", "/compose/"):
            page.goto(site.address + path, wait_until="load")
            assert "window.broken = 1" in page.content()
            assert page.evaluate("window.broken") is None, path

    def test_in_what_strangers_say(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        page = tab.page
        ours = reading.posts_of(site.stage, "alder.rye", 1)[0]
        reading.act_as(site.stage, "kemi.okafor@rehearsal", ours.id, EVIL)
        page.goto(site.address + "/inbox/", wait_until="load")

        def heard() -> bool:
            page.goto(site.address + "/inbox/", wait_until="load")
            return page.locator(".conv", has_text="window.broken = 1").count() > 0

        until(heard)
        page.locator(".conv", has_text="window.broken = 1").first.click()
        page.wait_for_url(re.compile(r"/inbox/\d+/"))
        expect(page.locator(".msg.them", has_text="window.broken = 1").first).to_contain_text(EVIL)
        page.locator("#reply-text").fill(EVIL)
        page.locator("summary", has_text="Note for your team").click()
        page.get_by_label("Only your team sees this").fill(EVIL)
        page.get_by_role("button", name="Keep the note").click()
        expect(page.locator(".msg.team").last).to_contain_text(EVIL)
        assert page.evaluate("window.broken") is None
        page.goto(ours.address, wait_until="load")
        shows(page, "main", "window.broken = 1")
        assert page.evaluate("window.broken") is None

    def test_in_a_name_of_ones_own(self, owner_of_another: httpx2.Client) -> None:
        assert post(owner_of_another, "/accounts/personas/", {"name": EVIL, "kind": "both"}).status_code in (302, 400)
        for path in ("/accounts/", "/compose/", "/accounts/connect/rehearsal/"):
            found = serve(owner_of_another, path)
            assert found.read.naked == [], path
            assert "<script>window" not in found.html, path

    def test_a_script_that_got_in_somehow_would_not_run(self, site: Site, open_tab: Callable[..., Tab]) -> None:
        tab = open_tab(site)
        tab.forgiven = ("Content Security Policy", "TrustedHTML", "TrustedScript")
        page = tab.page
        page.goto(site.address + "/inbox/", wait_until="load")
        refused = page.evaluate(
            """() => { try { document.body.innerHTML = '<p>in</p>'; return ''; } catch (e) { return e.name; } }"""
        )
        assert refused == "TypeError"
        page.evaluate(
            """() => { const s = document.createElement('script');
            try { s.text = 'window.broken = 1'; document.body.append(s); } catch (e) { /* refused, as it should be */ } }"""
        )
        assert page.evaluate("window.broken") is None

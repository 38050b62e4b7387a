"""Fixtures that drive the real product in Chromium: `twoway serve` in a home of its own, and a page that forgives nothing.

A page that writes to the console, breaks the content security policy, throws, or has anything that axe finds, fails its test.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, expect, sync_playwright

from tests import databases
from tests.ports import free_port
from twoway.rehearsal.server import Stage

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "test-results" / "pages"
#: Whoever wants to look at the pages says so; taking the pictures costs as much as many a test.
TAKES_PICTURES = bool(os.environ.get("TWOWAY_PICTURES"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: The Chromium without a window takes half the work of the whole one, and shows the same.
CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), "chromium is not installed")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

#: Milliseconds until something is given up that never comes. A busy machine is slow, and what comes is not waited for.
PATIENCE = 60_000
#: Until a server that was started answers; what it takes on a machine that does three other things as well.
START_SECONDS = 150
expect.set_options(timeout=PATIENCE)

#: The widest of what sticks out sideways, unless it may be scrolled by itself.
WIDER = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return '';
  const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > most + 1);
  return `${document.documentElement.scrollWidth} px in ${most} px: `
    + wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120)).join(' | ');
}"""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running product. `email` and `password` sign in to its demo workspace."""

    address: str
    home: Path
    email: str = "sarah@alderrye.example"

    @property
    def password(self) -> str:
        """Made once for each installation, when its demo workspace is opened."""
        return str(json.loads((self.home / "demo.json").read_text(encoding="utf-8"))["password"])

    @property
    def stage(self) -> Stage:
        """The practice network of this installation, as another process sees it."""
        return Stage(
            self.home / "rehearsal.sqlite3", clock=lambda: datetime.now(UTC), address=self.address, pace=1 / 20
        )

    def told(self, *words: str) -> Any:
        """What a command says with --json."""
        return json.loads(self.twoway(*words, "--json"))

    def twoway(self, *words: str, code: int = 0, **env: str) -> str:
        """What a command of this installation prints."""
        done = subprocess.run(
            [sys.executable, "-m", "twoway", *words],
            env={**environment(self.home, self.address), **env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


def environment(home: Path, address: str, **more: str) -> dict[str, str]:
    """The settings of a product under test."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TWOWAY_", "DJANGO_"))}
    return {
        **clean,
        "TWOWAY_HOME": str(home),
        **databases.settings_for(home),
        "TWOWAY_ADDRESS": address,
        "TWOWAY_UNDO_SECONDS": "1",
        "TWOWAY_FETCH_SECONDS": "1",
        "TWOWAY_STAGE_HURRY": "20",
        "NO_COLOR": "1",
        **more,
    }


@contextlib.contextmanager
def running(home: Path, *words: str, **more: str) -> Iterator[Site]:
    """`twoway serve` until the block ends; it must stop cleanly when told to."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = (home / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "twoway", "serve", "--port", str(port), *words],
        env=environment(home, address, **more),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: httpx2.get(f"{address}/health", timeout=5).status_code == 200, START_SECONDS, server, home)
        yield Site(address=address, home=home)
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=45)
        log.close()
        databases.forget(home)
    assert code == 0, (home / "serve.log").read_text()


def wait_until(
    look: Callable[[], bool], seconds: float, server: subprocess.Popen[bytes] | None = None, home: Path | None = None
) -> None:
    """Until `look` says yes; fails with the server's own words when it ended or the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(httpx2.HTTPError):
            if look():
                return
        if server is not None and server.poll() is not None:
            break
        time.sleep(0.1)
    words = (home / "serve.log").read_text() if home is not None else ""
    pytest.fail(f"did not happen within {seconds} s\n{words}")


@pytest.fixture(scope="session")
def site(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo workspace, served."""
    home = tmp_path_factory.mktemp("site")
    databases.copy_database(migrated, home)
    with running(home, "--demo") as found:
        yield found


@pytest.fixture
def start_site(migrated: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Starts installations of a test's own: `start_site("--demo", TWOWAY_UNDO_SECONDS="30")`."""
    with contextlib.ExitStack() as stack:

        def start(*words: str, **more: str) -> Site:
            home = tmp_path / f"home-{len(list(tmp_path.iterdir()))}"
            home.mkdir()
            databases.copy_database(migrated, home)
            return stack.enter_context(running(home, *words, **more))

        yield start


@pytest.fixture
def new_site(start_site: Callable[..., Site]) -> Site:
    """An installation that nobody has used yet."""
    return start_site()


@pytest.fixture(scope="session")
def passes() -> dict[str, StorageState]:
    """The cookies of somebody who signed in, by address: signing in takes a second, and its number is limited."""
    return {}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: its loop must be over before the next module asks a database."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@dataclass(kw_only=True)
class Tab:
    """One tab of one person. `troubles` is what the page complained of; it must be empty in the end."""

    page: Page
    site: Site
    troubles: list[str] = field(default_factory=list)
    forgiven: tuple[str, ...] = ()

    def visit(self, path: str) -> Page:
        """Open a page, and have axe look at it."""
        answer = self.page.goto(self.site.address + path, wait_until="load")
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
        self.axe(path)
        return self.page

    def axe(self, where: str = "", *, colours_only: bool = False) -> None:
        """No violation of WCAG 2.2 AA or good practice on what is shown now; in other colours, only those are new."""
        if not self.page.evaluate("'axe' in window"):
            # Where scripts are switched off, nothing comes with the page.
            self.page.evaluate(AXE.read_text())
        which = {"type": "rule", "values": COLOUR_RULES} if colours_only else {"type": "tag", "values": RULES}
        found: Any = self.page.evaluate(
            "which => axe.run(document, {runOnly: which, resultTypes: ['violations']})", which
        )
        told = [
            f"{v['id']}: {v['help']}: {[n['html'][:160] + ' ' + n['failureSummary'][:200] for n in v['nodes'][:4]]}"
            for v in found["violations"]
        ]
        assert not told, f"{where or self.page.url}: " + json.dumps(told, indent=1)

    def goes_out_of_view(self) -> str:
        """What is wider than the window, in words; empty when nothing is."""
        return str(self.page.evaluate(WIDER))

    def sign_in(self) -> Page:
        """Sign in through the form."""
        self.page.goto(self.site.address + "/account/login/", wait_until="load")
        self.page.get_by_label("Email", exact=True).fill(self.site.email)
        self.page.get_by_label("Password", exact=True).fill(self.site.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/account/login" not in url)
        return self.page

    def picture(self, name: str) -> None:
        """Keep a picture of what is shown, where somebody wants to look at it."""
        if not TAKES_PICTURES:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


def _listen(tab: Tab) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            tab.troubles.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    tab.page.on("console", console)
    tab.page.on("pageerror", lambda error: tab.troubles.append(f"thrown: {error}"))


@pytest.fixture
def open_tab(chromium: Browser, passes: dict[str, StorageState]) -> Iterator[Callable[..., Tab]]:
    """Opens tabs: `open_tab(site, dark=True, phone=True, script=False, signed_in=True)`."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def open_one(
        site: Site, *, dark: bool = False, phone: bool = False, script: bool = True, signed_in: bool = True
    ) -> Tab:
        context = chromium.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # playwright wants its own dictionary type
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
            timezone_id="Europe/London",
            locale="en-GB",
            storage_state=passes.get(site.address) if signed_in else None,
        )
        context.set_default_timeout(PATIENCE)
        # Through the debugger: the page's own policy would not let a script in, and must not.
        context.add_init_script(path=AXE)
        contexts.append(context)
        tab = Tab(page=context.new_page(), site=site)
        _listen(tab)
        tabs.append(tab)
        if signed_in and site.address not in passes:
            tab.sign_in()
            passes[site.address] = context.storage_state()
        return tab

    yield open_one
    for context in contexts:
        context.close()
    for tab in tabs:
        complaints = [t for t in tab.troubles if not any(words in t for words in tab.forgiven)]
        assert not complaints, complaints

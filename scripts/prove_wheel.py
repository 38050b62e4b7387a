"""Proves that the wheel alone is enough: `python -m scripts.prove_wheel`.

Builds it, installs it with what it needs into a clean virtual environment in a temporary folder, hides Node, and does what a new
user does: `twoway init`, `twoway serve`, look at the first page and at a style sheet, stop it. Nothing may be left running.
"""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 40.0


class NotProved(Exception):
    """Something does not work from the wheel; the message says what."""


def say(words: str) -> None:
    """One line about what was shown."""
    print(f"wheel: {words}", flush=True)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT, stdin: str = ""
) -> str:
    """The output of a command; NotProved with what it said when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=dict(env) if env is not None else None,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        raise NotProved(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(folder: Path) -> Path:
    """The wheel, built with the tools that are pinned."""
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder])
    return next(folder.glob("*.whl"))


def look_inside(wheel: Path) -> None:
    """The wheel holds styles, scripts and fonts, and neither tests nor sources of the pages."""
    names = zipfile.ZipFile(wheel).namelist()
    for ending in (".css", ".js", ".woff2"):
        if not any("/static/built/" in name and name.endswith(ending) for name in names):
            raise NotProved(f"there is no built {ending} file in {wheel.name}. Run `make setup` first.")
    if strangers := [name for name in names if not re.match(r"twoway(-[^/]+\.dist-info)?/", name)]:
        raise NotProved(f"the wheel holds what does not belong there: {strangers[:5]}")
    say(f"{wheel.name} holds {len(names)} files, {wheel.stat().st_size // 1024} kB")


def install(wheel: Path, folder: Path) -> Path:
    """A clean virtual environment with the wheel and what it needs; the folder of its commands."""
    run([sys.executable, "-m", "venv", folder])
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install"]
    pip += ["--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip, "--require-hashes", "--requirement", ROOT / "requirements" / "run.txt"])
    run([*pip, "--no-deps", wheel])
    return folder / "bin"


def bare(bin_folder: Path, home: Path) -> dict[str, str]:
    """The environment of somebody who has nothing but the wheel."""
    env = {"PATH": str(bin_folder), "HOME": str(home), "TWOWAY_HOME": str(home / "twoway"), "LANG": "C.UTF-8"}
    for tool in ("node", "npm", "npx", "esbuild"):
        if shutil.which(tool, path=env["PATH"]):
            raise NotProved(f"{tool} is not hidden")
    return env


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(address: str) -> tuple[int, str, bytes]:
    """Status, kind and body of a page."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


@contextmanager
def served(bin_folder: Path, env: Mapping[str, str], home: Path) -> Iterator[str]:
    """`twoway serve` on a free port, as an address; afterwards it is told to end, and must do so well."""
    port = free_port()
    said = home / "serve.log"
    with said.open("wb") as log:
        server = subprocess.Popen(
            [bin_folder / "twoway", "serve", "--port", str(port)], cwd=home, env=dict(env), stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_it_answers(address, server)
            yield address
            server.send_signal(signal.SIGTERM)
            code = server.wait(STOP_SECONDS)
            if code != 0:
                raise NotProved(f"after SIGTERM it ended with {code}")
        except (NotProved, OSError, subprocess.TimeoutExpired) as error:
            raise NotProved(f"{error}\ntwoway serve said:\n{said.read_text(errors='replace')[-3000:]}") from error
        finally:
            if server.poll() is None:
                server.kill()
                server.wait()


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    """Come back when the first page is there."""
    began = time.monotonic()
    while time.monotonic() - began < START_SECONDS:
        if server.poll() is not None:
            raise NotProved(f"twoway serve ended by itself with {server.returncode}")
        try:
            get(address)
        except urllib.error.HTTPError as error:
            raise NotProved(f"the first page answers {error.code}") from error
        except OSError:
            time.sleep(0.1)
            continue
        say(f"the first page answered after {time.monotonic() - began:.1f} s")
        return
    raise NotProved(f"no answer from {address} within {START_SECONDS:.0f} s")


def look_at(address: str) -> None:
    """The first page is a page, and its style sheets and scripts are there."""
    status, kind, body = get(address)
    page = body.decode()
    if status != 200 or kind != "text/html":
        raise NotProved(f"the first page is {status} {kind}")
    links = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page)
    if not any(".css" in link for link in links):
        raise NotProved("the first page names no style sheet")
    for link in links:
        status, kind, body = get(address + link)
        if status != 200 or len(body) < 100 or kind not in ("text/css", "text/javascript", "application/javascript"):
            raise NotProved(f"{link} answers {status} {kind} with {len(body)} bytes")
        say(f"{link} is there, {len(body) // 1024} kB")


def left_over(home: Path) -> list[str]:
    """The processes that still run for this folder."""
    mark = f"TWOWAY_HOME={home / 'twoway'}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append((environ.parent / "cmdline").read_text().replace("\0", " ").strip())
        except OSError:
            continue  # It ended just now, or belongs to somebody else.
    return found


def prove(folder: Path) -> None:
    """Everything, in the order in which a user does it."""
    wheel = build(folder / "dist")
    look_inside(wheel)
    bin_folder = install(wheel, folder / "venv")
    home = folder / "home"
    home.mkdir()
    env = bare(bin_folder, home)
    (home / "password").write_text("a loaf of rye at eight")
    run(
        [bin_folder / "twoway", "init", "--no-input", "--email", "owner@example.org", "--name", "Sarah",
         "--business", "Alder & Rye", "--town", "Millbrook", "--zone", "Europe/London",
         "--password-file", home / "password"],
        env=env,
        cwd=home,
    )  # fmt: skip
    say("twoway init made an owner and a workspace")
    with served(bin_folder, env, home) as address:
        look_at(address)
    if still := left_over(home):
        raise NotProved(f"these still run: {still}")
    say("it ended when it was told to, and nothing is left running")


def main() -> int:
    """1 with the reason when it is not enough."""
    with tempfile.TemporaryDirectory(prefix="twoway-wheel-") as folder:
        try:
            prove(Path(folder))
        except (NotProved, OSError, subprocess.SubprocessError) as error:
            print(f"wheel: not proved: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

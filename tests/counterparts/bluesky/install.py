#!/usr/bin/env python3
"""Install the Bluesky servers that the tests talk to. Does nothing when they are there; standard library only.

Run it as `python tests/counterparts/bluesky/install.py`. It needs Node 20 or newer with npm and its headers, a C++
compiler (one module is built), PostgreSQL and Redis; as root on Debian it fetches the last two itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAMP = HERE / "node_modules" / ".twoway-installed"
LIMIT_SECONDS = 900


def postgres_folder() -> Path | None:
    """Where `initdb` and `postgres` are: on PATH, or in the newest version that Debian keeps aside."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres", path=str(Path(found).resolve().parent)):
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return kept[-1].parent if kept else None


def wanted() -> str:
    """What the stamp says when the installed servers are the ones of the lock file, built for this Node."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"{lock} {node}"


def missing() -> str:
    """One sentence about the first thing that is not there; empty when the servers can start."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "Node and npm are not on PATH."
    if postgres_folder() is None:
        return "PostgreSQL is not installed."
    if not shutil.which("redis-server"):
        return "Redis is not installed."
    if not STAMP.exists() or STAMP.read_text().strip() != wanted():
        return "The npm packages of the Bluesky servers are not installed."
    return ""


def install_debian_parts() -> None:
    """PostgreSQL and Redis from Debian, when they are not there and we may."""
    needed = [] if postgres_folder() else ["postgresql"]
    needed += [] if shutil.which("redis-server") else ["redis-server"]
    if not needed:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Please install {' and '.join(needed)} with your system's packages, then run this again.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-qy", "--no-install-recommends", *needed]):
        subprocess.run(["apt-get", *command], check=True, timeout=LIMIT_SECONDS, env=quiet)


def header_root() -> Path | None:
    """The folder with include/node of the very Node that runs: headers of another major build what does not load."""
    told = subprocess.run(["node", "-p", "process.execPath"], capture_output=True, text=True, check=True)
    root = Path(told.stdout.strip()).resolve().parent.parent
    return root if (root / "include" / "node" / "node.h").exists() else None


def install_packages() -> None:
    """`npm ci`, with one module compiled against the headers at hand."""
    root = header_root()
    env = {**os.environ, "npm_config_nodedir": str(root)} if root else dict(os.environ)
    subprocess.run(
        ["npm", "ci", "--no-progress", "--loglevel=error"], cwd=HERE, check=True, timeout=LIMIT_SECONDS, env=env
    )
    # A module built for another Node fails here and not in the middle of a test.
    subprocess.run(["node", "-e", "require('better-sqlite3')(':memory:').close()"], cwd=HERE, check=True, timeout=60)
    STAMP.write_text(wanted())


def main() -> None:
    """Install what is missing and say so."""
    if not missing():
        return
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit("The Bluesky servers of the tests need Node 20 or newer with npm. Install it, then run this again.")
    install_debian_parts()
    if missing():
        version = json.loads((HERE / "package.json").read_text())["dependencies"]["@atproto/dev-env"]
        print(
            f"Installing the Bluesky servers for the tests (dev-env {version}; two to four minutes) ...", flush=True
        )
        install_packages()
    if still := missing():
        sys.exit(still)


if __name__ == "__main__":
    main()

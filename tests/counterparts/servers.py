"""What the servers beside the tests have in common: started on loopback, dying with us, swept away at the end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.counterparts.bluesky.install import postgres_folder
from tests.ports import free_port


def start(
    stack: contextlib.ExitStack, command: Sequence[str | Path], log: Path, ends_with: int, *, ready: bool = False,
    **how: Any,
) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start a server that dies with us, whatever becomes of us, and is stopped when the stack unwinds."""
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE if ready else sink, stderr=sink, preexec_fn=die_with_parent, **how
        )
    stack.callback(_stop, server, ends_with)
    return server


def die_with_parent() -> None:
    """For a child before it begins: also after a kill -9 of the tests nothing of theirs goes on running."""
    # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _stop(server: subprocess.Popen[bytes], ends_with: int) -> None:
    """Stop politely, then for sure."""
    for pipe in (server.stdin, server.stdout):
        if pipe is not None:
            pipe.close()
    server.send_signal(ends_with)
    try:
        server.wait(timeout=8)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(timeout=10)


@contextlib.contextmanager
def temporary_home(prefix: str) -> Iterator[Path]:
    """A folder of one's own that a lent user may pass through; what killed sessions left is removed."""
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        owner = left.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(left, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def wait_for_port(port: int, log: Path) -> None:
    """Until somebody listens there; RuntimeError with what the server said when that never comes."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as knock:
            knock.settimeout(1)
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{log.stem} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def start_postgres(stack: contextlib.ExitStack, home: Path, connections: int = 60, *, careful: bool = False) -> int:
    """A throw-away database cluster; answers its port. It refuses to run as root, so root lends it another user.

    `careful`: every commit is on the disk before it is answered, as where it is not thrown away.
    """
    binaries, folder, port = postgres_folder(), home / "postgres", free_port()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed. Run: scripts/prepare_tests")
    folder.mkdir()
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        lent = _database_user()
        os.chown(folder, lent.pw_uid, lent.pw_gid)
        user = {"user": lent.pw_uid, "group": lent.pw_gid, "extra_groups": []}
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "twoway", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True, capture_output=True, timeout=60, cwd=folder, **user,
    )  # fmt: skip
    careless = {} if careful else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    local = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "32MB"}
    wanted = careless | local | {"max_connections": str(connections)}
    options = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-p", str(port), *options]
    # SIGQUIT is its way to stop at once, without waiting for clients.
    start(stack, command, home / "postgres.log", signal.SIGQUIT, cwd=folder, **user)
    wait_for_port(port, home / "postgres.log")
    return port


def _database_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("There is no user that PostgreSQL could run as.")


def start_redis(stack: contextlib.ExitStack, home: Path) -> int:
    """A Redis that keeps nothing; answers its port."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    start(stack, command, home / "redis.log", signal.SIGTERM, cwd=home)
    wait_for_port(port, home / "redis.log")
    return port


#: Debian's script drops to a user of its own and has one server for a machine in mind; this one starts what it starts.
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def has_rabbitmq() -> bool:
    """Whether Debian's RabbitMQ is installed; the tests that want it are asked for by name (`make test RABBITMQ=1`)."""
    return RABBITMQ.exists() and shutil.which("epmd") is not None


def start_rabbitmq(stack: contextlib.ExitStack, home: Path) -> int:
    """A RabbitMQ that is thrown away; answers its port."""
    port, names, others = free_port(), free_port(), free_port()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        # Without a shell between us and it, so that it dies with us.
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput",
        "RABBITMQ_NODENAME": f"twoway-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(others),
        "RABBITMQ_MNESIA_BASE": str(home / "rabbit"),
        "RABBITMQ_LOG_BASE": str(home / "rabbit-logs"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "rabbit-env.conf"),
    }
    (home / "plugins").write_text("[].\n", encoding="ascii")
    # Its own book of names, in the foreground: the one that Erlang would start for itself outlives everybody.
    start(stack, ["epmd", "-port", str(names), "-address", "127.0.0.1"], home / "epmd.log", signal.SIGTERM, env=env)
    wait_for_port(names, home / "epmd.log")
    start(stack, [RABBITMQ], home / "rabbitmq.log", signal.SIGTERM, env=env, cwd=home)
    wait_for_port(port, home / "rabbitmq.log")
    return port

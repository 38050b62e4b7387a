from __future__ import annotations

import signal
import socket
import subprocess
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.installation import Installation, children_of, eventually, is_alive, kill_dead
from tests.ports import free_port
from twoway.doors.cli.ports import answers
from twoway.doors.cli.serving import Child
from twoway.work import heartbeat


@pytest.fixture
def port() -> int:
    return free_port()


def serve(one: Installation, port: int, *words: str) -> subprocess.Popen[str]:
    """A supervisor whose pages answer and whose worker works."""
    supervisor = one.start("serve", "--port", str(port), *words)
    eventually(lambda: "Twoway is at" in one.log, 40)
    eventually(lambda: heartbeat.worker_runs(one.home, datetime.now(UTC)), 20)
    return supervisor


def words_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def child(supervisor: subprocess.Popen[str], name: str) -> int:
    """The process that does this part; 0 while there is none."""
    return next((pid for pid in children_of(supervisor.pid) if f"twoway {name} " in words_of(pid)), 0)


def test_one_command_sets_up_and_runs_both_and_one_signal_ends_both(bare: Installation, port: int) -> None:
    supervisor = serve(bare, port)
    assert f"Twoway is at http://127.0.0.1:{port}. Ctrl-C ends it." in bare.log
    both = children_of(supervisor.pid)
    assert len(both) == 2
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(30) == 0
    assert not any(is_alive(pid) for pid in both)
    assert not answers("127.0.0.1", port)


def test_the_first_page_is_there_when_the_address_is_told(installation: Installation, port: int) -> None:
    serve(installation, port)
    assert answers("127.0.0.1", port, "/account/login/", seconds=30)


def test_ctrl_c_ends_both(installation: Installation, port: int) -> None:
    supervisor = serve(installation, port)
    both = children_of(supervisor.pid)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(30) == 0
    assert not any(is_alive(pid) for pid in both)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_part_that_dies_is_started_again_and_that_is_said(installation: Installation, port: int, name: str) -> None:
    supervisor = serve(installation, port)
    first = child(supervisor, name)
    kill_dead(first)
    second = eventually(lambda: child(supervisor, name) not in (0, first) and child(supervisor, name))
    assert is_alive(second)
    assert f"The {name} process was ended by signal 9; it is started again in 1 s." in installation.log
    eventually(lambda: answers("127.0.0.1", port))


def test_one_that_ends_again_and_again_is_started_less_and_less_often() -> None:
    one = Child(name="web", words=[])
    pauses = []
    for starts in range(1, 8):
        one.starts = starts
        pauses.append(one.wait_before_next(now=1.0))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_one_that_was_well_for_a_while_is_started_again_at_once() -> None:
    one = Child(name="web", words=[], starts=7, started_at=0.0)
    assert one.wait_before_next(now=100.0) == 1


def test_pages_that_never_run_are_given_up(installation: Installation) -> None:
    code = (
        "from twoway.doors.cli.serving import Child, Supervisor\n"
        "from twoway.domain.errors import TwowayError\n"
        "child = Child(name='web', words=['no-such-command'], first_pause=0.01)\n"
        "try: Supervisor(children=[child], is_up=lambda: False, greeting='').run()\n"
        "except TwowayError as error: print(error.for_people)"
    )
    assert "ended with code 2 4 times and never ran" in installation.python(code)


def test_nobody_is_left_when_the_supervisor_is_killed(installation: Installation, port: int) -> None:
    supervisor = serve(installation, port)
    both = children_of(supervisor.pid)
    kill_dead(supervisor.pid)
    supervisor.wait(10)
    eventually(lambda: not any(is_alive(pid) for pid in both))


def test_a_taken_port_is_told_before_anything_starts(installation: Installation) -> None:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen(1)
        ended = installation.twoway("serve", "--port", str(ear.getsockname()[1]))
    assert ended.returncode == 5
    assert "is taken by another program" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_second_one_on_the_same_home_is_told_of_the_first(installation: Installation, port: int) -> None:
    supervisor = serve(installation, port)
    ended = installation.twoway("serve", "--port", str(free_port()))
    assert ended.returncode == 5
    assert f"process {supervisor.pid} at http://127.0.0.1:{port}" in ended.stderr


def test_after_one_has_ended_the_next_may_begin(installation: Installation, port: int) -> None:
    kill_dead(serve(installation, port).pid)
    eventually(lambda: not answers("127.0.0.1", port))
    assert serve(installation, free_port()).poll() is None


def test_with_the_demo_it_says_how_to_sign_in(unowned: Installation, port: int) -> None:
    serve(unowned, port, "--demo")
    assert f"Twoway is at http://127.0.0.1:{port} (demo: sign in as sarah@alderrye.example with" in unowned.log


def test_links_lead_to_where_it_listens(installation: Installation, port: int) -> None:
    serve(installation, port)
    sent = installation.twoway(
        "post", "Fresh rye", "--to", "rehearsal", "--now", TWOWAY_ADDRESS=f"http://127.0.0.1:{port}"
    )
    assert f"http://127.0.0.1:{port}/" in sent.stdout
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
        assert answer.read() == b"ok\n"


def test_doctor_finds_nothing_wrong_while_it_serves(installation: Installation, port: int) -> None:
    serve(installation, port)
    ended = installation.twoway("doctor", TWOWAY_ADDRESS=f"http://127.0.0.1:{port}")
    assert ended.returncode == 0, ended.stdout
    assert "A worker runs" in ended.stdout
    assert "The pages answer" in ended.stdout


def test_the_whole_story_is_told_at_the_command_line(installation: Installation, port: int) -> None:
    serve(installation, port)
    receipt = installation.json("post", "Fresh rye at eight", "--to", "rehearsal", "--now")["receipts"][0]
    assert receipt["address"]
    heard = eventually(lambda: installation.json("inbox", "--fetch")["conversations"])[0]
    answer = installation.json("reply", str(heard["id"]), "Thank you. We open at eight.")["receipts"][0]
    seen = installation.python(
        "from twoway.work.stage import stage\n"
        "seat = stage().answer('POST', '/api/sessions', json={'name': 'passer.by'}).json\n"
        "headers = {'Authorization': 'Bearer ' + seat['token']}\n"
        f"print(stage().answer('GET', '/api/posts/{answer['remote_id']}', headers=headers).body.decode())"
    )
    assert "Thank you. We open at eight." in seen
    # The person may have written again by now, so whose turn it is is not asked.
    said = installation.json("inbox", str(heard["id"]))["messages"]
    assert [one["delivery"]["state"] for one in said if one["is_ours"]] == ["sent"]

"""How the server starts, says where it is, keeps quiet and ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.doors.http.conftest import Server

from commonhold.doors.http.listening import NotAnAddressError, PortTakenError, listen

ROUTELESS = ["unshare", "--user", "--map-root-user", "--net"]
CHECK = {"text": "This is teh end.", "language": "en-US"}


def run(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a server that cannot start, or ends by itself."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(home), "PYTHONWARNINGS": "error"} | variables
    command = [sys.executable, "-m", "commonhold", "serve", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_free_port_is_taken_and_said_in_a_sentence(tmp_path: Path) -> None:
    done = run("--port", "0", "--idle-exit", "0.1", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Commonhold listens on http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_answers_under_way(start: Any, number: signal.Signals) -> None:
    server = start()
    assert server.client.get("/v2/healthcheck").text == "OK"
    assert (server.stop(number), server.errors) == (0, "")
    assert server.events[-1] == {"event": "stopped"}
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_a_long_check_does_not_keep_it_from_ending(start: Any) -> None:
    server = start(limits=["STOP_SECONDS=1"])
    body = b"language=en&text=" + b"It+was+a+long+wintr.+" * 9000
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        assert server.client.get("/v2/healthcheck").text == "OK"
        assert server.stop() == 0


def test_a_taken_port_is_said_and_ends_with_5(start: Any, tmp_path: Path) -> None:
    server = start()
    done = run("--port", str(server.port), home=tmp_path)
    assert (done.returncode, done.stdout) == (5, "")
    assert f"Port {server.port} of 127.0.0.1 is taken by another program." in done.stderr
    assert "--port 0" in done.stderr
    assert server.client.get("/v2/healthcheck").text == "OK"


def test_a_port_taken_on_one_loopback_address_is_left_on_the_other() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError):
            listen("localhost", port)
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--host", "example.org"], 2, "example.org is no address to listen on."),
        (["--host", "192.0.2.1"], 5, "The server cannot listen on port 8081 of 192.0.2.1"),
        (["--port", "70000"], 2, "70000"),
        (["--model", "nowhere"], 10, "The bundle nowhere cannot be used"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_is(
    arguments: list[str], code: int, sentence: str, tmp_path: Path
) -> None:
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr


def test_settings_that_make_no_sense_are_said_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "commonhold").mkdir()
    (tmp_path / "commonhold" / "config.toml").write_text("sensitivity = 'much'\n")
    done = run("--port", "0", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "config.toml" in done.stderr


def test_settings_that_come_to_make_no_sense_are_said_until_they_do_again(start: Any, tmp_path: Path) -> None:
    server = start()
    (tmp_path / "commonhold").mkdir()
    (tmp_path / "commonhold" / "config.toml").write_text("sensitivity = 'much'\n")
    answer = server.client.post("/v2/check", data=CHECK)
    assert (answer.status_code, "config.toml" in answer.text) == (500, True)
    (tmp_path / "commonhold" / "config.toml").write_text("kinds_off = ['doubled']\n")
    assert len(server.check("This is teh end of the the story.")["matches"]) == 1


def test_a_list_that_cannot_be_read_is_warned_of_and_the_others_hold(tmp_path: Path) -> None:
    (tmp_path / "commonhold").mkdir()
    (tmp_path / "commonhold" / "words.txt").write_bytes(b"\x00\x01\n")
    (tmp_path / "commonhold" / "words.en.txt").write_text("begining\n")
    server = Server(tmp_path)
    try:
        assert "words.txt was not read" in server.wait_for("warning")["warning"]
        assert server.check("My begining is new.")["matches"] == []
        assert server.client.post("/v2/words/add", data={"word": "word"}).status_code == 500
    finally:
        assert server.stop() == 0


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NotAnAddressError):
        listen("localhost.localdomain", 0)


def test_an_open_door_is_warned_of(start: Any) -> None:
    server = start("--host", "0.0.0.0")
    assert "everybody" in server.wait_for("warning")["warning"]
    assert server.client.post("/v2/check", data=CHECK).status_code == 200


def test_it_ends_by_itself_when_nobody_asks(start: Any) -> None:
    server = start("--idle-exit", "3")
    assert server.client.post("/v2/check", data=CHECK).status_code == 200
    assert server.end() == 0
    assert server.events[-1] == {"event": "stopped"}


ACTIVATED = """
import os, sys
os.dup2(int(os.environ["GIVEN"]), 3)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.executable, [sys.executable, "-m", "commonhold", *sys.argv[1:]])
"""


def test_a_socket_of_systemd_is_used_and_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mine:
        monkeypatch.setenv("GIVEN", str(mine.fileno()))
        port = mine.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as early:
            early.sendall(b"GET /v2/healthcheck HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            server = Server(tmp_path, "--idle-exit", "3", program=("-c", ACTIVATED), pass_fds=[mine.fileno()])
            assert server.port == port
            assert early.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.end() == 0
        socket.create_connection(("127.0.0.1", port), timeout=5).close()  # the next one waits for the next server


def test_lines_for_programs_hold_nothing_of_the_text(start: Any) -> None:
    server = start()
    secret = "Xyzzyplugh"
    server.client.get("/v2/check", params={"text": secret, "language": "en"})
    server.client.post("/v2/check", data={"text": secret, "language": secret})
    server.client.post("/api/check", json={"text": secret, "kind": secret})
    server.client.get(f"/{secret}")
    server.client.post("/v2/words/add", data={"word": secret})
    assert server.stop() == 0
    requests = [event for event in server.events if event["event"] == "request"]
    assert [event["status"] for event in requests] == [200, 400, 400, 404, 200]
    assert requests[0]["route"] == "/v2/check"
    assert secret.lower() not in (json.dumps(server.events) + server.errors).lower()


def test_a_log_nobody_reads_any_more_does_not_keep_it_from_serving(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "commonhold", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout and process.stderr
        url = json.loads(process.stdout.readline())["urls"][0]
        process.stdout.close()
        for _ in range(3):
            assert httpx.get(f"{url}v2/healthcheck", trust_env=False).text == "OK"
        process.terminate()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_without_json_nothing_is_said_of_requests(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "commonhold", "serve", "--port", "0"]
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout
        url = process.stdout.readline().split()[3]
        assert httpx.post(f"{url}v2/check", data=CHECK, trust_env=False).status_code == 200
        assert httpx.get(f"{url}nothing", trust_env=False).status_code == 404
        process.terminate()
        assert process.stdout.read() == ""
    assert process.returncode == 0


def test_it_says_what_is_missing_where_its_parts_are_not_installed(tmp_path: Path) -> None:
    program = """
import sys
class Refuse:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in ("starlette", "uvicorn"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse)
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in ("starlette", "uvicorn") else find(name)
from commonhold.doors.cli import main
main(["serve", "--port", "0"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "The server needs starlette and uvicorn, which this installation lacks." in done.stderr
    assert "pip install 'commonhold[serve]'" in done.stderr


WATCHED = """
import os, sys
REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.sendmsg",
           "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.Request")
def watch(event, arguments):
    if event.startswith(REFUSED):
        os.write(2, f"refused {event} {arguments}\\n".encode())
        os._exit(99)
sys.addaudithook(watch)
from commonhold.doors.cli import main
main(sys.argv[1:])
"""


def test_serving_attempts_no_connection_and_starts_no_process(tmp_path: Path) -> None:
    (tmp_path / "watched.py").write_text(WATCHED)
    server = Server(tmp_path, program=(str(tmp_path / "watched.py"),))
    try:
        assert server.client.get("/").status_code == 200
        assert server.client.post("/v2/check", data=CHECK | {"language": "auto"}).json()["matches"]
        assert server.client.post("/api/check", json={"text": CHECK["text"]}).json()["findings"]
        assert server.client.post("/v2/words/add", data={"word": "word"}).status_code == 200
    finally:
        code = server.stop()
    assert (code, server.errors) == (0, "")


def namespaces_are_permitted() -> bool:
    """Whether this machine lets a user make a network namespace of her own."""
    command = [*ROUTELESS, "sh", "-c", "ip link set lo up"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True).returncode == 0


INSIDE = """
import json, os, socket, subprocess, sys, urllib.request
def refused():
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2)
    except OSError as error:
        return "unreachable" in str(error)
command = [sys.executable, "-m", "commonhold", "serve", "--port", "0", "--json"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
    url = json.loads(server.stdout.readline())["urls"][0]
    asked = urllib.request.urlopen(url + "v2/check", b"language=auto&text=This+is+teh+end.")
    print(json.dumps([refused(), len(json.load(asked)["matches"])]))
    server.terminate()
    server.stdout.read()
sys.exit(server.returncode)
"""


@pytest.mark.skipif(not namespaces_are_permitted(), reason="this machine permits no network namespaces")
def test_it_serves_where_there_is_no_network_but_loopback(tmp_path: Path) -> None:
    command = [*ROUTELESS, "sh", "-c", 'ip link set lo up && exec "$@"', "sh", sys.executable, "-c", INSIDE]
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[true, 1]\n", "")


def test_small_answers_are_not_held_back(start: Any) -> None:
    server = start()
    seconds = [server.client.get("/v2/healthcheck").elapsed.total_seconds() for _ in range(30)]
    assert min(seconds[1:]) < 0.03  # 0.04 and more were it for the system to wait for more to send

"""`omlob serve` as an operator starts it: ready, with one worker beside, and gone soon after it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from app.core.config import Environment, Settings
from app.core.pages import ROOT
from tests.servers import free_port


def workers_of(server: subprocess.Popen[bytes]) -> set[int]:
    """The workers this server has started and that are alive."""
    tasks = Path(f"/proc/{server.pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return {child for child in children if b"app.cli\0worker" in Path(f"/proc/{child}/cmdline").read_bytes()}


def wait_until_ready(url: str, server: subprocess.Popen[bytes], seconds: float = 120) -> dict[str, str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            answer = httpx.get(f"{url}/health/ready", timeout=2)
            if answer.status_code == 200:
                return dict(answer.json())
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")


@pytest.fixture
def serve(sqlite_template, tmp_path):
    """Start `serve` with these settings; whatever is left at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**words):
        port = free_port()
        env = {
            **os.environ, "OMLOB_PORT": str(port), "OMLOB_DATABASE_URL": sqlite_template.copy(tmp_path),
            "OMLOB_MEDIA_URL": str(tmp_path / "media"), **words,
        }  # fmt: skip
        server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=env)
        started.append(server)
        return server, f"http://127.0.0.1:{port}"

    yield start
    for server in started:
        if server.poll() is None:
            server.kill()
            server.wait()


def stop(server: subprocess.Popen[bytes]) -> None:
    """Tell it to stop, and see that it does in time and in good order."""
    server.send_signal(signal.SIGTERM)
    assert server.wait(10) == 0


def test_several_processes_share_one_worker_and_end_within_ten_seconds(serve):
    server, url = serve(OMLOB_WORKERS="2")

    assert wait_until_ready(url, server)["status"] == "ready"
    assert len(workers_of(server)) == 1

    stop(server)


def test_a_worker_that_dies_is_started_again_and_ends_with_the_server(serve):
    server, url = serve()
    wait_until_ready(url, server)

    [first] = workers_of(server)
    os.kill(first, signal.SIGKILL)

    end = time.monotonic() + 30
    while time.monotonic() < end and not workers_of(server) - {first}:
        time.sleep(0.1)
    assert len(workers_of(server) - {first}) == 1
    stop(server)


@pytest.mark.parametrize(
    "env,said,serves",
    [("production", None, False), ("production", True, True), ("demo", None, True), ("demo", False, False)],
)
def test_the_worker_runs_beside_unless_production_or_the_operator_runs_it_apart(env, said, serves):
    assert Settings(env=Environment(env), run_worker=said).serves_with_worker is serves

"""CPU time of an application and of its database, by what the system counts for their processes."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

TICK = os.sysconf("SC_CLK_TCK")


def _cpu_of(pid: int) -> float:
    """Seconds of CPU a process has used, its ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(fields[n]) for n in (11, 12, 13, 14)) / TICK


def _children_of(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(folder.name))
    return found


def cpu_seconds(roots: list[int]) -> float:
    """Seconds of CPU of these processes and of those they started."""
    total = 0.0
    for root in roots:
        for pid in (root, *_children_of(root)):
            try:
                total += _cpu_of(pid)
            except OSError:
                continue
    return total


def postgres_processes(url: str) -> list[int]:
    """The postmaster's process id, where the database is a PostgreSQL on this machine."""
    if not url.startswith("postgresql"):
        return []
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        backend = row[0] if row else 0
        return [int(Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1].split()[1])]


@contextmanager
def served(factory: str, port: int, environment: dict[str, str]) -> Iterator[int]:
    """A uvicorn process on the port; the value is its process id."""
    words = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--log-level", "critical"]
    process = subprocess.Popen(words, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        for _each in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{port}/nothing", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        else:
            raise RuntimeError(f"{factory} does not answer")
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def median_ms(
    ask: Callable[[int], httpx.Response], processes: list[int], *, rounds: int = 5, requests: int = 40
) -> float:
    """Median over the rounds of CPU milliseconds per request, application and database together."""
    for n in range(min(5, requests)):
        ask(n)
    taken = []
    for number in range(rounds):
        before = cpu_seconds(processes)
        for n in range(requests):
            ask(number * requests + n)
        taken.append((cpu_seconds(processes) - before) * 1000 / requests)
    return statistics.median(taken)

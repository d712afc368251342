"""Do what waits and what the clock asks for, one transaction each, until somebody says stop."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.history.timed import queue_timed_work
from app.history.work import work_once

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
SECONDS_TO_FINISH = 8.0
LONGEST_RESTART = 30.0
log = structlog.get_logger("omlob.worker")


class Worker:
    """The worker's loop. `stop` may be called from a signal handler: the task at hand is finished first."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.is_stopping = engine, False

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Take no new task."""
        self.is_stopping = True

    def run(self) -> None:
        """Work until told to stop; with nothing to do, look again after a growing pause of at most a second."""
        pause = SHORTEST_PAUSE
        while not self.is_stopping:
            if self._work():
                pause = SHORTEST_PAUSE
                continue
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _work(self) -> bool:
        try:
            queue_timed_work(self.engine)
            return work_once(self.engine)
        except SQLAlchemyError as away:
            # Because a database that is away for a moment comes back, and the worker must still be there then.
            log.warning("the database does not answer", error=repr(away)[:300])
            return False


def run_worker(engine: Engine, *, beside: bool = False) -> None:
    """Work until SIGTERM or SIGINT; `beside` a server, also until the server's end of the pipe is gone."""
    worker = Worker(engine)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    if beside:
        threading.Thread(target=_stop_at_end_of_input, args=(worker,), daemon=True).start()
    log.info("worker started")
    worker.run()
    log.info("worker stopped")


def _stop_at_end_of_input(worker: Worker) -> None:
    sys.stdin.read()
    worker.stop()


class WorkerBeside:
    """One worker in a process of its own, started again if it dies, ended with the server."""

    def __init__(self, command: list[str]) -> None:
        self.command, self.is_stopping, self.lock = command, threading.Event(), threading.Lock()
        self.process = self._start()
        self.keeper = threading.Thread(target=self._keep_alive, daemon=True)
        self.keeper.start()

    def _start(self) -> subprocess.Popen[bytes]:
        # Because the pipe closes however the server ends, no worker is left behind alone.
        return subprocess.Popen(self.command, stdin=subprocess.PIPE)

    def _keep_alive(self) -> None:
        pause = 1.0
        while True:
            code = self.process.wait()
            if self.is_stopping.wait(pause):
                return
            with self.lock:
                if self.is_stopping.is_set():
                    return
                log.warning("the worker ended and is started again", code=code)
                self.process = self._start()
            pause = min(pause * 2, LONGEST_RESTART)

    def stop(self) -> None:
        """Let it finish its task, at most for a few seconds; an unfinished task is taken up again later."""
        with self.lock:
            self.is_stopping.set()
            self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.keeper.join(SECONDS_TO_FINISH)
        if self.process.stdin:
            self.process.stdin.close()


@contextmanager
def worker_beside() -> Iterator[WorkerBeside]:
    """A worker for as long as the block lasts."""
    beside = WorkerBeside([sys.executable, "-m", "app.cli", "worker", "--beside"])
    try:
        yield beside
    finally:
        beside.stop()

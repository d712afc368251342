"""The application served for real: uvicorn on a port, the worker beside it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from sqlalchemy import Engine

from app.core.config import settings
from app.history.work import work_until_idle
from app.main import make_app
from tests.servers import free_port


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """The base address of the application on this database; the worker runs until the end."""
    port = free_port()
    before = settings().base_url
    settings().base_url = f"http://127.0.0.1:{port}"
    # Without its end of life: it would take the connections from the worker and the test, which use the same engine.
    config = uvicorn.Config(make_app(engine), port=port, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    ended = threading.Event()
    threads = [threading.Thread(target=server.run), threading.Thread(target=_work, args=(engine, ended))]
    for thread in threads:
        thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield settings().base_url
    finally:
        ended.set()
        server.should_exit = True
        for thread in threads:
            thread.join()
        settings().base_url = before


def _work(engine: Engine, ended: threading.Event) -> None:
    while not ended.is_set():
        if not work_until_idle(engine, at_most=50):
            ended.wait(0.1)

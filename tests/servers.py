"""The real servers the tests stand on: PostgreSQL, as it is in production."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REMEDY = "The tests need a PostgreSQL server: install postgresql, or set OMLOB_TEST_POSTGRES_URL to one they may use."


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server for this run: the one given, or one started here and gone afterwards."""
    if given := os.environ.get("OMLOB_TEST_POSTGRES_URL"):
        yield given
        return
    folders = sorted(str(each) for each in Path("/usr/lib/postgresql").glob("*/bin")) or [
        str(Path(p).parent) for p in [shutil.which("initdb")] if p
    ]
    if not folders:
        raise RuntimeError(REMEDY)
    binaries, home = Path(folders[-1]), tempfile.mkdtemp(prefix="omlob-pg-")
    user = None
    if os.geteuid() == 0:
        # Because PostgreSQL refuses to run as root.
        user = "postgres"
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)

    def run(program: str, *words: str) -> None:
        subprocess.run([str(binaries / program), *words], check=True, capture_output=True, cwd=home, user=user)

    data, port = f"{home}/data", free_port()
    run("initdb", "-D", data, "-U", "omlob", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {quick}"
    run("pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", options, "start")
    try:
        yield f"postgresql://omlob@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)

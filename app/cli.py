"""Commands for those who run Omløb. Each group of commands lives in its module; here they meet."""

import signal
import sys
from contextlib import nullcontext
from functools import wraps
from importlib import import_module
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
import uvicorn

from app.administration.check import installation_faults
from app.administration.cli import imports, municipalities, users
from app.administration.database import database_fault, migrate_database
from app.core.config import Environment, UnsafeSettings, production_faults, refuse_unsafe_production, settings
from app.core.db import make_engine, session_for
from app.core.i18n import UnusableTexts, texts_file, translations
from app.core.logs import set_up_logs
from app.demo.cli import demo
from app.history.work import try_again
from app.impact.cli import impact
from app.worker import run_worker, worker_beside

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Omløb: an internal reuse marketplace for municipalities.",
)


def _know_handlers() -> None:
    """Let the modules register what they do about events, so that changes made here are reacted to as well."""
    import_module("app.main").import_handlers()


app.add_typer(imports, name="import", callback=_know_handlers)
app.add_typer(users, name="user", callback=_know_handlers)
app.add_typer(municipalities, name="municipality", callback=_know_handlers)
app.add_typer(impact, name="impact")


@app.command("demo")
@wraps(demo)
def fill_demo(**options: Any) -> None:
    _know_handlers()
    demo(**options)


def _refuse_unsafe() -> None:
    try:
        refuse_unsafe_production(settings())
        translations("da")
    except (UnsafeSettings, UnusableTexts) as unsafe:
        typer.echo(str(unsafe), err=True)
        raise typer.Exit(1) from unsafe


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


@app.command()
def texts() -> None:
    """Write every Danish text as one .po file: change what you will, and let OMLOB_TEXTS name the file."""
    sys.stdout.buffer.write(texts_file())


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    migrate_database(settings().database_url)
    typer.echo("The tables are up to date.")


@app.command()
def check() -> None:
    """Check the settings, the database and what is in it, and the file store, and say every fault."""
    is_production = settings().env is Environment.PRODUCTION
    unsafe = production_faults(settings())
    faults = installation_faults(make_engine(settings().database_url)) + (unsafe if is_production else [])
    for fault in faults:
        typer.echo(fault, err=True)
    if unsafe and not is_production:
        typer.echo("Not fit for production yet:\n" + "\n".join(f"  {fault}" for fault in unsafe))
    if faults:
        raise typer.Exit(1)
    typer.echo("All is well.")


@app.command()
def worker(beside: Annotated[bool, typer.Option("--beside", hidden=True)] = False) -> None:
    """Do the background work until told to stop: photos, letters, what the clock asks for."""
    _refuse_unsafe()
    set_up_logs()
    _know_handlers()
    engine = make_engine(settings().database_url, pool_size=2)
    run_worker(engine, beside=beside)
    engine.dispose()


@app.command()
def retry() -> None:
    """Try the background work again that was given up (`check` names it), once its cause is mended."""
    engine = make_engine(settings().database_url, pool_size=2)
    with session_for(engine) as db:
        typer.echo(f"{try_again(db)} tasks wait again.")
    engine.dispose()


@app.command()
def serve() -> None:
    """Serve the pages; in the default set-up this also runs the worker."""
    _refuse_unsafe()
    engine = make_engine(settings().database_url, pool_size=1)
    fault = database_fault(engine)
    engine.dispose()
    if fault:
        typer.echo(fault, err=True)
        raise typer.Exit(1)
    set_up_logs()
    # Because uvicorn sends the signal on when it is done, and the worker must still be told.
    signal.signal(signal.SIGTERM, _leave)
    with worker_beside() if settings().serves_with_worker else nullcontext():
        uvicorn.run(
            "app.main:make_app",
            factory=True,
            host=settings().host,
            port=settings().port,
            workers=settings().workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=8,
            timeout_worker_healthcheck=30,
            limit_concurrency=500,
            h11_max_incomplete_event_size=32_768,
            forwarded_allow_ips=settings().trusted_proxies,
        )


if __name__ == "__main__":
    app()

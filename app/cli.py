"""Commands for those who run Omløb."""

import typer
import uvicorn
from alembic import command
from alembic.config import Config

from app.core.config import UnsafeSettings, production_faults, refuse_unsafe_production, settings
from app.core.pages import ROOT

app = typer.Typer(no_args_is_help=True, help="Omløb: an internal reuse marketplace for municipalities.")


def migrate_database(url: str) -> None:
    """Bring the tables of this database up to date."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    migrate_database(settings().database_url)
    typer.echo("The tables are up to date.")


@app.command()
def check() -> None:
    """Check the settings as production would, and say every fault."""
    faults = production_faults(settings())
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("The settings are safe for production.")


@app.command()
def serve() -> None:
    """Serve the pages; in the default set-up this also runs the worker."""
    try:
        refuse_unsafe_production(settings())
    except UnsafeSettings as unsafe:
        typer.echo(str(unsafe), err=True)
        raise typer.Exit(1) from unsafe
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
        limit_concurrency=500,
        h11_max_incomplete_event_size=32_768,
        forwarded_allow_ips=settings().trusted_proxies,
    )


if __name__ == "__main__":
    app()

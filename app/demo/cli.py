"""`omlob demo`: fill the database with a fictional municipality."""

from typing import Annotated

import typer

from app.core.config import Environment, settings
from app.core.db import make_engine
from app.demo.fill import SEED, AlreadyThere, fill_demo, has_municipality


def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where there already is a municipality.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed gives another history.")] = SEED,
) -> None:
    """Fill the database with a fictional municipality and five years of history (docs/demo.md). Never in production."""
    if settings().env is Environment.PRODUCTION:
        typer.echo("There is no demo in production: OMLOB_ENV says so.", err=True)
        raise typer.Exit(1)
    engine = make_engine(settings().database_url)
    try:
        if if_empty and has_municipality(engine):
            return
        typer.echo("Filling the demo; this takes up to a minute.")
        filled = fill_demo(engine, seed=seed)
    except AlreadyThere as there:
        typer.echo("The demo is in this database already.", err=True)
        raise typer.Exit(1) from there
    finally:
        engine.dispose()
    typer.echo(f"{filled.town.municipality.name} is there. Sign in as one of its demo people.")

"""`omlob impact`: the auditor's tools, which read a file and nothing else, and the operator's, which sum and check."""

from pathlib import Path
from typing import Annotated

import typer

from app.accounts.queries import each_municipality
from app.core.db import database_url, make_engine, session_for
from app.history.work import lock_chain
from app.impact.audit import differences
from app.impact.closed import closed_faults
from app.impact.explain import Explained, UnreadableExamples, explain, read_examples
from app.impact.kinds import written
from app.impact.sheet import UnreadableSheet, read_sheet
from app.impact.sums import rebuild_sums

DIFFERS = 1
UNREADABLE = 2

impact = typer.Typer(help="Compute and check impact figures from files.", no_args_is_help=True)


@impact.command("explain")
def explain_file(
    file: Annotated[Path, typer.Argument(help="JSON file of example lines.", metavar="FILE.json")],
) -> None:
    """Compute example lines step by step.

    Exit code: 0 all as expected, 1 a figure differs, 2 the file or an example cannot be read.
    """
    try:
        explained = explain(read_examples(file))
    except UnreadableExamples as unreadable:
        raise _stop(str(unreadable)) from unreadable
    for each in explained:
        typer.echo("\n".join(_told(each)))
    right = sum(each.is_right for each in explained)
    typer.echo(f"{right} of {len(explained)} examples as expected.")
    if any(each.problem for each in explained):
        raise typer.Exit(UNREADABLE)
    if right < len(explained):
        raise typer.Exit(DIFFERS)


@impact.command("recompute")
def recompute_file(file: Annotated[Path, typer.Argument(help="Exported report.", metavar="EXPORT.csv")]) -> None:
    """Recompute an exported report line by line from its own frozen factors.

    Exit code: 0 every figure agrees, 1 something differs, 2 the file cannot be read.
    """
    try:
        export = read_sheet(file)
        found = differences(export)
    except UnreadableSheet as unreadable:
        raise _stop(str(unreadable)) from unreadable
    for difference in found:
        typer.echo(str(difference))
    lines = len(export.rows)
    counted = f"{lines} {'line' if lines == 1 else 'lines'} recomputed"
    if found:
        typer.echo(f"{counted}, {len(found)} {'difference' if len(found) == 1 else 'differences'}.")
        raise typer.Exit(DIFFERS)
    typer.echo(f"{counted}, every figure agrees.")


@impact.command("sums")
def rebuild_all_sums() -> None:
    """Sum every municipality's lines anew and put that in place of the sums kept for the reports."""
    engine = make_engine(database_url())
    with session_for(engine) as db:
        count = 0
        for municipality in each_municipality(db):
            lock_chain(db, municipality.id)
            rebuild_sums(db, municipality.id)
            count += 1
    engine.dispose()
    typer.echo(f"The sums of {count} {'municipality' if count == 1 else 'municipalities'} are made anew.")


@impact.command("closed")
def check_closed_periods() -> None:
    """Check that every closed period's report, its hash, history and the lines it was made from still agree.

    Exit code: 0 all are what they were, 1 something differs.
    """
    engine = make_engine(database_url())
    with session_for(engine) as db:
        count, faults = closed_faults(db)
    engine.dispose()
    for fault in faults:
        typer.echo(fault)
    counted = f"{count} closed {'period' if count == 1 else 'periods'} checked"
    if faults:
        typer.echo(f"{counted}, {len(faults)} {'fault' if len(faults) == 1 else 'faults'}.")
        raise typer.Exit(DIFFERS)
    typer.echo(f"{counted}, every report is what it was.")


def _told(each: Explained) -> list[str]:
    lines = [f"{each.id}  {each.title}".rstrip(), *(f"    {step}" for step in each.steps)]
    if each.problem:
        return [*lines, f"    cannot be computed: {each.problem}", ""]
    figures = "; ".join(f"{name} {', '.join(map(written, values))}" for name, values in each.results.items())
    return [*lines, f"    results: {figures}", *(f"    DIFFERS  {told}" for told in each.differences), ""]


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(UNREADABLE)

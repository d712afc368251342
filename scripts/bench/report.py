"""`make bench-report`: the report page over ten years of 10,000, 100,000 and 1,000,000 lines, on both databases.

Beside each page stands a raw GROUP BY of the same lines, in the same run. Writes build/bench-report.md.
BENCH_ENTRIES=10000,40000 and BENCH_ROUNDS=1 make a quick try of it.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import event
from starlette.testclient import TestClient

from app.core.clock import today
from app.core.db import make_engine
from app.main import make_app
from scripts.bench.decade import YEARS, Decade, fill_decade
from scripts.bench.measure import median_ms, postgres_processes, served
from tests import databases, servers

ENTRIES = sorted(int(n) for n in os.environ.get("BENCH_ENTRIES", "10000,100000,1000000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
REQUESTS: Final = 10
CONTROL_ROUNDS, CONTROL_REQUESTS = 3, 2
GOAL: Final = 1.5
REPORTS: Final = ("ten years", "ten years, a centre", "a year", "a quarter")
Figures = dict[tuple[str, str, int], float]


def addresses(decade: Decade) -> dict[str, str]:
    """Where each report stands."""
    return {
        "ten years": "/reports?period=all",
        "ten years, a centre": f"/reports?period=all&institution={decade.centre_id}",
        "a year": f"/reports?period={decade.year}",
        "a quarter": f"/reports?period={decade.year}-Q2",
    }


def statements_of(url: str, decade: Decade) -> int:
    """How many statements the report over ten years takes."""
    engine, seen = make_engine(url), []
    event.listen(engine, "before_cursor_execute", lambda *words: seen.append(words[2]))
    cookies = {"session": decade.session_token}
    client = TestClient(make_app(engine), base_url="http://localhost:8000", cookies=cookies)
    client.get("/reports?period=all")
    seen.clear()
    client.get("/reports?period=all")
    engine.dispose()
    return len([each for each in seen if not each.startswith(("PRAGMA", "BEGIN"))])


def measure(url: str, database: str, entries: int, figures: Figures) -> None:
    """Fill one database and add its figures: each report, and the raw GROUP BY over the ten years."""
    engine = make_engine(url)
    decade = fill_decade(engine, entries)
    engine.dispose()
    environment = {
        "OMLOB_DATABASE_URL": url, "OMLOB_BASE_URL": "http://localhost:8000", "OMLOB_ENV": "test",
        "BENCH_MUNICIPALITY": str(decade.municipality_id), "BENCH_SINCE": str(today() - timedelta(days=366 * YEARS)),
    }  # fmt: skip
    figures[database, "statements", entries] = statements_of(url, decade)
    postgres, ports = postgres_processes(url), (servers.free_port(), servers.free_port())
    with (
        served("scripts.bench.serve:product", ports[0], environment) as product,
        served("scripts.bench.serve:floor", ports[1], environment) as floor,
    ):
        reader = httpx.Client(
            base_url=f"http://127.0.0.1:{ports[0]}", cookies={"session": decade.session_token}, timeout=120
        )
        for report, path in addresses(decade).items():

            def ask(_n: int, path: str = path) -> Any:
                return reader.get(path).raise_for_status()

            figures[database, report, entries] = median_ms(
                ask, [product, *postgres], rounds=ROUNDS, requests=REQUESTS
            )  # fmt: skip

        def ask_raw(_n: int) -> Any:
            return httpx.get(f"http://127.0.0.1:{ports[1]}/reports", timeout=120).raise_for_status()

        figures[database, "raw", entries] = median_ms(
            ask_raw, [floor, *postgres], rounds=CONTROL_ROUNDS, requests=CONTROL_REQUESTS
        )  # fmt: skip


def table(figures: Figures) -> list[str]:
    """The figures as a table, and how much the largest ledger costs of the smallest."""
    rows = [
        "| database | report | " + " | ".join(f"{n:,} lines" for n in ENTRIES) + " | largest/smallest |",
        "|---|---|" + "--:|" * (len(ENTRIES) + 1),
    ]
    for database in sorted({key[0] for key in figures}, reverse=True):
        for report in (*REPORTS, "raw", "statements"):
            values = [figures[database, report, n] for n in ENTRIES]
            shown = " | ".join(f"{value:.0f}" for value in values)
            name = {"raw": "raw GROUP BY, ten years", "statements": "statements, ten years"}.get(report, report)
            rows.append(f"| {database} | {name} | {shown} | {values[-1] / values[0]:.2f} |")
    return rows


def main() -> None:
    """Measure both databases at every size and write the table; CPU milliseconds a page, database included."""
    os.environ.setdefault("OMLOB_ENV", "test")
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder, servers.postgres() as server:
        for entries in ENTRIES:
            for database in ("SQLite", "PostgreSQL"):
                file = Path(folder) / "decade.db"
                url = f"sqlite:///{file}" if database == "SQLite" else databases.new_postgres_database(server)
                databases.migrate(url)
                measure(url, database, entries, figures)
                print(
                    database, entries, {k[1]: round(v, 1) for k, v in figures.items() if k[::2] == (database, entries)}
                )
                for left in Path(folder).glob("decade.db*"):
                    left.unlink()
    rows = table(figures)
    print("\n".join(rows), flush=True)
    over = [row for row in rows[2:] if "raw" not in row and float(row.rsplit("|", 2)[1]) > GOAL]
    print(f"{len(over)} of the reports cost more than {GOAL} times as much over the largest ledger.")
    target = Path("build/bench-report.md")
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

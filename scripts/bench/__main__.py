"""`make bench`: catalogue, search, item, order and report at 10,000 and 100,000 units on both databases.

Writes build/bench.md. BENCH_UNITS=2000 and BENCH_ROUNDS=1 make a quick try of it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import event

from app.core.clock import today
from app.core.db import make_engine
from app.core.secrets import random_token, signature
from app.main import make_app
from scripts.bench.load import Loaded, load
from scripts.bench.measure import median_ms, postgres_processes, served
from tests import databases, servers

UNITS = [int(n) for n in os.environ.get("BENCH_UNITS", "10000,100000").split(",")]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PAGES = ("catalogue", "search", "item", "report", "order")
SEARCH = "/items?q=kontorstol"


@contextmanager
def databases_to_measure() -> Iterator[list[tuple[str, str]]]:
    """A fresh migrated database of each kind: its name and address."""
    with tempfile.TemporaryDirectory() as folder, servers.postgres() as server:
        made = []
        for units in UNITS:
            made.append((f"SQLite {units:,}", f"sqlite:///{folder}/{units}.db"))
            made.append((f"PostgreSQL {units:,}", databases.new_postgres_database(server)))
        for _name, url in made:
            databases.migrate(url)
        yield made


class Shopper:
    """Asks for the pages as a signed-in browser does."""

    def __init__(self, base: str, loaded: Loaded) -> None:
        self.loaded, self.cookies = loaded, {"session": loaded.session_token}
        self.client = httpx.Client(base_url=base, cookies=self.cookies, timeout=60)
        self.year = today().year

    def ask(self, page: str, n: int) -> httpx.Response:
        """One request for the page; the n-th item where it is about items."""
        item = self.loaded.item_ids[n * 7 % len(self.loaded.item_ids)]
        paths = {"catalogue": "/items", "search": SEARCH, "item": f"/items/{item}", "report": "/reports?period=all"}
        if page == "order":
            return self.order(n)
        answer = self.client.get(paths[page])
        answer.raise_for_status()
        return answer

    def order(self, n: int) -> httpx.Response:
        """Put one thing in the basket and order it: two requests."""
        item = self.loaded.item_ids[-1 - n]
        own = {"csrf_token": signature("csrf", self.loaded.session_token)}
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.client.post("/basket/lines", data={**own, "item_id": str(item), "quantity": "1"}, headers=headers)
        sent = {
            **own, "submission_key": random_token(), "account_id": str(self.loaded.account_id), "room": "3.14",
            "institution_id": str(self.loaded.institution_id), "day": "collect", "contact_name": "Demo",
            "contact_phone": "12345678", "answer_all": "NEW",
        }  # fmt: skip
        answer = self.client.post("/orders", data=sent, headers=headers)
        if answer.status_code != 303:
            raise RuntimeError(f"the order was not placed: {answer.status_code}\n{answer.text[:2000]}")
        return answer


def statements_of(url: str, loaded: Loaded) -> dict[str, tuple[int, int]]:
    """How many SQL statements and bytes each page takes."""
    from starlette.testclient import TestClient

    engine, seen = make_engine(url), []
    event.listen(engine, "before_cursor_execute", lambda *words: seen.append(words[2]))
    signed_in = {"session": loaded.session_token}
    client = TestClient(make_app(engine), base_url="http://localhost:8000", cookies=signed_in)
    counted = {}
    paths = {
        "catalogue": "/items", "search": SEARCH, "item": f"/items/{loaded.item_ids[0]}",
        "report": "/reports?period=all",
    }  # fmt: skip
    for page, path in paths.items():
        client.get(path)
        seen.clear()
        answer = client.get(path)
        counted[page] = (len([each for each in seen if not each.startswith(("PRAGMA", "BEGIN"))]), len(answer.content))
    engine.dispose()
    return counted


def measure(name: str, url: str, units: int) -> list[str]:
    """The table's rows for one database."""
    engine = make_engine(url)
    loaded = load(engine, units)
    engine.dispose()
    counted, postgres = statements_of(url, loaded), postgres_processes(url)
    environment = {
        "OMLOB_DATABASE_URL": url, "OMLOB_BASE_URL": "http://localhost:8000", "OMLOB_ENV": "test",
        "BENCH_MUNICIPALITY": str(loaded.municipality_id), "BENCH_SINCE": str(today() - timedelta(days=4000)),
    }  # fmt: skip
    ports = servers.free_port(), servers.free_port()
    taken: dict[str, dict[str, float]] = {"product": {}, "floor": {}}
    with (
        served("scripts.bench.serve:product", ports[0], environment) as product,
        served("scripts.bench.serve:floor", ports[1], environment) as floor,
    ):
        shopper, plain = Shopper(f"http://127.0.0.1:{ports[0]}", loaded), httpx.Client(timeout=60)
        for page in PAGES:
            requests = 10 if page in ("order", "report") else 40

            def ask_floor(n: int, page: str = page) -> Any:
                base = f"http://127.0.0.1:{ports[1]}"
                item = loaded.item_ids[n * 7 % len(loaded.item_ids)]
                if page == "order":
                    return plain.post(f"{base}/orders/{item}")
                paths = {"catalogue": "/items", "search": SEARCH, "item": f"/items/{item}", "report": "/reports"}
                return plain.get(base + paths[page])

            def ask(n: int, page: str = page) -> Any:
                return shopper.ask(page, n)

            taken["product"][page] = median_ms(ask, [product, *postgres], rounds=ROUNDS, requests=requests)
            taken["floor"][page] = median_ms(ask_floor, [floor, *postgres], rounds=ROUNDS, requests=requests)
    rows = []
    for page in PAGES:
        ours, least = taken["product"][page], taken["floor"][page]
        statements, size = counted.get(page, ("–", "–"))
        ratio = f"{ours / least:.1f}" if least else "–"
        rows.append(f"| {name} | {page} | {ours:.1f} | {least:.1f} | {ratio} | {statements} | {size} |")
    return rows


def main() -> None:
    """Measure everything and write the table."""
    os.environ.setdefault("OMLOB_ENV", "test")
    rows = [
        "| database, units | page | CPU ms | floor ms | ratio | statements | bytes |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    with databases_to_measure() as made:
        for name, url in made:
            units = int(name.rsplit(" ", 1)[1].replace(",", ""))
            for row in measure(name, url, units):
                rows.append(row)
                print(row, flush=True)
    target = Path("build/bench.md")
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

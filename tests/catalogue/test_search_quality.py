"""How well the Danish search finds: the titles and queries of the two tables beside this file."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.search import analyse, plan
from app.catalogue.search.analyse import index_words
from app.catalogue.search.plan import QueryPlan, query_plan
from app.catalogue.search.spelling import Vocabulary

HERE = Path(__file__).parent
Query = Callable[[str], list[str]]


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", quoting=csv.QUOTE_NONE))


TITLES = rows("search_titles.csv")
CASES = rows("search_cases.csv")


def expected(expression: str) -> set[str]:
    """Alternatives parted by "|"; an item must carry every tag of one alternative, or be named by its key."""
    found: set[str] = set()
    for wanted in (set(part.split()) for part in expression.split("|") if part.strip()):
        found |= {row["key"] for row in TITLES if wanted <= {row["key"], *row["tags"].split()}}
    return found


class Shop:
    """The titles in memory, answering a plan the way the database does."""

    def __init__(self) -> None:
        self.weights: dict[str, dict[str, int]] = {}
        shown: dict[str, str] = {}
        for row in TITLES:
            for term, found in index_words(row["title"], row["other"], category=row["category"]).items():
                self.weights.setdefault(term, {})[row["key"]] = found.weight
                shown.setdefault(term, found.shown)
        self.vocabulary = Vocabulary(shown)

    def understand(self, query: str) -> QueryPlan:
        return query_plan(query, self.vocabulary)

    def find(self, query: str) -> list[str]:
        """Keys, best first."""
        scores: dict[str, int] = {}
        for reading in self.understand(query).readings:
            for key, score in self._answer(reading).items():
                scores[key] = max(score, scores.get(key, 0))
        return sorted(scores, key=lambda key: (-scores[key], key))

    def _answer(self, reading: plan.Reading) -> dict[str, int]:
        sums: dict[str, list[int]] = {}
        for group in reading.groups:
            best: dict[str, int] = {}
            for term, weight in group:
                for key, found in self.weights.get(term, {}).items():
                    best[key] = max(best.get(key, 0), found * weight)
            for key, score in best.items():
                sums.setdefault(key, []).append(score)
        return {key: sum(scores) for key, scores in sums.items() if len(scores) == len(reading.groups)}


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


def measure(shop: Shop) -> tuple[float, float, list[str]]:
    """Mean recall and precision over the queries, and a line for each query that is not perfect."""
    recalls, precisions, misses = [], [], []
    for case in CASES:
        wanted, found = expected(case["expected"]), set(shop.find(case["query"]))
        right = len(wanted & found)
        recalls.append(right / len(wanted) if wanted else 1.0)
        precisions.append(right / len(found) if found else 1.0)
        if wanted != found:
            misses.append(f"{case['query']}: lost {sorted(wanted - found)}, too many {sorted(found - wanted)}")
    return sum(recalls) / len(CASES), sum(precisions) / len(CASES), misses


def test_the_search_finds_what_danes_mean(shop: Shop) -> None:
    assert len(TITLES) >= 80
    assert len(CASES) >= 60
    assert all(expected(case["expected"]) for case in CASES if case["expected"])

    recall, precision, misses = measure(shop)

    print(f"\nrecall {recall:.3f}, precision {precision:.3f}, {len(CASES)} queries", *misses, sep="\n  ")
    assert recall >= 0.9
    assert precision >= 0.95


def test_without_taking_compounds_apart_it_finds_clearly_less(monkeypatch: pytest.MonkeyPatch) -> None:
    with_parts, _, _ = measure(Shop())
    monkeypatch.setattr(analyse, "split", lambda word: None)
    monkeypatch.setattr(plan, "split", lambda word: None)

    without_parts, _, _ = measure(Shop())

    assert without_parts < 0.9
    assert without_parts < with_parts - 0.1


@pytest.mark.parametrize(
    "query,first",
    [("stol", {"k15"}), ("reol", {"k52", "k54"}), ("kontorstol", {"k1", "k2"}), ("skrivebord", {"k25", "k27"})],
)
def test_the_whole_word_comes_before_its_compounds(shop: Shop, query: str, first: set[str]) -> None:
    found = shop.find(query)

    assert set(found[: len(first)]) == first
    assert len(found) > len(first)


def test_what_goes_with_a_thing_comes_after_the_thing(shop: Shop) -> None:
    assert shop.find("kontorstol")[-1] == "k19"


@pytest.mark.parametrize("query,stranger", [("bord", "k61"), ("bord", "k37"), ("skab", "k67"), ("pc", "k77")])
def test_a_likeness_in_letters_is_no_hit(shop: Shop, query: str, stranger: str) -> None:
    assert shop.find(query)
    assert stranger not in shop.find(query)


@pytest.mark.parametrize(
    "query,suggestion",
    [
        ("puslebor", "puslebord"),
        ("hæve-sænkebor", "hævesænkebord"),
        ("whitebord", "whiteboard"),
        ("komode hvid", "kommode hvid"),
        ("skriveborde", None),
        ("trampolin", None),
    ],
)
def test_mente_du_answers_only_to_a_mistake(shop: Shop, query: str, suggestion: str | None) -> None:
    assert shop.understand(query).suggestion == suggestion


@pytest.mark.parametrize("query", ["", "  ", "og med", "%_'\"; drop", "?!", "5" * 300, "bord " * 100, "日本語", "\x00"])
def test_no_query_is_too_odd(shop: Shop, query: str) -> None:
    readings = shop.understand(query).readings

    assert len(readings) <= plan.MOST_READINGS
    assert all(1 <= a.weight <= 1000 for reading in readings for group in reading.groups for a in group)

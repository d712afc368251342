"""The factor set that ships is whole: every category has names, an interval, sources, a lifetime and a weight."""

from decimal import Decimal

import pytest

from app.impact import factors
from app.impact.factors import factor_set
from app.impact.formulas import Answer
from app.impact.freeze import freeze
from app.impact.lines import compute


def test_every_category_can_be_booked():
    categories = factor_set().categories

    assert len(categories) == 70
    for key, category in categories.items():
        assert category.new_kg.low <= category.new_kg.likely <= category.new_kg.high
        assert category.name_da, key
        assert category.name_en, key
        assert category.grade in "ABCD"
        assert category.sources[0].title
        assert category.unit_weight_kg > 0
        assert compute(freeze(key, answer=Answer.NEW, condition="A", price=factor_set().price(key))).net_co2e_g > 0


def test_the_chair_the_method_is_explained_with():
    chair = factor_set().categories["task_chair"]

    assert (chair.name_da, chair.name_en) == ("Kontorstol", "Office task chair")
    assert (chair.new_kg, chair.lifetime_years, chair.grade) == (
        (Decimal(76), Decimal(36), Decimal(150)),
        Decimal(12),
        "B",
    )
    assert len(chair.sources) == 7


def test_the_factors_the_examples_use():
    found = factor_set()

    assert (found.el_kg_per_kwh, found.van_kg_per_km) == (Decimal("0.15165"), Decimal("0.34584"))
    assert found.processes["part_ssd"].value == 93
    assert all(each.name_da and each.name_en and each.unit for each in found.processes.values())


def test_prices_are_in_ore_and_anchors_price_nothing():
    price = factor_set().price("task_chair")

    assert price is not None
    assert (price.ore, price.date) == (250_000, "2026-01-01")
    assert price.source.startswith("assumption")
    assert factor_set().price("fridge") is None
    assert set(factor_set().prices) <= set(factor_set().categories)
    assert factors.FALLBACK_CATEGORY in factor_set().prices


def test_another_figure_is_another_version(tmp_path, monkeypatch):
    for name in (factors.CATEGORY_FILE, factors.PROCESS_FILE, factors.PRICE_FILE):
        text = (factors.DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("0.34584", "0.30000"), encoding="utf-8")
    shipped = factor_set()
    monkeypatch.setattr(factors, "DATA", tmp_path)

    edited = factor_set.__wrapped__()

    assert edited.van_kg_per_km == Decimal("0.3")
    assert edited.version != shipped.version


def test_the_version_is_the_same_with_other_line_ends(tmp_path, monkeypatch):
    for name in (factors.CATEGORY_FILE, factors.PROCESS_FILE, factors.PRICE_FILE):
        text = (factors.DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\r\n")
    shipped = factor_set()
    monkeypatch.setattr(factors, "DATA", tmp_path)

    assert factor_set.__wrapped__().version == shipped.version


@pytest.mark.parametrize("name", ["categories", "processes", "prices"])
def test_nobody_changes_the_shared_set(name):
    with pytest.raises(TypeError):
        getattr(factor_set(), name)["x"] = None

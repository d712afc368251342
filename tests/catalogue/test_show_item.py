"""The page of an item: what it costs, saves and weighs, where it comes from, and what happens when it is gone."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import PriceMode
from app.catalogue.actions import free_count, hold_units, withdraw_item
from app.catalogue.drawing import draw_size
from app.catalogue.models import ShopGroup, Unit
from app.catalogue.queries.item import get_item_view
from app.core.clock import now, today
from app.deliveries.models import Run, Stop, StopKind
from app.workshop.models import Job, JobPart, JobState
from tests.catalogue.factories import counted_statements, make_small_shop, show_photo_of
from tests.factories import make_institution, make_item, make_person, make_viewer, the_municipality


@pytest.fixture
def item(db):
    return make_item(db, units=3, faults="Ridse på armlænet", condition=2, was_refurbished=True)


def test_the_page_says_what_one_wants_to_know(db, browse, item):
    show_photo_of(db, item, view="Set bagfra", shows_fault=True)

    html = browse(make_person(db)).get(f"/items/{item.id}").text

    for words in (
        "Kontorstol, blå",
        "350",
        "2.500",
        "Ridse på armlænet (billede 1)",
        "3 på lager",
        "66",
        "108",
        "Sat i stand",
    ):
        assert words in html
    assert 'alt="Kontorstol, blå, set bagfra"' in html
    assert 'action="/basket/lines"' in html


def test_the_saving_is_that_of_a_new_one_not_bought(db, browse, item):
    html = browse(make_person(db)).get(f"/items/{item.id}").text

    # 76 kg for a new task chair, half its life left; 2.500 kr. less 350 kr.
    assert "38\u00a0kg CO₂e" in html
    assert "2.150\u00a0kr." in html
    assert "ellers ville have købt nyt" in html


def test_an_unknown_new_price_promises_nothing(db, browse):
    item = make_item(db, new_price_ore=0)

    html = browse(make_person(db)).get(f"/items/{item.id}").text

    assert "CO₂e" not in html
    assert "ny koster" not in html


def test_what_is_free_says_so_and_names_the_fee(db, browse, item):
    municipality = the_municipality(db)
    municipality.price_mode, municipality.handling_fee_ore = PriceMode.HANDLING_FEE, 10_000

    html = browse(make_person(db)).get(f"/items/{item.id}").text

    assert "Gratis" in html
    assert "Hver bestilling koster 100\u00a0kr." in html


def test_how_many_are_free_is_counted_as_the_basket_counts(db, item):
    holder, other = make_viewer(db), make_viewer(db)
    hold_units(db, item, 2, person_id=holder.person_id, until=now() + timedelta(hours=1))

    for viewer, left in ((holder, 3), (other, 1)):
        assert get_item_view(db, item.id, viewer=viewer).free == left
        assert free_count(db, item.id, person_id=viewer.person_id) == left


def test_what_others_hold_cannot_be_put_in_the_basket(db, browse, item):
    hold_units(db, item, 3, person_id=make_viewer(db).person_id, until=now() + timedelta(hours=1))

    html = browse(make_person(db)).get(f"/items/{item.id}").text

    assert "en andens kurv" in html
    assert f'name="item_id" value="{item.id}"' not in html


def test_a_gone_item_can_still_be_read(db, browse, item):
    withdraw_item(db, item, by=None)

    answer = browse(make_person(db)).get(f"/items/{item.id}")

    assert answer.status_code == 200
    assert "fundet et nyt sted" in answer.text
    assert f'name="item_id" value="{item.id}"' not in answer.text


def test_an_unpublished_item_does_not_exist(db, browse):
    item = make_item(db, published_at=None)

    assert browse(make_person(db)).get(f"/items/{item.id}").status_code == 404


def test_the_story_tells_of_places_and_work_and_of_no_person(db, browse, item):
    worker = make_person(db, name="Karl Navngiven")
    giver = make_institution(db, "Sølund Skole")
    for unit in db.exec(select(Unit).where(Unit.item_id == item.id)):
        unit.giver_id = giver.id
        db.add(unit)
        job = Job(
            municipality_id=item.municipality_id, unit_id=unit.id, state=JobState.PASSED, started_by_id=worker.id,
            minutes=35, started_at=now() + timedelta(minutes=1), ended_at=now(),
        )  # fmt: skip
        db.add(job)
        db.flush()
        db.add(JobPart(municipality_id=item.municipality_id, job_id=job.id, name="hjul", quantity=5))

    html = browse(make_person(db)).get(f"/items/{item.id}").text

    assert "Sølund Skole" in html
    assert "35 minutters arbejde på hver. Nyt: 5 hjul" in html
    assert "Navngiven" not in html


def plan_run(db, days, *places):
    run = Run(municipality_id=db.info["municipality_id"], runs_on=today() + timedelta(days=days))
    db.add(run)
    db.flush()
    for position, place in enumerate(places):
        db.add(
            Stop(
                municipality_id=run.municipality_id, run_id=run.id, position=position, kind=StopKind.DELIVERY,
                institution_id=place.id,
            )
        )  # fmt: skip


def test_the_van_that_comes_anyway_is_promised_first(db, browse, item):
    home, elsewhere = make_institution(db, "Rådhuset"), make_institution(db, "Egely")
    anna = browse(make_person(db, home=home))
    assert "I vælger dagen" in anna.get(f"/items/{item.id}").text

    plan_run(db, 2, elsewhere)
    db.commit()
    assert "næste gang, bilen kører" in anna.get(f"/items/{item.id}").text

    plan_run(db, 9, home)
    db.commit()
    assert "Bilen kører alligevel til Rådhuset" in anna.get(f"/items/{item.id}").text


def test_the_page_asks_at_most_eight_times(db, engine, browse):
    item = make_small_shop(db)["blue"]
    anna = browse(make_person(db))
    anna.get(f"/items/{item.id}")

    with counted_statements(engine) as seen:
        anna.get(f"/items/{item.id}")

    assert 0 < len(seen) <= 8


@pytest.mark.parametrize("width,height", [(660, 1180), (3000, 740), (600, 2400), (50, 50)])
def test_the_drawing_is_true_to_scale_and_fits(width, height):
    drawing = draw_size(ShopGroup.TABLES, width, height)

    assert drawing is not None
    assert drawing.width / drawing.height == pytest.approx(width / height, rel=0.02)
    assert drawing.person_scale * 181 / drawing.height == pytest.approx(1750 / height, rel=0.02)
    left, top, wide, high = map(float, drawing.box.split())
    assert left < drawing.left < drawing.right < left + wide
    assert top < drawing.top - 27
    assert top + high > 214


def test_a_thing_without_measures_is_not_drawn(db, browse):
    item = make_item(db, width_mm=0)

    assert draw_size(ShopGroup.CHAIRS, 0, 900) is None
    assert '<svg class="size-drawing"' not in browse(make_person(db)).get(f"/items/{item.id}").text


def test_companions_are_other_things_on_offer(db, browse):
    shop = make_small_shop(db)

    html = browse(make_person(db)).get(f"/items/{shop['blue'].id}").text
    beside = html.split("Går godt sammen med")[1]

    assert "Skrivebord" in beside
    assert f'href="/items/{shop["blue"].id}"' not in beside

"""The front page: what there is, what is new, and what the year has brought."""

from app.accounts.models import Role
from app.catalogue.actions import withdraw_item
from app.catalogue.models import Category, Unit
from app.impact.actions import HandedOver, book_hand_over
from tests.catalogue.factories import make_small_shop, show_photo_of
from tests.factories import make_category, make_institution, make_item, make_person, make_unit


def test_the_front_page_counts_every_shelf_and_shows_the_newest(db, browse):
    make_small_shop(db)
    newest = make_item(db, title="Allernyest")
    show_photo_of(db, newest)

    html = browse(make_person(db)).get("/").text

    assert "Se alle 7 varer" in html
    assert "4 på lager" in html
    assert "3 på lager" in html
    assert "Allernyest" in html
    assert "Aflever ting" in html


def test_an_empty_shop_says_so(db, browse):
    html = browse(make_person(db)).get("/").text

    assert "Butikken er tom" in html
    assert "0 på lager" in html


def test_what_is_withdrawn_is_no_news(db, browse):
    item = make_item(db, title="Lænestol")
    anna = browse(make_person(db))
    assert "Lænestol" in anna.get("/").text

    withdraw_item(db, item, by=None)
    db.commit()

    assert "Lænestol" not in anna.get("/").text


def test_the_years_figures_are_the_ledgers(db, browse):
    anna = browse(make_person(db))
    assert "Det har vi nået i år" not in anna.get("/").text

    place = make_institution(db)
    unit, category = make_unit(db), make_category(db)
    assert isinstance(unit, Unit)
    assert isinstance(category, Category)
    handed = HandedOver(
        unit=unit, category=category, institution_id=place.id, order_number="B-1", reservation_id=None, answer="NEW",
        price_ore=35_000, new_price_ore=250_000,
    )  # fmt: skip
    book_hand_over(db, handed, key="1")
    db.commit()
    html = anna.get("/").text

    assert "Det har vi nået i år" in html
    assert "2.500\u00a0kr." in html
    assert "Tak til den arbejdsplads" in html


def test_nobody_is_shown_a_door_they_may_not_use(db, browse):
    assert "/surplus" not in browse(make_person(db, Role.FINANCE)).get("/").text


def test_a_stranger_is_asked_to_sign_in(browse):
    answer = browse().get("/", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/")

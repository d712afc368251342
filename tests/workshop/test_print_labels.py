"""Labels: an A4 sheet true to size, with codes that open the unit and numbers one can read."""

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.catalogue.models import Unit
from app.core.config import settings
from app.core.db import uuid7
from app.workshop.labels import label_address, label_pdf, sheets_of
from app.workshop.numbers import list_unit_numbers, read_unit_number, read_unit_numbers
from tests.factories import make_person
from tests.workshop.factories import make_units, make_worker

MM = 72 / 25.4
DPI = 200


def things(count: int) -> list[Unit]:
    title, key = "Kontorstol, blå, med armlæn", uuid7()
    numbers = [f"A-{n:04d}" for n in range(1, count + 1)]
    return [Unit(number=number, title=title, municipality_id=key, category_id=key) for number in numbers]


def printed(units, start: int = 1) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(label_pdf(units, municipality="Egekøbing Kommune", start=start))


def picture(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=DPI / 72).to_pil().convert("L")


def codes_on(page: pypdfium2.PdfPage) -> dict[str, tuple[float, float]]:
    """Each QR code of the printed page, with the middle of its modules in mm from the upper left corner."""
    found = {}
    for code in zxingcpp.read_barcodes(picture(page)):
        corners = code.position
        points = [corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right]
        middle = [sum(axis) / 4 / DPI * 25.4 for axis in ([p.x for p in points], [p.y for p in points])]
        found[code.text] = (middle[0], middle[1])
    return found


@pytest.fixture(scope="module")
def sheet() -> pypdfium2.PdfPage:
    return printed(things(21))[0]


def test_a_sheet_is_a4_and_every_code_reads_where_its_label_lies(sheet, monkeypatch):
    codes = codes_on(sheet)

    assert sheet.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1)
    assert set(codes) == {label_address(unit.number) for unit in things(21)}
    for place, unit in enumerate(things(21)):
        x, y = codes[label_address(unit.number)]
        assert x == pytest.approx(7.21 + place % 3 * 66.04 + 18, abs=0.5)
        assert y == pytest.approx(15.15 + place // 3 * 38.1 + 19.05, abs=0.5)


def test_the_number_is_large_and_the_title_beside_it(sheet):
    text = sheet.get_textpage()
    words = text.get_text_bounded()
    at = words.index("A-0021")
    boxes = [text.get_charbox(at + k) for k in range(len("A-0021"))]
    digits = [box for box, letter in zip(boxes, "A-0021", strict=True) if letter.isdigit()]

    assert "Kontorstol" in words
    # Figures of the typeface are 0.69 of its size high: 16 pt or more.
    assert min(top - bottom for _l, bottom, _r, top in digits) >= 16 * 0.66


def test_the_quiet_zone_is_four_modules_white(sheet):
    shown = picture(sheet)
    px = DPI / 25.4
    left, top, size = (7.21 + 1.5) * px, (15.15 + 2.55) * px, 33 * px
    module = size / (29 + 8)
    box = shown.crop((int(left), int(top), int(left + size), int(top + size)))
    edge = box.crop((0, 0, int(4 * module) - 1, box.height))

    assert min(edge.tobytes()) > 200
    assert min(box.tobytes()) < 50


def test_a_begun_sheet_is_used_up_and_the_rest_goes_on_the_next():
    units = things(4)

    pages = [codes_on(page) for page in printed(units, start=20)]

    assert [len(page) for page in pages] == [2, 2]
    assert [(label.row, label.column) for label in sheets_of(units, start=20)[0]] == [(7, 2), (7, 3)]
    assert [(label.row, label.column) for label in sheets_of(units, start=20)[1]] == [(1, 1), (1, 2)]


def test_the_code_holds_capitals_only(monkeypatch):
    monkeypatch.setattr(settings(), "base_url", "https://gb.egekobing.example")

    assert label_address("A-0001") == "HTTPS://GB.EGEKOBING.EXAMPLE/U/A0001"


@pytest.mark.parametrize("typed", ["A-0001", "a1", "A0001", " a 0001 ", "HTTPS://GB.EXAMPLE/U/A0001"])
def test_a_number_is_understood_however_it_is_written(typed):
    assert read_unit_number(typed) == "A-0001"


@pytest.mark.parametrize("typed", ["", "hej", "1234", "ABCD-0001", "A-00011", "A-0001'--"])
def test_what_is_no_number_is_none(typed):
    assert read_unit_number(typed) is None


def test_a_list_of_numbers_is_short_and_reads_back():
    numbers = ["A-0009", "A-0010", "A-0011", "B-0001", "A-0001"]

    listed = list_unit_numbers(numbers)

    assert listed == "A-0001,A-0009:A-0011,B-0001"
    assert read_unit_numbers(listed) == sorted(numbers)
    assert len(read_unit_numbers("A-0001:A-9999")) <= 500


def test_the_pages_offer_a_start_and_answer_with_a_pdf(db, browse):
    worker = make_worker(db)
    make_units(db, worker, 2)

    shown = browse(worker).get("/labels?units=A-0001:A-0002")
    pdf = browse(worker).get("/labels.pdf?units=A-0001:A-0002&start=21")

    assert "2 mærker" in shown.text
    assert pdf.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(pdf.content)) == 2
    assert browse(worker).get("/labels.pdf?units=Z-9999").status_code == 404
    assert browse(make_person(db)).get("/labels.pdf?units=A-0001").status_code == 404

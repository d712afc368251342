"""Labels in every format: true to size, with codes that open what they are on and numbers one can read."""

import io
import string
from itertools import pairwise

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.catalogue.models import StoragePlace, Unit, UnitSet
from app.core.config import settings
from app.core.db import uuid7
from app.workshop.labels.formats import BY_KEY, FORMATS
from app.workshop.labels.sheets import (
    Sticker,
    label_address,
    label_pdf,
    place_address,
    set_address,
    sheets_of,
    stickers_of_places,
    stickers_of_sets,
    stickers_of_units,
)
from app.workshop.numbers import list_unit_numbers, read_unit_number, read_unit_numbers
from tests.factories import make_person
from tests.workshop.factories import make_units, make_worker

MM = 72 / 25.4
DPI = 200
LONG = "Hæve-sænke-bord 160 × 80 cm med kabelbakke, hvid plade og grå ben fra det store mødelokale på tredje sal"
# The first label's corner and the step to the next, in mm, as the makers print them.
MADE = {
    "a4-21": (7.2, 15.15, 66.04, 38.1), "a4-24": (7.2, 12.9, 66.04, 33.9), "a4-24-full": (0, 0.5, 70, 37),
    "a4-14": (4.65, 15.15, 101.6, 38.1), "a4-65": (4.75, 10.7, 40.6, 21.2), "roll-29": (0, 0, 62, 29),
    "roll-40": (0, 0, 62, 40),
}  # fmt: skip


def things(count: int, title: str = "Kontorstol, blå, med armlæn") -> list[Sticker]:
    key = uuid7()
    numbers = [f"A-{n:04d}" for n in range(1, count + 1)]
    return stickers_of_units(Unit(number=n, title=title, municipality_id=key, category_id=key) for n in numbers)


def printed(stickers: list[Sticker], kind: str = "a4-21", start: int = 1) -> pypdfium2.PdfDocument:
    pdf = label_pdf(stickers, municipality="Egekøbing Kommune", kind=BY_KEY[kind], start=start)
    return pypdfium2.PdfDocument(io.BytesIO(pdf))


def picture(page: pypdfium2.PdfPage, dpi: int = DPI) -> Image.Image:
    return page.render(scale=dpi / 72).to_pil().convert("L")


def codes_on(page: pypdfium2.PdfPage) -> dict[str, tuple[float, float]]:
    """Each QR code of the printed page, with the middle of its modules in mm from the upper left corner."""
    found = {}
    for code in zxingcpp.read_barcodes(picture(page)):
        corners = code.position
        points = [corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right]
        middle = [sum(axis) / 4 / DPI * 25.4 for axis in ([p.x for p in points], [p.y for p in points])]
        found[code.text] = (middle[0], middle[1])
    return found


@pytest.fixture(scope="module", params=[kind.key for kind in FORMATS])
def full(request):
    """A format, and a page or roll of it that is full, printed once."""
    kind = BY_KEY[request.param]
    count = 2 if kind.is_roll else kind.places
    return kind, printed(things(count), kind.key), count


def test_the_page_has_its_true_size_and_every_code_reads_where_its_label_lies(full):
    kind, document, count = full
    left, top, across, down = MADE[kind.key]
    pages = list(document)

    assert all(page.get_size() == pytest.approx((kind.page[0] * MM, kind.page[1] * MM), abs=0.1) for page in pages)
    codes = {text: at for page in pages for text, at in codes_on(page).items()}
    assert set(codes) == {label_address(f"A-{n:04d}") for n in range(1, count + 1)}
    first = codes[label_address("A-0001")]
    for place in range(kind.places if not kind.is_roll else 1):
        x, y = codes[label_address(f"A-{place + 1:04d}")]
        assert x - first[0] == pytest.approx(place % kind.columns * across, abs=0.6)
        assert y - first[1] == pytest.approx(place // kind.columns * down, abs=0.6)
    assert first[1] == pytest.approx(top + kind.height / 2, abs=0.5)
    assert left + 8 < first[0] < left + kind.width / 2


def test_the_pdf_tells_printers_not_to_fit_it_to_the_page():
    document = printed(things(1))

    assert not pypdfium2.raw.FPDF_VIEWERREF_GetPrintScaling(document.raw)


@pytest.fixture(scope="module", params=[kind.key for kind in FORMATS])
def sample(request):
    """A format with three labels that are hard to fill: a long title, Danish letters, a long code."""
    place = StoragePlace(municipality_id=uuid7(), code="HALLEN-VED-PORTEN-2", name="Ved porten")
    stickers = [*things(1, LONG), *things(1, "Æblegrøn stol til Ørsted på Ågade"), *stickers_of_places([place])]
    return BY_KEY[request.param], printed(stickers, request.param)


def labels_on(kind, document, dpi: int = 300) -> list[Image.Image]:
    """The three labels of the sample, each cut out along its edges."""
    (left, top), (across, down), px = kind.margins, kind.pitch, dpi / 25.4
    found = []
    for place in range(3):
        page, at = (document[place], 0) if kind.is_roll else (document[0], place)
        row, column = divmod(at, kind.columns)
        x, y = left + column * across, top + row * down
        box = (round(x * px), round(y * px), round((x + kind.width) * px), round((y + kind.height) * px))
        found.append(picture(page, dpi).crop(box))
    return found


def test_nothing_runs_over_the_edge_of_its_label(sample):
    kind, document = sample
    # Because a label printer leaves 3 mm white where it cuts; a sheet may lie half a millimetre askew.
    margin_mm = 2.9 if kind.is_roll else 0.5

    for label in labels_on(kind, document):
        margin = round(margin_mm * 300 / 25.4)
        frames = (
            label.crop((0, 0, label.width, margin)),
            label.crop((0, label.height - margin, label.width, label.height)),
            label.crop((0, 0, 6, label.height)),
            label.crop((label.width - 6, 0, label.width, label.height)),
        )
        assert min(label.tobytes()) < 50
        assert [min(frame.tobytes()) > 200 for frame in frames] == [True] * 4


def test_a_title_never_hides_the_number_and_danish_letters_are_printed(sample):
    _kind, document = sample
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    # Because a hyphen at the end of a line is read as one that may be left out.
    said = "".join(words.replace("\x02", "-").split())

    assert said.count("A-0001") == 2
    assert "HALLEN-VED-PORTEN-2" in said
    assert "Hæve-sænke" in said
    assert "Æblegrøn" in said


def test_the_number_is_large_where_the_label_is(sample):
    kind, document = sample
    text = document[0].get_textpage()
    at = text.get_text_bounded().index("A-0001")
    boxes = [text.get_charbox(at + k) for k in range(len("A-0001"))]
    digits = [box for box, letter in zip(boxes, "A-0001", strict=True) if letter in string.digits]
    least = 16 if kind.width > 60 else 12

    # Figures of the typeface are 0.69 of its size high.
    assert min(top - bottom for _l, bottom, _r, top in digits) >= least * 0.66


def test_the_quiet_zone_is_four_modules_white(sample):
    kind, document = sample
    label = labels_on(kind, document, 600)[0]
    corners = zxingcpp.read_barcodes(label)[0].position
    module = (corners.top_right.x - corners.top_left.x) / 29
    reach, inside = round(3.9 * module), 3
    left, top, right, bottom = corners.top_left.x, corners.top_left.y, corners.top_right.x, corners.bottom_left.y
    zone = [
        (left - reach, top - reach, right + reach, top - inside),
        (left - reach, bottom + inside, right + reach, bottom + reach),
        (left - reach, top, left - inside, bottom), (right + inside, top, right + reach, bottom),
    ]  # fmt: skip

    assert all(box[0] >= 0 and box[1] >= 0 and box[3] <= label.height for box in zone)
    assert [min(label.crop(box).tobytes()) > 200 for box in zone] == [True] * 4
    assert min(label.crop((left, top, right, bottom)).tobytes()) < 50


@pytest.mark.parametrize("kind, start, on", [("a4-21", 20, [2, 2]), ("a4-65", 64, [2, 2]), ("roll-29", 9, [1] * 4)])
def test_a_begun_sheet_is_used_up_and_the_rest_goes_on_the_next(kind, start, on):
    start = min(start, BY_KEY[kind].places)

    pages = [codes_on(page) for page in printed(things(4), kind, start=start)]

    assert [len(page) for page in pages] == on


def test_the_first_label_lies_on_the_place_that_was_chosen():
    sheets = sheets_of(things(4), start=20)

    assert [[(label.row, label.column) for label in sheet] for sheet in sheets] == [[(7, 2), (7, 3)], [(1, 1), (1, 2)]]


def test_the_places_of_a_sheet_never_overlap_and_stay_on_the_paper():
    for kind in FORMATS:
        (left, top), (across, down) = kind.margins, kind.pitch
        assert across >= kind.width
        assert down >= kind.height
        assert min(left, top) >= 0
        assert left + (kind.columns - 1) * across + kind.width <= kind.page[0] + 0.001
        assert top + (kind.rows - 1) * down + kind.height <= kind.page[1] + 0.001
    assert all(a.key != b.key for a, b in pairwise(FORMATS))


def test_things_sets_and_places_have_codes_of_their_own_in_capitals(monkeypatch):
    monkeypatch.setattr(settings(), "base_url", "https://gb.egekobing.example")
    key = uuid7()
    made = UnitSet(municipality_id=key, number="S-0012", name="12 ens mødestole")

    stickers = [
        *things(1), *stickers_of_sets([(made, 12)]),
        *stickers_of_places([StoragePlace(municipality_id=key, code="H1-R2", name="Reol 2")]),
    ]  # fmt: skip

    assert [each.address.removeprefix("HTTPS://GB.EGEKOBING.EXAMPLE") for each in stickers] == [
        "/U/A0001", "/S/S0012", "/P/H1-R2"
    ]  # fmt: skip
    page = printed(stickers)[0]
    assert set(codes_on(page)) == {label_address("A-0001"), set_address("S-0012"), place_address("H1-R2")}
    words = page.get_textpage().get_text_bounded()
    assert all(said in words for said in ("S-0012", "12 ting", "mødestole", "H1-R2", "Reol 2"))


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
    assert len(read_unit_numbers(",".join(f"A-{n}" for n in range(1, 900)))) == 500


def test_the_page_offers_formats_and_a_start_and_answers_with_a_pdf(db, browse):
    worker = make_worker(db)
    make_units(db, worker, 2)
    web = browse(worker)

    shown = web.get("/labels?units=A-0001:A-0002&format=a4-24")
    pdf = web.get("/labels.pdf?units=A-0001:A-0002&start=21")
    small = web.get("/labels.pdf?units=A-0001&format=a4-65&start=999")

    assert "2 mærkater" in shown.text
    assert "63,5 × 33,9 mm" in shown.text
    assert 'value="24"' in shown.text
    assert pdf.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf.content))) == 2
    assert len(codes_on(pypdfium2.PdfDocument(io.BytesIO(small.content))[0])) == 1
    assert web.get("/labels.pdf?units=Z-9999").status_code == 404
    assert web.get("/labels.pdf?units=A-0001&start=0").status_code == 404
    assert browse(make_person(db)).get("/labels.pdf?units=A-0001").status_code == 404


def test_a_roll_has_one_label_a_page_and_no_start(db, browse):
    worker = make_worker(db)
    make_units(db, worker, 3)

    shown = browse(worker).get("/labels?units=A-0001:A-0003&format=roll-29").text
    pdf = browse(worker).get("/labels.pdf?units=A-0001:A-0003&format=roll-29").content

    assert "Hvor begynder arket?" not in shown
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 3

"""The givers follow what became of each line, in plain words and with a photo."""

from app.catalogue.stages import Stage
from app.intake.actions.lines import add_line
from app.intake.fates import all_found, line_fates
from app.intake.lines import lines_in
from app.intake.models import ReportState
from app.intake.words import told
from tests.factories import make_institution, make_item, make_unit
from tests.intake.factories import make_giver, make_report


def given(db, report, line, stage, **facts):
    return make_unit(db, report_id=report.id, report_line_id=line.id, stage=stage, **facts)


def test_each_line_tells_where_its_things_are(db, browse):
    karen = make_giver(db)
    report = make_report(db, karen, ReportState.RECEIVED, what="chairs", quantity=6)
    [chairs] = lines_in(db, report)
    chairs.words = "Grønne stole"
    shelf = add_line(db, report, quantity=1, words="Reol")
    hall, item = make_institution(db, "Rådhuset"), make_item(db)
    for _each in range(3):
        given(db, report, chairs, Stage.HANDED_OVER, holder_id=hall.id)
    given(db, report, chairs, Stage.RECYCLED, scrap_reason="spare_parts: hjul")
    given(db, report, chairs, Stage.RECYCLED, scrap_reason="broken")
    given(db, report, chairs, Stage.ON_OFFER, item=item)
    given(db, report, shelf, Stage.RECEIVED, stands_at_id=karen.institution_id)
    item.on_offer = 2
    db.add(item)
    db.flush()

    _told, (seats, shelves) = line_fates(db, report)
    page = browse(karen).get(f"/surplus/{report.id}").text

    assert told(seats.told) == (
        "3 står nu på Rådhuset. 1 er i butikken. 1 blev til reservedele. 1 er skilt ad til materialer."
    )
    assert told(shelves.told) == "1 bliver stående, til nogen vil have den."
    assert "Grønne stole" in page
    assert f'href="/items/{item.id}"' in page
    assert "3 står nu på Rådhuset" in page
    assert page.index("Grønne stole") < page.index("Reol")


def test_only_what_needs_nothing_more_has_found_its_place(db):
    report = make_report(db, make_giver(db), ReportState.RECEIVED)
    [line] = lines_in(db, report)
    assert not all_found(db, report)

    for stage in (Stage.HANDED_OVER, Stage.RECYCLED, Stage.SOLD_OFF):
        given(db, report, line, stage)
    assert all_found(db, report)

    for stage in (Stage.RECEIVED, Stage.IN_WORKSHOP, Stage.ON_OFFER, Stage.RESERVED):
        waits = given(db, report, line, stage)
        assert not all_found(db, report), stage
        db.delete(waits)
        db.flush()

"""Answer the workshop's question from a letter, without signing in: opening the link only shows, the button answers."""

from fastapi import APIRouter, Request, Response

from app.accounts.guard import everyone
from app.accounts.sessions import viewer_of
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import speak
from app.core.pages import page, see_other
from app.intake import words
from app.intake.actions import ReportMovedOn, answer_question
from app.intake.answer_links import Asked, LinkState, find_asked
from app.intake.forms import AnswerForm

router = APIRouter()
GONE = 410


@router.get("/answer", dependencies=[everyone()])
def show_answer(request: Request, db: Db, link: str = "") -> Response:
    return _answer_page(request, link, find_asked(db, link), Filled.of(AnswerForm))


def _answer_page(
    request: Request, link: str, asked: Asked | None, form: Filled[AnswerForm], status: int = 200
) -> Response:
    if asked is not None:
        speak(asked.reporter.language)
    found = page(
        request, "intake/answer.html", status=status if asked else GONE, words=words, asked=asked, link=link, form=form
    )
    # Because whoever uses the same telephone next must not find the link's page there.
    found.headers["Cache-Control"] = "no-store"
    return found


@router.post("/answer", dependencies=[everyone()])
def post_answer_by_link(request: Request, db: Db, data: Sent) -> Response:
    link = str(data.get("link") or "")
    asked, form = find_asked(db, link), read(AnswerForm, data)
    if asked is None or asked.state is not LinkState.OPEN:
        return _answer_page(request, link, asked, form)
    if form.value is None:
        return _answer_page(request, link, asked, form, 422)
    try:
        answer_question(db, asked.report, form.value.answer, by=viewer_of(db, asked.reporter))
    except ReportMovedOn:
        db.rollback()
    return see_other(request, f"/answer?link={link}")

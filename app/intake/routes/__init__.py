"""Pages on surplus: for those who report it, and for the workshop that takes it."""

from fastapi import APIRouter

from app.intake.routes import answering, inbox, lines, photos, reports, review, steps

router = APIRouter()
for each in (reports, steps, lines, photos, inbox, review, answering):
    router.include_router(each.router)

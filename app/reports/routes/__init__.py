"""The leader's pages."""

from fastapi import APIRouter

from app.reports.routes import closing, report

router = APIRouter()
for part in (report, closing):
    router.include_router(part.router)

"""The leader's pages."""

from fastapi import APIRouter

from app.reports.routes import campaigns, closing, goals, guests, outputs, report, things

router = APIRouter()
for part in (report, outputs, things, closing, goals, campaigns, guests):
    router.include_router(part.router)

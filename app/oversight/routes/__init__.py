"""Pages of management control."""

from fastapi import APIRouter

from app.oversight.routes import overview, pages

router = APIRouter()
for part in (overview, pages):
    router.include_router(part.router)

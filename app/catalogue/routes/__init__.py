"""The shop's pages: front page, list, item."""

from fastapi import APIRouter

from app.catalogue.routes import front, item, items

router = APIRouter()
for each in (front, items, item):
    router.include_router(each.router)

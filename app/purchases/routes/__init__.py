"""The pages of new purchases: one by one, and from the finance system's spreadsheet."""

from fastapi import APIRouter

from app.purchases.routes import imports, purchases

router = APIRouter()
for part in (imports, purchases):
    router.include_router(part.router)

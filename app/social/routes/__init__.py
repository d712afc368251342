"""The leader's page of released tables, and the controller's page of what they are made from."""

from fastapi import APIRouter

from app.social.routes import inputs, report

router = APIRouter()
for part in (report, inputs):
    router.include_router(part.router)

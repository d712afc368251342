"""The administrator's pages, and what those who run the installation ask."""

from fastapi import APIRouter

from app.administration.routes import erasures, health, history, imports, people, settings

router = APIRouter()
for part in (health, settings, people, imports, erasures, history):
    router.include_router(part.router)

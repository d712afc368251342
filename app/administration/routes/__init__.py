"""The administrator's pages, and what those who run the installation ask."""

from fastapi import APIRouter

from app.administration.routes import erasures, factors, health, history, imports, people, settings

router = APIRouter()
for part in (health, settings, people, imports, erasures, factors, history):
    router.include_router(part.router)

"""The workshop's pages: the board, receiving, one unit, one job, checking, putting in the shop, labels."""

from fastapi import APIRouter

from app.workshop.routes import (
    board,
    checks,
    counts,
    drafts,
    facts,
    items,
    job_parts,
    job_photos,
    job_stop,
    job_time,
    jobs,
    labels,
    leaving,
    many,
    new_items,
    offline,
    places,
    put_away,
    receive,
    scanning,
    stock,
    units,
)

router = APIRouter()
for each in (
    board,
    scanning,
    put_away,
    many,
    counts,
    places,
    drafts,
    facts,
    offline,
    receive,
    jobs,
    job_parts,
    job_photos,
    checks,
    new_items,
    items,
    units,
    leaving,
    labels,
    stock,
):
    router.include_router(each.router)

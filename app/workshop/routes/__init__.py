"""The workshop's pages: the board, receiving, one unit, one job, checking, putting in the shop, labels."""

from fastapi import APIRouter

from app.workshop.routes import (
    board,
    checks,
    items,
    job_parts,
    job_photos,
    jobs,
    labels,
    leaving,
    new_items,
    receive,
    stock,
    units,
)

router = APIRouter()
for each in (board, receive, jobs, job_parts, job_photos, checks, new_items, items, units, leaving, labels, stock):
    router.include_router(each.router)

"""The pages of deliveries: the driver's, the planner's, the counter's."""

from fastapi import APIRouter

from app.deliveries.routes import counter, driving, planning

router = APIRouter()
# The driver's come first, because /runs/today is also an address of the form /runs/{run_id}.
for part in (driving.router, planning.router, counter.router):
    router.include_router(part)

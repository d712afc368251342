"""Pages on baskets, orders, approvals and returns."""

from fastapi import APIRouter

from app.orders.routes import approvals, basket, checkout, orders, returns

router = APIRouter()
for each in (basket, checkout, orders, approvals, returns):
    router.include_router(each.router)

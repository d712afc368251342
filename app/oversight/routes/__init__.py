"""Pages of management control."""

from fastapi import APIRouter

router = APIRouter()

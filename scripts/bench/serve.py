"""The two applications of the benchmark, each as a factory for uvicorn; what they need stands in the environment."""

import os
from datetime import date
from uuid import UUID

from fastapi import FastAPI
from starlette.applications import Starlette

from app.core.db import make_engine
from app.main import make_app
from scripts.bench.floor import make_floor


def product() -> FastAPI:
    """Omløb itself."""
    return make_app()


def floor() -> Starlette:
    """The floor on the same database."""
    since = date.fromisoformat(os.environ["BENCH_SINCE"])
    return make_floor(make_engine(os.environ["OMLOB_DATABASE_URL"]), UUID(os.environ["BENCH_MUNICIPALITY"]), since)

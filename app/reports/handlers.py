"""What reports do in the worker: make the PDFs that were asked for, and sweep them."""

from app.reports.outputs import make

__all__ = ["make"]

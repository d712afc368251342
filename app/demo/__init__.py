"""A fictional municipality with five years of history, for trying Omløb out (docs/demo.md)."""

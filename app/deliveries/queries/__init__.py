"""Runs, their places and what waits for a run, read for a viewer."""

"""Runs, stops, hand-over; collects surplus and delivers orders."""

"""Surplus reports: report, review, plan, collect, receive."""

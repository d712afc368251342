"""Figures for leaders and auditors; reads, never writes."""

"""Plays a script by writing rows in bulk: the same rows the ordinary actions write (a test compares them)."""

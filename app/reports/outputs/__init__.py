"""The same report as files: a spreadsheet with formulas, and JSON."""

"""The same report as files: a PDF for the council, a spreadsheet with formulas, and JSON."""

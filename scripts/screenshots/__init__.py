"""Photographs of every page, at the widths of a phone, a tablet and a desk."""

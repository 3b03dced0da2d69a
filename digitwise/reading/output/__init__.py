"""Readings as CSV rows and annotated pictures."""

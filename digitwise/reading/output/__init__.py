"""Readings put together and written: warnings, text, CSV rows, files, annotated and explained pictures."""

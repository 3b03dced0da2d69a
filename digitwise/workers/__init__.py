"""Guarded processes: they read untrusted pictures under limits of time and memory, or train for the learning page."""

"""Guarded processes that read untrusted pictures under limits of time and memory."""

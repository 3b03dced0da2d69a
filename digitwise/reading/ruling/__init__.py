"""Printed lines and box grids: segments, combs, and the ink without them."""

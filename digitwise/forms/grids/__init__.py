"""Ruling lines of a level sheet, and the grids of cells that they enclose."""

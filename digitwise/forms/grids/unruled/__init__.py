"""Rows, columns and sides of tables that no line draws: the writing, and the ends of other lines, tell them."""

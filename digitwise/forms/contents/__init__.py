"""What the cells of a sheet hold: their ink, and what that is."""

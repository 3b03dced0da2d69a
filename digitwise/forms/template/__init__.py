"""Forms as they are printed, and the ways in which a sheet is laid over them."""

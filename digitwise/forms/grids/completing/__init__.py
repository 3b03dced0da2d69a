"""Lines that were ruled and not found whole: ends, corners, sides that writing breaks, and borders that are none."""

"""The command `read`: pictures to numbers."""

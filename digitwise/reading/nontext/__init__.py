"""Which connected components are not writing, and why."""

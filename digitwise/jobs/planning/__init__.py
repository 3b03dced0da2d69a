"""What a job is going to read, and what its rows depend on."""

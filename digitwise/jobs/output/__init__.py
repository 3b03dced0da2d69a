"""The rows of a job, and how they come to be there once."""

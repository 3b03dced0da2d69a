"""The HTTP API: routes, uploads, admission control, error responses."""

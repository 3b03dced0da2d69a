"""Commands for forms: `table`, `form` and `review`."""

"""Trust, in PostgreSQL."""

"""Reads that go straight from SQL to frozen rows."""

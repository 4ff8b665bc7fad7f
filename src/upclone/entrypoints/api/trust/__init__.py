"""Sanctions, and what one did."""

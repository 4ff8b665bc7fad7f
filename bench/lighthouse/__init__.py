"""Scores of Lighthouse."""

"""Measurements of promises, each beside its peers in the same run."""

"""Contracts, milestones and disputes."""

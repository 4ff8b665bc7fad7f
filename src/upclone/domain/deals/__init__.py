"""Deals: contracts, their milestones and their disputes."""

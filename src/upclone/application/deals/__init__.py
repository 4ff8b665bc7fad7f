"""Use cases of contracts, milestones and disputes."""

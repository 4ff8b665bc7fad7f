"""A seeded campaign of faults: random deals over simulated gateways, with everything going wrong that a seed says."""

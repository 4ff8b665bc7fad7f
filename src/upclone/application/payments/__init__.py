"""Use cases of held funds, transfers and the gateway's answers."""

"""People: accounts and what they may do."""

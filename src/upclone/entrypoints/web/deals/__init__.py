"""Deals: the room of a contract, its money, its work, its disputes, its hours."""

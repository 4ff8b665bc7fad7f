"""What people tell each other, and what they are told."""

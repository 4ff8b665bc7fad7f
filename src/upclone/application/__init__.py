"""What people do with the domain: use cases, what they need from outside (ports), and what follows (reactions)."""

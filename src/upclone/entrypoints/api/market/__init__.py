"""Jobs and proposals."""

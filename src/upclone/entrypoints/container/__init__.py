"""What is wired to what: one file per wing, one line per class."""

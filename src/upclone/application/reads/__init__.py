"""What screens and answers show: frozen rows, and Protocols that take the viewer first."""

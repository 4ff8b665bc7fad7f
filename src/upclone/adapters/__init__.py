"""The outside world, one package each. They do not know each other; only the container puts them together."""

"""The ways in. Only `start` meets the container; the others are handed the application."""

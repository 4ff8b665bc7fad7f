"""Messaging: what people are told by letter, and how soon they want it."""

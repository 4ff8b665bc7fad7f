"""Use cases of sanctions and activity."""

"""The administration: for moderators and operators."""

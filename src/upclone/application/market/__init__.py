"""Use cases of jobs and proposals."""

"""Finding what `search` has written: from what was typed to a plan, a page, and who waits for a job."""

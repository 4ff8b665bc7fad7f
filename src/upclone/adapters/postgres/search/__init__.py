"""What is searched: one table of open jobs and one of freelancers, each row with all it is found by in one tsvector."""

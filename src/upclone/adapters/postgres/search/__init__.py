"""Search: one table of open jobs and one of freelancers, each with everything searched for in one tsvector."""

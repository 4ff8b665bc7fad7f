"""Pages of the market: jobs, freelancers, proposals."""

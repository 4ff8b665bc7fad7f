"""The market: jobs and the proposals they receive."""

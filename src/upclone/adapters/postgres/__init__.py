"""PostgreSQL: every repository, the ledger with its triggers, jobs in the same transaction, and the migrations."""

"""The pure core of upclone: contracts, escrow, disputes and their ledger, with attrs as its only dependency."""

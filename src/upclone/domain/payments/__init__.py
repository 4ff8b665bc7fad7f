"""Money: fees, the ledger, held funds and transfers out."""

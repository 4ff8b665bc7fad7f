"""Money: what one has, and what is held; withdrawing, paying, being paid; invoices, statements, chargebacks."""

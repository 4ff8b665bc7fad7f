"""Payments, balances, payouts and invoices."""

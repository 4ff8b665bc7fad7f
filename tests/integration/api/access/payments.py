"""The routes of payments."""

from typing import Any

from tests.api_world import eur
from tests.integration.api.access.kinds import (
    CHARGEBACK,
    EVERYBODY,
    METHOD,
    MISSING,
    OF_JOB,
    OPERATOR,
    PAPER,
    PAYMENT,
    PAYOUT,
    SIGNED_IN,
)

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /jobs/{id}/invoice": (OF_JOB, None),
    "GET /invoices": (SIGNED_IN, None),
    "GET /invoices/{id}": (PAPER, None),
    "GET /statements/earnings": (SIGNED_IN, None),
    "GET /statements/spending": (SIGNED_IN, None),
    "GET /earnings/summary": (SIGNED_IN, None),
    "GET /spending/summary": (SIGNED_IN, None),
    "GET /fees": (EVERYBODY, None),
    "GET /fees/quote": (EVERYBODY, None),
    "GET /tax-identity": (SIGNED_IN, None),
    "PUT /tax-identity": (SIGNED_IN, {"country": "FR"}),
    "GET /payments/gateways": (EVERYBODY, None),
    "GET /payments/{id}": (PAYMENT, None),
    "GET /payments/{id}/approve": (PAYMENT, None),
    "POST /payments/{id}/cancel": (PAYMENT, {}),
    "GET /balances": (SIGNED_IN, None),
    "GET /payouts": (SIGNED_IN, None),
    "GET /payouts/schedule": (SIGNED_IN, None),
    "PUT /payouts/schedule": (SIGNED_IN, {"rhythm": "by_hand"}),
    "GET /payment-methods": (SIGNED_IN, None),
    "GET /chargebacks": (SIGNED_IN, None),
    "GET /chargebacks/{id}": (CHARGEBACK, None),
    "GET /chargebacks/{id}/dossier": (OPERATOR, None),
    "POST /chargebacks/{id}/contest": (OPERATOR, {}),
    "GET /payout-methods": (SIGNED_IN, None),
    "POST /payment-methods": (SIGNED_IN, {"password": "x"}),
    "POST /payout-methods": (SIGNED_IN, {"password": "x"}),
    "GET /methods/{id}": (METHOD, None),
    "POST /methods/{id}/continue": (METHOD, {}),
    "POST /methods/{id}/choose": (METHOD, {}),
    "POST /methods/{id}/remove": (METHOD, {}),
    "POST /payouts": (SIGNED_IN, {"amount": eur(100), "destination": "acct_ok", "account_id": MISSING}),
    "GET /payouts/{id}": (PAYOUT, None),
    "POST /payouts/{id}/retry": (PAYOUT, {}),
}

"""Every table, in one place: importing this module fills the metadata."""

from __future__ import annotations

from upclone.adapters.postgres import clock, history, reconciliation, requests, webhooks
from upclone.adapters.postgres.deals import contracts, disputes, hours, milestones, timesheets
from upclone.adapters.postgres.market import (
    categories,
    invitations,
    jobs,
    likenesses,
    limits,
    proposals,
    recommendations,
    searches,
    standing,
)
from upclone.adapters.postgres.messaging import news, notifications
from upclone.adapters.postgres.metadata import METADATA
from upclone.adapters.postgres.payments import (
    approvals,
    chargebacks,
    escrow,
    invoices,
    ledger,
    methods,
    taxes,
    transfers,
)
from upclone.adapters.postgres.people import (
    accounts,
    factors,
    files,
    identities,
    profiles,
    proofs,
    sessions,
    tokens,
    views,
)
from upclone.adapters.postgres.search import tables as searched
from upclone.adapters.postgres.trust import activity, audit, sanctions

TABLES = tuple(METADATA.sorted_tables)

__all__ = [
    "METADATA",
    "TABLES",
    "accounts",
    "activity",
    "approvals",
    "audit",
    "categories",
    "chargebacks",
    "clock",
    "contracts",
    "disputes",
    "escrow",
    "factors",
    "files",
    "history",
    "hours",
    "identities",
    "invitations",
    "invoices",
    "jobs",
    "ledger",
    "likenesses",
    "limits",
    "methods",
    "milestones",
    "news",
    "notifications",
    "profiles",
    "proofs",
    "proposals",
    "recommendations",
    "reconciliation",
    "requests",
    "sanctions",
    "searched",
    "searches",
    "sessions",
    "standing",
    "taxes",
    "timesheets",
    "tokens",
    "transfers",
    "views",
    "webhooks",
]

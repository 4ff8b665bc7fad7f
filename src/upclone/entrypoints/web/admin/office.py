"""All pages below /admin."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from upclone.entrypoints.web.admin import (
    approvals,
    categories,
    contracts,
    disputes,
    jobs,
    ledger,
    outgoing,
    overview,
    people,
    reconciliations,
    records,
    suspense,
)

PAGES: Final[tuple[Blueprint, ...]] = (
    overview.PAGES,
    jobs.PAGES,
    people.PAGES,
    contracts.PAGES,
    disputes.PAGES,
    ledger.PAGES,
    suspense.PAGES,
    reconciliations.PAGES,
    outgoing.PAGES,
    approvals.PAGES,
    categories.PAGES,
    records.PAGES,
)

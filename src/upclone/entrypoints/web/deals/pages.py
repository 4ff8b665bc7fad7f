"""All pages of deals."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from upclone.entrypoints.web.deals import contracts, deliveries, disputes, funding, hours, offers, subjects, tables

PAGES: Final[tuple[Blueprint, ...]] = (
    contracts.PAGES,
    offers.PAGES,
    funding.PAGES,
    deliveries.PAGES,
    disputes.PAGES,
    hours.PAGES,
    subjects.PAGES,
    tables.PAGES,
)

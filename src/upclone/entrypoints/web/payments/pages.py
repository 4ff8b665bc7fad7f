"""All pages of the wing, for the site."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from upclone.entrypoints.web.payments import claims, declaring, overview, papers, statements, tables, ways, withdrawing

PAGES: Final[tuple[Blueprint, ...]] = (
    overview.PAGES,
    withdrawing.PAGES,
    ways.PAGES,
    declaring.PAGES,
    statements.PAGES,
    papers.PAGES,
    claims.PAGES,
    tables.PAGES,
)

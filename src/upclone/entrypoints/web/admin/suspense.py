"""What has no place yet: money that is nobody's, what a payment left over, and claims on payments of nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.domain.payments.findings import NOBODYS
from upclone.domain.payments.ledger import AccountKind
from upclone.entrypoints.api.payments import reconciliations
from upclone.entrypoints.api.payments.reconciliations import StrayClaimShape
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, number, sheet

PAGES = gate.for_operators("suspense")

_APART: Final[Columns] = {
    _("Gateway"): lambda row: row.gateway,
    _("Line"): lambda row: row.line,
    _("Amount"): lambda row: number(row.amount),
    _("Currency"): lambda row: row.amount.currency,
    _("Set apart"): lambda row: row.at,
}
_CLAIMS: Final[Columns] = {
    _("Gateway"): lambda row: row.claim.gateway,
    _("Claim"): lambda row: row.claim.ref,
    _("Payment"): lambda row: row.claim.payment_ref,
    _("Amount"): lambda row: number(row.claim.amount),
    _("Currency"): lambda row: row.claim.amount.currency,
    _("Reason"): lambda row: row.claim.reason,
    _("Heard"): lambda row: row.claim.at,
    _("Line of what left"): lambda row: row.line,
}


@frozen
class Stray:
    """A claim on a payment that is nobody's. `line` is the gateway's name for the money that left for it, where a
    reconciliation found that and nobody gave it a place."""

    claim: StrayClaimShape
    line: str = ""


@PAGES.get("/suspense")
def suspense() -> ResponseReturnValue:
    """Money without a place, and what banks want back of it."""
    lying = [row for row in desk().doors.ledger.balances(AccountKind.SUSPENSE) if row.balance.amount_minor]
    found = desk().read(reconciliations.unmatched)
    return page("admin/suspense.html", lying=lying, apart=found.items, strays=list(_strays(found.claims)))


@PAGES.get("/suspense.csv")
def suspense_exported() -> ResponseReturnValue:
    """What nothing here speaks of."""
    return sheet("unmatched", _APART, desk().read(reconciliations.unmatched).items)


@PAGES.get("/suspense/claims.csv")
def claims_exported() -> ResponseReturnValue:
    """The claims."""
    return sheet("claims", _CLAIMS, _strays(desk().read(reconciliations.unmatched).claims))


def _strays(claims: Sequence[StrayClaimShape]) -> Iterator[Stray]:
    """A gateway names what left by the claim or by the payment that it is about."""
    books = desk().doors.books
    left = {
        (gateway, each.ref): each.line
        for gateway in {claim.gateway for claim in claims}
        for each in books.open(gateway)
        if each.reason in NOBODYS and (each.there or 0) < 0
    }
    for claim in claims:
        named = ((claim.gateway, claim.ref), (claim.gateway, claim.payment_ref))
        yield Stray(claim, next((left[name] for name in named if name in left), ""))

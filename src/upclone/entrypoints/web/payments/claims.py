"""Chargebacks: payments that a payer's bank wants back, as the two sides of the contract see them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.deals import contracts
from upclone.entrypoints.api.payments import chargebacks
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("claims", __name__)


@PAGES.get("/chargebacks")
def listed() -> ResponseReturnValue:
    """Newest first."""
    return page("payments/chargebacks.html", found=desk().read(chargebacks.chargebacks, request.args))


@PAGES.get("/chargebacks/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One, with where the money came from and what comes next."""
    claim = desk().read(chargebacks.chargeback, id=id)
    contract = desk().read(contracts.contract, id=claim.contract_id)
    return page("payments/chargeback.html", claim=claim, contract=contract)

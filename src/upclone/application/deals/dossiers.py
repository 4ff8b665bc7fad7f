"""What is known of a deal when a payer's bank asks: gathered from what both sides signed, handed over and accepted."""

from __future__ import annotations

import re
from datetime import datetime

from upclone.application.ports.documents import Dossier, Part, PartyCard
from upclone.application.ports.store import Work
from upclone.domain.deals.contracts import Contract
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold

_MOST = 400
"""Lines of history: gateways take files of some megabytes."""


def gather(work: Work, chargeback: Chargeback, at: datetime) -> Dossier:
    """The dossier of a chargeback as things are."""
    contract = work.contracts.get(chargeback.contract_id)
    hold = work.holds.get(chargeback.hold_id)
    client, freelancer = (work.accounts.get(id) for id in (contract.parties.client, contract.parties.freelancer))
    return Dossier(
        reference=f"CB-{chargeback.id.hex[-8:].upper()}",
        title=contract.terms.title,
        payment=hold.gateway_ref or "",
        amount=chargeback.amount,
        client=PartyCard(client.name, client.email, client.country or None),
        freelancer=PartyCard(freelancer.name, freelancer.email, freelancer.country or None),
        parts=(
            Part("What was agreed", contract.terms.scope),
            Part("Signatures", _signatures(contract)),
            Part("Deliveries and approvals", _deliveries(work, contract)),
            Part(
                "Money",
                f"Paid: {hold.total}, {hold.requested_at:%Y-%m-%d %H:%M} UTC, for work of {hold.work}. "
                f"Released to the freelancer: {hold.released}. Refunded: {_refunded(hold, chargeback)}. "
                f"Given back: {hold.given_back}.",
            ),
            Part("Disputes on the marketplace", _disputes(work, contract)),
            Part("History", "\n".join(map(_line, work.events.of(contract.id)[-_MOST:]))),
        ),
        hashes=tuple(dict.fromkeys(each.terms_hash for each in contract.signatures)),
        generated_at=at,
    )


def _refunded(hold: Hold, chargeback: Chargeback) -> Money:
    """What the payer got back of us: what their bank took meanwhile is what the answer is about, and no refund."""
    taken = chargeback.taken
    return hold.refunded - taken.work if taken and not chargeback.returned else hold.refunded


def summary(dossier: Dossier) -> str:
    """What is said beside the file, in a few sentences."""
    return (
        f'{dossier.client.name} and {dossier.freelancer.name} both signed the contract "{dossier.title}". '
        f"The payment {dossier.payment} paid for it. The file holds the signed terms, what was delivered and approved, "
        "and the history of the contract."
    )


def _signatures(contract: Contract) -> str:
    return "\n".join(
        f"{each.name}, as {each.role}, {each.at:%Y-%m-%d %H:%M} UTC, terms {each.terms_hash}"
        for each in contract.signatures
    )


def _deliveries(work: Work, contract: Contract) -> str:
    lines = []
    for each in work.milestones.of(contract.id):
        lines.append(f"{each.number}. {each.terms.title}, {each.amount}: {each.state.replace('_', ' ')}.")
        if each.delivery is not None:
            links = " ".join(each.delivery.links)
            lines.append(f"Delivered {each.delivery.at:%Y-%m-%d %H:%M} UTC: {each.delivery.note} {links}".strip())
    return "\n".join(lines)


def _disputes(work: Work, contract: Contract) -> str:
    lines = [
        f"{each.opened_at:%Y-%m-%d}, by the {each.opened_by}: {each.reason} ({each.state})"
        for each in work.disputes.of(contract.id)
    ]
    return "\n".join(lines) or "There were none."


def _line(event: Event) -> str:
    words = re.sub(r"(?<!^)([A-Z])", r" \1", event.name).lower()
    return f"{event.at:%Y-%m-%d %H:%M} UTC, {event.role}: {words}"

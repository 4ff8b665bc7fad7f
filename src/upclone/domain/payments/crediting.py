"""Which invoices are credited where money that was billed goes back, and how much of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Taken
from upclone.domain.payments.invoices import Document, Invoice, Kind
from upclone.domain.payments.returns import FundsGivenBack

GIVEN_BACK: Final = "given_back"
CHARGED_BACK: Final = "charged_back"
"""Why, where nobody said it in words: those are the paper's."""

Shares = Mapping[Kind, Money]


def of_given_back(event: FundsGivenBack) -> Shares:
    """The freelancer gives the work back, the marketplace its fees on it."""
    return {Kind.WORK: event.work, Kind.CLIENT_FEE: event.client_fee, Kind.FREELANCER_FEE: event.freelancer_fee}


def of_charged_back(taken: Taken, left: Shares) -> Shares:
    """What a bank took of money that had been released, as far as it was billed and not credited (`left`).

    What was still held had no papers. The marketplace's loss is its fees, the client's first; what is lost beyond them
    is nobody's discount. What the freelancer owes is the work less their fee, where that came back to them.
    """
    client_fee = min(taken.loss, left[Kind.CLIENT_FEE])
    freelancer_fee = min(taken.loss - client_fee, left[Kind.FREELANCER_FEE])
    work = min(taken.debt + freelancer_fee, left[Kind.WORK])
    return {Kind.WORK: work, Kind.CLIENT_FEE: client_fee, Kind.FREELANCER_FEE: freelancer_fee}


def open_for(
    papers: Iterable[Invoice], prefix: str, mine: Iterable[Invoice], credited: Mapping[UUID, Money], currency: str
) -> tuple[tuple[Invoice, ...], Shares]:
    """The invoices of releases whose entries' keys begin so and that none of the notes `mine` credits yet, the newest
    first: what was released last goes back first. And what could be credited before `mine` were."""
    own = [each for each in papers if each.document is Document.INVOICE and each.billed.entry_key.startswith(prefix)]
    taken = {note.credits: note.gross for note in mine}
    left = dict.fromkeys(Kind, Money.zero(currency))
    for each in own:
        left[each.billed.kind] += each.gross - credited[each.id] + taken.get(each.id, Money.zero(currency))
    untouched = [each for each in own if each.id not in taken]
    return tuple(sorted(untouched, key=lambda each: (each.issued_at, each.id), reverse=True)), left


def less(shares: Shares, mine: Iterable[Invoice]) -> dict[Kind, Money]:
    """What of the shares is still to be credited after these notes."""
    rest = dict(shares)
    for note in mine:
        rest[note.billed.kind] -= note.gross
    return rest

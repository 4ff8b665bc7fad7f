"""The entries that the ledger knows, one function a movement. Amounts come from the verbs; nothing is computed here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback, Taken
from upclone.domain.payments.discharges import Discharge
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import (
    Entry,
    EntryKind,
    LedgerAccount,
    available,
    clearing,
    debt,
    dispute_loss,
    entry,
    escrow,
    fee_income,
    gateway_fees,
    payout_transit,
    refund_transit,
    suspense,
)
from upclone.domain.payments.reconciliation import book_of, owner_of
from upclone.domain.payments.returns import GivenBack
from upclone.domain.payments.reversals import Shares
from upclone.domain.payments.transfers import Kind, Transfer


def fund(id: UUID, hold: Hold, at: datetime) -> Entry:
    """The client's payment: from the gateway into escrow, work and fee together."""
    total, currency = hold.total.amount_minor, hold.work.currency
    moves = [(clearing(hold.gateway, currency), -total), (escrow(hold.id, currency), total)]
    return entry(
        id, f"fund:{hold.id}", EntryKind.FUND, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id
    )


def release_key(hold_id: UUID, released_so_far: Money) -> str:
    """The key of the entry that brought what a hold has released to this sum."""
    return f"{released_by(hold_id)}{released_so_far.amount_minor}"


def released_by(hold_id: UUID) -> str:
    """How the keys of all of a hold's releases begin."""
    return f"release:{hold_id}:"


def given_back_key(transfer: Transfer) -> str:
    """The key of the entry that gave paid work back by this refund."""
    return f"given_back:{transfer.key}"


def charged_back_key(chargeback: Chargeback) -> str:
    """The key of the entry by which a payer's bank took the money."""
    return _named(EntryKind.CHARGEBACK, chargeback)


def release(id: UUID, hold: Hold, amounts: Discharge, at: datetime) -> Entry:
    """From escrow to the freelancer, with both sides' fees to the marketplace."""
    currency = hold.work.currency
    moves = [
        (escrow(hold.id, currency), -(amounts.released + amounts.client_fee).amount_minor),
        (available(hold.parties.freelancer, hold.gateway, currency), amounts.net.amount_minor),
        (fee_income(currency), amounts.fee.amount_minor),
    ]
    key = release_key(hold.id, hold.released)
    return entry(id, key, EntryKind.RELEASE, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id)


def refund(id: UUID, hold: Hold, transfer: Transfer, at: datetime) -> Entry:
    """From escrow to a refund on its way; the client's fee on it goes back too."""
    amount, currency = transfer.amount.amount_minor, hold.work.currency
    moves = [(escrow(hold.id, currency), -amount), (refund_transit(transfer.id, currency), amount)]
    key = f"refund:{transfer.key}"
    return entry(id, key, EntryKind.REFUND, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id)


def payout(id: UUID, transfer: Transfer, at: datetime) -> Entry:
    """From what the freelancer can withdraw to a payout on its way."""
    kind = EntryKind.PAYOUT if transfer.attempt == 1 else EntryKind.PAYOUT_RETRIED
    return _transfer(id, transfer, kind, _home(transfer), _transit(transfer), at)


def refund_retried(id: UUID, transfer: Transfer, at: datetime) -> Entry:
    """A refund that came back is sent again."""
    return _transfer(id, transfer, EntryKind.REFUND_RETRIED, _home(transfer), _transit(transfer), at)


def suspense_returned(id: UUID, transfer: Transfer, source: LedgerAccount, at: datetime) -> Entry:
    """Money that should not have come is sent back to the payer."""
    return _transfer(id, transfer, EntryKind.SUSPENSE_RETURNED, source, _transit(transfer), at)


def paid(id: UUID, transfer: Transfer, at: datetime) -> Entry:
    """A transfer arrived: it left the gateway."""
    kind = EntryKind.PAYOUT_PAID if transfer.kind is Kind.PAYOUT else EntryKind.REFUND_SUCCEEDED
    return _transfer(id, transfer, kind, _transit(transfer), clearing(transfer.gateway, transfer.amount.currency), at)


def failed(id: UUID, transfer: Transfer, was_paid: bool, at: datetime) -> Entry:
    """A transfer came back: to what the freelancer can withdraw, or, for a refund, to suspense.

    `was_paid` says that the gateway had reported success before, so that the money comes from the gateway again.
    """
    kind = EntryKind.PAYOUT_FAILED if transfer.kind is Kind.PAYOUT else EntryKind.REFUND_FAILED
    source = clearing(transfer.gateway, transfer.amount.currency) if was_paid else _transit(transfer)
    undone = transfer.transit_entry if transfer.kind is Kind.PAYOUT and not was_paid else None
    return _transfer(id, transfer, kind, source, _home(transfer), at, reverses=undone)


def unexpected_payment(id: UUID, hold: Hold, paid: Money, gateway_ref: str, at: datetime) -> Entry:
    """Money that came too late, twice or in another amount: kept apart, never released."""
    moves = [
        (clearing(hold.gateway, paid.currency), -paid.amount_minor),
        (suspense(hold.id, paid.currency), paid.amount_minor),
    ]
    key = f"unexpected:{hold.gateway}:{gateway_ref}"
    kind = EntryKind.UNEXPECTED_PAYMENT
    return entry(id, key, kind, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id)


def gateway_fee(
    id: UUID, gateway: str, ref: str, fee: Money, at: datetime, *, book: UUID, contract_id: UUID | None = None
) -> Entry:
    """What the gateway kept of the operation `ref`: the marketplace's expense, once an operation."""
    moves = [
        (clearing(gateway, fee.currency), fee.amount_minor),
        (gateway_fees(gateway, fee.currency), -fee.amount_minor),
    ]
    key = f"gateway_fee:{gateway}:{ref}"
    return entry(id, key, EntryKind.GATEWAY_FEE, moves, book=book, at=at, contract_id=contract_id)


def given_back(id: UUID, hold: Hold, amounts: GivenBack, of_debt: Money, transfer: Transfer, at: datetime) -> Entry:
    """Paid work is refunded: the freelancer's part from what they have available, `of_debt` of it as their debt."""
    currency, freelancer = hold.work.currency, hold.parties.freelancer
    moves = [
        (available(freelancer, hold.gateway, currency), (of_debt - amounts.net).amount_minor),
        (debt(freelancer, currency), -of_debt.amount_minor),
        (fee_income(currency), -(amounts.client_fee + amounts.freelancer_fee).amount_minor),
        (refund_transit(transfer.id, currency), amounts.back.amount_minor),
    ]
    key = given_back_key(transfer)
    return entry(id, key, EntryKind.GIVEN_BACK, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id)


def debt_recovered(id: UUID, hold: Hold, amount: Money, at: datetime) -> Entry:
    """What a freelancer has available makes good what they owe."""
    freelancer, currency = hold.parties.freelancer, amount.currency
    moves = [
        (available(freelancer, hold.gateway, currency), -amount.amount_minor),
        (debt(freelancer, currency), amount.amount_minor),
    ]
    key, kind = f"debt_recovered:{id}", EntryKind.DEBT_RECOVERED
    return entry(id, key, kind, moves, book=hold.contract_id, at=at, contract_id=hold.contract_id)


def charged_back(id: UUID, chargeback: Chargeback, shares: Shares, at: datetime) -> Entry:
    """The payer's bank took a payment back: from what is held of it, as the freelancer's debt, as a loss."""
    currency = chargeback.amount.currency
    moves = [
        (clearing(chargeback.gateway, currency), chargeback.amount.amount_minor),
        (escrow(chargeback.hold_id, currency), -shares.escrow.amount_minor),
        (debt(chargeback.parties.freelancer, currency), -shares.debt.amount_minor),
        (dispute_loss(currency), -shares.loss.amount_minor),
    ]
    return _of_chargeback(id, chargeback, EntryKind.CHARGEBACK, moves, at)


def charge_returned(id: UUID, chargeback: Chargeback, taken: Taken, still_owed: Money, at: datetime) -> Entry:
    """The bank gave it back. What of the debt was made good meanwhile is the freelancer's again."""
    currency, freelancer = chargeback.amount.currency, chargeback.parties.freelancer
    moves = [
        (clearing(chargeback.gateway, currency), -chargeback.amount.amount_minor),
        (escrow(chargeback.hold_id, currency), taken.escrow.amount_minor),
        (debt(freelancer, currency), still_owed.amount_minor),
        (available(freelancer, chargeback.gateway, currency), (taken.debt - still_owed).amount_minor),
        (dispute_loss(currency), taken.loss.amount_minor),
    ]
    return _of_chargeback(id, chargeback, EntryKind.CHARGEBACK_RETURNED, moves, at, taken.entry)


def _of_chargeback(
    id: UUID,
    chargeback: Chargeback,
    kind: EntryKind,
    moves: list[tuple[LedgerAccount, int]],
    at: datetime,
    reverses: UUID | None = None,
) -> Entry:
    book = chargeback.contract_id
    key = _named(kind, chargeback)
    return entry(id, key, kind, moves, book=book, at=at, contract_id=book, reverses=reverses)


def _named(kind: EntryKind, chargeback: Chargeback) -> str:
    return f"{kind}:{chargeback.gateway}:{chargeback.ref}"


def _transit(transfer: Transfer) -> LedgerAccount:
    place = payout_transit if transfer.kind is Kind.PAYOUT else refund_transit
    return place(transfer.id, transfer.amount.currency)


def _home(transfer: Transfer) -> LedgerAccount:
    if transfer.kind is Kind.PAYOUT:
        return available(transfer.owner, transfer.gateway, transfer.amount.currency)
    return suspense(transfer.id, transfer.amount.currency)


def _transfer(
    id: UUID,
    transfer: Transfer,
    kind: EntryKind,
    source: LedgerAccount,
    target: LedgerAccount,
    at: datetime,
    reverses: UUID | None = None,
) -> Entry:
    amount = transfer.amount.amount_minor
    return entry(
        id,
        f"{kind}:{transfer.key}",
        kind,
        [(source, -amount), (target, amount)],
        book=transfer.contract_id or transfer.owner,
        at=at,
        contract_id=transfer.contract_id,
        reverses=reverses,
    )


def set_apart(id: UUID, gateway: str, line: str, came: Money, at: datetime) -> Entry:
    """Money at a gateway that nothing here speaks of: kept apart, once a line, until somebody decides whose it is."""
    moves = [
        (clearing(gateway, came.currency), -came.amount_minor),
        (suspense(owner_of(gateway, line), came.currency), came.amount_minor),
    ]
    return entry(id, unmatched_key(gateway, line), EntryKind.UNMATCHED, moves, book=book_of(gateway), at=at)


def given_place(id: UUID, gateway: str, line: str, amount: Money, to: LedgerAccount, at: datetime) -> Entry:
    """What was set apart goes where somebody said."""
    moves = [
        (suspense(owner_of(gateway, line), amount.currency), -amount.amount_minor),
        (to, amount.amount_minor),
    ]
    key = f"unmatched_resolved:{gateway}:{line}"
    return entry(id, key, EntryKind.UNMATCHED_RESOLVED, moves, book=book_of(gateway), at=at)


def written_off(id: UUID, gateway: str, line: str, went: Money, to: LedgerAccount, at: datetime) -> Entry:
    """Money that left a gateway and that nothing here speaks of becomes an expense."""
    moves = [(clearing(gateway, went.currency), went.amount_minor), (to, -went.amount_minor)]
    return entry(id, unmatched_key(gateway, line), EntryKind.UNMATCHED, moves, book=book_of(gateway), at=at)


def unmatched_key(gateway: str, line: str) -> str:
    """The key of the entry that a gateway's line without a partner was posted by."""
    return f"unmatched:{gateway}:{line}"

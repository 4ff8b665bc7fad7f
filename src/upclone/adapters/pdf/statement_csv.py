"""A statement as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from upclone.adapters.pdf import tables
from upclone.application.ports.documents import Cell, Side, StatementAccount, StatementDocument, StatementLine
from upclone.domain.payments.ledger import EntryKind

_HEADS: Final = {
    "en": ("Date", "Time", "Movement", "Contract", "{other}", "Gateway", "Currency", "Gross", "Fee", "VAT in it", "Net",
           "Balance", "Entry"),
    "fr": ("Date", "Heure", "Mouvement", "Contrat", "{other}", "Passerelle", "Devise", "Brut", "Frais", "dont TVA",
           "Net", "Solde", "Écriture"),
}  # fmt: skip
OTHER: Final = {
    "en": {Side.EARNINGS: "Client", Side.SPENDING: "Freelancer"},
    "fr": {Side.EARNINGS: "Client", Side.SPENDING: "Prestataire"},
}
ENDS: Final = {
    "en": ("Opening balance", "Closing balance"),
    "fr": ("Solde d’ouverture", "Solde de clôture"),
}
KINDS: Final = {
    EntryKind.FUND: ("Paid in", "Versement"),
    EntryKind.RELEASE: ("Work released", "Prestation réglée"),
    EntryKind.REFUND: ("Refund", "Remboursement"),
    EntryKind.REFUND_SUCCEEDED: ("Refund arrived", "Remboursement reçu"),
    EntryKind.REFUND_FAILED: ("Refund came back", "Remboursement revenu"),
    EntryKind.REFUND_RETRIED: ("Refund sent again", "Remboursement renvoyé"),
    EntryKind.PAYOUT: ("Withdrawal", "Retrait"),
    EntryKind.PAYOUT_PAID: ("Withdrawal arrived", "Retrait reçu"),
    EntryKind.PAYOUT_FAILED: ("Withdrawal came back", "Retrait revenu"),
    EntryKind.PAYOUT_RETRIED: ("Withdrawal sent again", "Retrait renvoyé"),
    EntryKind.UNEXPECTED_PAYMENT: ("Payment kept apart", "Paiement mis à part"),
    EntryKind.SUSPENSE_RETURNED: ("Payment sent back", "Paiement renvoyé"),
    EntryKind.GATEWAY_FEE: ("Gateway fee", "Frais de passerelle"),
    EntryKind.CHARGEBACK: ("Chargeback", "Rétrofacturation"),
    EntryKind.CHARGEBACK_RETURNED: ("Chargeback won", "Rétrofacturation gagnée"),
    EntryKind.DEBT_RECOVERED: ("Debt made good", "Dette remboursée"),
    EntryKind.GIVEN_BACK: ("Given back", "Rendu"),
    EntryKind.UNMATCHED: ("Unmatched", "Non rapproché"),
    EntryKind.UNMATCHED_RESOLVED: ("Match found", "Rapprochement trouvé"),
}


def written(document: StatementDocument, language: str) -> bytes:
    """The table, with a row for each opening and closing balance."""
    heads = [head.format(other=OTHER[language][document.side]) for head in _HEADS[language]]
    zone = ZoneInfo(document.time_zone)
    return tables.written(heads, (row for each in document.accounts for row in _rows(each, language, zone)), language)


def _rows(account: StatementAccount, language: str, zone: ZoneInfo) -> Iterator[Sequence[Cell]]:
    opening, closing = ENDS[language]
    yield (None, None, opening, *(None,) * 3, account.currency, *(None,) * 4, account.opening, None)
    for line in account.lines:
        yield _row(line, language, zone)
    yield (None, None, closing, *(None,) * 3, account.currency, *(None,) * 4, account.closing, None)


def _row(line: StatementLine, language: str, zone: ZoneInfo) -> Sequence[Cell]:
    at = line.at.astimezone(zone)
    amounts = (line.gross, line.fee, line.tax, line.net, line.balance)
    words = (KINDS[line.kind][language == "fr"], line.contract, line.counterparty, line.gateway, line.net.currency)
    return (at.date(), f"{at:%H:%M:%S}", *words, *amounts, str(line.entry_id))

"""A statement as a table for spreadsheets: comma and point in English, semicolon and comma in French."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final
from zoneinfo import ZoneInfo

from upclone.application.ports.documents import Side, StatementAccount, StatementDocument, StatementLine
from upclone.domain.money import Money
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

_BOM: Final = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for something else."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def written(document: StatementDocument, language: str) -> bytes:
    """The table, with a row for each opening and closing balance."""
    heads = [head.format(other=OTHER[language][document.side]) for head in _HEADS[language]]
    text = StringIO()
    sheet = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    sheet.writerow(heads)
    for account in document.accounts:
        sheet.writerows(_rows(account, language, ZoneInfo(document.time_zone)))
    return _BOM + text.getvalue().encode()


def guarded(text: str) -> str:
    """A cell that people wrote: what a spreadsheet would calculate begins with an apostrophe, so that it is text."""
    line = " ".join(text.split())
    return f"'{line}" if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line


def _rows(account: StatementAccount, language: str, zone: ZoneInfo) -> Iterator[list[str]]:
    opening, closing = ENDS[language]
    yield ["", "", opening, "", "", "", account.currency, "", "", "", "", _number(account.opening, language), ""]
    for line in account.lines:
        yield _row(line, language, zone)
    yield ["", "", closing, "", "", "", account.currency, "", "", "", "", _number(account.closing, language), ""]


def _row(line: StatementLine, language: str, zone: ZoneInfo) -> list[str]:
    at = line.at.astimezone(zone)
    amounts = (line.gross, line.fee, line.tax, line.net, line.balance)
    return [
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M:%S}",
        KINDS[line.kind][language == "fr"],
        guarded(line.contract),
        guarded(line.counterparty),
        line.gateway or "",
        line.net.currency,
        *(_number(amount, language) for amount in amounts),
        str(line.entry_id),
    ]


def _number(amount: Money, language: str) -> str:
    number = str(amount).split(" ")[0]
    return number.replace(".", ",") if language == "fr" else number

"""A statement: by currency what there was, every movement with the balance after it, and what there is."""

from __future__ import annotations

from datetime import date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from upclone.adapters.pdf import blocks, theme
from upclone.adapters.pdf.figures import day, money, short_day
from upclone.adapters.pdf.labels import Labels
from upclone.adapters.pdf.sheet import Imprint, Sheet
from upclone.adapters.pdf.statement_csv import KINDS, written
from upclone.adapters.pdf.table import Cell, Column, Row, amount_width, table
from upclone.application.ports.documents import PartyCard, StatementAccount, StatementDocument, StatementLine
from upclone.domain.money import Money, total

_FACE = theme.SMALL.tinted(theme.TEXT)


def imprint(document: StatementDocument, labels: Labels) -> Imprint:
    """What stands on each page. The hash is of the table as it is downloaded in English."""
    return Imprint(
        kind=labels("statement"),
        title=document.owner.name,
        author=document.house,
        reference=labels(document.side.value),
        identity=document.time_zone,
        digest=sha256(written(document, "en")).hexdigest(),
        digest_label=labels("content_hash"),
        generated_at=document.generated_at,
    )


def draw(sheet: Sheet, document: StatementDocument) -> None:
    """The whole statement."""
    labels, language = sheet.labels, sheet.labels.language
    since = _day(document.since, labels("the_beginning"), language)
    before = _day(document.before, labels("now"), language)
    blocks.title(sheet, labels(document.side.value), f"{labels('account_holder')} {document.owner.name}", [])
    blocks.facts(sheet, [(labels("from_day"), since), (labels("to_day"), before), (labels("zone"), document.time_zone)])
    house = PartyCard(document.house, "")
    cards = ((labels("account_holder"), document.owner), (labels("kept_by"), house))
    blocks.cards(sheet, [blocks.party(role, card) for role, card in cards])
    if not document.accounts:
        sheet.prose(labels("nothing_moved"), theme.ASIDE)
    for account in document.accounts:
        sheet.section(account.currency, keep=40)
        _account(sheet, document, account)


def _account(sheet: Sheet, document: StatementDocument, account: StatementAccount) -> None:
    labels, language = sheet.labels, sheet.labels.language
    amounts = [money(amount, language) for line in account.lines for amount in (line.gross, line.net, line.balance)]
    widest = min(amount_width(sheet, amounts, least=25), 34)
    columns = [
        Column(labels("date"), 22),
        Column(labels("movement"), theme.BODY - 22 - 4 * widest),
        *(Column(labels(name), widest, "R") for name in ("gross", "fee", "moved", "balance")),
    ]
    zone = ZoneInfo(document.time_zone)
    rows = [_row(line, language, zone) for line in account.lines]
    if rows:
        table(sheet, columns, rows)
    else:
        sheet.prose(labels("nothing_moved"), theme.ASIDE)
    sheet.y += 5

    def summed(name: str) -> Money:
        return total([getattr(line, name) for line in account.lines], account.currency)

    named = [("opening", account.opening), ("gross", summed("gross")), ("fee", -summed("fee"))]
    totals = [(labels(name), money(amount, language), False) for name, amount in named]
    closing = (labels("closing"), money(account.closing, language), True)
    blocks.totals(sheet, [*totals, closing, (labels("vat_within"), money(summed("tax"), language), False)])


def _row(line: StatementLine, language: str, zone: ZoneInfo) -> Row:
    about = " · ".join(part for part in (line.contract, line.counterparty, line.gateway) if part)
    what = Cell(((KINDS[line.kind][language == "fr"], _FACE.tinted(theme.INK)), (about, theme.SMALL)))
    amounts = (line.gross, -line.fee, line.net, line.balance)
    local = line.at.astimezone(zone).replace(tzinfo=ZoneInfo("UTC"))
    return [
        Cell.of(short_day(local, language), _FACE),
        what,
        *(Cell.of(money(amount, language), _FACE) for amount in amounts),
    ]


def _day(given: date | None, otherwise: str, language: str) -> str:
    return day(datetime.combine(given, time(), ZoneInfo("UTC")), language) if given else otherwise

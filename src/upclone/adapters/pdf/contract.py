"""The contract: who, for how much, by when, under which terms, and who signed them."""

from __future__ import annotations

from upclone.adapters.pdf import blocks, theme
from upclone.adapters.pdf.blocks import Part
from upclone.adapters.pdf.figures import moment, money, percent, short_day
from upclone.adapters.pdf.labels import Labels
from upclone.adapters.pdf.sheet import Imprint, Sheet
from upclone.adapters.pdf.table import Cell, Column, amount_width, opening, table
from upclone.application.ports.documents import (
    ContractDocument,
    FeeTier,
    HourlyTerms,
    MilestoneRow,
    Payer,
    SignatureRow,
)
from upclone.domain.money import Money, total


def imprint(document: ContractDocument, labels: Labels) -> Imprint:
    """What stands on each page of the contract."""
    return Imprint(
        kind=labels("contract"),
        title=document.title,
        author=f"{document.client.name}, {document.freelancer.name}",
        reference=document.reference,
        identity=document.id,
        digest=document.terms_hash,
        digest_label=labels("terms_hash"),
        generated_at=document.generated_at,
    )


def draw(sheet: Sheet, document: ContractDocument) -> None:
    """The whole contract."""
    labels = sheet.labels
    kind = labels("hourly" if document.hourly else "fixed")
    pills = [
        (labels.state(document.state), theme.TONES.get(document.state, theme.CALM)),
        (kind, theme.CALM),
        (labels("version", number=document.terms_version), theme.CALM),
    ]
    blocks.title(sheet, document.title, labels("job", title=document.job_title), pills)
    blocks.facts(sheet, _facts(document, labels))
    blocks.cards(
        sheet,
        [
            blocks.party(labels("client"), document.client),
            blocks.party(labels("freelancer"), document.freelancer),
        ],
    )
    if document.milestones or not document.hourly:
        _milestones(sheet, document)
    _fees(sheet, document)
    _periods(sheet, document)
    if document.scope.strip():
        sheet.section(labels("scope"), keep=14)
        sheet.prose(document.scope)
    _signatures(sheet, document)


def _facts(document: ContractDocument, labels: Labels) -> list[tuple[str, str]]:
    language = labels.language
    review = (labels("review"), labels.days(document.review_days))
    if document.hourly:
        pairs = [
            (labels("rate"), money(document.hourly.rate, language)),
            (labels("weekly_limit"), _weekly(document.hourly, labels)),
            *([(labels("weeks_by"), document.hourly.time_zone)] if document.hourly.time_zone else []),
            review,
        ]
    else:
        value = total([milestone.amount for milestone in document.milestones], document.currency)
        pairs = [
            (labels("value"), money(value, language)),
            (labels("milestone_count"), str(len(document.milestones))),
            review,
        ]
    if document.offer_expires_at:
        pairs.append((labels("expiry"), short_day(document.offer_expires_at, language)))
    return pairs


def _weekly(hourly: HourlyTerms, labels: Labels) -> str:
    if hourly.weekly_minutes is None:
        return labels("no_limit")
    hours, minutes = divmod(hourly.weekly_minutes, 60)
    return labels("hours", hours=hours, minutes=f"{minutes:02}" if minutes else "").strip()


def _milestones(sheet: Sheet, document: ContractDocument) -> None:
    labels = sheet.labels
    if not document.milestones:
        sheet.section(labels("milestones"))
        sheet.prose(labels("no_milestones"), theme.ASIDE)
        return
    sum_ = money(total([row.amount for row in document.milestones], document.currency), labels.language)
    amounts = [sum_, *(money(row.amount, labels.language) for row in document.milestones)]
    last = amount_width(sheet, amounts, least=36)
    columns = [
        Column(labels("number"), 13),
        Column(labels("milestone"), theme.BODY - 65 - last),
        Column(labels("due"), 25),
        Column(labels("state"), 27),
        Column(labels("amount"), last, "R"),
    ]
    bold = theme.STRONG
    foot = [Cell(()), Cell.of(labels("total"), bold), Cell(()), Cell(()), Cell.of(sum_, bold)]
    rows = [_milestone(row, labels) for row in document.milestones]
    sheet.section(labels("milestones"), keep=opening(sheet, columns, rows))
    table(sheet, columns, rows, foot)


def _milestone(row: MilestoneRow, labels: Labels) -> list[Cell]:
    said: tuple[tuple[str, theme.Face], ...] = ((row.title, theme.STRONG), (row.description, theme.SMALL))
    if row.amended:
        said = (*said, (labels(row.amended), theme.SMALL.tinted(theme.MUTED)))
    return [
        Cell.of(str(row.number), theme.PLAIN.tinted(theme.MUTED)),
        Cell(said),
        Cell.of(short_day(row.due_at, labels.language) if row.due_at else "—"),
        Cell(((labels.state(row.state), theme.PILL),), theme.TONES.get(row.state, theme.CALM)),
        Cell.of(money(row.amount, labels.language), theme.PLAIN.tinted(theme.INK)),
    ]


def _fees(sheet: Sheet, document: ContractDocument) -> None:
    labels, language = sheet.labels, sheet.labels.language
    sheet.section(labels("fees"), keep=44)
    client = labels("client_fee", percent=percent(document.fees.client_basis_points, language))
    freelancer = [Part(labels("freelancer_pays").upper(), theme.LABEL, most=2)]
    below: Money | None = None
    for tier in document.fees.freelancer_tiers:
        line = f"{_tier(tier, below, labels)}: {percent(tier.basis_points, language)}"
        freelancer.append(Part(line.replace(": ", " : ") if language == "fr" else line, theme.STRONG, above=1))
        below = tier.upto
    freelancer.append(Part(labels("tier_note"), theme.SMALL, above=1.2))
    blocks.cards(
        sheet,
        [[Part(labels("client_pays").upper(), theme.LABEL, most=2), Part(client, theme.STRONG, above=1)], freelancer],
    )
    sheet.y -= 4


def _tier(tier: FeeTier, below: Money | None, labels: Labels) -> str:
    language = labels.language
    if tier.upto is None:
        return labels("tier_above", above=money(below, language)) if below else labels("tier_all")
    if below is None:
        return labels("tier_upto", upto=money(tier.upto, language))
    return labels("tier_between", above=money(below, language), upto=money(tier.upto, language))


def _periods(sheet: Sheet, document: ContractDocument) -> None:
    labels = sheet.labels
    sheet.section(labels("periods"))
    fee = percent(document.cancellation.kill_fee_basis_points, labels.language)
    entries = [
        (labels("review"), labels.days(document.review_days), labels("review_note")),
        (labels("answer"), labels.days(document.answer_days), labels("answer_note")),
        (labels("negotiation"), labels.days(document.negotiation_days), labels("negotiation_note")),
        (labels("appeal"), labels.days(document.appeal_days), labels("appeal_note")),
        (labels("kill_fee"), labels("kill_fee_value", percent=fee), labels("kill_fee_note")),
    ]
    for number, (name, value, note) in enumerate(entries):
        _entry(sheet, name, value, note, first=number == 0)


def _entry(sheet: Sheet, name: str, value: str, note: str, *, first: bool) -> None:
    left, breadth = theme.MARGIN + 52, theme.BODY - 52
    values = sheet.wrap(value, breadth, theme.STRONG)
    notes = sheet.wrap(note, breadth, theme.SMALL)
    sheet.room(min(len(values) * theme.STRONG.leading + len(notes) * theme.SMALL.leading + 3, theme.BOTTOM - theme.TOP))
    if not first:
        sheet.rule(sheet.y)
    sheet.y += 1.6
    sheet.put(sheet.fit(name, 48, theme.PLAIN), theme.MARGIN, sheet.y, 48, theme.PLAIN)
    for lines, face in ((values, theme.STRONG), (notes, theme.SMALL)):
        for line in lines:
            sheet.room(face.leading)
            sheet.put(line, left, sheet.y, breadth, face)
            sheet.y += face.leading
    sheet.y += 1.6


def _signatures(sheet: Sheet, document: ContractDocument) -> None:
    labels = sheet.labels
    sheet.section(labels("signatures"), keep=44)
    signed = {row.role for row in document.signatures}
    contents = [_signature(row, document.terms_hash, labels) for row in document.signatures]
    waiting: list[tuple[Payer, str]] = [("client", document.client.name), ("freelancer", document.freelancer.name)]
    contents += [_waiting(role, name, labels) for role, name in waiting if role not in signed]
    blocks.cards(sheet, contents)
    sheet.room(theme.LABEL.leading + theme.CODE.leading + 2)
    sheet.put(labels("terms_in_force").upper(), theme.MARGIN, sheet.y + 1, theme.BODY, theme.LABEL)
    lines = sheet.wrap(document.terms_hash, theme.BODY, theme.CODE)
    sheet.y = sheet.stack(
        lines, theme.MARGIN, sheet.y + 1 + theme.LABEL.leading, theme.BODY, theme.CODE.tinted(theme.INK)
    )


def _signature(row: SignatureRow, terms_hash: str, labels: Labels) -> list[Part]:
    same = row.terms_hash == terms_hash
    verdict = theme.SMALL.tinted(theme.GOOD.letters if same else theme.ALARM.letters)
    return [
        Part(labels(row.role).upper(), theme.LABEL, most=1),
        Part(row.name, theme.FIGURE, above=1.2),
        Part(labels("signed", at=moment(row.signed_at, labels.language)), theme.PLAIN, above=0.6),
        Part(labels("same_terms" if same else "other_terms"), verdict, above=0.4),
        Part(labels("signed_hash").upper(), theme.LABEL, above=2.4, most=1),
        Part(row.terms_hash, theme.CODE, above=0.4),
    ]


def _waiting(role: Payer, name: str, labels: Labels) -> list[Part]:
    return [
        Part(labels(role).upper(), theme.LABEL, most=1),
        Part(name, theme.FIGURE.tinted(theme.MUTED), above=1.2),
        Part(labels("unsigned"), theme.PLAIN.tinted(theme.WARM.letters), above=0.6),
    ]

"""What both documents are built from: the title, a strip of facts, cards side by side, pairs of name and amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from upclone.adapters.pdf import theme
from upclone.adapters.pdf.sheet import Sheet
from upclone.adapters.pdf.theme import Face, Tone
from upclone.application.ports.documents import PartyCard

_SPACE: Final = 6.0
"""Between cards that stand side by side."""
_HALF: Final = (theme.BODY - _SPACE) / 2
_INSET: Final = 5.0
_EDGE: Final = 4.0


def title(sheet: Sheet, text: str, below: str, pills: Sequence[tuple[str, Tone]]) -> None:
    """The document's title, a line below it, and its pills."""
    sheet.y = sheet.stack(
        sheet.wrap(text, theme.BODY, theme.DISPLAY, most=4), theme.MARGIN, sheet.y, theme.BODY, theme.DISPLAY
    )
    sheet.y += 1.2
    lines = sheet.wrap(below, theme.BODY, theme.PLAIN, most=3)
    sheet.y = sheet.stack(lines, theme.MARGIN, sheet.y, theme.BODY, theme.PLAIN.tinted(theme.MUTED))
    sheet.y += 2.4
    x = theme.MARGIN
    for words, tone in pills:
        x = sheet.pill(words, x, sheet.y, tone) + 2
    sheet.y += 4.6 + 6


def facts(sheet: Sheet, pairs: Sequence[tuple[str, str]]) -> None:
    """Names over values, in one panel."""
    breadths = _breadths(sheet, pairs)
    values = [
        sheet.wrap(value, breadth - 2 * _EDGE, theme.FIGURE, most=3)
        for (_, value), breadth in zip(pairs, breadths, strict=True)
    ]
    height = 3.6 + theme.LABEL.leading + 1.2 + max(len(lines) for lines in values) * theme.FIGURE.leading + 3.2
    sheet.room(height)
    sheet.panel(theme.MARGIN, sheet.y, theme.BODY, height, theme.PANEL, radius=1.6)
    x, face = theme.MARGIN, theme.LABEL
    for (name, _), lines, breadth in zip(pairs, values, breadths, strict=True):
        if x > theme.MARGIN:
            sheet.panel(x, sheet.y + 4, 0.2, height - 8, theme.RULE)
        inside = breadth - 2 * _EDGE
        sheet.put(sheet.fit(name.upper(), inside, face), x + _EDGE, sheet.y + 3.6, inside, face)
        sheet.stack(lines, x + _EDGE, sheet.y + 3.6 + face.leading + 1.2, inside, theme.FIGURE)
        x += breadth
    sheet.y += height + 5


def _breadths(sheet: Sheet, pairs: Sequence[tuple[str, str]]) -> list[float]:
    # Equal, unless a large amount needs more than its share and the others can spare it: an amount is never broken.
    equal = theme.BODY / len(pairs)
    needs = [
        max(sheet.width(sheet.words(value), theme.FIGURE), sheet.width(name.upper(), theme.LABEL)) + 2 * _EDGE + 0.5
        for name, value in pairs
    ]
    spare = theme.BODY - sum(needs)
    if max(needs) <= equal or spare < 0:
        return [equal] * len(pairs)
    return [need + spare / len(pairs) for need in needs]


@frozen
class Part:
    """A text in a card: its face, the space above it (mm) and the most lines that it may take."""

    text: str
    face: Face
    above: float = 0.0
    most: int = 4


def cards(sheet: Sheet, contents: Sequence[Sequence[Part]]) -> None:
    """Cards of equal height, two in a row, each pair kept on one page."""
    for first in range(0, len(contents), 2):
        pair = contents[first : first + 2]
        wrapped = [
            [(part, sheet.wrap(part.text, _HALF - 2 * _INSET, part.face, part.most)) for part in card] for card in pair
        ]
        heights = [
            sum(part.above + len(lines) * part.face.leading for part, lines in card if lines) for card in wrapped
        ]
        height = max(heights) + 2 * 4.4
        sheet.room(height)
        for number, card in enumerate(wrapped):
            x, y = theme.MARGIN + number * (_HALF + _SPACE), sheet.y + 4.4
            sheet.frame(x, sheet.y, _HALF, height)
            sheet.panel(x + _INSET, sheet.y - 0.35, 12, 0.7, theme.ACCENT)
            for part, lines in card:
                if lines:
                    y = sheet.stack(lines, x + _INSET, y + part.above, _HALF - 2 * _INSET, part.face)
        sheet.y += height + 4


def party(role: str, card: PartyCard) -> list[Part]:
    """What a card says of a party."""
    return [
        Part(role.upper(), theme.LABEL, most=1),
        Part(card.name, theme.FIGURE, above=1.2),
        Part(card.email, theme.PLAIN, above=0.6),
        Part(card.line or "", theme.PLAIN, most=7),
        Part(card.country or "", theme.PLAIN, most=2),
    ]


def totals(sheet: Sheet, rows: Sequence[tuple[str, str, bool]]) -> None:
    """A box at the right: name, amount, and whether the row stands out. Kept on one page."""
    inset = 5.0
    widest = max(sheet.width(amount, theme.FIGURE) for _, amount, _ in rows)
    breadth = max(92.0, widest + 2 * inset + 48)
    leading = theme.PLAIN.leading + 2.2
    height = len(rows) * leading + sum(2.0 for row in rows if row[2]) + 2 * 3
    sheet.room(height)
    x = theme.MARGIN + theme.BODY - breadth
    sheet.panel(x, sheet.y, breadth, height, theme.PANEL, radius=1.6)
    y = sheet.y + 3
    for name, amount, strong in rows:
        face = theme.FIGURE if strong else theme.PLAIN
        taken = sheet.width(amount, face)
        if strong:
            sheet.rule(y + 0.4, x + inset, breadth - 2 * inset, theme.INK)
            y += 2.0
        sheet.put(sheet.fit(name, breadth - 2 * inset - taken - 3, face), x + inset, y, breadth - 2 * inset, face)
        sheet.put(amount, x + inset, y, breadth - 2 * inset, face.tinted(theme.INK), "R")
        y += leading
    sheet.y += height

"""The wordmark, drawn: a tile with an arrow up and the arrow's copy, then the name."""

from __future__ import annotations

from fpdf import FPDF

from upclone.adapters.pdf.theme import Colour


def wordmark(pdf: FPDF, x: float, y: float, side: float, accent: Colour, name: Colour, ground: Colour) -> None:
    """Draw it with its tile's upper left corner at (x, y), `side` millimetres high; `ground` is what lies behind."""
    pdf.set_fill_color(*accent)
    pdf.rect(x, y, side, side, style="F", round_corners=True, corner_radius=side * 0.24)
    pdf.set_draw_color(*ground)
    pdf.set_line_width(side * 0.115)
    for top in (0.27, 0.5):
        pdf.polyline([(x + side * 0.27, y + side * (top + 0.23)), (x + side * 0.5, y + side * top),
                      (x + side * 0.73, y + side * (top + 0.23))])  # fmt: skip
    pdf.set_char_spacing(0)
    pdf.set_font("sans", "B", side * 2.05)
    start = x + side * 1.32
    for part, colour in (("up", accent), ("clone", name)):
        pdf.set_text_color(*colour)
        pdf.set_xy(start, y)
        pdf.cell(0, side, part)
        start += pdf.get_string_width(part)

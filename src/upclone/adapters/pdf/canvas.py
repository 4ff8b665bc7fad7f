"""Lines of text and shapes, at places given in millimetres; every text is made inert on its way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from upclone.adapters.pdf import theme
from upclone.adapters.pdf.fonts import FALLBACKS
from upclone.adapters.pdf.inert import inert, one_line
from upclone.adapters.pdf.theme import Colour, Face

Align = Literal["L", "R", "C"]

_ELLIPSIS: Final = "…"


class File(FPDF):
    """A PDF file whose identifier (32 hex digits) is given, so that the same document gives the same bytes."""

    fixed_id: str = ""

    def file_id(self) -> str:
        """Both halves of the identifier, in the PDF format's own brackets."""
        return f"<{self.fixed_id}><{self.fixed_id}>"


class Canvas:
    """Draws on the file's current page. The fonts must stay readable until the file is written."""

    def __init__(self, fonts: Mapping[tuple[str, str], Path], *, archived: bool = False) -> None:
        self._pdf = File(format="A4", enforce_compliance="PDF/A-3B" if archived else None)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        # fpdf2 replaces "{nb}" with the number of pages wherever it is written, a user's text included.
        self._pdf.str_alias_nb_pages = ""
        self._covered = self._load(fonts)

    def _load(self, fonts: Mapping[tuple[str, str], Path]) -> frozenset[int]:
        # A character counts as printable where every style of the text font has it, or a font that all fall back to.
        sans: list[frozenset[int]] = []
        others: list[frozenset[int]] = []
        for (family, style), path in fonts.items():
            self._pdf.add_font(family, style, path)
            font = self._pdf.fonts[family + style]
            assert isinstance(font, TTFFont)
            if "TTFA" in font.ttfont:
                del font.ttfont["TTFA"]  # the hinter's own notes: the subsetter warns that it can't subset them
            (sans if family == "sans" else others if family in FALLBACKS else []).append(frozenset(font.cmap))
        self._pdf.set_fallback_fonts(FALLBACKS, exact_match=False)
        return frozenset.intersection(*sans).union(*others)

    # text

    def words(self, text: str) -> str:
        """`text` on one line, inert."""
        return one_line(inert(text, self._covered)).strip()

    def paragraphs(self, text: str) -> list[str]:
        """`text` inert, cut at its line feeds."""
        return [one_line(line).strip() for line in inert(text, self._covered).strip().split("\n")]

    def wrap(self, text: str, width: float, face: Face, most: int | None = None) -> list[str]:
        """The lines that `text` takes within `width`; longer words are broken, more lines than `most` cut with …"""
        clean = "\n".join(self.paragraphs(text))
        if not clean:
            return []
        self._choose(face)
        lines = self._pdf.multi_cell(
            width, face.leading, clean, align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        assert isinstance(lines, list)
        if most is not None and len(lines) > most:
            return [*lines[: most - 1], self.fit(lines[most - 1] + _ELLIPSIS, width, face)]
        return [str(line) for line in lines]

    def fit(self, text: str, width: float, face: Face) -> str:
        """`text` on one line, shortened with … until it fits `width`."""
        line = self.words(text)
        if self.width(line, face) <= width:
            return line
        # Halving finds the longest beginning that fits in a dozen measurements, however long the text is.
        fits, fails = 0, len(line)
        while fails - fits > 1:
            middle = (fits + fails) // 2
            if self.width(line[:middle] + _ELLIPSIS, face) <= width:
                fits = middle
            else:
                fails = middle
        return line[:fits].rstrip(" " + _ELLIPSIS) + _ELLIPSIS

    def width(self, line: str, face: Face) -> float:
        """The width of one line in millimetres."""
        self._choose(face)
        return float(self._pdf.get_string_width(line))

    def put(self, line: str, x: float, y: float, width: float, face: Face, align: Align = "L") -> None:
        """One line, already inert and known to fit, with its top at `y`."""
        self._choose(face)
        # A line that ended in the fallback font leaves it selected on the page without fpdf2 noticing: the next line in
        # the same face would come out as other letters. So each line states its font.
        self._pdf.current_font_is_set_on_page = False
        self._pdf.set_text_color(*face.colour)
        self._pdf.set_xy(x, y)
        self._pdf.cell(width, face.leading, line, align=align)

    def stack(self, lines: Sequence[str], x: float, y: float, width: float, face: Face, align: Align = "L") -> float:
        """Lines below each other. Answers where the next one would go."""
        for line in lines:
            self.put(line, x, y, width, face, align)
            y += face.leading
        return y

    def _choose(self, face: Face) -> None:
        self._pdf.set_font(face.family, face.style, face.size)
        self._pdf.set_char_spacing(face.tracking)

    # shapes

    def panel(self, x: float, y: float, width: float, height: float, fill: Colour, radius: float = 0.0) -> None:
        """A filled rectangle."""
        self._pdf.set_fill_color(*fill)
        self._pdf.rect(x, y, width, height, style="F", round_corners=radius > 0, corner_radius=radius)

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour = theme.RULE) -> None:
        """A rounded outline."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.25)
        self._pdf.rect(x, y, width, height, style="D", round_corners=True, corner_radius=1.6)

    def rule(self, y: float, x: float = theme.MARGIN, width: float = theme.BODY, colour: Colour = theme.RULE) -> None:
        """A hairline."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.2)
        self._pdf.line(x, y, x + width, y)

    def pill(self, text: str, x: float, y: float, tone: theme.Tone, width: float = 60.0) -> float:
        """A rounded tag, 4.6 mm high, no wider than `width`. Answers where it ends."""
        line = self.fit(text, width - 4, theme.PILL)
        breadth = self.width(line, theme.PILL) + 4
        self.panel(x, y, breadth, 4.6, tone.ground, radius=2.3)
        self.put(line, x + 2, y + 0.6, breadth - 4, theme.PILL.tinted(tone.letters))
        return x + breadth

    def restate(self) -> None:
        """Make every setting be written again, after going back to another page."""
        # fpdf2 writes a colour, a width or a font only where it changes, and believes that this page ended like the
        # last one. Two different values in a row make it write the second.
        self._pdf.current_font_is_set_on_page = False
        for colour, number in ((theme.WHITE, 1.0), (theme.INK, 0.0)):
            self._pdf.set_draw_color(*colour)
            self._pdf.set_fill_color(*colour)
            self._pdf.set_line_width(number)
            self._pdf.set_char_spacing(number)

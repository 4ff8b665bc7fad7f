"""Pages: a cursor that goes down them, headings and flowing text, the band, the running head and the footer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from upclone.adapters.pdf import theme
from upclone.adapters.pdf.canvas import Canvas
from upclone.adapters.pdf.figures import moment
from upclone.adapters.pdf.labels import Labels
from upclone.adapters.pdf.theme import Face
from upclone.adapters.pdf.wordmark import wordmark


@frozen
class Imprint:
    """What identifies a document on each of its pages. `digest` is a SHA-256 in hex, `digest_label` says of what."""

    kind: str
    title: str
    author: str
    reference: str
    identity: str
    digest: str
    digest_label: str
    generated_at: datetime


class Sheet(Canvas):
    """Draws from top to bottom; `y` is where the next thing goes, in millimetres from the top of the page."""

    def __init__(
        self, imprint: Imprint, labels: Labels, fonts: Mapping[tuple[str, str], Path], *, archived: bool = False
    ) -> None:
        super().__init__(fonts, archived=archived)
        self.labels = labels
        self.y = theme.MARGIN
        self._imprint = imprint
        self._describe()
        self._pdf.add_page()
        self._band()

    def _describe(self) -> None:
        imprint = self._imprint
        seed = f"{imprint.kind} {imprint.reference} {imprint.identity} {imprint.digest} {self.labels.language}"
        self._pdf.fixed_id = sha256(seed.encode(errors="backslashreplace")).hexdigest()[:32].upper()
        self._pdf.set_title(self.words(f"{imprint.kind} {imprint.reference} · {imprint.title}"))
        self._pdf.set_author(self.words(imprint.author))
        self._pdf.set_subject(self.words(imprint.title))
        self._pdf.set_creator("upclone")
        self._pdf.set_lang(self.labels.language)
        self._pdf.set_creation_date(imprint.generated_at.astimezone(UTC).replace(microsecond=0))

    def prose(self, text: str, face: Face = theme.PROSE) -> None:
        """Paragraphs over as many pages as they need; no paragraph leaves a single line behind on a page."""
        for number, paragraph in enumerate(self.paragraphs(text)):
            lines = self.wrap(paragraph, theme.BODY, face)
            self.y += 1.6 if number else 0
            for index, line in enumerate(lines):
                self.room(face.leading * (2 if index in (0, len(lines) - 2) and len(lines) > 1 else 1))
                self.put(line, theme.MARGIN, self.y, theme.BODY, face)
                self.y += face.leading

    def codes(self, codes: Sequence[str], face: Face = theme.CODE) -> None:
        """Short codes side by side, as many in a row as the widest allows."""
        lines = [self.words(code) for code in codes]
        across = int(theme.BODY // (max(self.width(line, face) for line in lines) + 6))
        if across < 2:
            return self.prose("\n".join(lines), face)
        breadth = theme.BODY / across
        for start in range(0, len(lines), across):
            self.room(face.leading)
            for place, line in enumerate(lines[start : start + across]):
                self.put(line, theme.MARGIN + place * breadth, self.y, breadth, face)
            self.y += face.leading
        return None

    def room(self, height: float) -> None:
        """Turns the page unless `height` still fits on it."""
        if self.y + height > theme.BOTTOM:
            self.turn()

    def turn(self) -> None:
        """A new page with its running head."""
        self._pdf.add_page()
        wordmark(self._pdf, theme.MARGIN, 11.4, 5.2, theme.ACCENT, theme.INK, theme.WHITE)
        line = f"{self._imprint.kind} {self._imprint.reference} · {self._imprint.title}"
        left = theme.MARGIN + 50
        self.put(self.fit(line, theme.BODY - 50, theme.SMALL), left, 12.1, theme.BODY - 50, theme.SMALL, "R")
        self.rule(19.2)
        self.y = theme.TOP

    def section(self, title: str, keep: float = 26.0) -> None:
        """A heading, its entry in the outline, and `keep` millimetres of what follows on the same page if they fit."""
        self.y += theme.GAP
        self.room(min(theme.HEADING.leading + 3 + keep, theme.BOTTOM - theme.TOP))
        self._pdf.set_y(self.y)
        self._pdf.start_section(self.words(title))
        self.panel(theme.MARGIN, self.y + 0.9, 1.1, 3.8, theme.ACCENT, radius=0.5)
        self.put(self.words(title), theme.MARGIN + 3.2, self.y, theme.BODY - 3.2, theme.HEADING)
        self.y += theme.HEADING.leading + 2.6

    def attach(self, name: str, content: bytes, xmp: str) -> None:
        """Put a file of data into this one, of which the pages are another form; `xmp` says so to machines."""
        at = self._imprint.generated_at.astimezone(UTC).replace(microsecond=0)
        self._pdf.embed_file(
            bytes=content,
            basename=name,
            mime_type="text/xml",
            associated_file_relationship="Alternative",
            creation_date=at,
            modification_date=at,
            compress=True,
        )
        self.describe(xmp)

    def describe(self, xmp: str) -> None:
        """What machines read of the file. fpdf2's own says when it was written, so that no two would be equal."""
        self._pdf.set_xmp_metadata(xmp)

    def finish(self) -> bytes:
        """The file, with a footer on every page now that their number is known."""
        pages = self._pdf.pages_count
        for page in range(1, pages + 1):
            self._pdf.page = page
            self.restate()
            self._footer(page, pages)
        return bytes(self._pdf.output())

    def _band(self) -> None:
        self.panel(0, 0, theme.WIDTH, theme.BAND, theme.INK)
        self.panel(0, theme.BAND, theme.WIDTH, 1.2, theme.ACCENT)
        wordmark(self._pdf, theme.MARGIN, 9.6, 10, theme.BRIGHT, theme.WHITE, theme.INK)
        right, breadth = theme.MARGIN + 70, theme.BODY - 70
        kind = theme.LABEL.tinted(theme.BRIGHT)
        self.put(self.fit(self._imprint.kind.upper(), breadth, kind), right, 9.4, breadth, kind, "R")
        face = theme.HEADING.tinted(theme.WHITE)
        self.put(self.fit(self._imprint.reference, breadth, face), right, 14, breadth, face, "R")
        self.y = theme.BAND + 10

    def _footer(self, page: int, pages: int) -> None:
        imprint, y = self._imprint, theme.HEIGHT - 18
        self.rule(y)
        generated = self.labels("generated", at=moment(imprint.generated_at, self.labels.language))
        line = " · ".join(part for part in (imprint.reference, imprint.identity, generated) if part)
        self.put(self.fit(line, theme.BODY - 26, theme.FOOT), theme.MARGIN, y + 2.2, theme.BODY - 26, theme.FOOT)
        number = self.labels("page", page=page, pages=pages)
        self.put(number, theme.MARGIN + theme.BODY - 26, y + 2.2, 26, theme.FOOT.tinted(theme.INK), "R")
        label = f"{imprint.digest_label} "
        self.put(label, theme.MARGIN, y + 5.8, 60, theme.FOOT)
        start = theme.MARGIN + self.width(label, theme.FOOT) + 1
        breadth = theme.MARGIN + theme.BODY - start
        self.put(self.fit(imprint.digest, breadth, theme.FOOT_CODE), start, y + 5.8, breadth, theme.FOOT_CODE)

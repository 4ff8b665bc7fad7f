"""The port's documents as PDF files, and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upclone.application.ports.documents import (
    Cell,
    ContractDocument,
    Dossier,
    InvoiceDocument,
    Paper,
    StatementDocument,
)


class PdfDocuments:
    """Documents typeset as A4 pages, in English (`en`) or French (`fr`).

    The same document and language give the same bytes, as long as fpdf2, fontTools and zlib stay the same. What
    typesets is imported with the first document: it takes most of a second, which no start of a server should pay.
    """

    def contract(self, document: ContractDocument, language: str) -> bytes:
        """The contract as a PDF file. Raises Invalid for another language, or milestones in another currency."""
        from upclone.adapters.pdf import contract
        from upclone.adapters.pdf.fonts import font_files
        from upclone.adapters.pdf.labels import Labels
        from upclone.adapters.pdf.sheet import Sheet

        labels = Labels(language)
        with font_files() as fonts:
            sheet = Sheet(contract.imprint(document, labels), labels, fonts)
            contract.draw(sheet, document)
            return sheet.finish()

    def invoice(self, document: InvoiceDocument, language: str) -> bytes:
        """The invoice as a PDF file. Raises Invalid for another language."""
        from upclone.adapters.pdf import invoice
        from upclone.adapters.pdf.fonts import font_files
        from upclone.adapters.pdf.labels import Labels
        from upclone.adapters.pdf.sheet import Sheet

        labels = Labels(language)
        with font_files() as fonts:
            sheet = Sheet(invoice.imprint(document, labels), labels, fonts)
            invoice.draw(sheet, document)
            return sheet.finish()

    def paper(self, paper: Paper, language: str) -> bytes:
        """An issued paper as a PDF/A-3 file, with the XML of EN 16931 in it where the norm can say it."""
        from upclone.adapters.pdf import factur_x
        from upclone.adapters.pdf import paper as drawn
        from upclone.adapters.pdf.fonts import font_files
        from upclone.adapters.pdf.labels import Labels
        from upclone.adapters.pdf.sheet import Sheet
        from upclone.adapters.pdf.xmp import xmp

        labels = Labels(language)
        with font_files() as fonts:
            imprint = drawn.imprint(paper, labels)
            sheet = Sheet(imprint, labels, fonts, archived=True)
            drawn.draw(sheet, paper)
            if factur_x.missing(paper) is None:
                sheet.attach(factur_x.NAME, factur_x.xml(paper, language), xmp(imprint, factur_x.NAME))
            else:
                sheet.describe(xmp(imprint, None))
            return sheet.finish()

    def dossier(self, dossier: Dossier) -> bytes:
        """The dossier as a PDF file, in English."""
        from upclone.adapters.pdf import dossier as drawing
        from upclone.adapters.pdf.fonts import font_files
        from upclone.adapters.pdf.labels import Labels
        from upclone.adapters.pdf.sheet import Sheet

        with font_files() as fonts:
            sheet = Sheet(drawing.imprint(dossier), Labels("en"), fonts)
            drawing.draw(sheet, dossier)
            return sheet.finish()

    def statement(self, document: StatementDocument, language: str) -> bytes:
        """The statement as a PDF file."""
        from upclone.adapters.pdf import statement
        from upclone.adapters.pdf.fonts import font_files
        from upclone.adapters.pdf.labels import Labels
        from upclone.adapters.pdf.sheet import Sheet

        labels = Labels(language)
        with font_files() as fonts:
            sheet = Sheet(statement.imprint(document, labels), labels, fonts)
            statement.draw(sheet, document)
            return sheet.finish()

    def statement_csv(self, document: StatementDocument, language: str) -> bytes:
        """The same as a table for spreadsheets, in UTF-8 with its mark; no cell of it is calculated."""
        from upclone.adapters.pdf import statement_csv

        return statement_csv.written(document, language)

    def table(self, heads: Iterable[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
        """A list as a table for spreadsheets, in UTF-8 with its mark; no cell of it is calculated."""
        from upclone.adapters.pdf import tables

        return tables.written(heads, rows, language)

    def paper_xml(self, paper: Paper, language: str) -> bytes:
        """The same as XML by EN 16931. Raises Conflict where the norm asks for what is not known."""
        from upclone.adapters.pdf import factur_x

        return factur_x.xml(paper, language)

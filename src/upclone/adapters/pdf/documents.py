"""The port's documents as PDF files."""

from __future__ import annotations

from upclone.application.ports.documents import ContractDocument, InvoiceDocument


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
